"""Why a record is not worth learning from: one function for each reason, whose result is the fate.

To add a reason, write such a function and put it into ``FILTERS``; its count appears in every report by itself.
"""

import json
import re
from collections.abc import Callable
from functools import lru_cache

from components.curate.fixes import is_from_history, mended
from components.curate.privacy import Remark, find_hidden_in, find_secret_in, find_twins_in
from components.curate.reviewing import REJECTED
from components.curate.rights import may_widen, widened_rights
from components.curate.settings import CurateSettings
from components.shared.bsl import Module, Verdict, parse, statement_count
from components.shared.bsl.queries import parse_query
from components.shared.judging import judge_code
from components.shared.privacy import title_of, without_values
from components.shared.records import NO_WHOLE_CODE, Record

Filter = Callable[[Record, CurateSettings], str | None]

# Wider lines on average are data, not a program.
CHARACTERS_PER_LINE = 120
LONGEST_REFERENCE = 300

_REFERENCE = re.compile(r"\W*(?:см|see)\b\.?\s+\S+[\W\s]*", re.I)
# Marks of chat templates: inside of a text they would open turns that nobody wrote.
_CHAT_MARK = re.compile(r"<\|[a-z_]{2,30}\|>|\[/?INST\]|<</?SYS>>|</?s>(?=\s|$)", re.I)


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
    if record.messages or is_plain_code(record, settings):
        return None
    return "only_reference" if _is_reference(record) else None


def no_instruction(record: Record, settings: CurateSettings) -> str | None:
    """Without a described task there is nothing to answer."""
    short = len(record.instruction.strip()) < settings.min_instruction_characters
    return "no_instruction" if short and not record.messages and not is_plain_code(record, settings) else None


def deprecated(record: Record, settings: CurateSettings) -> str | None:
    """What its authors call deprecated should not be written anew."""
    return "deprecated" if "deprecated" in record.flags else None


def chat_marks(record: Record, settings: CurateSettings) -> str | None:
    """Marks of chat templates inside of a text could forge turns of the conversation."""
    return "chat_marks" if any(_CHAT_MARK.search(text) for text in _texts(record)) else None


def hidden_characters(record: Record, settings: CurateSettings) -> str | None:
    """What cannot be seen cannot be reviewed."""
    return "hidden_characters" if find_hidden_in(record) else None


def secret(record: Record, settings: CurateSettings) -> str | None:
    """A password, a key or a token: a model would say it to whoever asks."""
    return "secret" if find_secret_in(record) else None


def twin_letters(record: Record, settings: CurateSettings) -> str | None:
    """A Latin letter in a Russian name looks the same and is another name, which nobody will find again."""
    return "twin_letters" if is_code(record) and find_twins_in(record) else None


def too_long(record: Record, settings: CurateSettings) -> str | None:
    """A method that does not fit into the trained length would be learned without its end."""
    lines = record.output.count("\n") + 1
    long = lines > settings.max_lines or len(record.output) > settings.max_lines * CHARACTERS_PER_LINE
    return "too_long" if long else None


def does_not_parse(record: Record, settings: CurateSettings) -> str | None:
    """Code that is not well-formed teaches mistakes."""
    if record.task == "query":
        return "does_not_parse" if parse_query(record.output).errors else None
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


def widens_rights(record: Record, settings: CurateSettings) -> str | None:
    """Code that does more than its caller may is no example unless a person has read it."""
    read = record.source == "pattern" or (record.reviewer and record.reviewer_kind != "model")
    if read or not (settings.drop_widened_rights and is_code(record) and may_widen(record.output)):
        return None
    return "widens_rights" if widened_rights(_parsed(record)) else None


def unproven_fix(record: Record, settings: CurateSettings) -> str | None:
    """A pair of versions of which the judge does not see what was mended teaches to change code at random."""
    return "unproven_fix" if is_from_history(record) and not mended(record) else None


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
    secret,
    twin_letters,
    does_not_parse,
    empty_stub,
    too_short,
    widens_rights,
    does_not_compile,
    strong_finding,
    unproven_fix,
)


def fate_of(record: Record, settings: CurateSettings) -> str | None:
    """The first reason to drop a record, or None."""
    return next((fate for filter_ in FILTERS if (fate := filter_(record, settings))), None)


def rule_of(record: Record, fate: str) -> Remark | None:
    """Which rule of a fate with several a record is against, and where."""
    match fate:
        case "secret":
            return find_secret_in(record)
        case "hidden_characters":
            return find_hidden_in(record)
        case "twin_letters":
            return find_twins_in(record)
        case "widens_rights":
            rule, line = widened_rights(_parsed(record)) or ("", 1)
            return Remark(rule, max(0, record.line_start + line - 1))
    return None


def reason_of(record: Record, fate: str) -> str:
    """What the judge or a rule found, where that is why a record was dropped; never the text it was found in."""
    if rule := rule_of(record, fate):
        return title_of(rule.rule)
    if fate not in ("does_not_compile", "strong_finding"):
        return ""
    found = [finding for finding in _verdict(record).findings if finding.rule.strength == "strong"]
    compiling = [finding for finding in found if finding.rule.axis == "compile"]
    first = (compiling or found)[0]
    return f"{first.rule.code}, {without_values(first.message_ru)}"


def is_code(record: Record) -> bool:
    """Whether the answer is code; an explanation, a piece of a method or a conversation is text."""
    return not record.messages and record.task not in NO_WHOLE_CODE


def is_plain_code(record: Record, settings: CurateSettings) -> bool:
    """Whether a method has no described task and may be kept all the same, as code without one."""
    from_module = record.source in ("module", "knowledge_base") and record.task == "write" and not record.parent_id
    if not (settings.keep_undocumented and from_module):
        return False
    short = len(record.instruction.strip()) < settings.min_instruction_characters
    return short or _is_reference(record)


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


def _is_reference(record: Record) -> bool:
    short = record.instruction[:LONGEST_REFERENCE]
    found = "only_reference" in record.flags or (short == record.instruction and _REFERENCE.fullmatch(short))
    return bool(found)


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
