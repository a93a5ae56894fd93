"""The record: one training example, the same schema from ingest to split.

Parquet (zstd) between stages; the layouts that people and trainers read are in ``formats``.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, Field

from components.shared.errors import BadInput
from components.shared.folders import whole_file

SYSTEM_PROMPT = "Ты опытный программист 1С. Пиши код на языке 1С:Предприятие по стандартам 1С."
NORMALISER_VERSION = 1
ROWS_PER_GROUP = 2000

Category = Literal["crud", "forms", "http", "optimization", "refactoring", "other"]
Task = Literal["write", "complete", "fill", "explain", "document", "fix", "optimise", "query", "raw"]
FROM_HISTORY = "history"  # generator of pairs of versions from a history
BY_MODEL = "model:"  # what the generator of a text that a model wrote begins with, before the name of the model
# answers that are no whole code: a piece of a method, prose, a comment, the text of a query
NO_WHOLE_CODE: frozenset[Task] = frozenset({"fill", "explain", "document", "query"})
Language = Literal["ru", "en", "mixed"]
MethodKind = Literal["procedure", "function", "module", "none"]
ModuleKind = Literal[
    "common", "object", "manager", "record_set", "form", "command", "service", "application", "script", "none"
]
ExecutionContext = Literal["server", "client", "both", "unknown"]
Source = Literal["pattern", "module", "template", "correction", "community", "public", "knowledge_base"]

CATEGORIES: tuple[Category, ...] = get_args(Category)


ModelT = TypeVar("ModelT", bound=BaseModel)


class Message(BaseModel):
    """One turn of a conversation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Literal["system", "user", "assistant", "tool"]
    content: str
    tool_calls: str = Field("", description="JSON of the calls made in this turn, as they came")
    tool_call_id: str = Field("", description="Which call a turn of a tool answers, as it came")
    trained: bool | None = Field(None, description="Whether loss is taken on this turn; none: assistant turns are")


class Origin(BaseModel):
    """Where another copy of an answer was met."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    source: Source
    configuration: str = ""
    repository: str = ""
    commit: str = ""
    path: str = ""
    line_start: int = 0
    license: str
    module_key: str


class Record(BaseModel):
    """One example: a task, the answer to learn, and where all of it came from.

    Either ``instruction`` and ``output`` hold the example, or ``messages`` does, in several turns.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(description="Hash of the normalised tokens of the answer and the task, 32 hex digits")
    instruction: str = ""
    input: str = ""
    output: str = ""
    system: str = SYSTEM_PROMPT
    messages: tuple[Message, ...] = ()
    tools: str = Field("", description="JSON list of the tools offered, as it came")
    rationale: str = Field("", description="Why the answer is good")

    category: Category = "other"
    category_source: str = Field("rule", description="How the category was found: folder, rule, author")
    task: Task = "write"
    language: Language = "ru"

    name: str = ""
    kind: MethodKind = "none"
    export: bool = False
    module_kind: ModuleKind = "none"
    context: ExecutionContext = "unknown"
    configuration: str = ""

    source: Source
    repository: str = ""
    commit: str = Field("", description="40 hex digits, or empty")
    path: str = ""
    line_start: int = 0
    line_end: int = 0
    license: str = Field(description="SPDX expression or LicenseRef-…")
    license_source: str = Field(
        description="spdx_tag, file_header, license_file, settings, none, or copy: that of a copy, which was stricter"
    )
    redistributable: bool = False
    copyright: str = Field("", description="Whose it is: lines of the file's header or of its licence file")

    module_key: str = Field(description="The module without configuration and repository; the unit that is split")
    cluster_id: str = Field("", description="Of equal and almost equal records the one that was kept")
    copies: int = Field(1, ge=1, description="How many times this answer was met, almost equal ones included")
    origins: tuple[Origin, ...] = Field((), description="Where else this answer was met")
    flags: tuple[str, ...] = ()
    registers: str = Field("", description="JSON: dimensions of the registers whose virtual tables the answer reads")
    parent_id: str = ""
    generator: str = Field("", description="What made a derived example: the name of the transform or template")
    reviewer: str = Field("", description="Who looked at it and found it good")
    reviewer_kind: Literal["", "person", "model"] = ""
    normaliser_version: int = NORMALISER_VERSION

    def contributor(self) -> str:
        """Who gave an example of the community: the name of their folder; empty for other sources."""
        return self.module_key.split(".")[1] if self.source == "community" else ""

    def conversation(self) -> tuple[Message, ...]:
        """The example as turns: system, user, assistant, or the ``messages`` as they came."""
        if self.messages:
            return self.messages
        user = f"{self.instruction}\n{self.input}" if self.input else self.instruction
        return (
            Message(role="system", content=self.system),
            Message(role="user", content=user),
            Message(role="assistant", content=self.output),
        )


