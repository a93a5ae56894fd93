"""Rows of Parquet files that somebody else wrote: what is damaged is told with its place, and the rest is read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq


class Batch(NamedTuple):
    """Some rows that follow one another, or why they cannot be read."""

    first: int  # number of the first row, from 1
    size: int
    rows: pa.RecordBatch | None
    problem: str = ""


def read_batches(path: Path, rows: int) -> Iterator[Batch]:
    """All rows of a file; a damaged group of rows costs itself, not those after it.

    Args:
        path: The file.
        rows: Most rows of a batch.

    Raises:
        OSError, pyarrow.ArrowInvalid: It is no Parquet file.
    """
    with pq.ParquetFile(path) as file:
        first = 1
        for group in range(file.num_row_groups):
            end = first + file.metadata.row_group(group).num_rows
            try:
                for batch in file.iter_batches(rows, row_groups=[group]):
                    yield Batch(first, batch.num_rows, batch)
                    first += batch.num_rows
            except (OSError, pa.ArrowException) as error:
                yield Batch(first, end - first, None, f"rows {first} to {end - 1} are damaged: {error}")
            first = end


def values_of(batch: pa.RecordBatch) -> list[dict[str, Any] | str]:
    """The values of each row, or why it has none: text that is no UTF-8, a date that Python does not know."""
    try:
        return list(batch.to_pylist())
    except (ValueError, OverflowError) as error:
        if batch.num_rows == 1:
            return [str(error)]
        return [value for row in range(batch.num_rows) for value in values_of(batch.slice(row, 1))]
