"""Functions over numbers."""

import math
from collections.abc import Callable
from decimal import Context, Decimal, DecimalException
from typing import Final

from components.shared.bsl.interpreter.builtins.registry import VARIADIC, function
from components.shared.bsl.interpreter.conversions import require_text, to_integer, to_number
from components.shared.bsl.interpreter.failures import Failure, OutsideSubset, bad_argument
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.numbers import from_double, power, round_number, truncate
from components.shared.bsl.interpreter.ordering import compare
from components.shared.bsl.interpreter.values import EnumerationValue, Number, Value

_PRECISE: Final = Context(prec=40)
_BITS: Final = 0xFFFFFFFF


@function("Цел", "Int", 1)
def whole_part(machine: Machine, number: Value) -> Value:
    """The number without its fraction."""
    return truncate(to_number(number))


@function("Окр", "Round", 1, 3)
def rounded(machine: Machine, number: Value, digits: Value = None, mode: Value = None) -> Value:
    """Rounded to so many digits after the point; halves go away from zero unless the mode says otherwise."""
    places = 0 if digits is None else to_integer(digits)
    return round_number(to_number(number), places, _half_down(mode))


def _half_down(mode: Value) -> bool:
    if mode is None:
        return False
    if isinstance(mode, EnumerationValue):
        return mode.english == "Round15as10"
    return to_integer(mode) == 0  # the old form: 0 rounds halves down, 1 up


@function("Макс", "Max", 1, VARIADIC)
def greatest(machine: Machine, *values: Value) -> Value:
    """The greatest of the values, which must be of one type."""
    machine.meter.compare(len(values))
    best = values[0]
    for value in values[1:]:
        best = value if compare(value, best, machine.meter) > 0 else best
    return best


@function("Мин", "Min", 1, VARIADIC)
def least(machine: Machine, *values: Value) -> Value:
    """The least of the values, which must be of one type."""
    machine.meter.compare(len(values))
    best = values[0]
    for value in values[1:]:
        best = value if compare(value, best, machine.meter) < 0 else best
    return best


@function("Pow", "Pow", 2)
def raised(machine: Machine, base: Value, exponent: Value) -> Value:
    """A number to the power of another one."""
    return power(to_number(base), to_number(exponent))


@function("Sqrt", "Sqrt", 1)
def square_root(machine: Machine, number: Value) -> Value:
    """The square root."""
    given = to_number(number)
    if given < 0:
        raise bad_argument(1)
    return from_double(_PRECISE.sqrt(Decimal(given)))


@function("Log", "Log", 1)
def natural_logarithm(machine: Machine, number: Value) -> Value:
    """The natural logarithm."""
    return from_double(_PRECISE.ln(_positive(number)))


@function("Log10", "Log10", 1)
def decimal_logarithm(machine: Machine, number: Value) -> Value:
    """The decimal logarithm."""
    return from_double(_PRECISE.log10(_positive(number)))


@function("Exp", "Exp", 1)
def exponential(machine: Machine, number: Value) -> Value:
    """The number e to a power."""
    try:
        return from_double(_PRECISE.exp(Decimal(to_number(number))))
    except DecimalException as error:
        raise bad_argument(1) from error


def _positive(number: Value) -> Decimal:
    given = to_number(number)
    if given <= 0:
        raise bad_argument(1)
    return Decimal(given)


def _trigonometric(work: Callable[[float], float]) -> Callable[[Machine, Value], Number]:
    def calculate(machine: Machine, number: Value) -> Number:
        try:
            return from_double(work(float(to_number(number))))
        except (ValueError, OverflowError) as error:
            raise bad_argument(1) from error

    return calculate


for _name, _work in (
    ("Sin", math.sin),
    ("Cos", math.cos),
    ("Tan", math.tan),
    ("ASin", math.asin),
    ("ACos", math.acos),
    ("ATan", math.atan),
):
    function(_name, _name, 1)(_trigonometric(_work))


def _bits(value: Value, number: int) -> int:
    bits = to_number(value)
    if bits.__class__ is not int or not 0 <= bits <= _BITS:
        raise bad_argument(number)
    return bits


