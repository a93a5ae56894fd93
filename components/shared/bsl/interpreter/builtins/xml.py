"""``XMLСтрока`` and ``XMLЗначение`` for simple types."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from components.shared.bsl.interpreter.builtins.registry import function
from components.shared.bsl.interpreter.construction import parse_identifier
from components.shared.bsl.interpreter.conversions import make_date, parse_number, plain_number, require_text
from components.shared.bsl.interpreter.failures import OutsideSubset, bad_argument, wrong_type
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.values import NULL, TypeValue, UniqueIdentifier, Value, is_number

_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?)?")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_BAD_CHARACTER: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@function("XMLСтрока", "XMLString", 1)
def xml_string(machine: Machine, value: Value) -> Value:
    """A simple value as XML has it."""
    if isinstance(value, str):
        return value
    if value is None or value is NULL:
        return ""
    if value.__class__ is bool:
        return "true" if value else "false"
    if is_number(value):
        return plain_number(value)  # type: ignore[arg-type]
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, UniqueIdentifier):
        return value.text
    raise bad_argument(1)


def _boolean(text: str) -> Value:
    if text not in ("true", "1", "false", "0"):
        raise wrong_type("Булево")
    return text in ("true", "1")


def _number(text: str) -> Value:
    if not _NUMBER.fullmatch(text):
        raise wrong_type("Число")
    return parse_number(text)


def _date(text: str) -> Value:
    match = _DATE.fullmatch(text)
    if match is None:
        raise wrong_type("Дата")
    return make_date(*[int(part or 0) for part in match.groups()])


def _nothing(text: str) -> Value:
    if text:
        raise wrong_type("Null")
    return NULL


_READERS: Final[dict[str, Callable[[str], Value]]] = {
    "Булево": _boolean,
    "Число": _number,
    "Дата": _date,
    "Null": _nothing,
    "УникальныйИдентификатор": parse_identifier,
}


@function("XMLЗначение", "XMLValue", 2)
def xml_value(machine: Machine, kind: Value, text: Value) -> Value:
    """A simple value from what XML has."""
    if not isinstance(kind, TypeValue):
        raise bad_argument(1)
    whole = require_text(text, 2)
    if kind.name == "Строка":
        return whole
    reader = _READERS.get(kind.name)
    if reader is None:
        raise OutsideSubset(f"XMLЗначение({kind.name})")
    return reader(whole.strip())


@function("НайтиНедопустимыеСимволыXML", "FindDisallowedXMLCharacters", 1, 3)
def find_bad_characters(machine: Machine, text: Value, *rest: Value) -> Value:
    """Number of the first character that XML cannot have; 0 where there is none."""
    if rest:
        raise OutsideSubset("НайтиНедопустимыеСимволыXML с начальной позицией")
    whole = require_text(text, 1)
    machine.meter.spend(len(whole) // 16)
    match = _BAD_CHARACTER.search(whole)
    return match.start() + 1 if match else 0
