from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from components.shared.parquet_batches import read_batches, values_of
from tests.damaged_parquet import damage_group


def write(path: Path, rows: int = 30, group: int = 10) -> Path:
    table = pa.table({"number": list(range(rows)), "text": [f"строка {number}" * 5 for number in range(rows)]})
    pq.write_table(table, path, row_group_size=group, compression="zstd")
    return path


def test_all_rows_come_in_order(tmp_path: Path) -> None:
    batches = list(read_batches(write(tmp_path / "a.parquet"), 4))
    assert [value["number"] for batch in batches for value in values_of(batch.rows)] == list(range(30))
    assert [batch.first for batch in batches][:4] == [1, 5, 9, 11]
    assert max(batch.size for batch in batches) == 4


@pytest.mark.parametrize("group", [0, 1, 2])
def test_a_damaged_group_costs_itself(tmp_path: Path, group: int) -> None:
    batches = list(read_batches(damage_group(write(tmp_path / "a.parquet"), group), 100))
    good = [value["number"] for batch in batches if batch.rows for value in values_of(batch.rows)]
    assert good == [number for number in range(30) if number // 10 != group]
    (bad,) = (batch for batch in batches if batch.rows is None)
    assert (bad.first, bad.size) == (group * 10 + 1, 10)
    assert bad.problem.startswith(f"rows {group * 10 + 1} to {group * 10 + 10} are damaged: ")


def test_a_row_without_a_value_says_why(tmp_path: Path) -> None:
    texts = pa.Array.from_buffers(
        pa.string(), 3, [None, pa.py_buffer(bytes.fromhex("00000000010000000200000003000000")), pa.py_buffer(b"a\xffb")]
    )
    pq.write_table(pa.table({"text": texts}), tmp_path / "a.parquet")
    (batch,) = read_batches(tmp_path / "a.parquet", 10)
    first, second, third = values_of(batch.rows)
    assert (first, third) == ({"text": "a"}, {"text": "b"})
    assert "utf-8" in second
