"""Functions over strings."""

import re
from collections.abc import Callable
from typing import Final

from components.shared.bsl.interpreter.builtins.registry import VARIADIC, function
from components.shared.bsl.interpreter.collation import compare_texts
from components.shared.bsl.interpreter.conversions import require_text, to_boolean, to_integer, to_text
from components.shared.bsl.interpreter.failures import Failure, bad_argument
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.objects.arrays import Array, FixedArray
from components.shared.bsl.interpreter.values import EnumerationValue, Value

BLANKS: Final = " \t\n\r\v\f\u00a0"
_PLACE: Final = re.compile(r"%(?:%|([0-9]{1,2})|\(([0-9]{1,2})\)|)")
_MOST_PLACES: Final = 10


def built(machine: Machine, text: str) -> str:
    """Charge a string that was made, and return it."""
    machine.meter.build(len(text))
    return text


@function("СтрДлина", "StrLen", 1)
def length(machine: Machine, text: Value) -> Value:
    """Number of characters."""
    return len(require_text(text, 1))


@function("СокрЛ", "TrimL", 1)
def trim_left(machine: Machine, text: Value) -> Value:
    """Without blanks at the beginning."""
    return built(machine, require_text(text, 1).lstrip(BLANKS))


@function("СокрП", "TrimR", 1)
def trim_right(machine: Machine, text: Value) -> Value:
    """Without blanks at the end."""
    return built(machine, require_text(text, 1).rstrip(BLANKS))


@function("СокрЛП", "TrimAll", 1)
def trim(machine: Machine, text: Value) -> Value:
    """Without blanks at both ends."""
    return built(machine, require_text(text, 1).strip(BLANKS))


@function("Лев", "Left", 2)
def left(machine: Machine, text: Value, count: Value) -> Value:
    """The first characters."""
    return built(machine, require_text(text, 1)[: max(0, to_integer(count))])


@function("Прав", "Right", 2)
def right(machine: Machine, text: Value, count: Value) -> Value:
    """The last characters."""
    whole, wanted = require_text(text, 1), to_integer(count)
    return built(machine, whole[max(0, len(whole) - wanted) :] if wanted > 0 else "")


@function("Сред", "Mid", 2, 3)
def middle(machine: Machine, text: Value, start: Value, count: Value = None) -> Value:
    """Characters from a number on; one before the first counts as the first."""
    whole, first = require_text(text, 1), max(1, to_integer(start)) - 1
    end = len(whole) if count is None else first + max(0, to_integer(count))
    return built(machine, whole[first:end])


@function("ВРег", "Upper", 1)
def upper(machine: Machine, text: Value) -> Value:
    """In capital letters."""
    return built(machine, _letter_by_letter(require_text(text, 1), str.upper))


@function("НРег", "Lower", 1)
def lower(machine: Machine, text: Value) -> Value:
    """In small letters."""
    return built(machine, _letter_by_letter(require_text(text, 1), str.lower))


def _letter_by_letter(text: str, change: Callable[[str], str]) -> str:
    """Change case so that the length stays: ``ß`` has no capital letter of one character."""
    changed = change(text)
    if len(changed) == len(text):
        return changed
    letters = ((letter, change(letter)) for letter in text)
    return "".join(new if len(new) == 1 else letter for letter, new in letters)


@function("ТРег", "Title", 1)
def title(machine: Machine, text: Value) -> Value:
    """The first letter of each word capital, all others small."""
    whole = require_text(text, 1)
    machine.meter.build(len(whole))
    return re.sub(r"[^\W_]+", _capitalised, whole)


def _capitalised(word: re.Match[str]) -> str:
    first, rest = word.group()[:1], word.group()[1:]
    return _letter_by_letter(first, str.upper) + _letter_by_letter(rest, str.lower)


@function("ПустаяСтрока", "IsBlankString", 1)
def is_blank(machine: Machine, text: Value) -> Value:
    """Whether there is nothing but blanks."""
    return not require_text(text, 1).strip(BLANKS)


