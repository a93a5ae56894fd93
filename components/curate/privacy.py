"""Secrets, personal data and hidden characters of records: what is dropped, and what is replaced.

All texts of a record are looked at: task, input, answer with its comments, rationale, turns and tools of a
conversation. What was found is told by rule and line, never by its text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from components.shared.privacy import Place, find_secret, hidden_characters, redact, twin_letters, without_noise
from components.shared.records import SYSTEM_PROMPT, Message, Record

_TEXTS = ("instruction", "input", "output", "rationale", "system", "tools")
_STRING_OR_COMMENT = re.compile(r'"(?:[^"\n]|""|\n[ \t]*(?:\||//[^\n]*$))*"?|//[^\n]*', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule found in a record."""

    rule: str
    line: int  # of the module, where the answer is a piece of one; else 0


def texts_of(record: Record) -> Iterator[tuple[str, str]]:
    """All texts of a record with the names of their fields."""
    for name in _TEXTS:
        text = getattr(record, name)
        if text and text is not SYSTEM_PROMPT and text != SYSTEM_PROMPT:
            yield name, text
    for message in record.messages:
        yield "messages", message.content
        yield "messages", message.tool_calls


def find_secret_in(record: Record) -> Remark | None:
    """The first password, key or token of a record."""
    for name, text in texts_of(record):
        if place := find_secret(text):
            return Remark(place.rule, _line(record, name, text, place.start))
    return None


def find_hidden_in(record: Record) -> Remark | None:
    """The first character of a record that cannot be seen; its number is the rule."""
    for name, text in texts_of(record):
        for position, number in hidden_characters(text):
            return Remark(number, _line(record, name, text, position))
    return None


def find_twins_in(record: Record) -> Remark | None:
    """The first name of an answer that is spelt with letters of two alphabets; in texts for people it is a misprint."""
    if next(twin_letters(record.output), None) is None:
        return None
    code = _STRING_OR_COMMENT.sub(_blank, record.output)
    for start, _ in twin_letters(code):
        return Remark("twin_letters", _line(record, "output", code, start))
    return None


def without_personal(record: Record) -> tuple[Record, list[Remark]]:
    """A record with what belongs to people and companies replaced, and what was replaced."""
    remarks: list[Remark] = []
    changes: dict[str, object] = {}
    for name in _TEXTS:
        text = getattr(record, name)
        cleaned = _cleaned(record, name, text, remarks) if text else text
        if cleaned != text:
            changes[name] = cleaned
    messages = tuple(_cleaned_turn(record, message, remarks) for message in record.messages)
    if messages != record.messages:
        changes["messages"] = messages
    return (record.model_copy(update=changes) if changes else record), remarks


def _cleaned(record: Record, name: str, text: str, remarks: list[Remark]) -> str:
    cleaned, places = redact(without_noise(text))
    remarks += [_remark(record, name, text, place) for place in places]
    return cleaned


def _cleaned_turn(record: Record, message: Message, remarks: list[Remark]) -> Message:
    content = _cleaned(record, "messages", message.content, remarks)
    calls = _cleaned(record, "messages", message.tool_calls, remarks)
    return message.model_copy(update={"content": content, "tool_calls": calls})


def _remark(record: Record, name: str, text: str, place: Place) -> Remark:
    return Remark(place.rule, _line(record, name, text, place.start))


def _line(record: Record, name: str, text: str, position: int) -> int:
    is_piece = name == "output" and record.line_start > 0
    return record.line_start + text.count("\n", 0, position) if is_piece else record.line_start


def _blank(found: re.Match[str]) -> str:
    """Spaces, so that places stay; line ends stay for the same reason."""
    return re.sub(r"[^\n]", " ", found[0])
