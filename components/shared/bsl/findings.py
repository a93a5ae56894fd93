"""What a judge says about a piece of code: one finding, and the rule it comes from.

Positions are those of the lexer (line in the upper bits, column in the lower, both from 1); ``end`` is the position
after the last character.
"""

from dataclasses import dataclass
from typing import Literal, Self

from components.shared.bsl.syntax.lexer import column_of, line_of

Axis = Literal["compile", "semantics", "best_practice", "documentation", "optimization"]
# how much a finding counts: strong ones fail code, weak ones lower its score, the others are only shown
Strength = Literal["strong", "weak", "report"]
Severity = Literal["error", "warning", "information"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What all findings of one code have in common."""

    code: str  # the code of BSL Language Server where it has one
    axis: Axis
    strength: Strength
    severity: Severity
    title_ru: str
    title_en: str
    standards: tuple[int, ...] = ()  # numbers of the ITS standards
    own: bool = False  # BSL Language Server has no such code


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace what stands from ``start`` up to ``end``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in the code that a rule objects to."""

    rule: Rule
    start: int
    end: int
    message_ru: str
    message_en: str
    edits: tuple[Edit, ...] = ()  # a fix, only where the meaning provably stays

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        """Processes send findings by the ten thousand: that of dataclasses looks the fields up for each of them."""
        return type(self), (self.rule, self.start, self.end, self.message_ru, self.message_en, self.edits)

    @property
    def line(self) -> int:
        """Line of the first character, from 1."""
        return line_of(self.start)

    @property
    def column(self) -> int:
        """Column of the first character, from 1."""
        return column_of(self.start)