@function("Символ", "Char", 1)
def character(machine: Machine, code: Value) -> Value:
    """The character of a code; nothing where no string can hold it."""
    number = to_integer(code)
    return chr(number) if 0 < number < 0xD800 or 0xDFFF < number < 0x10000 else ""


@function("КодСимвола", "CharCode", 1, 2)
def code_of(machine: Machine, text: Value, number: Value = None) -> Value:
    """Code of a character; -1 where the string has none of that number."""
    whole, at = require_text(text, 1), 1 if number is None else to_integer(number)
    return ord(whole[at - 1]) if 1 <= at <= len(whole) else -1


@function("Найти", "Find", 2)
def find_old(machine: Machine, text: Value, wanted: Value) -> Value:
    """Number of the first character of the first occurrence; 0 where there is none."""
    whole = require_text(text, 1)
    machine.meter.spend(len(whole) // 64)
    part = require_text(wanted, 2)
    return whole.find(part) + 1 if part else 0


@function("СтрНайти", "StrFind", 2, 5)
def find(
    machine: Machine, text: Value, wanted: Value, direction: Value = None, start: Value = None, number: Value = None
) -> Value:
    """Number of the first character of an occurrence, counted from either end; 0 where there is none."""
    whole, part = require_text(text, 1), require_text(wanted, 2)
    backward = isinstance(direction, EnumerationValue) and direction.english == "FromEnd"
    occurrence = 1 if number is None else to_integer(number)
    if occurrence < 1:
        raise bad_argument(5)
    at = _start(whole, start, backward)
    if not part:
        return 0
    return _nth(machine, whole, part, at, occurrence, backward)


def _start(text: str, start: Value, backward: bool) -> int:
    if start is None:
        return len(text) if backward else 1
    at = to_integer(start)
    if at < 1 or at > max(1, len(text)):
        raise bad_argument(4)
    return at


def _nth(machine: Machine, text: str, part: str, start: int, occurrence: int, backward: bool) -> int:
    """Occurrences may overlap: the next one starts at least one character further."""
    at = start - 1
    for _ in range(occurrence):
        machine.meter.spend(1)
        found = text.rfind(part, 0, at + len(part)) if backward else text.find(part, at)
        machine.meter.spend((abs(found - at) if found >= 0 else len(text)) // 64)
        if found < 0:
            return 0
        at = found - 1 if backward else found + 1
        if at < 0 and backward:
            at = -len(part)
    return found + 1


@function("СтрЗаменить", "StrReplace", 3)
def replace(machine: Machine, text: Value, wanted: Value, replacement: Value) -> Value:
    """Replace all occurrences."""
    whole, part, new = require_text(text, 1), require_text(wanted, 2), require_text(replacement, 3)
    if not part:
        return whole
    grown = whole.count(part) * (len(new) - len(part)) if len(new) > len(part) else 0
    machine.meter.build(len(whole) + grown)
    return whole.replace(part, new)


@function("СтрЧислоВхождений", "StrOccurrenceCount", 2)
def occurrences(machine: Machine, text: Value, wanted: Value) -> Value:
    """How often a string is found in another one, without overlaps."""
    whole, part = require_text(text, 1), require_text(wanted, 2)
    machine.meter.spend(len(whole) // 64)
    return whole.count(part) if part else 0


@function("СтрНачинаетсяС", "StrStartsWith", 2)
def starts_with(machine: Machine, text: Value, wanted: Value) -> Value:
    """Whether a string begins with another one, which must not be empty."""
    part = require_text(wanted, 2)
    if not part:
        raise bad_argument(2)
    return require_text(text, 1).startswith(part)


@function("СтрЗаканчиваетсяНа", "StrEndsWith", 2)
def ends_with(machine: Machine, text: Value, wanted: Value) -> Value:
    """Whether a string ends with another one, which must not be empty."""
    part = require_text(wanted, 2)
    if not part:
        raise bad_argument(2)
    return require_text(text, 1).endswith(part)


@function("СтрРазделить", "StrSplit", 2, 3)
def split(machine: Machine, text: Value, separators: Value, with_empty: Value = None) -> Value:
    """Parts between separators: each character of the second argument is one."""
    whole, signs = require_text(text, 1), require_text(separators, 2)
    parts = re.split(f"[{re.escape(signs)}]", whole) if signs else [whole]
    machine.meter.build(len(whole))
    if with_empty is not None and not to_boolean(with_empty):
        parts = [part for part in parts if part]
    machine.meter.allocate(len(parts))
    return Array(list(parts))


@function("СтрСоединить", "StrConcat", 1, 2)
def join(machine: Machine, values: Value, separator: Value = None) -> Value:
    """All elements of an array with a separator between them."""
    if not isinstance(values, FixedArray):
        raise bad_argument(1)
    between = require_text(separator, 2)
    parts = [to_text(value) for value in values.items]
    machine.meter.build(sum(map(len, parts)) + len(between) * len(parts))
    return between.join(parts)


@function("СтрСравнить", "StrCompare", 2)
def compare_ignoring_case(machine: Machine, first: Value, second: Value) -> Value:
    """-1, 0 or 1 by the order of strings; case does not count."""
    return compare_texts(require_text(first, 1).lower(), require_text(second, 2).lower())


@function("СтрЧислоСтрок", "StrLineCount", 1)
def line_count(machine: Machine, text: Value) -> Value:
    """How many lines there are; an empty string is one."""
    whole = require_text(text, 1)
    machine.meter.spend(len(whole) // 64)
    return whole.count("\n") + 1


@function("СтрПолучитьСтроку", "StrGetLine", 2)
def get_line(machine: Machine, text: Value, number: Value) -> Value:
    """The line of a number; nothing where there is none."""
    whole, wanted = require_text(text, 1), to_integer(number)
    machine.meter.spend(len(whole) // 64)
    lines = whole.split("\n")
    return lines[wanted - 1] if 1 <= wanted <= len(lines) else ""


@function("СтрШаблон", "StrTemplate", 1, VARIADIC)
def template(machine: Machine, text: Value, *values: Value) -> Value:
    """Put values into the places ``%1`` … ``%10`` and ``%(1)``; ``%%`` is a percent sign.

    Raises:
        Failure: A place has another number, a percent sign stands alone, or there are more values than places.
    """
    pattern = require_text(text, 1)
    if len(values) > _MOST_PLACES:
        raise Failure("Слишком много фактических параметров")
    used = [0]

    def fill(match: re.Match[str]) -> str:
        if match.group() == "%%":
            return "%"
        number = int(match.group(1) or match.group(2) or 0)
        if not 1 <= number <= _MOST_PLACES:
            raise bad_argument(1)
        used[0] = max(used[0], number)
        machine.meter.build(len(texts[number - 1]) if number <= len(texts) else 0)
        return texts[number - 1] if number <= len(texts) else ""

    texts = [to_text(value) for value in values]
    filled = _PLACE.sub(fill, pattern)
    if any(value is not None for value in values[used[0] :]):
        raise Failure("Слишком много фактических параметров")
    return built(machine, filled)


_LANGUAGE: Final = re.compile(r"""\s*([A-Za-z_]+)\s*=\s*(?:'((?:[^']|'')*+)'|"((?:[^"]|"")*+)"|([^;]*))\s*;?""")


@function("НСтр", "NStr", 1, 2)
def localized(machine: Machine, text: Value, language: Value = None) -> Value:
    """The part of ``"ru = 'Да'; en = 'Yes'"`` in a language; nothing where it is not there."""
    whole = require_text(text, 1)
    wanted = (require_text(language, 2) if language is not None else machine.language).lower()
    found: dict[str, str] = {}
    at = 0
    while match := _LANGUAGE.match(whole, at):
        name, single, double, bare = match.groups()
        quoted = single.replace("''", "'") if single is not None else (double or "").replace('""', '"')
        found.setdefault(name.lower(), quoted if bare is None else bare.strip())
        at = match.end()
    return built(machine, found.get(wanted, ""))
