"""Files that look like a knowledge base, whatever is in them."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from components.shared.errors import BadInput
from components.shared.knowledge_base import (
    ColumnSettings,
    KnowledgeBaseSettings,
    Notes,
    StoredMethod,
    open_knowledge_base,
)
from components.shared.knowledge_base.files import write_methods
from components.shared.knowledge_base.previews import Previews, is_cut
from tests.damaged_parquet import damage_group

SIX = {
    "name": "Сумма",
    "description": "Складывает",
    "code_preview": "Функция Сумма()\nКонецФункции",
    "module_name": "Общие",
    "configuration_name": "ERP",
    "metadata_type": "CommonModule",
}


def read(path: Path, **choices: Any) -> list[StoredMethod]:
    return list(open_knowledge_base(f"file:{path}", KnowledgeBaseSettings(**choices)).read(Notes()))


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_six_columns_are_read_from_both_kinds_of_files(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"a.{form}"
    if form == "jsonl":
        path.write_text(json.dumps(SIX, ensure_ascii=False) + "\n", encoding="utf-8")
    else:
        pq.write_table(pa.Table.from_pylist([SIX]), path)
    (method,) = read(tmp_path)
    assert method == read(path)[0]
    assert (method.name, method.code, method.configuration) == ("Сумма", SIX["code_preview"], "ERP")
    assert (method.module_type, method.module_name, method.line_start) == ("CommonModule", "Общие", 0)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    methods = [
        StoredMethod(
            str(n), "ERP", "MIT", "", "", "8.3.24", "common", "М", "a.bsl", "server", f"И{n}", "", "code", n, 7
        )
        for n in range(4500)
    ]
    assert write_methods(tmp_path / "a.parquet", methods) == 4500
    assert read(tmp_path) == methods
    assert [method.key for method in read(tmp_path, limit=3)] == ["0", "1", "2"]
    assert read(tmp_path, configurations=("DO",)) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"a\.jsonl:1: not JSON"),
        ("[]", r"a\.jsonl:1: not a JSON object"),
        ("[" * 100_000, r"a\.jsonl:1: not JSON"),
        ('{"name": "Имя"}', r"a\.jsonl:1: no column 'description'"),
        (json.dumps({**SIX, "name": 5}), r"a\.jsonl:1: column name is int, not str"),
        (json.dumps({**SIX, "code_preview": ["x"]}), r"column code is list, not str"),
        ("", "it is empty"),
    ],
)
def test_a_bad_line_is_one_message(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "a.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(BadInput, match=message):
        read(tmp_path)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ("{}", "no column 'name'"),
        ('{"code": 1, "configuration": "Е"}', "int"),
    ],
)
def test_a_broken_line_costs_itself(tmp_path: Path, line: str, problem: str) -> None:
    good = json.dumps(SIX, ensure_ascii=False)
    (tmp_path / "a.jsonl").write_text("\n".join([good, line, good, "{", good]), encoding="utf-8")
    notes = Notes()
    assert len(list(open_knowledge_base(f"file:{tmp_path}", KnowledgeBaseSettings()).read(notes))) == 3
    assert notes.broken == 2
    assert [(file, line) for file, line, _ in notes.problems] == [("a.jsonl", 2), ("a.jsonl", 4)]
    assert problem in notes.problems[0][2]


def test_a_damaged_group_of_rows_costs_itself(tmp_path: Path) -> None:
    rows = [{**SIX, "name": f"Сумма{number}"} for number in range(9)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet", row_group_size=3)
    damage_group(tmp_path / "a.parquet", 1)
    notes = Notes()
    found = list(open_knowledge_base(f"file:{tmp_path}", KnowledgeBaseSettings()).read(notes))
    assert [method.name for method in found] == [f"Сумма{number}" for number in (0, 1, 2, 6, 7, 8)]
    assert (notes.broken, notes.problems[0][:2]) == (3, ("a.parquet", 4))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": 5}, r"a\.parquet:1: column name is int, not str; name the columns"),
        ({"module_name": None}, "no column"),
    ],
)
def test_wrong_columns_of_parquet_are_one_message(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    row = {name: value for name, value in {**SIX, **change}.items() if value is not None}
    pq.write_table(pa.Table.from_pylist([row] * 3), tmp_path / "a.parquet")
    with pytest.raises(BadInput, match=message):
        read(tmp_path)


def test_what_is_no_parquet_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    with pytest.raises(BadInput, match=r"a\.parquet: not a Parquet file"):
        read(tmp_path)


def test_an_empty_folder_says_how_to_fill_it(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="bsl knowledge-base load"):
        read(tmp_path)


def test_columns_are_named_in_the_settings(tmp_path: Path) -> None:
    row = {**SIX, "body": SIX["code_preview"]}
    del row["code_preview"]
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert read(tmp_path, columns=ColumnSettings(code="body"))[0].code == SIX["code_preview"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(content=st.one_of(st.binary(max_size=200), st.recursive(st.none() | st.text(), st.lists).map(json.dumps)))
def test_any_bytes_are_read_or_refused_by_one_message(tmp_path: Path, content: bytes | str) -> None:
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    for name in ("a.jsonl", "a.parquet"):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(BadInput):
            read(tmp_path / name)


@pytest.mark.parametrize(
    ("code", "cut"),
    [
        ("Функция А()\n\tВозврат 1;\nКонецФункции", False),
        ("Функция А()\n\tВозврат 1;\nКонецФункции // А\n// и ещё\n", False),
        ("Function A()\n\tReturn 1;\nEndFunction;", False),
        ("Функция А()\n\tВозврат 1;\nКонецФунк", True),
        ("Функция А()\n\tВозврат 1;", True),
        ("Функция А()\n\tВозврат 1; ...", True),
        ("Функция А()\nКонецФункции\n\nПроцедура Б()", True),
        ("// Описание без кода", False),
        ("А = 1;", False),
        ("", False),
    ],
)
def test_code_without_an_end_was_cut(code: str, cut: bool) -> None:
    assert is_cut(code) is cut


def test_the_length_at_which_code_is_cut_is_told_by_several() -> None:
    previews = Previews()
    for number in range(10):
        previews.see(f"Функция А{number}()".ljust(500 if number < 6 else 400 - number))
    previews.see("Функция А()\nКонецФункции")
    assert (previews.seen, previews.cut, previews.length) == (11, 10, 500)


@pytest.mark.timeout(20)
def test_hostile_code_takes_no_time() -> None:
    assert is_cut("Функция А() " + "КонецФункции ; // \n" * 100_000 + "x")
    assert is_cut("Функция А() КонецФункции" + " " * 1_000_000 + "x")