@function("ПобитовоеИ", "BitwiseAnd", 2)
def bitwise_and(machine: Machine, first: Value, second: Value) -> Value:
    """Bits that both numbers have; numbers are whole, of 32 bits."""
    return _bits(first, 1) & _bits(second, 2)


@function("ПобитовоеИли", "BitwiseOr", 2)
def bitwise_or(machine: Machine, first: Value, second: Value) -> Value:
    """Bits that either number has."""
    return _bits(first, 1) | _bits(second, 2)


@function("ПобитовоеИсключительноеИли", "BitwiseXor", 2)
def bitwise_xor(machine: Machine, first: Value, second: Value) -> Value:
    """Bits that one number has alone."""
    return _bits(first, 1) ^ _bits(second, 2)


@function("ПобитовоеИНе", "BitwiseAndNot", 2)
def bitwise_and_not(machine: Machine, first: Value, second: Value) -> Value:
    """Bits of the first number that the second one does not have."""
    return _bits(first, 1) & ~_bits(second, 2) & _BITS


@function("ПобитовоеНе", "BitwiseNot", 1)
def bitwise_not(machine: Machine, number: Value) -> Value:
    """All bits turned."""
    return ~_bits(number, 1) & _BITS


@function("ПобитовыйСдвигВлево", "BitwiseShiftLeft", 2)
def shift_left(machine: Machine, number: Value, places: Value) -> Value:
    """Bits moved up; those above the 32nd are lost."""
    return (_bits(number, 1) << _place(places)) & _BITS


@function("ПобитовыйСдвигВправо", "BitwiseShiftRight", 2)
def shift_right(machine: Machine, number: Value, places: Value) -> Value:
    """Bits moved down."""
    return _bits(number, 1) >> _place(places)


@function("ПроверитьБит", "CheckBit", 2)
def check_bit(machine: Machine, number: Value, place: Value) -> Value:
    """Whether a bit is set."""
    return bool(_bits(number, 1) >> _place(place) & 1)


@function("УстановитьБит", "SetBit", 3)
def set_bit(machine: Machine, number: Value, place: Value, bit: Value) -> Value:
    """The number with one bit set or cleared."""
    mask = 1 << _place(place)
    return _bits(number, 1) | mask if to_integer(bit) else _bits(number, 1) & ~mask


@function("ПроверитьПоБитовойМаске", "CheckByBitMask", 2)
def check_mask(machine: Machine, number: Value, mask: Value) -> Value:
    """Whether all bits of a mask are set."""
    return _bits(number, 1) & _bits(mask, 2) == _bits(mask, 2)


def _place(places: Value) -> int:
    place = to_integer(places)
    if not 0 <= place < 32:
        raise bad_argument(2)
    return place


@function("ЧислоИзШестнадцатеричнойСтроки", "NumberFromHexString", 1)
def from_hexadecimal(machine: Machine, text: Value) -> Value:
    """Value of ``"0xFF"``."""
    return _from_digits(require_text(text, 1), "0x", 16)


@function("ЧислоИзДвоичнойСтроки", "NumberFromBinaryString", 1)
def from_binary(machine: Machine, text: Value) -> Value:
    """Value of ``"0b101"``."""
    return _from_digits(require_text(text, 1), "0b", 2)


def _from_digits(text: str, prefix: str, base: int) -> int:
    digits = text.lower().removeprefix(prefix)
    allowed = "0123456789abcdef"[:base]
    if not digits or len(digits) > 64 or digits.strip(allowed):
        raise bad_argument(1)
    return int(digits, base)


def random_number(machine: Machine, low: int, high: int) -> int:
    """A number of the seeded generator.

    Raises:
        OutsideSubset: There is no seed, so the result could not be repeated.
        Failure: The bounds are the wrong way round.
    """
    if machine.random is None:
        raise OutsideSubset("ГенераторСлучайныхЧисел")
    if low > high:
        raise Failure("Недопустимое значение параметра (параметр номер '1')")
    return machine.random.randint(low, high)
