"""Checksums of Russian registration numbers and bank cards."""

import re

_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
# Mir, Visa, MasterCard (both ranges), UnionPay
_CARD_PREFIX = re.compile(r"220[0-4]|4|5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|62")
# Numbers of manuals: they pass every check and pay for nothing.
_TEST_CARDS = frozenset(
    {"4111111111111111", "4242424242424242", "4012888888881881", "4000000000000002", "5555555555554444"}
    | {"5105105105105100", "2200000000000004", "2201382000000013", "1234567812345670"}
)


def is_inn(digits: str) -> bool:
    """Whether a number of 10 or 12 digits is one of a taxpayer."""
    if _is_trivial(digits):
        return False
    if len(digits) == 10:
        return _inn_digit(digits, _INN_10) == int(digits[9])
    return _inn_digit(digits, _INN_11) == int(digits[10]) and _inn_digit(digits, _INN_12) == int(digits[11])


def is_snils(number: str) -> bool:
    """Whether eleven digits, with or without dashes, are a number of pension insurance; low ones have no checksum."""
    digits = re.sub(r"\D", "", number)
    if _is_trivial(digits) or digits[:9] <= "001001998":
        return False
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits[:9]))
    return total % 101 % 100 == int(digits[9:])


def is_card(number: str) -> bool:
    """Whether sixteen digits are the number of a bank card."""
    digits = re.sub(r"\D", "", number)
    if _is_trivial(digits) or digits in _TEST_CARDS or not _CARD_PREFIX.match(digits):
        return False
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _inn_digit(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11 % 10


def _is_trivial(digits: str) -> bool:
    """Zeros, ones, and a count up: what is typed where any number would do."""
    return len(set(digits)) < 3 or digits.startswith("123456789")
