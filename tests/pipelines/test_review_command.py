"""``bsl review``: what goes out, what comes back, what is kept."""

import argparse
import csv
import io
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.errors import BadInput
from components.shared.records import Record, write_records
from components.shared.reviews import open_decisions
from pipelines.commands import review
from pipelines.reviewing.sheet import CORRECTED, HEAD, ID, KIND, REVIEWER, VERDICT, plain_text, read_sheet, safe_cell

CODE = "Функция Сумма(А, Б)\n\tВозврат А + Б;\nКонецФункции"


def record(number: int, **change: Any) -> Record:
    values = {
        "id": f"{number:032x}",
        "instruction": f"Напиши функцию сложения номер {number}",
        "output": CODE,
        "source": "module",
        "license": "MIT",
        "license_source": "settings",
        "module_key": f"CommonModule.М{number}",
        **change,
    }
    return Record(**values)


def call(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, Any]:
    parser = argparse.ArgumentParser()
    review.add_arguments(parser)
    code = review.run(parser.parse_args([*map(str, words), "--json"]))
    return code, json.loads(capsys.readouterr().out)


def export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *records: Record, corpus: tuple[Record, ...] = ()
) -> Any:
    write_records(tmp_path / "curated", records)
    more = []
    if corpus:
        write_records(tmp_path / "corpus", corpus)
        more = ["--corpus", tmp_path / "corpus"]
    _, told = call(
        capsys,
        "export",
        "--curated",
        tmp_path / "curated",
        "--output",
        tmp_path / "sheet.csv",
        "--per-category",
        "2",
        *more,
    )
    return told


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";"))


def fill(path: Path, *filled: dict[str, str], encoding: str = "utf-8-sig", separator: str = ";") -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEAD, delimiter=separator)
    writer.writeheader()
    writer.writerows(filled)
    path.write_bytes(text.getvalue().encode(encoding))


def decided(number: int, verdict: str = "принять", **change: str) -> dict[str, str]:
    return {ID: f"№{number:032x}", VERDICT: verdict, **change}


def take(capsys: pytest.CaptureFixture[str], tmp_path: Path, *filled: dict[str, str], who: str = "Мария") -> Any:
    fill(tmp_path / "sheet.csv", *filled)
    return call(
        capsys,
        "import",
        tmp_path / "sheet.csv",
        "--reviewer",
        who,
        "--kind",
        "person",
        "--decisions",
        tmp_path / "d.jsonl",
    )


def test_some_of_each_category_go_out_and_all_that_was_corrected_or_written_by_a_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = export(
        tmp_path,
        capsys,
        *(record(number) for number in range(1, 9)),
        *(record(number, source="correction") for number in range(10, 14)),
        *(record(number, generator="model:qwen") for number in range(20, 23)),
        record(30, source="template", generator="template_corpus"),
        record(31, reviewer="Мария", reviewer_kind="person"),
    )
    assert told["reasons"] == {"исправление пользователя": 4, "написано моделью: qwen": 3, "выборка: Прочее": 2}
    assert [row[ID] for row in rows(tmp_path / "sheet.csv")][-2:] == [f"№{1:032x}", f"№{2:032x}"]


def test_some_of_what_each_filter_leaves_out_go_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = export(tmp_path, capsys, record(1), corpus=(record(2, output="А ="), record(3, instruction="")))
    assert told["reasons"] == {
        "выборка: Прочее": 1,
        "отброшено: не разбирается": 1,
        "отброшено: нет описания задачи": 1,
    }


def test_the_same_records_give_the_same_sheet_in_any_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = [record(number) for number in range(1, 9)]
    export(tmp_path, capsys, *records)
    first = (tmp_path / "sheet.csv").read_bytes()
    export(tmp_path, capsys, *reversed(records))
    assert (tmp_path / "sheet.csv").read_bytes() == first
    assert first.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", ["=1+1", "+7", "-А", "@SUM", "\t=1", "  =HYPERLINK()", "＝1"])
def test_what_would_be_executed_is_disarmed_and_comes_back(text: str) -> None:
    assert safe_cell(text).startswith("'")
    assert plain_text(safe_cell(text)) == text


def test_a_cell_that_a_spreadsheet_would_cut_is_cut_with_a_word() -> None:
    assert "ещё 8000 знаков" in safe_cell("я" * 40_000)


