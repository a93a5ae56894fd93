"""``Формат``: the format string, numbers and Booleans. Dates are in ``date_formats``."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Final

from components.shared.bsl.interpreter.builtins.date_formats import format_date
from components.shared.bsl.interpreter.builtins.registry import function
from components.shared.bsl.interpreter.conversions import NO_BREAK_SPACE, require_text, to_text
from components.shared.bsl.interpreter.failures import bad_argument
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.numbers import digits_of, multiply, power, round_number
from components.shared.bsl.interpreter.values import Number, Value, is_number

# Both names of each parameter of a format string
_NAMES: Final = {
    **dict.fromkeys(("л", "l"), "language"),
    **dict.fromkeys(("чц", "nd"), "digits"),
    **dict.fromkeys(("чдц", "nfd"), "fraction"),
    **dict.fromkeys(("чс", "ns"), "shift"),
    **dict.fromkeys(("чрд", "nds"), "point"),
    **dict.fromkeys(("чрг", "ngs"), "separator"),
    **dict.fromkeys(("чн", "nz"), "zero"),
    **dict.fromkeys(("чвн", "nlz"), "leading_zeros"),
    **dict.fromkeys(("чг", "ng"), "groups"),
    **dict.fromkeys(("чо", "nn"), "negative"),
    **dict.fromkeys(("дф", "df"), "date"),
    **dict.fromkeys(("длф", "dlf"), "local_date"),
    **dict.fromkeys(("дп", "de"), "empty_date"),
    **dict.fromkeys(("бл", "bf"), "false"),
    **dict.fromkeys(("би", "bt"), "true"),
}
_PARAMETER: Final = re.compile(r"""\s*(\w+)\s*(?:=\s*(?:'([^']*+)'|"([^"]*+)"|([^;]*+))\s*)?(?:;|$)""")
_LEADING_INTEGER: Final = re.compile(r"\s*([+-]?[0-9]{1,4})")
_MOST_DIGITS: Final = 200
_ALL_DIGITS: Final = 10_000
Parameters = dict[str, str]


@function("Формат", "Format", 1, 2)
def formatted(machine: Machine, value: Value, parameters: Value = None) -> Value:
    """Show a value as a format string asks for."""
    given = parse_parameters(require_text(parameters, 2))
    text = format_value(value, given)
    machine.meter.build(len(text))
    return text


def parse_parameters(text: str) -> Parameters:
    """Read ``"ЧЦ=10; ЧДЦ=2; ЧРД='.'"``; unknown parameters do nothing, the last of several equal ones counts."""
    found: Parameters = {}
    at = 0
    while at < len(text) and (match := _PARAMETER.match(text, at)):
        name, single, double, bare = match.groups()
        key = _NAMES.get(name.lower())
        value = single if single is not None else double if double is not None else bare
        if key is not None and value is not None:
            found[key] = value.strip() if value is bare else value
        at = max(match.end(), at + 1)
    return found


def format_value(value: Value, parameters: Parameters) -> str:
    """Show one value; what is neither number, date nor Boolean is shown as ever."""
    if value.__class__ is bool:
        shown = parameters.get("true" if value else "false")
        return to_text(value) if shown is None else shown
    if is_number(value):
        return format_number(value, parameters)  # type: ignore[arg-type]
    if isinstance(value, datetime):
        return format_date(value, parameters)
    return to_text(value)


def format_number(number: Number, parameters: Parameters) -> str:
    """Show a number: rounded half up; one that has too many digits for the format is shown as nines."""
    shift = _integer(parameters.get("shift", ""))
    if shift:
        number = (
            multiply(number, power(10, -shift)) if shift < 0 else multiply(number, Decimal(1).scaleb(-min(shift, 200)))
        )
    _, own_fraction, negative = digits_of(number)
    digits = _integer(parameters.get("digits", ""))
    if digits > _MOST_DIGITS:
        raise bad_argument(2)
    whole, fraction = _fitted(number, digits, _fraction_length(parameters, len(own_fraction)))
    if not (whole + fraction).strip("0"):
        return _zero(parameters, whole, fraction, digits)
    if "leading_zeros" in parameters:
        whole = whole.rjust(max(0, digits - len(fraction)), "0")
    return _signed(_assembled(whole, fraction, parameters), negative, parameters)


def _fraction_length(parameters: Parameters, own: int) -> int:
    """Digits after the point that are shown: where only the number of all digits is given, none."""
    if parameters.get("fraction", "") == "":
        return 0 if "digits" in parameters or "fraction" in parameters else own
    return min(_MOST_DIGITS, max(0, _integer(parameters["fraction"])))


def _fitted(number: Number, digits: int, fraction_length: int) -> tuple[str, str]:
    if digits > 0:
        fraction_length = min(fraction_length, digits)
    whole, fraction, _ = digits_of(round_number(number, fraction_length))
    fraction = fraction.ljust(fraction_length, "0")
    room = digits - fraction_length
    whole = whole.lstrip("0")
    if digits > 0 and len(whole) > room:
        return "9" * room, "9" * fraction_length
    return whole or ("0" if digits <= 0 or room > 0 else ""), fraction


def _zero(parameters: Parameters, whole: str, fraction: str, digits: int) -> str:
    """Zero is nothing unless the format says how it is shown; an empty way of showing it means 0."""
    shown = parameters.get("zero")
    if shown is None:
        return ""
    if shown:
        return shown
    if "leading_zeros" in parameters:
        whole = whole.rjust(max(0, digits - len(fraction)), "0")
    return _assembled(whole or "0", fraction, parameters)


def _assembled(whole: str, fraction: str, parameters: Parameters) -> str:
    english = parameters.get("language", "ru").lower().startswith("en")
    point = parameters.get("point", "")[:1] or ("." if english else ",")
    separator = parameters.get("separator", "")[:1] or ("," if english else NO_BREAK_SPACE)
    grouped = _grouped(whole, _group_sizes(parameters.get("groups")), separator)
    return f"{grouped}{point}{fraction}" if fraction else grouped


def _group_sizes(text: str | None) -> list[int]:
    """Sizes of the groups from the right; the last one repeats, none means no groups.

    A single size makes one group and leaves the rest together; a zero after sizes repeats the last of them.
    """
    if text is None:
        return [3]
    sizes = [int(size) for size in re.findall(r"[0-9]{1,3}", text)]
    if 0 in sizes:
        return sizes[: sizes.index(0)]
    return [*sizes, _ALL_DIGITS] if len(sizes) == 1 else sizes[:2]


def _grouped(whole: str, sizes: list[int], separator: str) -> str:
    if not sizes:
        return whole
    groups: list[str] = []
    while whole:
        size = sizes[min(len(groups), len(sizes) - 1)]
        groups.append(whole[-size:])
        whole = whole[:-size]
    return separator.join(reversed(groups))


def _signed(text: str, negative: bool, parameters: Parameters) -> str:
    if not negative:
        return text
    ways = {"0": f"({text})", "1": f"-{text}", "2": f"- {text}", "3": f"{text}-", "4": f"{text} -"}
    return ways.get(parameters.get("negative", "1"), f"-{text}")


def _integer(text: str) -> int:
    match = _LEADING_INTEGER.match(text)
    return int(match.group(1)) if match else 0
