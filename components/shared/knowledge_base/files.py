"""A knowledge base in files: Parquet or JSON lines, with our own columns or with the six of a foreign table."""

import json
import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq

from components.shared.errors import BadInput
from components.shared.folders import whole_file
from components.shared.knowledge_base.methods import (
    Contents,
    Notes,
    StoredMethod,
    StoredObject,
    license_of_configuration,
)
from components.shared.knowledge_base.settings import ColumnSettings, KnowledgeBaseSettings
from components.shared.parquet_batches import read_batches, values_of

ROWS_PER_GROUP = 2000
SUFFIXES = (".parquet", ".jsonl")
FOREIGN = ("name", "description", "code", "module_name", "configuration", "metadata_type")
_TYPES = get_type_hints(StoredMethod)
SCHEMA = pa.schema([(name, pa.int64() if kind is int else pa.string()) for name, kind in _TYPES.items()])
_EMPTY: dict[str, Any] = {name: kind() for name, kind in _TYPES.items()}


class FileKnowledgeBase:
    """Methods of a file, or of all files of a folder in the order of their names; see ``KnowledgeBase``."""

    def __init__(self, path: Path, settings: KnowledgeBaseSettings) -> None:
        self._path = path
        self._settings = settings
        self._files = find_files(path)
        if not self._files:
            raise BadInput(
                f"BSL_KNOWLEDGE_BASE: no .parquet or .jsonl in {path}; fill it (`bsl knowledge-base load`), "
                "or name a database: postgresql://user@host/database"
            )

    def read(self, notes: Notes, since: int = 0) -> Iterator[StoredMethod]:
        """Read methods; see ``KnowledgeBase``. Files do not say what changed in them: all of it is read."""
        notes.layout = "file"
        notes.snapshot = ", ".join(file.name for file in self._files)
        wanted, limit = set(self._settings.configurations), self._settings.limit
        for method in self._all(notes):
            if wanted and method.configuration not in wanted:
                continue
            notes.rows += 1
            yield method
            if notes.rows == limit:
                return

    def rows(self, notes: Notes) -> Iterator[tuple[Any, ...]]:
        """Read methods as they come; see ``KnowledgeBase``."""
        return self.read(notes)

    def keys(self) -> Iterator[str]:
        """Read keys; see ``KnowledgeBase``."""
        return (method.key for method in self.read(Notes()))

    def objects(self, configuration: str) -> Iterator[StoredObject]:
        """Nothing: files hold methods alone."""
        return iter(())

    def origin(self) -> str:
        """Nothing: files cannot tell what changed."""
        return ""

    def contents(self) -> Contents:
        """Count what there is; see ``KnowledgeBase``."""
        counted: dict[str, tuple[int, str]] = {}
        for method in self._all(Notes()):
            count, said = counted.get(method.configuration, (0, method.license))
            counted[method.configuration] = (count + 1, said)
        licenses = {
            name: (count, license_of_configuration(name, said)) for name, (count, said) in sorted(counted.items())
        }
        return Contents("file", str(self._path), "files", os.access(self._path, os.W_OK), licenses)

    def _all(self, notes: Notes) -> Iterator[StoredMethod]:
        read = False
        for file in self._files:
            for method in read_file(file, self._settings.columns, notes):
                read = True
                yield method
        if not read:
            raise BadInput(f"{self._path}: it is empty; fill it (`bsl knowledge-base load`)")


def find_files(path: Path) -> list[Path]:
    """The files of a knowledge base."""
    if path.is_file():
        return [path]
    return sorted(file for file in path.glob("*") if file.suffix in SUFFIXES) if path.is_dir() else []


def read_file(path: Path, columns: ColumnSettings, notes: Notes | None = None) -> Iterator[StoredMethod]:
    """Read the methods of one file.

    Args:
        path: The file.
        columns: How the columns of a foreign table are called.
        notes: Told of each row that is broken; without them such a row is an error.

    Raises:
        BadInput: It is damaged, or a column is missing or of another type, or none of its rows can be read.
    """
    good = False
    broken: _Broken | None = None
    for row in _parquet(path, columns) if path.suffix == ".parquet" else _json_lines(path, columns):
        if isinstance(row, StoredMethod):
            good = True
            yield row
            continue
        broken = broken or row
        if notes is None:
            break
        notes.skip(path.name, row.line, row.problem, row.rows)
    if broken and not (good and notes):
        raise BadInput(f"{path}:{broken.line}: {broken.problem}{broken.hint}")


def method_of(row: dict[str, Any], columns: ColumnSettings) -> StoredMethod:
    """A row with our own columns, or with those of a foreign table.

    Raises:
        KeyError: A column is missing.
        TypeError: A value is of another type.
    """
    if "code" in row and "configuration" in row:
        known = {name: value for name, value in row.items() if name in _TYPES and value is not None}
    else:
        named = {"module_type" if name == "metadata_type" else name: getattr(columns, name) for name in FOREIGN}
        known = {name: value for name, column in named.items() if (value := row[column]) is not None}
    for name, value in known.items():
        if type(value) is not _TYPES[name]:
            raise TypeError(f"column {name} is {type(value).__name__}, not {_TYPES[name].__name__}")
    return StoredMethod(**{**_EMPTY, **known})


class _Broken(NamedTuple):
    """A row that holds no method, or several rows that were damaged together."""

    line: int
    problem: str
    rows: int = 1
    hint: str = ""


def _parquet(path: Path, columns: ColumnSettings) -> Iterator[StoredMethod | _Broken]:
    """What is wrong with the columns is wrong with all rows of such a file, so that it is an error at once."""
    try:
        for batch in read_batches(path, ROWS_PER_GROUP):
            if batch.rows is None:
                yield _Broken(batch.first, batch.problem, batch.size)
                continue
            for line, row in enumerate(values_of(batch.rows), start=batch.first):
                method = _Broken(line, row) if isinstance(row, str) else _method_or_broken(row, line, columns)
                if isinstance(method, _Broken) and method.hint:
                    raise BadInput(f"{path}:{line}: {method.problem}{method.hint}")
                yield method
    except (OSError, pa.ArrowInvalid) as error:
        raise BadInput(f"{path}: not a Parquet file: {error}") from error


def _json_lines(path: Path, columns: ColumnSettings) -> Iterator[StoredMethod | _Broken]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield _Broken(number, f"not JSON: {error}", hint="; one object a line")
                continue
            if isinstance(row, dict):
                yield _method_or_broken(row, number, columns)
            else:
                yield _Broken(number, "not a JSON object", hint="; one object a line")


def _method_or_broken(row: dict[str, Any], line: int, columns: ColumnSettings) -> StoredMethod | _Broken:
    try:
        return method_of(row, columns)
    except (KeyError, TypeError) as error:
        problem = f"no column {error}" if isinstance(error, KeyError) else str(error)
        return _Broken(line, problem, hint="; name the columns in knowledge_base.columns")


def write_methods(path: Path, methods: Iterable[tuple[Any, ...]]) -> int:
    """Write methods, or rows of them, as Parquet; the file appears under its name only when it is whole.

    Returns:
        How many there were.
    """
    rest = iter(methods)
    count = 0
    with whole_file(path) as partial, pq.ParquetWriter(partial, SCHEMA, compression="zstd") as writer:
        while rows := list(islice(rest, ROWS_PER_GROUP)):
            columns = [
                pa.array(values, kind) for values, kind in zip(zip(*rows, strict=True), SCHEMA.types, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=SCHEMA))
            count += len(rows)
    return count
