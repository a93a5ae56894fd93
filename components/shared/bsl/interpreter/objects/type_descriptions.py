"""``ОписаниеТипов`` and its qualifiers: what a column of a table takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from components.shared.bsl.interpreter.conversions import to_boolean, to_date, to_integer, to_number, to_text
from components.shared.bsl.interpreter.failures import Failure, bad_argument, no_property
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.members import BslObject, bsl_object, method
from components.shared.bsl.interpreter.numbers import normal, round_number
from components.shared.bsl.interpreter.objects.arrays import Array, FixedArray
from components.shared.bsl.interpreter.types import ENUMERATIONS, type_named
from components.shared.bsl.interpreter.values import (
    EMPTY_DATE,
    SKIPPED,
    EnumerationValue,
    Number,
    TypeValue,
    Value,
    is_number,
    type_name_of,
)


@dataclass(frozen=True)
class Qualifiers(BslObject):
    """Qualifiers of one kind of primitive values; equal where all of them are equal."""

    names: ClassVar[dict[str, str]] = {}

    def get_property(self, name: str, machine: Machine) -> Value:
        """``Квалификаторы.Разрядность`` and the like."""
        field = self.names.get(name)
        if field is None:
            raise no_property(name)
        value: Value = getattr(self, field)
        return value


@dataclass(frozen=True)
class NumberQualifiers(Qualifiers):
    """``КвалификаторыЧисла``."""

    digits: int = 0
    fraction: int = 0
    sign: Value = ENUMERATIONS["допустимыйзнак"].values["любой"]
    type_name = "КвалификаторыЧисла"
    names = {  # noqa: RUF012
        **dict.fromkeys(("разрядность", "digits"), "digits"),
        **dict.fromkeys(("разрядностьдробнойчасти", "fractiondigits"), "fraction"),
        **dict.fromkeys(("допустимыйзнак", "allowedsign"), "sign"),
    }

    def adjust(self, number: Number) -> Number:
        """Round and, where it is too long, cut down to the greatest number that fits."""
        if isinstance(self.sign, EnumerationValue) and self.sign.english == "Nonnegative" and number < 0:
            return 0
        if not self.digits:
            return number
        rounded = round_number(number, self.fraction)
        limit = 10 ** (self.digits - self.fraction)
        if abs(rounded) < limit:
            return rounded
        greatest = normal(Decimal(limit * 10**self.fraction - 1).scaleb(-self.fraction))
        return -greatest if rounded < 0 else greatest


@dataclass(frozen=True)
class StringQualifiers(Qualifiers):
    """``КвалификаторыСтроки``."""

    length: int = 0
    allowed: Value = ENUMERATIONS["допустимаядлина"].values["переменная"]
    type_name = "КвалификаторыСтроки"
    names = {  # noqa: RUF012
        **dict.fromkeys(("длина", "length"), "length"),
        **dict.fromkeys(("допустимаядлина", "allowedlength"), "allowed"),
    }

    def adjust(self, text: str) -> str:
        """Cut a text that is too long; fill one of a fixed length."""
        if not self.length:
            return text
        fixed = isinstance(self.allowed, EnumerationValue) and self.allowed.english == "Fixed"
        cut = text[: self.length]
        return cut.ljust(self.length) if fixed else cut


@dataclass(frozen=True)
class DateQualifiers(Qualifiers):
    """``КвалификаторыДаты``."""

    parts: Value = ENUMERATIONS["частидаты"].values["датавремя"]
    type_name = "КвалификаторыДаты"
    names = dict.fromkeys(("частидаты", "datefractions"), "parts")

    def adjust(self, date: datetime) -> datetime:
        """Keep the day alone, or the time alone."""
        part = self.parts.english if isinstance(self.parts, EnumerationValue) else ""
        if part == "Date":
            return date.replace(hour=0, minute=0, second=0)
        return date.replace(1, 1, 1) if part == "Time" else date


@bsl_object
@dataclass(frozen=True)
class TypeDescription(BslObject):
    """``ОписаниеТипов``; equal to another one of the same types and qualifiers."""

    types: tuple[TypeValue, ...] = ()
    number: NumberQualifiers = NumberQualifiers()
    string: StringQualifiers = StringQualifiers()
    date: DateQualifiers = DateQualifiers()
    type_name = "ОписаниеТипов"

    def presentation(self) -> str:
        """Names of the types, as ``Строка`` shows them."""
        return ", ".join(to_text(kind) for kind in self.types)

    def get_property(self, name: str, machine: Machine) -> Value:
        """The qualifiers."""
        if name in ("квалификаторычисла", "numberqualifiers"):
            return self.number
        if name in ("квалификаторыстроки", "stringqualifiers"):
            return self.string
        if name in ("квалификаторыдаты", "datequalifiers"):
            return self.date
        raise no_property(name)

    @method("Типы", "Types")
    def listed_types(self, machine: Machine) -> Value:
        """An array of the types."""
        machine.meter.allocate(len(self.types))
        return Array(list(self.types))

    @method("СодержитТип", "ContainsType", 1)
    def contains(self, machine: Machine, kind: Value) -> Value:
        """Whether values of a type are taken."""
        if not isinstance(kind, TypeValue):
            raise bad_argument(1)
        if kind.name == "Неопределено":  # never listed, and a value of every composite type
            return len(self.types) > 1
        return kind in self.types

    @method("ПривестиЗначение", "AdjustValue", 0, 1)
    def adjusted(self, machine: Machine, value: Value = None) -> Value:
        """The value as the description takes it."""
        return self.adjust(value)

    def adjust(self, value: Value) -> Value:
        """Convert a value to what is described; what cannot be converted becomes the default value."""
        if not self.types:
            return value
        if TypeValue(type_name_of(value)) in self.types:
            return self._qualified(value)
        if len(self.types) > 1:
            return None
        return self._qualified(_converted(value, self.types[0].name))

    def _qualified(self, value: Value) -> Value:
        if isinstance(value, str):
            return self.string.adjust(value)
        if isinstance(value, datetime):
            return self.date.adjust(value)
        return self.number.adjust(value) if is_number(value) else value  # type: ignore[arg-type]


def _converted(value: Value, type_name: str) -> Value:
    """Convert to one primitive type; the type's default value where that cannot be done."""
    try:
        if type_name == "Строка":
            return to_text(value)
        if type_name == "Число":
            return 0 if value is None else to_number(value)
        if type_name == "Булево":
            return False if value is None else to_boolean(value)
        return to_date(value) if type_name == "Дата" else None
    except Failure:
        return {"Число": 0, "Булево": False, "Дата": EMPTY_DATE}.get(type_name)


