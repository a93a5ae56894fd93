"""Exact decimal arithmetic.

Sums, differences and products are exact. A quotient keeps 27 digits after the point, rounded half up, as the platform
does. The platform's numbers have at most 38 digits in a data base and more in memory; ours have at most a thousand, so
that no program can spend a minute on one multiplication.
"""

from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_UP, Context, Decimal, DecimalException
from typing import Final

from components.shared.bsl.interpreter.failures import Failure
from components.shared.bsl.interpreter.values import Number

MOST_DIGITS: Final = 1_000
FRACTION_OF_QUOTIENT: Final = 27
# for powers that are no whole numbers: more digits than the platform shows of them
_ROOTS: Final = Context(prec=40, Emin=-999_999, Emax=999_999)
_LARGEST: Final = 10**MOST_DIGITS
EXACT: Final = Context(prec=4 * MOST_DIGITS, Emin=-999_999, Emax=999_999)


def normal(number: Number) -> Number:
    """Make a whole number an int, and check its size.

    Raises:
        Failure: The number has too many digits.
    """
    if number.__class__ is int:
        whole = number
    else:
        assert isinstance(number, Decimal)
        if not number.is_finite() or number.adjusted() > MOST_DIGITS:
            raise overflow()
        whole = int(number)
        if whole != number:
            return _shortened(number)
    if -_LARGEST < whole < _LARGEST:
        return whole
    raise overflow()


def overflow() -> Failure:
    """What is said of a number that is too long."""
    return Failure("Переполнение при вычислении числа: слишком много разрядов")


def _shortened(number: Decimal) -> Decimal:
    """Without zeros at the end, and with no more digits after the point than numbers may have."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -MOST_DIGITS:
        number = number.quantize(Decimal(1).scaleb(-MOST_DIGITS), ROUND_HALF_UP, EXACT)
    return number.normalize(EXACT)


def add(left: Number, right: Number) -> Number:
    """``left + right``."""
    if left.__class__ is int and right.__class__ is int:
        return normal(left + right)
    return normal(EXACT.add(_decimal(left), _decimal(right)))


def subtract(left: Number, right: Number) -> Number:
    """``left - right``."""
    if left.__class__ is int and right.__class__ is int:
        return normal(left - right)
    return normal(EXACT.subtract(_decimal(left), _decimal(right)))


def multiply(left: Number, right: Number) -> Number:
    """``left * right``."""
    if left.__class__ is int and right.__class__ is int:
        return normal(left * right)
    return normal(EXACT.multiply(_decimal(left), _decimal(right)))


def divide(left: Number, right: Number) -> Number:
    """``left / right`` with 27 digits after the point.

    Raises:
        Failure: Division by zero.
    """
    if not right:
        raise Failure("Деление на 0")
    if left.__class__ is int and right.__class__ is int:
        quotient, rest = divmod(left, right)
        if not rest:
            return int(quotient)
    numerator, denominator = _as_fraction(left, right)
    scaled = abs(numerator) * 10**FRACTION_OF_QUOTIENT * 2 // abs(denominator)
    rounded = (scaled + 1) // 2
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    return normal(EXACT.scaleb(Decimal(sign * rounded), -FRACTION_OF_QUOTIENT))


def remainder(left: Number, right: Number) -> Number:
    """``left % right``: it has the sign of the left number.

    Raises:
        Failure: Division by zero.
    """
    if not right:
        raise Failure("Деление на 0")
    if left.__class__ is int and right.__class__ is int:
        rest = abs(left) % abs(right)
        return int(-rest if left < 0 else rest)
    return normal(EXACT.remainder(_decimal(left), _decimal(right)))


def magnitude(number: Number) -> Number:
    """The number without its sign."""
    return -number if number < 0 else number


def truncate(number: Number) -> int:
    """The whole part, as ``Цел`` gives it."""
    return int(number)


def round_number(number: Number, digits: int, half_down: bool = False) -> Number:
    """Round to so many digits after the point, which may be negative; halves go away from zero, or towards it."""
    if number.__class__ is int and digits >= 0:
        return number
    if digits < -MOST_DIGITS:
        return 0
    mode = ROUND_HALF_DOWN if half_down else ROUND_HALF_UP
    return normal(_decimal(number).quantize(Decimal(1).scaleb(-min(digits, MOST_DIGITS)), mode, EXACT))


def power(base: Number, exponent: Number) -> Number:
    """``base`` to the power of ``exponent``: exact where the exponent is a whole number that is not negative.

    Raises:
        Failure: The result is no real number or has too many digits.
    """
    if isinstance(exponent, int):
        return _whole_power(base, exponent)
    if base <= 0:
        raise Failure("Недопустимое значение параметра: степень не является вещественным числом")
    if abs(exponent) > 4 * MOST_DIGITS:
        raise overflow()
    return from_double(_ROOTS.power(_decimal(base), exponent))


def _whole_power(base: Number, exponent: int) -> Number:
    if base == 1 or not exponent:
        return 1
    if not base and exponent > 0:
        return 0
    if abs(exponent) * max(1, abs(_decimal(base).adjusted())) > 4 * MOST_DIGITS:
        raise overflow()
    result = normal(EXACT.power(_decimal(base), abs(exponent)))
    return result if exponent > 0 else divide(1, result)


def from_double(number: Decimal | float) -> Number:
    """A result that cannot be exact, with the digits that the platform keeps of one.

    Raises:
        Failure: The number is infinite or none at all.
    """
    try:
        value = number if isinstance(number, Decimal) else Decimal(repr(number))
        if not value.is_finite() or value.adjusted() > MOST_DIGITS:
            raise overflow()
        return normal(value.quantize(Decimal(1).scaleb(-FRACTION_OF_QUOTIENT), ROUND_HALF_UP, EXACT))
    except DecimalException as error:
        raise overflow() from error


def floor(number: Number) -> int:
    """The greatest whole number that is not greater."""
    return int(_decimal(number).to_integral_value(ROUND_FLOOR))


def cut(number: Number, digits: int) -> Decimal:
    """Cut all digits after so many of them behind the point."""
    return _decimal(number).quantize(Decimal(1).scaleb(-digits), ROUND_DOWN, EXACT)


def digits_of(number: Number) -> tuple[str, str, bool]:
    """Digits before the point, digits after it, and whether the number is negative."""
    shown = magnitude(number)
    whole, _, fraction = (str(shown) if shown.__class__ is int else format(shown, "f")).partition(".")
    return whole, fraction, number < 0


def _decimal(number: Number) -> Decimal:
    return number if isinstance(number, Decimal) else Decimal(number)


def _as_fraction(left: Number, right: Number) -> tuple[int, int]:
    top, bottom = left.as_integer_ratio(), right.as_integer_ratio()
    return top[0] * bottom[1], top[1] * bottom[0]
