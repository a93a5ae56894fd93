"""What ``Новый Имя(…)`` makes."""

import re
import uuid
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from components.shared.bsl.interpreter.builtins.mathematics import random_number
from components.shared.bsl.interpreter.conversions import to_integer, to_text
from components.shared.bsl.interpreter.failures import Failure, OutsideSubset, wrong_type
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.members import BslObject, bsl_object, method
from components.shared.bsl.interpreter.objects.arrays import new_array, new_fixed_array
from components.shared.bsl.interpreter.objects.structures import (
    new_fixed_map,
    new_fixed_structure,
    new_map,
    new_structure,
)
from components.shared.bsl.interpreter.objects.type_descriptions import (
    new_date_qualifiers,
    new_number_qualifiers,
    new_string_qualifiers,
    new_type_description,
)
from components.shared.bsl.interpreter.objects.user_message import new_user_message
from components.shared.bsl.interpreter.objects.value_list import new_value_list
from components.shared.bsl.interpreter.objects.value_table import new_value_table
from components.shared.bsl.interpreter.objects.value_tree import new_value_tree
from components.shared.bsl.interpreter.values import SKIPPED, UniqueIdentifier, Value

Constructor: TypeAlias = Callable[[Sequence[Value], Machine], Value]
_IDENTIFIER: Final = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_GREATEST_RANDOM: Final = 4_294_967_295


class CompareValues(BslObject):
    """``СравнениеЗначений``: sorting compares values as it does without it."""

    __slots__ = ()
    type_name = "СравнениеЗначений"


@bsl_object
class RandomGenerator(BslObject):
    """``ГенераторСлучайныхЧисел`` with a seed that the host gives: the same program gives the same numbers."""

    __slots__ = ()
    type_name = "ГенераторСлучайныхЧисел"

    @method("СлучайноеЧисло", "RandomNumber", 0, 2)
    def random(self, machine: Machine, low: Value = None, high: Value = None) -> Value:
        """A whole number between two bounds, both included."""
        return random_number(
            machine, 0 if low is None else to_integer(low), _GREATEST_RANDOM if high is None else to_integer(high)
        )


def _new_comparison(arguments: Sequence[Value], machine: Machine) -> Value:
    machine.meter.allocate(0)
    return CompareValues()


def _new_generator(arguments: Sequence[Value], machine: Machine) -> Value:
    if machine.random is None:
        raise OutsideSubset("ГенераторСлучайныхЧисел")
    machine.meter.allocate(0)
    return RandomGenerator()


def _new_identifier(arguments: Sequence[Value], machine: Machine) -> Value:
    """Of a string; a new one only where the host gives a seed."""
    machine.meter.allocate(0)
    if arguments and arguments[0] is not SKIPPED:
        return parse_identifier(to_text(arguments[0]))
    if machine.random is None:
        raise OutsideSubset("УникальныйИдентификатор")
    return UniqueIdentifier(str(uuid.UUID(int=machine.random.getrandbits(128), version=4)))


def parse_identifier(text: str) -> UniqueIdentifier:
    """Read an identifier.

    Raises:
        Failure: The text shows none.
    """
    if not _IDENTIFIER.fullmatch(text.strip()):
        raise wrong_type("УникальныйИдентификатор")
    return UniqueIdentifier(text.strip().lower())


_CONSTRUCTORS: Final[dict[tuple[str, str], Constructor]] = {
    ("Массив", "Array"): new_array,
    ("ФиксированныйМассив", "FixedArray"): new_fixed_array,
    ("Структура", "Structure"): new_structure,
    ("ФиксированнаяСтруктура", "FixedStructure"): new_fixed_structure,
    ("Соответствие", "Map"): new_map,
    ("ФиксированноеСоответствие", "FixedMap"): new_fixed_map,
    ("ТаблицаЗначений", "ValueTable"): new_value_table,
    ("ДеревоЗначений", "ValueTree"): new_value_tree,
    ("СписокЗначений", "ValueList"): new_value_list,
    ("ОписаниеТипов", "TypeDescription"): new_type_description,
    ("КвалификаторыЧисла", "NumberQualifiers"): new_number_qualifiers,
    ("КвалификаторыСтроки", "StringQualifiers"): new_string_qualifiers,
    ("КвалификаторыДаты", "DateQualifiers"): new_date_qualifiers,
    ("СообщениеПользователю", "UserMessage"): new_user_message,
    ("СравнениеЗначений", "CompareValues"): _new_comparison,
    ("УникальныйИдентификатор", "UUID"): _new_identifier,
    ("ГенераторСлучайныхЧисел", "RandomNumberGenerator"): _new_generator,
}
CONSTRUCTORS: Final = {name.lower(): make for names, make in _CONSTRUCTORS.items() for name in names}


def construct_named(name: Value, arguments: Sequence[Value], machine: Machine) -> Value:
    """``Новый(Имя, Параметры)``.

    Raises:
        OutsideSubset: The type is not in the subset.
        Failure: The name is no string.
    """
    if not isinstance(name, str):
        raise Failure("Тип не определен")
    hosted = {known.lower(): make for known, make in machine.host.types.items()}.get(name.strip().lower())
    make = hosted or CONSTRUCTORS.get(name.strip().lower())
    if make is None:
        raise OutsideSubset(name.strip()[:100])
    return make(arguments, machine)