ANY_TYPE = TypeDescription()


def new_type_description(arguments: Sequence[Value], machine: Machine) -> Value:
    """``Новый ОписаниеТипов("Строка, Число", …)``: added and subtracted types, then qualifiers in any order."""
    machine.meter.allocate(1)
    given = [None if value is SKIPPED else value for value in arguments] or [None]
    base = given[0] if isinstance(given[0], TypeDescription) else TypeDescription()
    types = list(base.types) if given[0] is base else _types_of(given[0], machine)
    lists = [value for value in given[1:3] if not isinstance(value, Qualifiers)]
    added, subtracted = [*(_types_of(value, machine) for value in lists), [], []][:2]
    dropped = [*subtracted, TypeValue("Неопределено")]
    kept = [kind for kind in dict.fromkeys([*types, *added]) if kind not in dropped]
    qualifiers = [value for value in given[1:] if isinstance(value, Qualifiers)]
    return _with_qualifiers(base, tuple(kept), qualifiers)


def _types_of(value: Value, machine: Machine) -> list[TypeValue]:
    if value is None:
        return []
    if isinstance(value, str):
        return [type_named(name, machine) for name in value.split(",") if name.strip()]
    if isinstance(value, FixedArray):
        types = [kind for kind in value.items if isinstance(kind, TypeValue)]
        if len(types) == len(value.items):
            return types
    raise bad_argument(1)


def _with_qualifiers(
    base: TypeDescription, types: tuple[TypeValue, ...], qualifiers: list[Qualifiers]
) -> TypeDescription:
    number, string, date = base.number, base.string, base.date
    for given in qualifiers:
        if isinstance(given, NumberQualifiers):
            number = given
        elif isinstance(given, StringQualifiers):
            string = given
        elif isinstance(given, DateQualifiers):
            date = given
    names = {kind.name for kind in types}  # qualifiers of types that are not there are dropped
    return TypeDescription(
        types,
        number if "Число" in names else NumberQualifiers(),
        string if "Строка" in names else StringQualifiers(),
        date if "Дата" in names else DateQualifiers(),
    )


def new_number_qualifiers(arguments: Sequence[Value], machine: Machine) -> Value:
    """``Новый КвалификаторыЧисла(Разрядность, РазрядностьДробнойЧасти, ДопустимыйЗнак)``."""
    digits, fraction, sign = _padded(arguments, 3)
    lengths = _length(digits, 38), _length(fraction, 38)
    return NumberQualifiers(*lengths) if sign is None else NumberQualifiers(*lengths, sign)


def new_string_qualifiers(arguments: Sequence[Value], machine: Machine) -> Value:
    """``Новый КвалификаторыСтроки(Длина, ДопустимаяДлина)``."""
    length, allowed = _padded(arguments, 2)
    longest = _length(length, 1_000_000)
    return StringQualifiers(longest) if allowed is None else StringQualifiers(longest, allowed)


def new_date_qualifiers(arguments: Sequence[Value], machine: Machine) -> Value:
    """``Новый КвалификаторыДаты(ЧастиДаты)``."""
    parts = _padded(arguments, 1)[0]
    return DateQualifiers() if parts is None else DateQualifiers(parts)


def _padded(arguments: Sequence[Value], count: int) -> list[Value]:
    if len(arguments) > count:
        raise Failure("Слишком много фактических параметров")
    given = [None if value is SKIPPED else value for value in arguments]
    return given + [None] * (count - len(given))


def _length(value: Value, greatest: int) -> int:
    length = 0 if value is None else to_integer(value)
    if not 0 <= length <= greatest:
        raise bad_argument(1)
    return length
