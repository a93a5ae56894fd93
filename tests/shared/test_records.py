import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.errors import BadInput
from components.shared.records import Message, Record, count_records, read_records, to_json, write_records

RECORD = Record(
    id="0" * 32, source="module", license="MIT", license_source="file_header", module_key="CommonModule.А.Module"
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    records = [
        RECORD.model_copy(update={"instruction": "Напиши", "flags": ("deprecated",), "copies": 3}),
        RECORD.model_copy(update={"messages": (Message(role="user", content="?", trained=False),)}),
    ]
    assert write_records(tmp_path / "corpus", records) == 2
    assert list(read_records(tmp_path / "corpus")) == records
    assert count_records(tmp_path / "corpus") == 2


@given(instruction=TEXT, output=TEXT)
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, instruction: str, output: str) -> None:
    path = tmp_path_factory.mktemp("records") / "corpus"
    record = RECORD.model_copy(update={"instruction": instruction, "output": output})
    write_records(path, [record])
    assert list(read_records(path)) == [record]


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_records(tmp_path / name, [RECORD] * 3)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_no_records_are_a_file_too(tmp_path: Path) -> None:
    assert write_records(tmp_path / "corpus", []) == 0
    assert list(read_records(tmp_path / "corpus")) == []


def test_a_failure_leaves_no_half_file_and_keeps_the_old_one(tmp_path: Path) -> None:
    def broken() -> Iterator[Record]:
        yield RECORD
        raise KeyboardInterrupt

    write_records(tmp_path / "corpus", [RECORD])
    with pytest.raises(KeyboardInterrupt):
        write_records(tmp_path / "corpus", broken())
    assert os.listdir(tmp_path) == ["corpus"]
    assert count_records(tmp_path / "corpus") == 1


@pytest.mark.parametrize("content", [None, b"", b"PAR1 no", b'{"instruction": ""}'])
def test_what_is_no_file_of_records_is_bad_input(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "corpus"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match="corpus"):
        list(read_records(path))
    with pytest.raises(BadInput, match="corpus"):
        count_records(path)


def test_json_has_every_field_in_the_order_of_the_schema() -> None:
    import json

    assert list(json.loads(to_json(RECORD))) == list(Record.model_fields)


def test_a_misspelt_field_is_refused() -> None:
    with pytest.raises(ValueError, match="licence"):
        Record(**RECORD.model_dump(), licence="MIT")