_MESSAGE = pa.struct([(name, pa.bool_() if name == "trained" else pa.string()) for name in Message.model_fields])
_ORIGIN = pa.struct([(name, pa.int64() if name == "line_start" else pa.string()) for name in Origin.model_fields])
_ARROW_TYPES: dict[str, pa.DataType] = {
    "messages": pa.list_(_MESSAGE),
    "origins": pa.list_(_ORIGIN),
    "flags": pa.list_(pa.string()),
    "export": pa.bool_(),
    "redistributable": pa.bool_(),
    "line_start": pa.int64(),
    "line_end": pa.int64(),
    "copies": pa.int64(),
    "normaliser_version": pa.int64(),
}
SCHEMA = pa.schema([(name, _ARROW_TYPES.get(name, pa.string())) for name in Record.model_fields])


def write_records(path: Path, records: Iterable[Record]) -> int:
    """Write records as Parquet; the file appears under its name only when it is whole.

    Returns:
        How many records were written.
    """
    count = 0
    with whole_file(path) as partial, pq.ParquetWriter(partial, SCHEMA, compression="zstd") as writer:
        rows: list[dict[str, Any]] = []
        for record in records:
            rows.append(record.model_dump())
            count += 1
            if len(rows) == ROWS_PER_GROUP:
                writer.write_table(pa.Table.from_pylist(rows, schema=SCHEMA))
                rows = []
        writer.write_table(pa.Table.from_pylist(rows, schema=SCHEMA))
    return count


def read_records(path: Path) -> Iterator[Record]:
    """Read records from Parquet, a batch at a time.

    Raises:
        BadInput: The file is no Parquet of records.
    """
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(ROWS_PER_GROUP):
                for row in cast("list[dict[str, Any]]", batch.to_pylist()):
                    yield Record.model_validate(row)
    except (OSError, pa.ArrowInvalid, ValueError) as error:
        raise BadInput(f"{path}: not a file of records: {error}; give what an earlier stage wrote") from error


def read_rows(path: Path, rows: range) -> Iterator[Record]:
    """Read some records of a file, by their places in it; only the groups of rows that they lie in are read.

    Raises:
        BadInput: The file is no Parquet of records.
    """
    return _rows(path, rows, Record)


def read_origins(path: Path, places: Iterable[int]) -> Iterator[tuple[int, Origin]]:
    """Where the records at these places, in ascending order, came from; only the columns that say so are read.

    Raises:
        BadInput: The file is no Parquet of records.
    """
    wanted = iter(places)
    place = next(wanted, None)
    for number, origin in enumerate(_rows(path, range(count_records(path)), Origin)):
        if number == place:
            yield number, origin
            place = next(wanted, None)


def _rows(path: Path, rows: range, model: type[ModelT]) -> Iterator[ModelT]:
    try:
        with pq.ParquetFile(path) as file:
            stop = 0
            for group in range(file.num_row_groups):
                start, stop = stop, stop + file.metadata.row_group(group).num_rows
                inside = range(max(rows.start, start), min(rows.stop, stop))
                if inside:
                    table = file.read_row_group(group, columns=list(model.model_fields))
                    for row in table.slice(inside.start - start, len(inside)).to_pylist():
                        yield model.model_validate(row)
    except (OSError, pa.ArrowInvalid, ValueError) as error:
        raise BadInput(f"{path}: not a file of records: {error}; give what an earlier stage wrote") from error


def count_records(path: Path) -> int:
    """How many records a file has, without reading them.

    Raises:
        BadInput: The file is no Parquet of records.
    """
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowInvalid) as error:
        raise BadInput(f"{path}: not a file of records: {error}; give what an earlier stage wrote") from error


def to_json(record: Record) -> str:
    """One line of JSON, keys always in the same order."""
    return json.dumps(record.model_dump(), ensure_ascii=False)
