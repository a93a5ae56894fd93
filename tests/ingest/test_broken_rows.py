"""One broken row in the middle: the others are kept, and it is counted with its place and its reason."""

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from components.ingest.settings import IngestSettings
from components.ingest.stage import ingest_sources
from components.shared.records import read_records
from tests.damaged_parquet import damage_group
from tests.data_sources import EXAMPLE, method

BROKEN = 4
TEN = range(10)


def question(number: int) -> dict[str, str]:
    return {"instruction": f"Как вычислить итог {number}?", "output": method(number)}


def stored(number: int) -> dict[str, str]:
    names = {"module_name": f"Расчеты{number}", "configuration_name": "Своя", "metadata_type": "ОбщийМодуль"}
    return {"name": f"Расчет{number}", "description": "Считает.", "code_preview": method(number), **names}


def lines_with(row: Callable[[int], dict[str, str]], broken: bytes) -> bytes:
    lines = [json.dumps(row(number), ensure_ascii=False).encode() for number in TEN]
    return b"\n".join([*lines[:BROKEN], broken, *lines[BROKEN + 1 :]]) + b"\n"


def table_with(broken: bytes) -> bytes:
    lines = [f"Что такое итог {number};Ответ из слов, и не короткий.".encode() for number in TEN]
    return b"\n".join([b"instruction;output", *lines[:BROKEN], broken, *lines[BROKEN + 1 :]]) + b"\n"


def damaged(path: Path, row: Callable[[int], dict[str, str]]) -> bytes:
    pq.write_table(pa.Table.from_pylist([row(number) for number in TEN]), path, row_group_size=1)
    return damage_group(path, BROKEN).read_bytes()


def ingest(folder: Path, kind: str) -> tuple[int, dict[str, int], list[tuple[str, int, str]]]:
    source = {"kind": kind, "path": str(folder), "license": "MIT"}
    summary = ingest_sources(
        folder.with_name(folder.name + ".corpus"),
        IngestSettings.model_validate({"sources": [source]}),
        f"file:{folder}/ratings",
        knowledge_base_url=f"file:{folder}",
    )
    (counted,) = summary.sources
    assert counted.methods == counted.records + sum(counted.dropped.values())
    assert counted.records == len(list(read_records(folder.with_name(folder.name + ".corpus"))))
    return counted.records, counted.dropped, [(drop.path, drop.line, drop.detail) for drop in summary.drops]


@pytest.mark.parametrize(
    ("kind", "name", "data", "line", "reason"),
    [
        ("public", "a.jsonl", lines_with(question, b"{"), 5, "broken_row"),
        ("public", "a.jsonl", lines_with(question, b"[1]"), 5, "broken_row"),
        ("public", "a.jsonl", lines_with(question, b'{"instruction": 5}'), 5, "broken_row"),
        ("public", "a.jsonl", lines_with(question, b'{"instruction": "\xff"}'), 5, "undecodable"),
        ("public", "a.csv", table_with("одна ячейка".encode()), 6, "broken_row"),
        ("public", "a.csv", table_with(b"\xff\xfe;\xff"), 6, "undecodable"),
        ("public", "a.csv", table_with(b";"), 6, "broken_row"),
        ("public", "a.parquet", question, 5, "broken_row"),
        ("knowledge_base", "a.jsonl", lines_with(stored, b"{"), 5, "broken_row"),
        ("knowledge_base", "a.jsonl", lines_with(stored, b"null"), 5, "broken_row"),
        ("knowledge_base", "a.jsonl", lines_with(stored, b'{"name": "\xff"}'), 5, "broken_row"),
        ("knowledge_base", "a.jsonl", lines_with(stored, '{"name": "Расчет4"}'.encode()), 5, "broken_row"),
        ("knowledge_base", "a.parquet", stored, 5, "broken_row"),
    ],
)
def test_a_broken_row_costs_itself(
    kind: str, name: str, data: bytes | Callable[[int], dict[str, str]], line: int, reason: str, tmp_path: Path
) -> None:
    content = data if isinstance(data, bytes) else damaged(tmp_path / name, data)
    (tmp_path / name).write_bytes(content)
    records, dropped, ((path, where, detail),) = ingest(tmp_path, kind)
    assert (records, dropped) == (9, {reason: 1})
    assert (path, where) == (name, line)
    assert detail


@pytest.mark.parametrize(
    ("name", "data", "records", "line"),
    [
        ("a.csv", table_with('Что такое итог;"Ответ без конца.'.encode()), 4, 6),
        ("a.json", b"[" + lines_with(question, b"{]").replace(b"\n", b",\n")[:-2] + b"]", 4, 5),
    ],
)
def test_where_no_next_row_can_be_told_the_rest_is_not_guessed(
    name: str, data: bytes, records: int, line: int, tmp_path: Path
) -> None:
    """What follows an open quote may be a cell that was cut off: its lines must not become examples."""
    (tmp_path / name).write_bytes(data)
    summary = ingest_sources(
        tmp_path / "corpus",
        IngestSettings.model_validate({"sources": [{"kind": "public", "path": str(tmp_path), "license": "MIT"}]}),
        f"file:{tmp_path}/ratings",
    )
    assert summary.records == records
    assert [(drop.reason, drop.line) for drop in summary.drops] == [("unreadable_rest", line)]


def test_a_broken_module_and_a_broken_example_cost_themselves(tmp_path: Path) -> None:
    for number in TEN:
        (tmp_path / "community" / "ivanov").mkdir(parents=True, exist_ok=True)
        text = "# Без кода" if number == BROKEN else EXAMPLE.format(number=number)
        (tmp_path / "community" / "ivanov" / f"Сумма{number}.md").write_text(text, encoding="utf-8")
        (tmp_path / "modules").mkdir(exist_ok=True)
        code = "Функция Обрыв(\n" if number == BROKEN else method(number)
        (tmp_path / "modules" / f"{number}.bsl").write_text(code, encoding="utf-8")
    records, dropped, ((path, line, detail), *_) = ingest(tmp_path / "community", "community")
    assert (records, sum(dropped.values()), path, line > 0) == (9, 1, "ivanov/Сумма4.md", True)
    records, dropped, ((path, line, detail),) = ingest(tmp_path / "modules", "modules")
    assert (records, dropped, path, line) == (9, {"syntax_error": 1}, "4.bsl", 2)
    assert detail
