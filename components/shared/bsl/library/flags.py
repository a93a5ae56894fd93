"""Where a module runs and what it is, as letters: the same letters as in the tables of the platform's names."""

from typing import Final

from components.shared.bsl.configuration.model import CommonModule
from components.shared.bsl.platform.model import Side

SIDES: Final = (
    ("S", Side.SERVER),
    ("X", Side.EXTERNAL_CONNECTION),
    ("K", Side.THICK_CLIENT),
    ("N", Side.THIN_CLIENT),
    ("W", Side.WEB_CLIENT),
    ("M", Side.MOBILE_CLIENT),
)
_REUSE: Final = {"DuringRequest": "r", "DuringSession": "s"}


def side_letters(sides: Side) -> str:
    """Letters of sides."""
    return "".join(letter for letter, side in SIDES if side in sides)


def sides_from(letters: str) -> Side:
    """Sides of letters; letters of other flags are passed over."""
    sides = Side(0)
    for letter, side in SIDES:
        if letter in letters:
            sides |= side
    return sides


def flags_of(module: CommonModule) -> str:
    """Letters of a module: its sides, then server call, privileged, global, reuse for a request or a session."""
    marks = (("v", module.server_call), ("p", module.privileged), ("g", module.is_global))
    return side_letters(module.sides) + "".join(m for m, is_set in marks if is_set) + _REUSE.get(module.reuse, "")


def module_from(name: str, letters: str) -> CommonModule:
    """A module of its letters, without methods."""
    reuse = next((word for word, letter in _REUSE.items() if letter in letters), "")
    return CommonModule(
        name=name,
        sides=sides_from(letters),
        is_global="g" in letters,
        server_call="v" in letters,
        privileged="p" in letters,
        reuse=reuse,
    )
