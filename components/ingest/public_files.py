"""Rows of the files that public sets come in: JSON Lines, JSON, CSV, Parquet; one row in memory at a time.

Nobody vouches for such a file, so whatever is in it a row comes out or a reason why not, with its line.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from components.shared.parquet_batches import read_batches, values_of

ROWS_PER_BATCH = 64
CHARACTERS_PER_READ = 2**16
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_BLANKS = re.compile(r"[\s,]*")


class Row(NamedTuple):
    """One row: its line in the file (of Parquet its number), and its value or why there is none."""

    line: int
    value: dict[str, Any] | None = None
    reason: str = ""
    detail: str = ""


class LongRow(ValueError):
    """A row is longer than the settings allow."""


def read_rows_of(path: Path, max_row_bytes: int) -> Iterator[Row]:
    """All rows of a file, broken ones with their reason.

    Args:
        path: Its suffix says which kind of file it is.
        max_row_bytes: Longer rows are passed over.
    """
    reader = READERS[path.suffix.casefold()]
    line = 0
    try:
        for row in reader(path, max_row_bytes):
            line = row.line
            yield row
    except (OSError, pa.ArrowException, csv.Error, ValueError, RecursionError, MemoryError) as error:
        reason = "row_too_large" if isinstance(error, LongRow) else "unreadable_rest"
        yield Row(line + 1, reason=reason, detail=f"{error}: nothing after it was read"[:300])


def _json_lines(path: Path, max_row_bytes: int) -> Iterator[Row]:
    with path.open("rb") as file:
        for number, data in _bounded_lines(file, max_row_bytes):
            if data is None:
                yield Row(number, reason="row_too_large", detail=f"more than {max_row_bytes} bytes")
            elif data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
                yield _parsed(number, data.removeprefix(b"\xef\xbb\xbf"))


def _bounded_lines(file: io.BufferedReader, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers; None for one that is longer than the limit, however long it is."""
    number = 0
    while line := file.readline(limit + 1):
        number += 1
        whole = len(line) <= limit or line.endswith(b"\n")
        while not line.endswith(b"\n") and (line := file.readline(CHARACTERS_PER_READ)):
            whole = False
        yield number, line if whole else None


def _parsed(number: int, data: bytes) -> Row:
    try:
        return _object(number, json.loads(data.decode("utf-8")))
    except UnicodeDecodeError:
        return Row(number, reason="undecodable", detail="not UTF-8")
    except (ValueError, RecursionError) as error:
        return Row(number, reason="broken_row", detail=f"no JSON: {error}"[:200])


def _object(number: int, value: Any) -> Row:
    if isinstance(value, dict):
        return Row(number, value)
    return Row(number, reason="broken_row", detail=f"a row is an object, this is {type(value).__name__}")


def _json_array(path: Path, max_row_bytes: int) -> Iterator[Row]:
    """A list of objects, one at a time; what comes after a broken one cannot be told from its inside."""
    decoder = json.JSONDecoder()
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        text, line = file.read(CHARACTERS_PER_READ).lstrip(), 1
        if text.startswith("{"):  # objects one after another, as in JSON Lines under another name
            yield from _json_lines(path, max_row_bytes)
            return
        text = text.removeprefix("[")
        while True:
            blanks = _BLANKS.match(text)
            skipped = blanks.end() if blanks else 0
            line += text.count("\n", 0, skipped)
            text = text[skipped:] or file.read(CHARACTERS_PER_READ)
            if not text or text.startswith("]"):
                return
            if text[0].isspace() or text[0] == ",":
                continue
            value, text, length = _next_value(decoder, text, file, max_row_bytes)
            yield _object(line, value) if not _has_bad_text(value) else Row(line, reason="undecodable")
            line += length


def _next_value(decoder: json.JSONDecoder, text: str, file: io.TextIOBase, limit: int) -> tuple[Any, str, int]:
    """A value, what follows it, and how many lines it takes."""
    while True:
        more = file.read(len(text) + 1) if len(text) < limit else ""
        try:
            value, end = decoder.raw_decode(text + more)
            return value, (text + more)[end:], (text + more).count("\n", 0, end)
        except ValueError as error:
            if not more:
                raise (LongRow(f"more than {limit} bytes") if len(text) >= limit else error) from None
        text += more


def _comma_separated(path: Path, max_row_bytes: int) -> Iterator[Row]:
    """A table with a head line, separated by comma, semicolon or tabulator, whichever is the most frequent there."""
    csv.field_size_limit(max_row_bytes)
    with path.open("rb") as file:
        ended: list[bool] = []
        lines = _noting_the_end(_text_lines(file, max_row_bytes), ended)
        head = next(lines, "").removeprefix("\ufeff")
        separator = max(",;\t", key=head.count)
        names = next(csv.reader([head], delimiter=separator), [])
        reader = csv.reader(lines, delimiter=separator)
        before = 1
        for cells in reader:
            line, before = before + 1, reader.line_num + 1
            if ended:  # lines that follow may be a cell that was cut off as well as rows: nothing is made of them
                unread = f"a quote that opens here is never closed: it takes in the {before - line - 1} lines after it"
                yield Row(line, reason="unreadable_rest", detail=unread)
            elif cells:
                yield _row_of_cells(line, cells, names)


def _row_of_cells(line: int, cells: list[str], names: list[str]) -> Row:
    if len(cells) != len(names):
        return Row(line, reason="broken_row", detail=f"{len(cells)} cells under {len(names)} names")
    if any(_NOT_UTF8.search(cell) for cell in cells):
        return Row(line, reason="undecodable", detail="not UTF-8, or a line that is too long")
    return Row(line, dict(zip(names, cells, strict=True)))


def _noting_the_end(lines: Iterator[str], ended: list[bool]) -> Iterator[str]:
    """Lines as they are; a reader that wants one more in the middle of a row is inside of quotes."""
    yield from lines
    ended.append(True)


def _text_lines(file: io.BufferedReader, limit: int) -> Iterator[str]:
    for _, data in _bounded_lines(file, limit):
        # a line that is too long leaves a mark, and the row with the mark is passed over
        yield "\udcff\n" if data is None else data.decode("utf-8", "surrogateescape")


def _parquet(path: Path, max_row_bytes: int) -> Iterator[Row]:
    for batch in read_batches(path, ROWS_PER_BATCH):
        for place in range(batch.size):
            number = batch.first + place
            if batch.rows is None:
                yield Row(number, reason="broken_row", detail=batch.problem[:200])
                continue
            part = batch.rows.slice(place, 1)
            if part.get_total_buffer_size() > max_row_bytes * ROWS_PER_BATCH and part.nbytes > max_row_bytes:
                yield Row(number, reason="row_too_large", detail=f"{part.nbytes} bytes")
            else:
                yield _row_of(part, number)


def _row_of(part: pa.RecordBatch, number: int) -> Row:
    (value,) = values_of(part)
    return Row(number, reason="broken_row", detail=value[:200]) if isinstance(value, str) else _object(number, value)


def _has_bad_text(value: Any) -> bool:
    """Whether bytes that were no UTF-8 are somewhere inside."""
    return _NOT_UTF8.search(json.dumps(value, ensure_ascii=False)) is not None


READERS: dict[str, Callable[[Path, int], Iterator[Row]]] = {
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".json": _json_array,
    ".csv": _comma_separated,
    ".tsv": _comma_separated,
    ".parquet": _parquet,
}
