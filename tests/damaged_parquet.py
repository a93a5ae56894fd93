"""Parquet files of which one group of rows is damaged, as a disk or a transfer damages them."""

from pathlib import Path

import pyarrow.parquet as pq


def damage_group(path: Path, group: int) -> Path:
    """Overwrite the pages of the last column of a group of rows."""
    column = pq.read_metadata(path).row_group(group).column(pq.read_metadata(path).num_columns - 1)
    data = bytearray(path.read_bytes())
    start = min(filter(None, (column.dictionary_page_offset, column.data_page_offset)))
    data[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    path.write_bytes(data)
    return path
