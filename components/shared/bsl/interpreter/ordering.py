"""Comparison on more and less, and the order by which collections sort values of any types."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Final

from components.shared.bsl.interpreter.collation import compare_texts, sort_key
from components.shared.bsl.interpreter.conversions import to_text
from components.shared.bsl.interpreter.failures import Failure
from components.shared.bsl.interpreter.limits import CHARACTERS_OF_STEP, Meter
from components.shared.bsl.interpreter.values import Value, is_number

_LONG: Final = 1_000
INCOMPARABLE: Final = (
    "Операции сравнения на больше-меньше допустимы только для значений совпадающих примитивных типов "
    "(Булево, Число, Строка, Дата)"
)


def compare(left: Value, right: Value, meter: Meter) -> int:
    """-1, 0 or 1, as the left value is less than, equal to or greater than the right one.

    Raises:
        Failure: The values are of different types, or of one that has no order.
    """
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal):  # a Boolean beside a number counts 0 or 1
        return (left > right) - (left < right)
    if isinstance(left, str) and isinstance(right, str):
        if len(left) + len(right) > _LONG:
            meter.spend((len(left) + len(right)) // CHARACTERS_OF_STEP)
        return compare_texts(left, right)
    if isinstance(left, datetime) and isinstance(right, datetime):
        return (left > right) - (left < right)
    raise Failure(INCOMPARABLE)


def order_of(value: Value) -> tuple[int, object]:
    """Key by which values of any types are sorted: first by type, then within it; objects by what they show."""
    if value is None:
        return 0, 0
    if value.__class__ is bool:
        return 1, value
    if is_number(value):
        return 2, value
    if isinstance(value, str):
        return 3, sort_key(value)
    if isinstance(value, datetime):
        return 4, value
    return 5, sort_key(to_text(value))


def charge_sorting(values: Iterable[Value], meter: Meter) -> None:
    """Charge the comparisons that sorting takes, and the keys of long strings."""
    count = characters = 0
    for value in values:
        count += 1
        characters += len(value) if isinstance(value, str) else 0
    meter.compare(count * max(1, count.bit_length()))
    meter.spend(characters // CHARACTERS_OF_STEP)
