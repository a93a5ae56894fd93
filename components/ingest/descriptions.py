"""What the comment above a method says of its task: the sentences that tell it, and the blocks that go with it.

Taking the comment apart is the judge's work; which of its sentences tell a task is decided here.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from components.shared.bsl import descriptions
from components.shared.bsl.descriptions.sections import dedent

# Shorter ones say nothing that the name does not say.
SHORTEST_DESCRIPTION = 15
LONGEST_DESCRIPTION = 500
# Whatever follows this much is no description; matching it would take time that grows with its square.
LONGEST_READ = 4000

_DECORATIONS = re.compile(r"[\W_]+")
# Whole sentences that say where a method belongs and nothing of what it does.
_NO_TASK = re.compile(
    r"(?:только\s+)?для\s+(?:внутреннего|служебного)\s+использования\W*"
    r"|(?:только\s+)?для\s+(?:вызова\s+из|использования\s+в|процедур\w*|функци\w*)\b.*"
    r"|(?:только\s+)?для\s+внутреннего\s+использования\s+в\s.*"
    r"|(?:повторный\s+вызов|продолжение|завершение)\s+(?:процедур\w*|функци\w*|обработчик\w*)\b.*"
    r"|служебн\w+\s+(?:процедура|функция)\W*|описание\s+и\s+параметры\b.*"
    r"|(?:смотри|см|see)\b.*|for\s+internal\s+use\s+only\W*|\S*",
    re.I,
)
_NOTHING = frozenset({"", "нет", "отсутствуют", "none", "no"})
# "см. Другой", "т.д. Затем": the dots of abbreviations end no sentence.
_SENTENCE_END = re.compile(r"(?<![\s(]см)(?<!\b\w)[.!?…](?=\s+[А-ЯЁA-Z])")


@dataclass(frozen=True, slots=True)
class Description:
    """What a comment says, in its parts."""

    text: str = ""
    parameters: str = ""
    returns: str = ""
    deprecated: bool = False
    only_reference: bool = False


def read_description(comment: str) -> Description:
    """Take a comment apart.

    Args:
        comment: The lines above a method, without their slashes.
    """
    parts = descriptions.read_description(comment)
    sections = descriptions.split_sections(comment)
    text = " ".join(" ".join(sections.lines_of("purpose")).split())[:LONGEST_READ]
    told = _told(text)
    return Description(
        text="" if len(told) < SHORTEST_DESCRIPTION else _first_sentences(told),
        parameters=_block(sections.lines_of("parameters")),
        returns=_block(sections.lines_of("returns")),
        deprecated=parts.deprecation is not None,
        only_reference=parts.only_reference,
    )


def _block(lines: list[str]) -> str:
    """The lines of a block with their common indent taken away; empty where it says that there is nothing."""
    if " ".join(_DECORATIONS.sub(" ", " ".join(lines)).casefold().split()) in _NOTHING:
        return ""
    return "\n".join(line for line in dedent(lines).split("\n") if line)


def _told(text: str) -> str:
    """The sentences that tell what a method does."""
    ends = [0, *(end.end() for end in _SENTENCE_END.finditer(text)), len(text)]
    sentences = (text[start:end].strip() for start, end in pairwise(ends))
    return " ".join(sentence for sentence in sentences if not _NO_TASK.fullmatch(sentence))


def _first_sentences(text: str) -> str:
    """As many whole sentences as fit; the first one in any case, cut at a word."""
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    ends = [end.end() for end in _SENTENCE_END.finditer(text, 0, LONGEST_DESCRIPTION)]
    return text[: ends[-1]] if ends else text[:LONGEST_DESCRIPTION].rsplit(" ", 1)[0] + "…"