@given(st.text(max_size=60).filter(lambda text: "\r" not in text and all(ord(c) > 31 or c in "\n\t" for c in text)))
def test_a_cell_comes_back_as_it_was(text: str) -> None:
    assert plain_text(safe_cell(text)) == text or text.startswith("'")


@pytest.mark.parametrize(("encoding", "separator"), [("utf-8", ","), ("cp1251", ";"), ("utf-16", "\t")])
def test_a_sheet_comes_back_however_a_spreadsheet_saves_it(tmp_path: Path, encoding: str, separator: str) -> None:
    filled = decided(1, "исправить", **{CORRECTED: CODE.replace("\n", "\r\n"), REVIEWER: "Мария", KIND: "человек"})
    fill(tmp_path / "s.csv", filled, encoding=encoding, separator=separator)
    ((row, found),), bad = read_sheet((tmp_path / "s.csv").read_bytes())
    assert (row, found.verdict, found.corrected, found.reviewer, found.reviewer_kind) == (
        2, "correct", CODE, "Мария", "person",
    )  # fmt: skip
    assert not bad


@pytest.mark.parametrize(
    ("filled", "words"),
    [
        (decided(1, "может быть"), "возможны «принять»"),
        (decided(1, "исправить"), "пуст"),
        (decided(1, "принять", **{CORRECTED: CODE}), "сотрите исправление"),
        (decided(1, "принять", **{KIND: "кот"}), "возможны «человек» и «модель»"),
        ({ID: "1,0E+31", VERDICT: "принять"}, "не номер примера"),
    ],
)
def test_a_row_that_cannot_be_used_is_counted_with_its_number_and_the_others_are_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], filled: dict[str, str], words: str
) -> None:
    code, told = take(capsys, tmp_path, decided(2), decided(3, ""), filled)
    assert (code, told["added"], told["bad"]) == (1, 1, 1)
    assert told["rows"][0]["row"] == 4
    assert words in told["rows"][0]["reason"]


def test_a_row_without_a_reviewer_decides_nothing(tmp_path: Path) -> None:
    fill(tmp_path / "s.csv", decided(1), decided(2, **{REVIEWER: "Мария"}))
    good, bad = read_sheet((tmp_path / "s.csv").read_bytes())
    assert not good
    assert [row.row for row in bad] == [2, 3]


def test_the_same_sheet_again_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take(capsys, tmp_path, decided(1), decided(2, "отклонить"))[1]["added"] == 2
    before = (tmp_path / "d.jsonl").read_bytes()
    code, told = take(capsys, tmp_path, decided(1), decided(2, "отклонить"))
    assert (code, told["unchanged"], told["added"]) == (0, 2, 0)
    assert (tmp_path / "d.jsonl").read_bytes() == before


def test_two_people_must_agree_and_the_row_says_with_whom(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    take(capsys, tmp_path, decided(1), decided(2))
    code, told = take(capsys, tmp_path, decided(2), decided(1, "отклонить"), who="Пётр")
    assert (code, told["added"], told["conflicts"]) == (1, 1, 1)
    assert told["rows"][0]["row"] == 3
    assert "Мария (принять)" in told["rows"][0]["reason"]


def test_one_reviewer_who_decides_twice_in_a_sheet_decides_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = take(capsys, tmp_path, decided(1), decided(1, "отклонить"), decided(2), decided(2))
    assert (code, told["added"], told["bad"]) == (1, 1, 2)


def test_decisions_go_to_the_object_store_and_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"file:{tmp_path / 'store'}"
    monkeypatch.setenv("BSL_OBJECT_STORE", url)
    fill(tmp_path / "s.csv", decided(1, **{REVIEWER: "Мария", KIND: "человек"}))
    assert call(capsys, "import", tmp_path / "s.csv")[0] == 0
    assert [one.record_id for one in open_decisions("store", url)] == [f"{1:032x}"]
    assert call(capsys, "show")[1] == [{"reviewer": "Мария", "kind": "person", "verdict": "accept", "decisions": 1}]


@pytest.mark.parametrize(
    ("data", "words"), [(b"PK\3\4", "save it as CSV UTF-8"), (b"a;b\n1;2\n", "no column"), (b"", "no column")]
)
def test_what_is_no_sheet_of_ours_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_sheet(data)


@given(
    st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"id;решение\n{text}".encode("utf-8", "replace"))
)
def test_any_bytes_are_a_sheet_or_are_refused(data: bytes) -> None:
    with suppress(BadInput):
        read_sheet(data, "Мария", "person")
