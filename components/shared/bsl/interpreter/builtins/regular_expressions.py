"""Functions over regular expressions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from components.shared.bsl.interpreter.builtins.registry import function
from components.shared.bsl.interpreter.conversions import require_text, to_boolean, to_integer
from components.shared.bsl.interpreter.failures import Failure, bad_argument, no_property
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.members import BslObject, bsl_object, method
from components.shared.bsl.interpreter.objects.arrays import Array
from components.shared.bsl.interpreter.regex.matcher import Expression, Registers, compile_pattern, folded_text
from components.shared.bsl.interpreter.values import EnumerationValue, Value


@bsl_object
class Match(BslObject):
    """``РезультатПоискаПоРегулярномуВыражению``: what was found, where, and its groups."""

    __slots__ = ("groups", "start", "text")
    type_name = "РезультатПоискаПоРегулярномуВыражению"

    def __init__(self, text: str, start: int, groups: Sequence["Match"] = ()) -> None:
        self.text, self.start, self.groups = text, start, list(groups)

    def get_property(self, name: str, machine: Machine) -> Value:
        """``Значение``, ``НачальнаяПозиция``, ``Длина``."""
        if name in ("значение", "value"):
            return self.text
        if name in ("начальнаяпозиция", "startposition"):
            return self.start
        if name in ("длина", "length"):
            return len(self.text)
        raise no_property(name)

    @method("ПолучитьГруппы", "GetGroups")
    def get_groups(self, machine: Machine) -> Value:
        """What the groups of the expression have matched."""
        machine.meter.allocate(len(self.groups))
        return Array(list(self.groups))


@dataclass(slots=True)
class Options:
    """What follows the pattern in a call."""

    backward: bool = False
    start: int | None = None
    occurrence: int = 1
    flags: list[bool] = field(default_factory=list)  # ignore case, several lines

    @property
    def ignore_case(self) -> bool:
        """Whether case does not count."""
        return self.flags[0] if self.flags else False

    @property
    def multiline(self) -> bool:
        """Whether each line has a begin and an end."""
        return self.flags[1] if len(self.flags) > 1 else False


def _options(values: Sequence[Value]) -> Options:
    """Direction, start, number of the occurrence, ignore case, several lines.

    The library of 1C passes a Boolean where the number stands: it is taken as the first of the two flags.
    """
    direction, start, occurrence, *flags = [*values, *[None] * 5][:5]
    options = Options(flags=_flags(*flags))
    options.backward = isinstance(direction, EnumerationValue) and direction.english == "FromEnd"
    options.start = None if start is None else to_integer(start)
    if isinstance(occurrence, bool):
        options.flags = _flags(occurrence, flags[0])
    elif occurrence is not None:
        options.occurrence = to_integer(occurrence)
    if options.occurrence < 1:
        raise bad_argument(5)
    return options


class _Search:
    """One text and one expression."""

    def __init__(self, machine: Machine, text: Value, pattern: Value, options: Options) -> None:
        self.machine, self.options = machine, options
        self.text = require_text(text, 1)
        self.expression: Expression = compile_pattern(
            require_text(pattern, 2), options.ignore_case, options.multiline, machine.meter
        )
        self.folded = folded_text(self.text) if self.expression.folds else self.text
        machine.meter.spend(len(self.text) // 64)

    def matches(self, start: int = 0) -> Iterator[Registers]:
        """All matches from a place on, without overlaps."""
        at = start
        while at <= len(self.text):
            found = self.expression.search(self.text, self.folded, at, self.machine.meter)
            if found is None:
                return
            yield found
            at = found[1] if found[1] > found[0] else found[1] + 1

    def result(self, found: Registers) -> Match:
        """A match with its groups."""
        self.machine.meter.allocate(self.expression.number_of_groups + 1)
        groups = [self.part(found, number) for number in range(1, self.expression.number_of_groups + 1)]
        whole = self.part(found, 0)
        whole.groups = groups
        return whole

    def part(self, found: Registers, number: int) -> Match:
        """One group; nothing at 0 where it has matched nothing."""
        start, end = found[2 * number], found[2 * number + 1]
        if start < 0 or end < 0:
            return Match("", 0)
        self.machine.meter.build(end - start)
        return Match(self.text[start:end], start + 1)


@function("СтрПодобнаПоРегулярномуВыражению", "StrLikeByRegularExpression", 2, 4)
def is_like(machine: Machine, text: Value, pattern: Value, ignore_case: Value = None, multiline: Value = None) -> Value:
    """Whether the whole string matches."""
    search = _Search(machine, text, pattern, Options(flags=_flags(ignore_case, multiline)))
    end = len(search.text)
    return search.expression.match_at(search.text, search.folded, 0, machine.meter, end) is not None


def _flags(ignore_case: Value, multiline: Value) -> list[bool]:
    return [value is not None and to_boolean(value) for value in (ignore_case, multiline)]


@function("СтрНайтиПоРегулярномуВыражению", "StrFindByRegularExpression", 2, 7)
def find(machine: Machine, text: Value, pattern: Value, *rest: Value) -> Value:
    """One match, counted from either end; an empty one at 0 where there is none."""
    options = _options(rest)
    search = _Search(machine, text, pattern, options)
    if options.backward:
        limit = len(search.text) if options.start is None else options.start
        found = [one for one in search.matches() if one[0] < limit or not limit]
        chosen = found[-options.occurrence] if len(found) >= options.occurrence else None
    else:
        chosen = _nth(search.matches(_first(options, search.text)), options.occurrence)
    return Match("", 0) if chosen is None else search.result(chosen)


def _first(options: Options, text: str) -> int:
    start = 1 if options.start is None else options.start
    if not 1 <= start <= max(1, len(text)):
        raise bad_argument(4)
    return start - 1


def _nth(matches: Iterator[Registers], number: int) -> Registers | None:
    for count, found in enumerate(matches, start=1):
        if count == number:
            return found
    return None


@function("СтрНайтиВсеПоРегулярномуВыражению", "StrFindAllByRegularExpression", 2, 6)
def find_all(machine: Machine, text: Value, pattern: Value, *rest: Value) -> Value:
    """An array of all matches."""
    flags_only = all(value is None or isinstance(value, bool) for value in rest[:2])
    options = Options(flags=_flags(*[*rest, None, None][:2])) if flags_only else _options([*rest[:2], None, *rest[2:]])
    search = _Search(machine, text, pattern, options)
    results: list[Value] = [search.result(found) for found in search.matches(_first(options, search.text))]
    machine.meter.allocate(len(results))
    return Array(results)


@function("СтрЗаменитьПоРегулярномуВыражению", "StrReplaceByRegularExpression", 3, 5)
def replace(
    machine: Machine, text: Value, pattern: Value, new: Value, ignore_case: Value = None, multiline: Value = None
) -> Value:
    """Replace all matches; ``$1`` in the new text is what a group has matched."""
    search = _Search(machine, text, pattern, Options(flags=_flags(ignore_case, multiline)))
    template = require_text(new, 3)
    parts: list[str] = []
    behind = 0
    for found in search.matches():
        parts += [search.text[behind : found[0]], _filled(template, search, found)]
        machine.meter.build(len(parts[-1]) + len(parts[-2]))
        behind = found[1]
    return "".join(parts) + search.text[behind:]


def _filled(template: str, search: _Search, found: Registers) -> str:
    parts: list[str] = []
    at = 0
    while at < len(template):
        character, following = template[at], template[at + 1 : at + 2]
        if character == "\\" and following:
            parts.append(following)
            at += 2
        elif character == "$":
            at += 1
            number, length = _group_number(template, at, search.expression.number_of_groups)
            parts.append(search.part(found, number).text)
            at += length
        else:
            parts.append(character)
            at += 1
    return "".join(parts)


def _group_number(template: str, at: int, groups: int) -> tuple[int, int]:
    """Number of a group after ``$``: as many digits as make a group that there is."""
    length = 0
    while template[at + length : at + length + 1] in tuple("0123456789") and length < 2:
        if length and int(template[at : at + length + 1]) > groups:
            break
        length += 1
    if not length or int(template[at : at + length]) > groups:
        raise Failure("Ошибка в строке замены: нет группы с таким номером")
    return int(template[at : at + length]), length


@function("СтрРазделитьПоРегулярномуВыражению", "StrSplitByRegularExpression", 2, 4)
def split(machine: Machine, text: Value, pattern: Value, ignore_case: Value = None, multiline: Value = None) -> Value:
    """Parts between the matches."""
    search = _Search(machine, text, pattern, Options(flags=_flags(ignore_case, multiline)))
    parts: list[Value] = []
    behind = 0
    for found in search.matches():
        if found[1] > found[0]:
            parts.append(search.text[behind : found[0]])
            behind = found[1]
    parts.append(search.text[behind:])
    machine.meter.build(len(search.text))
    machine.meter.allocate(len(parts))
    return Array(parts)
