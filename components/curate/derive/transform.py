"""What a transform is: one way to make bad code of good code, with what proves that the pair teaches the right thing.

A transform is a function that looks at a parent and yields a ``Change`` for each place where its precondition is
proven, or a ``Refusal`` with the reason where something else stands in the way. The good side is always the code as it
was written; the bad side is made. Its docstring ends with the precondition under which both sides give the same
result, or with the fault that it plants.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Literal

from components.curate.derive.parent import Edit, Parent


@dataclass(frozen=True, slots=True)
class Change:
    """The bad side, as edits of the good one."""

    edits: tuple[Edit, ...]
    told: str = ""  # what the bad side lost and whoever asks would have to say, in Russian


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a place that looks fit makes no pair, in Russian."""

    reason: str


Attempt = Change | Refusal
Look = Callable[[Parent], Iterator[Attempt]]


@dataclass(frozen=True, slots=True)
class Transform:
    """One kind of pair."""

    name: str
    version: int
    task: Literal["fix", "optimise"]
    shows: frozenset[str]  # codes of the judge: each is found in the bad side and not in the good one
    asks: tuple[str, ...]  # what a person would ask for; {nom}, {gen}, {loc}, {acc}: «функция Имя» in its cases; {told}
    why: str  # why the good side is good, in Russian
    page: str
    look: Look
    tried: float  # share of methods that it is tried on: what fits a third of all methods is cut off anyway

    @property
    def generator(self) -> str:
        """What records say they were made by."""
        return f"{self.name}@{self.version}"


_TRANSFORMS: dict[str, Transform] = {}


def transform(
    name: str,
    *,
    task: Literal["fix", "optimise"],
    asks: tuple[str, ...],
    why: str,
    shows: tuple[str, ...] = (),
    version: int = 1,
    tried: float = 1,
) -> Callable[[Look], Look]:
    """Register a transform; the arguments are those of ``Transform``.

    Without ``shows`` no rule of the judge sees the fault, as where types of variables would have to be known; then the
    transform's own precondition is all the proof there is.
    """

    def registered(look: Look) -> Look:
        page = inspect.getdoc(look) or ""
        _TRANSFORMS[name] = Transform(name, version, task, frozenset(shows), asks, why, page, look, tried)
        return look

    return registered


@cache
def all_transforms() -> MappingProxyType[str, Transform]:
    """Every transform by its name, in the order of the alphabet."""
    room = import_module("components.curate.derive.transforms")
    for module in pkgutil.iter_modules(room.__path__):
        import_module(f"{room.__name__}.{module.name}")
    return MappingProxyType(dict(sorted(_TRANSFORMS.items())))
