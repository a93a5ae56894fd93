"""Why a record is not worth learning from: one function for each reason, whose result is the fate.

To add a reason, write such a function and put it into ``FILTERS``; its count appears in every report by itself.
"""

import json
import re
from collections.abc import Callable
from functools import lru_cache

from components.curate.reviewing import REJECTED
from components.curate.settings import CurateSettings
from components.shared.bsl import Module, Verdict, parse, statement_count
from components.shared.judging import judge_code
from components.shared.records import Record

Filter = Callable[[Record, CurateSettings], str | None]

# Wider lines on average are data, not a program.
CHARACTERS_PER_LINE = 120
LONGEST_REFERENCE = 300

_REFERENCE = re.compile(r"\W*(?:см|see)\b\.?\s+\S+[\W\s]*", re.I)
# Marks of chat templates: inside of a text they would open turns that nobody wrote.
_CHAT_MARK = re.compile(r"<\|[a-z_]{2,30}\|>|\[/?INST\]|<</?SYS>>|</?s>(?=\s|$)", re.I)
# Marks that turn text around or cannot be seen hide what a reader would object to. NBSP is legal noise.
_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
    "|[\x00-\x08\x0b\x0e-\x1f\x7f]"
)


def rejected_by_reviewer(record: Record, settings: CurateSettings) -> str | None:
    """Somebody has read it and found it bad."""
    return REJECTED if REJECTED in record.flags else None


def not_reviewed(record: Record, settings: CurateSettings) -> str | None:
    """Of some sources nothing is learned that no person has read."""
    kinds = (record.source, *(("generated",) if record.generator else ()))
    needed = any(kind in settings.review_required for kind in kinds)
    return "not_reviewed" if needed and record.reviewer_kind != "person" else None


def no_answer(record: Record, settings: CurateSettings) -> str | None:
    """There is nothing to learn from an empty answer."""
    return "no_answer" if not (record.messages or record.output.strip()) else None


def broken_conversation(record: Record, settings: CurateSettings) -> str | None:
    """A conversation needs a question, answers that are not empty, an answer at its end, and calls that are JSON."""
    return "broken_conversation" if record.messages and not _is_conversation(record) else None


def only_reference(record: Record, settings: CurateSettings) -> str | None:
    """«См. …» sends the reader elsewhere: the task is not here."""
    if record.messages:
        return None
    short = record.instruction[:LONGEST_REFERENCE]
    found = "only_reference" in record.flags or (short == record.instruction and _REFERENCE.fullmatch(short))
    return "only_reference" if found else None


def no_instruction(record: Record, settings: CurateSettings) -> str | None:
    """Without a described task there is nothing to answer."""
    short = len(record.instruction.strip()) < settings.min_instruction_characters
    return "no_instruction" if short and not record.messages else None


def deprecated(record: Record, settings: CurateSettings) -> str | None:
    """What its authors call deprecated should not be written anew."""
    return "deprecated" if "deprecated" in record.flags else None


def chat_marks(record: Record, settings: CurateSettings) -> str | None:
    """Marks of chat templates inside of a text could forge turns of the conversation."""
    return "chat_marks" if any(_CHAT_MARK.search(text) for text in _texts(record)) else None


def hidden_characters(record: Record, settings: CurateSettings) -> str | None:
    """What cannot be seen cannot be reviewed."""
    return "hidden_characters" if any(_HIDDEN.search(text) for text in _texts(record)) else None


def too_long(record: Record, settings: CurateSettings) -> str | None:
    """A method that does not fit into the trained length would be learned without its end."""
    lines = record.output.count("\n") + 1
    long = lines > settings.max_lines or len(record.output) > settings.max_lines * CHARACTERS_PER_LINE
    return "too_long" if long else None


def does_not_parse(record: Record, settings: CurateSettings) -> str | None:
    """Code that is not well-formed teaches mistakes."""
    return "does_not_parse" if is_code(record) and _parsed(record).errors else None


