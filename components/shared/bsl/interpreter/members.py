"""How objects of BSL are written in Python: one class, its properties and methods listed with both their names.

Only what is listed can be reached from a program. A class lists methods with ``@method`` and is made ready by
``@bsl_object``; whatever it does not override fails as the platform does.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, TypeVar

from components.shared.bsl.interpreter.failures import Failure, no_method, no_property, read_only
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.outside import refuse_platform_member
from components.shared.bsl.interpreter.values import SKIPPED, Value

_Function = TypeVar("_Function", bound=Callable[..., Value])
_Class = TypeVar("_Class", bound=type["BslObject"])
ANY_NUMBER = 1_000


class BslObject:
    """What an object of BSL does unless it says otherwise: nothing."""

    __slots__ = ()
    type_name: str = ""
    copied: ClassVar[tuple[str, ...]] = ()  # properties, in lower case, that ЗаполнитьЗначенияСвойств copies
    methods: ClassVar[dict[str, tuple[Callable[..., Value], int, int]]] = {}

    def get_property(self, name: str, machine: Machine) -> Value:
        """``Объект.Имя``."""
        raise no_property(name)

    def set_property(self, name: str, value: Value, machine: Machine) -> None:
        """``Объект.Имя = Значение``; a property that can be read cannot be set."""
        self.get_property(name, machine)
        raise read_only(name)

    def get_element(self, key: Value, machine: Machine) -> Value:
        """``Объект[Ключ]``."""
        raise Failure("Получение элемента по индексу для значения не определено")

    def set_element(self, key: Value, value: Value, machine: Machine) -> None:
        """``Объект[Ключ] = Значение``."""
        raise Failure("Установка элемента по индексу для значения не определена")

    def iterate(self, machine: Machine) -> Iterable[Value]:
        """``Для Каждого``."""
        raise Failure("Итератор для значения не определен")

    def call(self, name: str, arguments: Sequence[Value], machine: Machine) -> Value:
        """``Объект.Имя(…)``; a skipped argument is passed as Неопределено."""
        entry = self.methods.get(name)
        if entry is None:
            refuse_platform_member(self.type_name, name)
            raise no_method(name)
        function, fewest, most = entry
        check_number(len(arguments), fewest, most)
        return function(self, machine, *[None if value is SKIPPED else value for value in arguments])


def check_number(given: int, fewest: int, most: int) -> None:
    """Refuse too few or too many arguments.

    Raises:
        Failure: With the platform's words.
    """
    if given > most:
        raise Failure("Слишком много фактических параметров")
    if given < fewest:
        raise Failure("Недостаточно фактических параметров")


def method(russian: str, english: str, fewest: int = 0, most: int | None = None) -> Callable[[_Function], _Function]:
    """List a method under its two names with the least and the greatest number of its arguments."""

    def decorate(function: _Function) -> _Function:
        function.listed = (russian.lower(), english.lower(), fewest, fewest if most is None else most)  # type: ignore[attr-defined]
        return function

    return decorate


def bsl_object(cls: _Class) -> _Class:
    """Collect the listed methods of a class and of those that it extends."""
    cls.methods = dict(cls.methods)
    for function in list(vars(cls).values()):
        listed: Any = getattr(function, "listed", None)
        if listed is not None:
            russian, english, fewest, most = listed
            cls.methods[russian] = cls.methods[english] = (function, fewest, most)
    return cls
