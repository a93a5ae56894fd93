"""``Структура``, ``Соответствие``, their fixed forms, and ``КлючИЗначение``."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from components.shared.bsl.interpreter.conversions import to_text
from components.shared.bsl.interpreter.failures import Failure, bad_argument, no_property
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.members import BslObject, bsl_object, method
from components.shared.bsl.interpreter.values import SKIPPED, Value, key_of

_IDENTIFIER: Final = re.compile(r"[^\W\d]\w*")


def is_identifier(text: str) -> bool:
    """Whether a text may be the name of a property."""
    return _IDENTIFIER.fullmatch(text) is not None


def names_in(text: str) -> list[str]:
    """Names of a list like ``"Имя, Цена"``; empty ones are left out."""
    return [name for name in (part.strip() for part in text.split(",")) if name]


@bsl_object
class KeyAndValue(BslObject):
    """What the loop over a structure or a map gives: a copy of the pair, so that the loop may change the collection."""

    __slots__ = ("key", "value")
    type_name = "КлючИЗначение"
    copied = ("ключ", "значение")

    def __init__(self, key: Value, value: Value) -> None:
        self.key, self.value = key, value

    def get_property(self, name: str, machine: Machine) -> Value:
        """``Ключ`` and ``Значение``."""
        if name in ("ключ", "key"):
            return self.key
        if name in ("значение", "value"):
            return self.value
        raise no_property(name)

    def get_element(self, key: Value, machine: Machine) -> Value:
        """``Элемент["Ключ"]``."""
        return self.get_property(to_text(key).lower(), machine)


class _Pairs(BslObject):
    """Pairs in the order in which their keys came; looked up in constant time."""

    __slots__ = ("pairs",)

    def __init__(self, pairs: dict[object, tuple[Value, Value]] | None = None) -> None:
        self.pairs = {} if pairs is None else pairs

    def iterate(self, machine: Machine) -> Iterable[Value]:
        """The pairs."""
        machine.meter.allocate(len(self.pairs))
        return [KeyAndValue(key, value) for key, value in self.pairs.values()]

    def count(self, machine: Machine) -> Value:
        """How many pairs there are."""
        return len(self.pairs)

    def clear(self, machine: Machine) -> Value:
        """Remove all pairs."""
        self.pairs.clear()
        return None


@bsl_object
class FixedStructure(_Pairs):
    """A structure that cannot be changed."""

    __slots__ = ()
    type_name = "ФиксированнаяСтруктура"
    count = method("Количество", "Count")(_Pairs.count)

    def get_property(self, name: str, machine: Machine) -> Value:
        """``Структура.Имя``."""
        pair = self.pairs.get(name)
        if pair is None:
            raise no_property(name)
        return pair[1]

    def get_element(self, key: Value, machine: Machine) -> Value:
        """``Структура["Имя"]``."""
        return self.get_property(to_text(key).lower(), machine)

    @method("Свойство", "Property", 1, 2)
    def has(self, machine: Machine, name: Value, variable: Value = None) -> Value:
        """Whether there is a key; the evaluator puts the value into the second argument, which is a variable."""
        return to_text(name).lower() in self.pairs

    def value_or_undefined(self, name: Value) -> Value:
        """What ``Свойство`` puts into its second argument."""
        pair = self.pairs.get(to_text(name).lower())
        return None if pair is None else pair[1]


@bsl_object
class Structure(FixedStructure):
    """``Структура``: keys are names, found without regard to case."""

    __slots__ = ()
    type_name = "Структура"
    clear = method("Очистить", "Clear")(_Pairs.clear)

    def set_property(self, name: str, value: Value, machine: Machine) -> None:
        """``Структура.Имя = Значение``; only keys that exist."""
        pair = self.pairs.get(name)
        if pair is None:
            raise no_property(name)
        self.pairs[name] = (pair[0], value)

    def set_element(self, key: Value, value: Value, machine: Machine) -> None:
        """``Структура["Имя"] = Значение``."""
        self.set_property(to_text(key).lower(), value, machine)

    @method("Вставить", "Insert", 1, 2)
    def insert(self, machine: Machine, key: Value, value: Value = None) -> Value:
        """Set the value of a key, new or not."""
        if not isinstance(key, str) or not is_identifier(key):
            raise Failure(f"Задано неправильное имя атрибута структуры '{to_text(key)}'")
        machine.meter.grow(1)
        lowered = key.lower()
        known = self.pairs.get(lowered)
        self.pairs[lowered] = (key if known is None else known[0], value)
        return None

    @method("Удалить", "Delete", 1)
    def delete(self, machine: Machine, key: Value) -> Value:
        """Remove a key if it is there."""
        self.pairs.pop(to_text(key).lower(), None)
        return None


@bsl_object
class FixedMap(_Pairs):
    """A map that cannot be changed."""

    __slots__ = ()
    type_name = "ФиксированноеСоответствие"
    count = method("Количество", "Count")(_Pairs.count)

    def get_element(self, key: Value, machine: Machine) -> Value:
        """``Соответствие[Ключ]``: unlike that of a map that can be changed, the key must be there."""
        pair = self.pairs.get(key_of(key))
        if pair is None:
            raise Failure("Значение, соответствующее ключу, не задано")
        return pair[1]

    @method("Получить", "Get", 1)
    def get(self, machine: Machine, key: Value) -> Value:
        """The value of a key; Неопределено where it is not there."""
        pair = self.pairs.get(key_of(key))
        return None if pair is None else pair[1]


@bsl_object
class Map(FixedMap):
    """``Соответствие``: keys of any types; ``1`` and ``"1"`` differ, and so do ``"а"`` and ``"А"``."""

    __slots__ = ()
    type_name = "Соответствие"
    clear = method("Очистить", "Clear")(_Pairs.clear)

    def get_element(self, key: Value, machine: Machine) -> Value:
        """``Соответствие[Ключ]``: Неопределено for a key that is not there."""
        pair = self.pairs.get(key_of(key))
        return None if pair is None else pair[1]

    def set_element(self, key: Value, value: Value, machine: Machine) -> None:
        """``Соответствие[Ключ] = Значение``."""
        machine.meter.grow(1)
        self.pairs[key_of(key)] = (key, value)

    @method("Вставить", "Insert", 1, 2)
    def insert(self, machine: Machine, key: Value, value: Value = None) -> Value:
        """Set the value of a key, new or not."""
        self.set_element(key, value, machine)
        return None

    @method("Удалить", "Delete", 1)
    def delete(self, machine: Machine, key: Value) -> Value:
        """Remove a key if it is there."""
        self.pairs.pop(key_of(key), None)
        return None


def new_structure(arguments: Sequence[Value], machine: Machine) -> Value:
    """``Новый Структура("А, Б", 1, 2)``, or of a fixed structure."""
    machine.meter.allocate(len(arguments))
    structure = Structure()
    if arguments and isinstance(arguments[0], Structure):
        raise bad_argument(1)  # the platform copies fixed structures only
    _fill_structure(structure, arguments, machine)
    return structure


def new_fixed_structure(arguments: Sequence[Value], machine: Machine) -> Value:
    """``Новый ФиксированнаяСтруктура(Структура)``, or with names and values."""
    if not arguments:
        raise bad_argument(1)
    machine.meter.allocate(len(arguments))
    structure = Structure()
    _fill_structure(structure, arguments, machine)
    return FixedStructure(structure.pairs)


def _fill_structure(structure: Structure, arguments: Sequence[Value], machine: Machine) -> None:
    if not arguments or arguments[0] is SKIPPED:
        return
    first, *values = arguments
    if isinstance(first, FixedStructure) and not values:
        machine.meter.grow(len(first.pairs))
        structure.pairs = dict(first.pairs)
        return
    if not isinstance(first, str):
        raise bad_argument(1)
    names = names_in(first)
    values += [None] * (len(names) - len(values))
    for name, value in zip(names, values, strict=False):  # the platform takes values that have no name, and drops them
        structure.insert(machine, name, None if value is SKIPPED else value)


def new_map(arguments: Sequence[Value], machine: Machine) -> Value:
    """``Новый Соответствие``, or of a fixed map."""
    machine.meter.allocate(0)
    if not arguments:
        return Map()
    if not isinstance(arguments[0], FixedMap) or isinstance(arguments[0], Map):
        raise bad_argument(1)
    machine.meter.grow(len(arguments[0].pairs))
    return Map(dict(arguments[0].pairs))


def new_fixed_map(arguments: Sequence[Value], machine: Machine) -> Value:
    """``Новый ФиксированноеСоответствие(Соответствие)``."""
    if len(arguments) != 1 or not isinstance(arguments[0], FixedMap):
        raise bad_argument(1)
    machine.meter.allocate(len(arguments[0].pairs))
    return FixedMap(dict(arguments[0].pairs))
