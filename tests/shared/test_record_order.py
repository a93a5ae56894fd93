from collections.abc import Iterator
from pathlib import Path

import pytest

from components.shared import record_order
from components.shared.record_order import in_order
from components.shared.records import Record


def records(count: int) -> list[Record]:
    return [
        Record(id=f"{number // 2:032x}", output=f"А = {number};", source="module", license="MIT",
               license_source="none", module_key="М")
        for number in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("per_part", [1, 7, 1000])
def test_the_order_depends_on_the_records_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, per_part: int) -> None:
    expected = list(in_order(records(50), 50, tmp_path / "parts"))
    assert sorted(expected, key=lambda record: record.output) == sorted(records(50), key=lambda record: record.output)
    monkeypatch.setattr(record_order, "RECORDS_PER_PART", per_part)
    assert list(in_order(reversed(records(50)), 50, tmp_path / "parts")) == expected
    assert not (tmp_path / "parts").exists()


def test_a_reader_that_fails_leaves_no_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Iterator[Record]:
        yield from records(5)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(record_order, "RECORDS_PER_PART", 2)
    with pytest.raises(OSError, match="No space"):
        list(in_order(broken(), 10, tmp_path / "parts"))
    assert not (tmp_path / "parts").exists()
