"""The shipped tables, with what an imported help says laid over them.

``data/listed`` holds what open lists state, ``data/curated`` what we corrected and added, with the reason of each
correction; a field that is filled in the later table wins. ``data/README.md`` explains the codes of the sources.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from components.shared.bsl.platform.model import (
    Platform,
    PlatformEnumeration,
    PlatformMethod,
    PlatformProperty,
    PlatformType,
)
from components.shared.bsl.platform.rows import (
    COLUMNS,
    KEYS,
    Row,
    add_by_both_names,
    enumeration_of,
    method_of,
    property_of,
    type_of,
)

Key = tuple[str, ...]
Tables = dict[str, dict[Key, dict[str, str]]]
LAYERS = ("listed", "curated")
# columns where a later table adds to what stood there; what stands between the parts
ADDED = {"source": "+", "values": " ", "constructors": " ", "flags": ",", "aliases": " "}
# help describes some variadic functions with one parameter, so its arities widen the shipped ones
ADDED_BY_HELP = {**ADDED, "arities": " "}
UNKNOWN_KINDS = ("method", "field")  # say less than any other kind, and replace none
ABSENT = "absent"  # kind of a curated row that takes an entry away


def load_platform(imported: Path | None = None) -> Platform:
    """The shipped tables, or those under what ``bsl platform import`` saved at ``imported``. Read once.

    Raises:
        SavedTablesError: The saved tables are damaged.
        OSError: They cannot be read.
    """
    return _load(imported, imported.stat().st_mtime_ns if imported else 0)


@lru_cache(maxsize=4)
def _load(imported: Path | None, _modified: int) -> Platform:
    tables = empty_tables()
    for layer in LAYERS:
        lay_over(tables, shipped_rows(layer))
    version = ""
    if imported is not None:
        from components.shared.bsl.platform.saved import read_saved

        version, rows = read_saved(imported)
        lay_over(tables, rows, ADDED_BY_HELP)
    return platform_of(tables, version)


def shipped_rows(layer: str) -> Iterator[tuple[str, Row]]:
    """Rows of one shipped layer, each with the name of its table."""
    folder = files(__package__).joinpath("data", layer)
    for name in COLUMNS:
        for file in sorted(folder.iterdir(), key=lambda found: found.name):
            if file.name == f"{name}.tsv" or file.name.startswith(f"{name}-"):
                for row in read_rows(file):
                    yield name, row


def read_rows(file: Traversable) -> Iterator[Row]:
    """Rows of a table: a line of column names, then tab-separated fields; ``#`` begins a remark."""
    lines = file.read_text(encoding="utf-8").split("\n")
    columns = lines[0].split("\t")
    for line in lines[1:]:
        if line and not line.startswith("#"):
            yield dict(zip(columns, line.split("\t"), strict=False))


def empty_tables() -> Tables:
    """Tables without entries."""
    return {name: {} for name in COLUMNS}


def lay_over(tables: Tables, rows: Iterable[tuple[str, Row]], added: Mapping[str, str] = ADDED) -> None:
    """Add rows to tables: what a row states replaces what stood there, what it leaves empty stays.

    Args:
        tables: Changed in place.
        rows: Rows, each with the name of its table.
        added: Columns where what is stated is added instead, with what stands between the parts.
    """
    for name, row in rows:
        key = tuple(row[column].lower() for column in KEYS[name])
        if row.get("kind") == ABSENT:
            tables[name].pop(key, None)
            continue
        entry = tables[name].setdefault(key, dict.fromkeys(COLUMNS[name], ""))
        for column in COLUMNS[name]:
            stated = row.get(column, "")
            if stated and not (stated in UNKNOWN_KINDS and entry[column]):
                entry[column] = _joined(entry[column], stated, added[column]) if column in added else stated


def _joined(earlier: str, later: str, between: str) -> str:
    both = [*earlier.split(between), *later.split(between)] if earlier else later.split(between)
    return between.join(dict.fromkeys(both))


def platform_of(tables: Tables, version: str) -> Platform:
    """Tables as they are looked up: by both names, in lower case."""
    functions: dict[str, PlatformMethod] = {}
    properties: dict[str, PlatformProperty] = {}
    enumerations: dict[str, PlatformEnumeration] = {}
    types: dict[str, PlatformType] = {}
    members: dict[str, list[Row]] = {}
    for row in tables["functions"].values():
        add_by_both_names(functions, function := method_of(row))
        for alias in row["aliases"].split():
            functions.setdefault(alias.lower(), function)
    for row in tables["properties"].values():
        add_by_both_names(properties, property_of(row))
    for row in tables["enumerations"].values():
        add_by_both_names(enumerations, enumeration_of(row))
    for (type_name, _), row in tables["members"].items():
        members.setdefault(type_name, []).append(row)
    for row in tables["types"].values():
        entry = type_of(row, members.get(row["ru"].lower(), ()))
        add_by_both_names(types, entry)
        for alias in row["aliases"].split():
            types.setdefault(alias.lower(), entry)
    return Platform(functions, types, enumerations, properties, version)
