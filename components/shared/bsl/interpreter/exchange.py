"""Values of Python to values of BSL and back: how tests give arguments and look at results."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from components.shared.bsl.interpreter.failures import Failure, wrong_type
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.numbers import normal
from components.shared.bsl.interpreter.objects.arrays import Array, FixedArray
from components.shared.bsl.interpreter.objects.structures import FixedMap, FixedStructure, Map, Structure, is_identifier
from components.shared.bsl.interpreter.objects.value_list import ValueList
from components.shared.bsl.interpreter.objects.value_table import ValueTable
from components.shared.bsl.interpreter.values import (
    SKIPPED,
    EnumerationValue,
    HostObject,
    Null,
    TypeValue,
    UniqueIdentifier,
    Value,
    key_of,
)

_DEEPEST: Final = 50


def from_python(value: object, machine: Machine, depth: int = 0) -> Value:
    """Make a value of BSL: lists become arrays, dictionaries with names as keys structures, all others maps.

    Raises:
        Failure: A number is infinite, or containers are too deep in one another.
    """
    if isinstance(value, bool | str | None):
        return value
    if isinstance(value, int | Decimal | float):
        return _number(value)
    if isinstance(value, datetime):
        return value.replace(microsecond=0, tzinfo=None)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if depth > _DEEPEST:
        raise wrong_type("Массив")
    if isinstance(value, Mapping):
        return _pairs(value, machine, depth)
    if isinstance(value, Sequence):
        return Array([from_python(item, machine, depth + 1) for item in value])
    if isinstance(value, Null | TypeValue | UniqueIdentifier | EnumerationValue | HostObject):
        return value
    raise Failure(f"Значение Python не имеет соответствия во встроенном языке ({type(value).__name__})")


def _number(value: int | Decimal | float) -> Value:
    try:
        return normal(Decimal(repr(value)) if isinstance(value, float) else value)
    except InvalidOperation as error:
        raise wrong_type("Число") from error


def _pairs(value: Mapping[object, object], machine: Machine, depth: int) -> Value:
    items = {key: from_python(item, machine, depth + 1) for key, item in value.items()}
    if all(isinstance(key, str) and is_identifier(key) for key in items):
        return Structure({str(key).lower(): (key, item) for key, item in items.items()})
    keys = {key: from_python(key, machine, depth + 1) for key in items}
    return Map({key_of(keys[key]): (keys[key], item) for key, item in items.items()})


def to_python(value: Value, depth: int = 0) -> object:
    """Show a value in Python: arrays as lists, structures and maps as dictionaries, tables as lists of dictionaries.

    Objects that have no counterpart, and containers too deep in one another, stay as they are.
    """
    if value is SKIPPED:
        return None
    if depth > _DEEPEST:
        return value
    if isinstance(value, FixedArray):
        return [to_python(item, depth + 1) for item in value.items]
    if isinstance(value, FixedStructure | FixedMap):
        return {key: to_python(item, depth + 1) for key, item in value.pairs.values()}
    if isinstance(value, ValueTable):
        columns = value.columns.items
        return [{column.name: to_python(row.value(column), depth + 1) for column in columns} for row in value.rows]
    if isinstance(value, ValueList):
        return [to_python(item.value, depth + 1) for item in value.items]
    return value
