"""A comment cut at its headings: ``Параметры:``, ``Возвращаемое значение:``, ``Пример:`` and their English names."""

import re
from dataclasses import dataclass, field
from typing import Literal

SectionName = Literal["purpose", "parameters", "returns", "example", "call_options", "note"]

_HEADINGS: dict[SectionName, str] = {
    "purpose": r"описание|назначение|description",
    "parameters": r"параметры|parameters",
    "returns": r"возвращаем(?:ое|ые)\s++значени[ея]|return(?:s|\s++values?)",
    "example": r"пример(?:ы)?(?:\s++(?:использования|вызова))?|examples?",
    "call_options": r"варианты\s++вызова|call\s++options",
    "note": r"примечани[ея]|notes?",
}
# The colon is forgotten where the words alone say what follows.
_HEADING = re.compile(
    r"\s*+(?:(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _HEADINGS.items())
    + r")\s*+:|(?:возвращаемое\s++значение|return\s++value)\s*+\Z)",
    re.I,
)
# Lines drawn with dashes or slashes around a comment.
DECORATION = re.compile(r"[\W_]*+")
# Switches of code checkers.
_CHECKER_MARK = re.compile(r"\s*+(?:АПК:|ACC:|BSLLS|@skip-check|@strict-types|EDT-\w).*", re.I)
_FIRST_OF_MARKS = frozenset("АаAaBbEe@")
_LAST_LETTERS = frozenset("еЕeE")  # of "Возвращаемое значение" and "Return value"
_TAB = 4
# A heading further to the right than the one before is a word in somebody's text: "Пример: 10" under a parameter.
_MOST_DEEPER = 1


@dataclass(slots=True)
class Section:
    """Lines under one heading; what stands on the heading's own line is the first of them."""

    name: SectionName
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sections:
    """All sections in the order of the text. The first one is the purpose, which needs no heading."""

    parts: tuple[Section, ...]

    def lines_of(self, name: SectionName) -> list[str]:
        """Lines of all sections of this name."""
        return [line for part in self.parts if part.name == name for line in part.lines]

    def has(self, name: SectionName) -> bool:
        """Whether there is such a heading."""
        return any(part.name == name for part in self.parts)


def split_sections(comment: str) -> Sections:
    """Cut a comment at its headings. Lines that only decorate, and switches of checkers, are left out.

    Args:
        comment: The lines above a method, without their slashes.
    """
    parts = [Section("purpose")]
    heading_indent = 0
    for line in comment.split("\n"):
        heading = _HEADING.match(line) if _may_be_heading(line) else None
        if heading and (parts[-1].name == "purpose" or indent_of(line) <= heading_indent + _MOST_DEEPER):
            heading_indent = indent_of(line)
            line = _open_sections(line, heading, parts)
        if not line or not _is_left_out(line):
            parts[-1].lines.append((line.expandtabs(_TAB) if "\t" in line else line).rstrip())
    return Sections(tuple(parts))


def _open_sections(line: str, heading: re.Match[str] | None, parts: list[Section]) -> str:
    """Add the section that a line starts, and tell what else is on the line. ``Описание:`` may have one after it."""
    end = 0
    while heading:
        end = heading.end()
        parts.append(Section(next((name for name in _HEADINGS if heading[name]), "returns")))
        heading = _HEADING.match(line, end) if parts[-1].name == "purpose" else None
    return line[end:].strip()


def is_plain(line: str) -> bool:
    """Whether a line, wherever it stands in the purpose, is text and nothing else."""
    return not (_HEADING.match(line) or _is_left_out(line))


def _may_be_heading(line: str) -> bool:
    """Whether the expression for headings is worth its time: most lines have no colon."""
    return ":" in line or line.rstrip()[-1:] in _LAST_LETTERS


def _is_left_out(line: str) -> bool:
    first = line.lstrip()[:1]
    if first.isalnum() or first == "@":
        return first in _FIRST_OF_MARKS and _CHECKER_MARK.fullmatch(line) is not None
    return bool(first) and DECORATION.fullmatch(line) is not None


def indent_of(line: str) -> int:
    """Columns before the first word, a tab counted as four."""
    expanded = line.expandtabs(_TAB) if "\t" in line else line
    return len(expanded) - len(expanded.lstrip())


def dedent(lines: list[str]) -> str:
    """Lines as one text, without the indent they share and without empty lines around them."""
    full = [number for number, line in enumerate(lines) if line.strip()]
    if not full:
        return ""
    indent = min(len(lines[number]) - len(lines[number].lstrip()) for number in full)
    return "\n".join(line[indent:].rstrip() if line.strip() else "" for line in lines[full[0] : full[-1] + 1])
