"""The methods of a configuration as its records hold them: whatever source they came from, retrieval reads the same.

Records lie in a file; what is kept of them in memory is what retrieval needs. The text of private methods, which may
have to be shown, goes into a file of its own.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from sys import intern
from typing import Final, NamedTuple

from components.shared.bsl import SourceMap, parse
from components.shared.bsl.configuration.kinds import KIND_BY_ANY_NAME
from components.shared.bsl.places import Place, place_of
from components.shared.context.facts import MethodFacts, ModuleFacts, method_facts, module_key
from components.shared.context.modules import FILE_BY_WORD
from components.shared.errors import BadInput
from components.shared.processes import in_order
from components.shared.records import ExecutionContext, Record, read_rows

ROWS_PER_PIECE: Final = 250
PIECES_WORTH_A_POOL: Final = 8
_SHINGLE: Final = "I"  # four bytes each: a set of Python takes twenty times as much


@dataclass(frozen=True, slots=True)
class Selection:
    """The records of one configuration among those of a file."""

    file: Path
    configuration: str
    base: str = ""  # the folder of the configuration, as paths of records begin; empty: any

    def has(self, record: Record) -> bool:
        """Whether a record is one of them."""
        return record.configuration == self.configuration

    def is_inside(self, record: Record) -> bool:
        """Whether it lies in the configuration's own folder: an extension beside it has modules of the same names."""
        return self.has(record) and (not self.base or record.path.startswith(f"{self.base}/"))


class Met(NamedTuple):
    """One method of a record."""

    place: Place
    line: int
    runs: ExecutionContext
    facts: MethodFacts
    shingles: "array[int]"
    code: str  # of a private one; empty where it is exported


@dataclass(slots=True)
class Methods:
    """All methods of a configuration, in the order of their numbers."""

    modules: list[ModuleFacts] = field(default_factory=list)
    shingles: "list[array[int]]" = field(default_factory=list)
    code: dict[int, tuple[int, int]] = field(default_factory=dict)  # where the text of private methods lies
    runs: dict[str, ExecutionContext] = field(default_factory=dict)  # by the keys of modules


def key_of(record: Record) -> str:
    """The module of a record as an index calls it; empty: it is in no configuration, or only its object is known."""
    return module_key(place) if (place := place_of_record(record)).in_configuration else ""


def place_of_record(record: Record) -> Place:
    """Where a record's module is in its configuration: by its path, or by the name that a foreign table gives it."""
    place = place_of(record.path)
    if place.in_configuration and module_key(place).casefold() == record.module_key.casefold():
        return place
    return _place_of_name(record.module_key)


def _place_of_name(name: str) -> Place:
    """``CommonModule.Общие.Module``, ``Document.Заказ.МодульМенеджера``: as the path of its module would tell."""
    parts = name.split(".")
    kind = KIND_BY_ANY_NAME.get(parts[0].lower())
    if kind is None or len(parts) < 3:
        return Place()
    rest = [FILE_BY_WORD.get(part.lower(), part) for part in parts[2:]]
    if rest[0] in ("Form", "Command"):
        file = "CommandModule" if rest[0] == "Command" else "Module"
        rest = [f"{rest[0]}s", *rest[1:2], file] if len(rest) > 1 else []
    return place_of("/".join([kind.plural, parts[1], *rest]) + ".bsl") if rest else Place()


def read_methods(selection: Selection, rows: list[range], code: Path, most: int) -> Methods:
    """Gather what retrieval needs of the records of a configuration.

    Args:
        selection: Which records.
        rows: Where they lie in their file.
        code: A file to write the text of private methods to.
        most: How many methods are kept at most.

    Raises:
        BadInput: There are more.
    """
    found: dict[str, list[tuple[Met, tuple[int, int]]]] = {}
    count, end = 0, 0
    with code.open("wb") as file:
        for piece in in_order(partial(_met, selection), rows, PIECES_WORTH_A_POOL):
            count += len(piece)
            if count > most:
                raise BadInput(f"{selection.configuration}: more than {most} methods; see ingest.context.most_methods")
            for met in piece:
                written = file.write(met.code.encode("utf-8", "surrogatepass"))
                small = met._replace(code="", facts=_interned(met.facts))
                found.setdefault(module_key(met.place), []).append((small, (end, written)))
                end += written
    return _numbered(found)


def text_at(code: Path, place: tuple[int, int]) -> str:
    """The text of a private method."""
    with code.open("rb") as file:
        file.seek(place[0])
        return file.read(place[1]).decode("utf-8", "surrogatepass")


def _numbered(found: dict[str, list[tuple[Met, tuple[int, int]]]]) -> Methods:
    methods = Methods()
    for key in sorted(found):
        ordered = sorted(found[key], key=_in_module)
        first = ordered[0][0]
        methods.modules.append(ModuleFacts(key, first.place, tuple(met.facts for met, _ in ordered)))
        methods.runs[key] = first.runs
        for met, (start, length) in ordered:
            if length:
                methods.code[len(methods.shingles)] = (start, length)
            methods.shingles.append(met.shingles)
    return methods


def _in_module(found: tuple[Met, tuple[int, int]]) -> tuple[int, str, bytes]:
    """The order in the text of the module; where nobody knows it, one that does not depend on that of the records."""
    met = found[0]
    return met.line, met.facts.name.casefold(), met.shingles.tobytes()


def _met(selection: Selection, rows: range) -> list[Met]:
    return list(_of_piece(selection, rows))


def _of_piece(selection: Selection, rows: range) -> Iterator[Met]:
    for record in read_rows(selection.file, rows):
        place = place_of_record(record) if selection.is_inside(record) else Place()
        if place.in_configuration:
            yield from _of_record(record, place)


def _of_record(record: Record, place: Place) -> Iterator[Met]:
    source = SourceMap(record.output)
    for method in parse(record.output).methods[:1]:
        facts = method_facts(method, source)
        small = replace(facts, shingles=frozenset(), documentation="")
        code = "" if method.export else record.output
        yield Met(place, record.line_start, record.context, small, array(_SHINGLE, sorted(facts.shingles)), code)


def _interned(facts: MethodFacts) -> MethodFacts:
    """The same names of many methods once in memory."""
    return replace(facts, uses=tuple(map(intern, facts.uses)), parameters=tuple(map(intern, facts.parameters)))
