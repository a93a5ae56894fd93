"""Values of BSL in Python.

    Неопределено None · Null NULL · Булево bool · Число int or Decimal · Строка str · Дата datetime · Тип TypeValue

A number is an int where it is whole, a Decimal otherwise; every other value is an object with the members of
``HostObject``. Python's ``True == 1`` is not true of BSL, so compare with ``equal`` and not with ``==``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias, runtime_checkable

if TYPE_CHECKING:
    from components.shared.bsl.interpreter.machine import Machine

Value: TypeAlias = object
Number: TypeAlias = int | Decimal

EMPTY_DATE: Final = datetime(1, 1, 1)
LAST_DATE: Final = datetime(3999, 12, 31, 23, 59, 59)  # the platform's dates end here


class Null:
    """The type of ``Null``."""

    __slots__ = ()


NULL: Final = Null()


@dataclass(frozen=True, slots=True)
class TypeValue:
    """A value of type ``Тип``; equal to another one of the same name."""

    name: str


@runtime_checkable
class HostObject(Protocol):
    """An object with behaviour of its own. Names arrive in lower case, in whichever language they were written.

    Implement it to plug objects into programs: tables that queries read, registers, catalogs. Raise ``Failure`` for
    what a program may handle and ``OutsideSubset`` for what is not implemented; charge ``machine.meter`` for work.
    Nothing else of the Python object can be reached from a program. One that also has ``property_names() -> list[str]``
    (in lower case) can be given to ``ЗаполнитьЗначенияСвойств``, one with ``presentation() -> str`` is shown by it.
    """

    @property
    def type_name(self) -> str:
        """Russian name of the type, which ``Строка`` shows and ``ТипЗнч`` returns."""
        ...

    def get_property(self, name: str, machine: "Machine") -> Value:
        """Value of ``Объект.Имя``."""
        ...

    def set_property(self, name: str, value: Value, machine: "Machine") -> None:
        """``Объект.Имя = Значение``."""
        ...

    def get_element(self, key: Value, machine: "Machine") -> Value:
        """Value of ``Объект[Ключ]``."""
        ...

    def set_element(self, key: Value, value: Value, machine: "Machine") -> None:
        """``Объект[Ключ] = Значение``."""
        ...

    def iterate(self, machine: "Machine") -> Iterable[Value]:
        """What ``Для Каждого`` goes through."""
        ...

    def call(self, name: str, arguments: "Sequence[Value]", machine: "Machine") -> Value:
        """``Объект.Имя(…)``; a skipped argument is ``SKIPPED``."""
        ...


class Skipped:
    """The type of ``SKIPPED``."""

    __slots__ = ()


SKIPPED: Final = Skipped()


@dataclass(frozen=True, slots=True)
class UniqueIdentifier:
    """``УникальныйИдентификатор``: equal to another one of the same digits."""

    text: str


@dataclass(frozen=True, slots=True)
class EnumerationValue:
    """One value of a system enumeration: ``НаправлениеПоиска.СНачала``."""

    type_name: str
    name: str
    english: str


def is_number(value: Value) -> bool:
    """Whether a value is a number; a Boolean is none."""
    kind = value.__class__
    return kind is int or kind is Decimal


def key_of(value: Value) -> object:
    """What a value is found by in a dictionary of Python: ``Истина`` and 1 are different keys."""
    return (bool, value) if value.__class__ is bool else value


def equal(left: Value, right: Value) -> bool:
    """``Лево = Право``: values of different types differ, objects are equal to themselves alone."""
    return bool(left == right) and (left.__class__ is bool) is (right.__class__ is bool)


PRIMITIVE_TYPES: Final[dict[type, str]] = {
    type(None): "Неопределено",
    Null: "Null",
    bool: "Булево",
    int: "Число",
    Decimal: "Число",
    str: "Строка",
    datetime: "Дата",
    TypeValue: "Тип",
    UniqueIdentifier: "УникальныйИдентификатор",
}


def type_name_of(value: Value) -> str:
    """Russian name of the type of a value."""
    name = PRIMITIVE_TYPES.get(value.__class__)
    if name is None:
        name = getattr(value, "type_name", "")
    return str(name)
