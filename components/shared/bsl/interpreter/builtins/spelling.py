"""``ЧислоПрописью`` in Russian, and representations of periods."""

from typing import Final, Literal

from components.shared.bsl.interpreter.builtins.registry import function
from components.shared.bsl.interpreter.conversions import require_text, to_boolean, to_number
from components.shared.bsl.interpreter.failures import OutsideSubset, bad_argument
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.numbers import magnitude, round_number
from components.shared.bsl.interpreter.values import Number, Value

Gender = Literal["м", "ж", "с"]
_UNITS: Final = ("", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
_TEENS: Final = (
    *("десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать"),
    *("пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать"),
)
_TENS: Final = (
    *("", "", "двадцать", "тридцать", "сорок"),
    *("пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"),
)
_HUNDREDS: Final = (
    *("", "сто", "двести", "триста", "четыреста"),
    *("пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"),
)
_ENDINGS: Final[dict[Gender, tuple[str, str]]] = {"м": ("один", "два"), "ж": ("одна", "две"), "с": ("одно", "два")}
_THOUSANDS: Final[tuple[tuple[str, str, str, Gender], ...]] = (
    ("", "", "", "м"),
    ("тысяча", "тысячи", "тысяч", "ж"),
    ("миллион", "миллиона", "миллионов", "м"),
    ("миллиард", "миллиарда", "миллиардов", "м"),
    ("триллион", "триллиона", "триллионов", "м"),
)
_LIMIT: Final = 10**15


@function("ЧислоПрописью", "NumberInWords", 1, 3)
def in_words(machine: Machine, number: Value, parameters: Value = None, subject: Value = None) -> Value:
    """A number in words, with what is counted: ``"рубль, рубля, рублей, м, копейка, копейки, копеек, ж, 2"``."""
    given = to_number(number)
    options = _options(require_text(parameters, 2))
    names = [name.strip() for name in require_text(subject, 3).split(",")]
    if magnitude(given) >= _LIMIT:
        raise bad_argument(1)
    if names == [""]:
        if round_number(given, 0) != given:
            raise OutsideSubset("ЧислоПрописью дробного числа без предмета исчисления")
        return _sentence(_words(int(given), "м") if given >= 0 else f"минус {_words(int(magnitude(given)), 'м')}")
    return _with_subject(given, names, options)


def _with_subject(given: Number, names: list[str], options: dict[str, bool]) -> str:
    names += [""] * (9 - len(names))
    digits = int(names[8]) if names[8].isdecimal() and len(names[8]) < 3 else 2
    number = round_number(given, digits)
    whole = int(magnitude(number))
    fraction = int((magnitude(number) - whole) * 10**digits)
    parts = ["минус"] if number < 0 else []
    parts.append(_words(whole, _gender(names[3])))
    if options["subject"]:
        parts.append(_form(whole, names[:3]))
    if digits and (names[4] or names[5]):
        parts.append(_words(fraction, _gender(names[7])) if options["fraction_in_words"] else f"{fraction:0{digits}}")
        if options["fraction_names"]:
            parts.append(_form(fraction, names[4:7]))
    return _sentence(" ".join(part for part in parts if part))


def _options(text: str) -> dict[str, bool]:
    """Read ``"Л=ru_RU; НП=Истина; НД=Истина; ДП=Ложь"``."""
    options = {"subject": True, "fraction_names": True, "fraction_in_words": False}
    keys = {"нп": "subject", "sn": "subject", "нд": "fraction_names", "fn": "fraction_names"}
    keys |= {"дп": "fraction_in_words", "fs": "fraction_in_words"}
    for part in text.split(";"):
        name, _, value = part.partition("=")
        key = name.strip().lower()
        if key in ("л", "l") and not value.strip().lower().startswith("ru"):
            raise OutsideSubset(f"ЧислоПрописью({value.strip()[:20]})")
        if key in keys:
            options[keys[key]] = to_boolean(value.strip())
    return options


def _gender(text: str) -> Gender:
    letter = text[:1].lower()
    return "ж" if letter == "ж" else "с" if letter == "с" else "м"


def _words(number: int, gender: Gender) -> str:
    """A whole number that is not negative."""
    if not number:
        return "ноль"
    words: list[str] = []
    for power in range(len(_THOUSANDS) - 1, -1, -1):
        group = number // 1000**power % 1000
        if group:
            one, few, many, own_gender = _THOUSANDS[power]
            words += _three_digits(group, own_gender if power else gender)
            words.append(_form(group, [one, few, many]))
    return " ".join(word for word in words if word)


def _three_digits(number: int, gender: Gender) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [_HUNDREDS[hundreds]]
    if 10 <= rest < 20:
        return [*words, _TEENS[rest - 10]]
    tens, units = divmod(rest, 10)
    unit = _ENDINGS[gender][units - 1] if units in (1, 2) else _UNITS[units]
    return [*words, _TENS[tens], unit]


def _form(number: int, forms: list[str]) -> str:
    """The form of a noun: one, two to four, five and more."""
    last_two, last = number % 100, number % 10
    if 10 < last_two < 20 or last in (0, 5, 6, 7, 8, 9):
        return forms[2]
    return forms[0] if last == 1 else forms[1]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
