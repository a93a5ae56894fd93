"""The comment above a method, read as 1C's standard lays it out: what it does, its parameters, what it returns."""

import re
from dataclasses import dataclass
from itertools import pairwise

# Shorter ones say nothing that the name does not say.
SHORTEST_DESCRIPTION = 15
LONGEST_DESCRIPTION = 500
# Whatever follows this much is no description; matching it would take time that grows with its square.
LONGEST_READ = 4000

_HEADINGS = {
    "parameters": r"параметры|parameters",
    "returns": r"возвращаем(?:ое|ые)\s+значени[ея]|return(?:s|\s+values?)",
    "other": r"пример(?:ы)?(?:\s+(?:использования|вызова))?|варианты\s+вызова|примечани[ея]"
    r"|examples?|call\s+options|notes?",
    "text": r"описание|назначение|description",
}
_HEADING = re.compile(
    r"\s*(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _HEADINGS.items()) + r")\s*:(?P<rest>.*)", re.I
)
_DECORATION = re.compile(r"[\W_]*")
_DECORATIONS = re.compile(r"[\W_]+")
_DEPRECATED = re.compile(r"(?:устарел[аои]?|deprecated)\b[^\n]*", re.I)
_REFERENCE = re.compile(r"(?:см|see)\b\.?\s[^\s]+(?:\s*\([^)]*\))?[.\s]*", re.I)
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
# Switches of code checkers.
_CHECKER_MARK = re.compile(r"\s*(?:АПК:|ACC:|BSLLS|@skip-check|@strict-types).*", re.I)
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
    blocks = _blocks(comment)
    text = " ".join(" ".join(blocks["text"]).split())[:LONGEST_READ]
    told = _told(text)
    return Description(
        text="" if len(told) < SHORTEST_DESCRIPTION else _first_sentences(told),
        parameters=_block(blocks["parameters"]),
        returns=_block(blocks["returns"]),
        deprecated=_DEPRECATED.match(text) is not None,
        only_reference=_REFERENCE.fullmatch(text) is not None,
    )


def _blocks(comment: str) -> dict[str, list[str]]:
    blocks: dict[str, list[str]] = {name: [] for name in _HEADINGS}
    current = blocks["text"]
    for line in comment.split("\n"):
        heading = _HEADING.fullmatch(line)
        if heading:
            current = next(blocks[name] for name in _HEADINGS if heading[name])
            line = heading["rest"]
        if not (_DECORATION.fullmatch(line) or _CHECKER_MARK.fullmatch(line)):
            current.append(line.rstrip())
    return blocks


def _block(lines: list[str]) -> str:
    """The lines of a block with their common indent taken away; empty where it says that there is nothing."""
    if " ".join(_DECORATIONS.sub(" ", " ".join(lines)).casefold().split()) in _NOTHING:
        return ""
    indent = min(len(line) - len(line.lstrip()) for line in lines)
    return "\n".join(line[indent:].expandtabs(2) for line in lines)


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
