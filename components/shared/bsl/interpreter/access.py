"""Members and elements of values; nothing of a Python object can be reached but what it lists."""

from typing import Final

from components.shared.bsl.interpreter.failures import Failure
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.outside import refuse_platform_member
from components.shared.bsl.interpreter.values import (
    PRIMITIVE_TYPES,
    EnumerationValue,
    HostObject,
    Value,
    type_name_of,
)

# Classes of values without members
NO_OBJECTS: Final = frozenset({*PRIMITIVE_TYPES, EnumerationValue})


def object_of(value: Value, name: str) -> HostObject:
    """A value whose member is asked for.

    Raises:
        Failure: It has no members.
    """
    if value.__class__ in NO_OBJECTS:
        raise Failure(f"Значение не является значением объектного типа ({name})")
    return value  # type: ignore[return-value]


def read_member(target: Value, lowered: str, name: str, machine: Machine) -> Value:
    """``Объект.Имя``."""
    owner = object_of(target, name)
    try:
        return owner.get_property(lowered, machine)
    except Failure as failure:
        refuse_platform_member(owner.type_name, lowered)
        spell(failure, lowered, name)
        raise


def read_element(target: Value, key: Value, machine: Machine) -> Value:
    """``Объект[Ключ]``."""
    machine.meter.elements += 1
    if target.__class__ in NO_OBJECTS:
        raise Failure(f"Получение элемента по индексу для значения не определено ({type_name_of(target)})")
    return target.get_element(key, machine)  # type: ignore[attr-defined]


def spell(failure: Failure, lowered: str, name: str) -> None:
    """Put a name as it was written into a message that has it in lower case."""
    failure.description = failure.description.replace(f"({lowered})", f"({name})")