def does_not_compile(record: Record, settings: CurateSettings) -> str | None:
    """Names that do not exist teach invention; the rest of the method's module is unknown, and no fault."""
    if not (settings.drop_not_compiling and is_code(record)):
        return None
    return None if _verdict(record).compiles else "does_not_compile"


def strong_finding(record: Record, settings: CurateSettings) -> str | None:
    """A query in a loop or a swallowed exception would be learned as the way to write it.

    A hand-written pattern has an author who stands for its exceptions: reading by portions does query in a loop.
    A contributor names theirs, and the reader of the example sees the name.
    """
    if not (settings.drop_strong_findings and is_code(record)) or record.source == "pattern":
        return None
    strong = (finding.rule.code for finding in _verdict(record).findings if finding.rule.strength == "strong")
    return "strong_finding" if any(f"allowed:{code}" not in record.flags for code in strong) else None


def empty_stub(record: Record, settings: CurateSettings) -> str | None:
    """A method without a statement keeps a place for somebody else's code."""
    if not is_code(record):
        return None
    return "empty_stub" if statements(record) == 0 else None


def too_short(record: Record, settings: CurateSettings) -> str | None:
    """A getter teaches nothing: drop written methods with fewer statements than the threshold."""
    judged = is_code(record) and record.task == "write" and record.source != "pattern"
    return "too_short" if judged and statements(record) < settings.min_statements else None


# Cheapest first: the first reason wins. Duplicates are found after these, over all records together.
FILTERS: tuple[Filter, ...] = (
    rejected_by_reviewer,
    not_reviewed,
    no_answer,
    broken_conversation,
    only_reference,
    no_instruction,
    deprecated,
    too_long,
    chat_marks,
    hidden_characters,
    does_not_parse,
    empty_stub,
    too_short,
    does_not_compile,
    strong_finding,
)


def fate_of(record: Record, settings: CurateSettings) -> str | None:
    """The first reason to drop a record, or None."""
    return next((fate for filter_ in FILTERS if (fate := filter_(record, settings))), None)


def reason_of(record: Record, fate: str) -> str:
    """What the judge found, where its findings are why a record was dropped."""
    if fate not in ("does_not_compile", "strong_finding"):
        return ""
    found = [finding for finding in _verdict(record).findings if finding.rule.strength == "strong"]
    compiling = [finding for finding in found if finding.rule.axis == "compile"]
    first = (compiling or found)[0]
    return f"{first.rule.code}, {first.message_ru}"


def is_code(record: Record) -> bool:
    """Whether the answer is code; an explanation or a conversation is text."""
    return not record.messages and record.task != "explain"


def statements(record: Record) -> int:
    """Statements of the answer, nested ones included."""
    module = _parsed(record)
    return len(module.statements) + sum(statement_count(method) for method in module.methods)


def _parsed(record: Record) -> Module:
    return _parse(record.output, record.module_kind == "script")


@lru_cache(maxsize=4)
def _parse(code: str, is_script: bool) -> Module:
    """Three filters in a row ask about the same answer."""
    return parse(code, "onescript" if is_script else "1c")


@lru_cache(maxsize=4)
def _verdict(record: Record) -> Verdict:
    """Two filters and the reason of a drop ask about the same answer."""
    return judge_code(record, record.output)


def _texts(record: Record) -> tuple[str, ...]:
    return (record.instruction, record.input, record.output, *(message.content for message in record.messages))


def _is_conversation(record: Record) -> bool:
    turns = record.messages
    return (
        turns[-1].role == "assistant"
        and any(turn.role == "user" for turn in turns)
        and all(turn.content.strip() or turn.tool_calls for turn in turns if turn.role in ("user", "assistant"))
        and all(_is_list(text) for text in (record.tools, *(turn.tool_calls for turn in turns)))
    )


def _is_list(text: str) -> bool:
    try:
        return not text or isinstance(json.loads(text), list)
    except ValueError:
        return False
