"""What a regular expression is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Test: TypeAlias = Callable[[str], bool]  # of one character


@dataclass(frozen=True, slots=True)
class Character:
    """One character that passes a test."""

    test: Test


@dataclass(frozen=True, slots=True)
class Text:
    """One given character."""

    character: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts one after another."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first alternative that leads to a match."""

    alternatives: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """``а*``, ``а+?``, ``а{2,5}+``; ``most`` is None where there is no bound."""

    part: "Node"
    fewest: int
    most: int | None
    mode: Literal["greedy", "lazy", "possessive"]


@dataclass(frozen=True, slots=True)
class Group:
    """``(…)`` of a number."""

    number: int
    part: "Node"


@dataclass(frozen=True, slots=True)
class Atomic:
    """``(?>…)``: once matched it is not tried in another way."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class Look:
    """``(?=…)``, ``(?!…)``, ``(?<=…)``, ``(?<!…)``."""

    part: "Node"
    ahead: bool
    negated: bool


@dataclass(frozen=True, slots=True)
class Place:
    r"""``^``, ``$``, ``\b`` and the like."""

    test: Callable[[str, int], bool]


@dataclass(frozen=True, slots=True)
class Backreference:
    r"""``\1``: what a group has matched."""

    number: int


Node: TypeAlias = Character | Text | Sequence | Choice | Repeat | Group | Atomic | Look | Place | Backreference


def widths(node: Node) -> tuple[int, int | None]:
    """The least and the greatest number of characters that a node matches; None where there is no bound."""
    if isinstance(node, Text | Character):
        return 1, 1
    if isinstance(node, Sequence):
        return _sum([widths(part) for part in node.parts])
    if isinstance(node, Choice):
        found = [widths(part) for part in node.alternatives]
        longest = [most for _, most in found if most is not None]
        return min(low for low, _ in found), max(longest) if len(longest) == len(found) else None
    if isinstance(node, Repeat):
        low, most = widths(node.part)
        return low * node.fewest, None if most is None or node.most is None else most * node.most
    if isinstance(node, Group | Atomic):
        return widths(node.part)
    return (0, None) if isinstance(node, Backreference) else (0, 0)


def _sum(found: list[tuple[int, int | None]]) -> tuple[int, int | None]:
    longest = [most for _, most in found if most is not None]
    return sum(low for low, _ in found), sum(longest) if len(longest) == len(found) else None
