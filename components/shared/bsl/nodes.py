"""How a class is made of which a judgement builds thousands of objects."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True)
def node(cls: type[_Class]) -> type[_Class]:
    """Make a class of nodes: frozen for the type checker, and not at run time.

    A frozen dataclass sets each field through ``object.__setattr__``, which makes a node 3.5 times as slow to build.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
