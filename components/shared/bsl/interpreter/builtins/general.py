"""Functions over values of any type: conversions, types, messages, properties."""

from typing import Final

from components.shared.bsl.interpreter.builtins.registry import function
from components.shared.bsl.interpreter.conversions import (
    make_date,
    parse_date,
    require_text,
    to_boolean,
    to_integer,
    to_number,
    to_text,
)
from components.shared.bsl.interpreter.failures import Failure, bad_argument, no_property, wrong_type
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.members import BslObject
from components.shared.bsl.interpreter.objects.arrays import FixedArray
from components.shared.bsl.interpreter.objects.columns import Columns
from components.shared.bsl.interpreter.objects.rows import Row
from components.shared.bsl.interpreter.objects.structures import FixedMap, FixedStructure, names_in
from components.shared.bsl.interpreter.objects.value_list import ValueList
from components.shared.bsl.interpreter.objects.value_table import ValueTable
from components.shared.bsl.interpreter.objects.value_tree import TreeRows
from components.shared.bsl.interpreter.types import type_named
from components.shared.bsl.interpreter.values import (
    EMPTY_DATE,
    NULL,
    TypeValue,
    UniqueIdentifier,
    Value,
    is_number,
    type_name_of,
)

_EMPTY_IDENTIFIER: Final = "00000000-0000-0000-0000-000000000000"


@function("Строка", "String", 1)
def text_of(machine: Machine, value: Value) -> Value:
    """Any value as a string."""
    return to_text(value)


@function("Число", "Number", 1)
def number_of(machine: Machine, value: Value) -> Value:
    """A number, a Boolean or a string as a number."""
    return to_number(value)


@function("Булево", "Boolean", 1)
def boolean_of(machine: Machine, value: Value) -> Value:
    """A Boolean, a number or a string as a Boolean."""
    return to_boolean(value)


@function("Дата", "Date", 1, 6)
def date_of(machine: Machine, *parts: Value) -> Value:
    """A date of a string of digits, or of its parts: three of them at least."""
    if len(parts) == 1:
        if isinstance(parts[0], str):
            return parse_date(parts[0].strip())
        if is_number(parts[0]):
            raise wrong_type("Дата")
        return _same_date(parts[0])
    if len(parts) < 3:
        raise Failure("Недостаточно фактических параметров")
    return make_date(*[0 if part is None else to_integer(part) for part in parts])


def _same_date(value: Value) -> Value:
    if type_name_of(value) != "Дата":
        raise wrong_type("Дата")
    return value


@function("Тип", "Type", 1)
def type_of_name(machine: Machine, name: Value) -> Value:
    """The type of a name."""
    return type_named(require_text(name, 1), machine)


@function("ТипЗнч", "TypeOf", 1)
def type_of_value(machine: Machine, value: Value) -> Value:
    """The type of a value."""
    return TypeValue(type_name_of(value))


@function("Сообщить", "Message", 1, 2)
def message(machine: Machine, text: Value, status: Value = None) -> Value:
    """Collects a message."""
    machine.tell(to_text(text))
    return None


@function("ОчиститьСообщения", "ClearMessages", 0)
def clear_messages(machine: Machine) -> Value:
    """Forgets the messages."""
    machine.messages.clear()
    return None


@function("ЭтоАдресВременногоХранилища", "IsTempStorageURL", 1)
def is_temporary_address(machine: Machine, text: Value) -> Value:
    """Whether a string has the form of an address of the temporary storage."""
    return isinstance(text, str) and text.startswith("e1cib/tempstorage/")


@function("ЗначениеЗаполнено", "ValueIsFilled", 1)
def is_filled(machine: Machine, value: Value) -> Value:
    """Whether a value differs from the default of its type; both Booleans are filled, empty collections are not."""
    if value is None or value is NULL:
        return False
    if isinstance(value, str):
        return bool(value.strip())
    if value.__class__ is bool:
        return True
    if is_number(value):
        return bool(value)
    if isinstance(value, UniqueIdentifier):
        return value.text != _EMPTY_IDENTIFIER
    size = size_of(value)
    return value != EMPTY_DATE if size is None else size > 0


def size_of(value: Value) -> int | None:
    """How many elements a collection has; None for what is none."""
    if isinstance(value, FixedArray | ValueList | Columns | TreeRows):
        return len(value.items)
    if isinstance(value, FixedStructure | FixedMap):
        return len(value.pairs)
    return len(value.rows) if isinstance(value, ValueTable) else None


@function("ЗаполнитьЗначенияСвойств", "FillPropertyValues", 2, 4)
def fill_properties(
    machine: Machine, target: Value, source: Value, listed: Value = None, excluded: Value = None
) -> Value:
    """Copy properties of one object to the properties of the same names of another one.

    Raises:
        Failure: A listed property is not there, or one of the values has no properties.
    """
    if any(not (names is None or isinstance(names, str)) for names in (listed, excluded)):
        raise bad_argument(3)
    left_out = {name.lower() for name in names_in(to_text(excluded))}  # counts only where nothing is listed
    if listed is not None and names_in(str(listed)):
        names, target_names = names_in(str(listed)), property_names(target)
        for name in names:
            if name.lower() not in target_names:
                raise no_property(name)
    else:
        target_names = property_names(target)
        names = [name for name in property_names(source) if name in target_names]
        names = [name for name in names if name not in left_out]
    machine.meter.touch(len(names))
    for name in names:
        _copy_property(target, source, name.lower(), machine)
    return None


def property_names(value: Value) -> list[str]:
    """Names in lower case of the properties that can be copied.

    Raises:
        Failure: The value has no such properties.
    """
    if isinstance(value, FixedStructure):
        return [str(name) for name in value.pairs]
    if isinstance(value, Row):
        return list(value.columns.by_name)
    names = getattr(value, "property_names", None)
    if names is not None:
        return [str(name) for name in names()]
    if isinstance(value, BslObject) and value.copied:
        return list(value.copied)
    raise bad_argument(1)


def _copy_property(target: Value, source: Value, name: str, machine: Machine) -> None:
    value = source.get_property(name, machine)  # type: ignore[attr-defined]
    target.set_property(name, value, machine)  # type: ignore[attr-defined]
