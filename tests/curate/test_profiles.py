"""The profile ``publish``: nothing of what may not be passed on is kept, or told."""

from pathlib import Path
from typing import Any

import pytest

from components.curate.settings import CurateSettings
from components.curate.stage import curate_corpus
from components.shared.errors import BadInput
from components.shared.records import Record, read_records, write_records
from components.shared.summaries import CurateSummary

FREE = Record(
    id="0" * 32,
    instruction="Напиши функцию Сумма, которая складывает числа.",
    output="Функция Сумма(А, Б)\n\tВ = А + Б;\n\tВозврат В;\nКонецФункции",
    source="module",
    path="free.bsl",
    license="MIT",
    license_source="license_file",
    redistributable=True,
    module_key="CommonModule.Общие.Module",
)
SOLD: dict[str, Any] = {
    "path": "ERP/sold.bsl",
    "name": "ПроданнаяФункция",
    "license": "LicenseRef-1C-Proprietary",
    "redistributable": False,
}
OTHER = FREE.output.replace("А + Б", "А - Б")
LONG = FREE.output.replace("\tВ = А + Б;\n", "".join(f"\tВ{n} = А + {n};\n" for n in range(40)))


def curate(tmp_path: Path, *changes: dict[str, Any], **choices: Any) -> tuple[list[Record], CurateSummary]:
    write_records(tmp_path / "corpus", [FREE.model_copy(update=change) for change in changes])
    choices = {"profile": "publish", **choices}
    summary = curate_corpus(tmp_path / "corpus", tmp_path / "curated", CurateSettings(**choices))
    assert sum(summary.fates.values()) == len(changes)
    return list(read_records(tmp_path / "curated")), summary


def test_what_may_not_be_passed_on_is_dropped(tmp_path: Path) -> None:
    records, summary = curate(tmp_path, {}, {**SOLD, "output": OTHER})
    assert [record.path for record in records] == ["free.bsl"]
    assert summary.fates == {"kept": 1, "not_redistributable": 1}


def test_inside_of_a_company_it_is_kept(tmp_path: Path) -> None:
    records, _ = curate(tmp_path, {}, {**SOLD, "output": OTHER}, profile="internal")
    assert len(records) == 2


@pytest.mark.parametrize(
    ("change", "fates"),
    [
        ({}, {"duplicate": 1, "not_redistributable": 1}),
        ({"output": LONG + "\n"}, {"duplicate": 1, "not_redistributable": 1}),
        ({"output": LONG.replace("В39 = А + 39", "Г39 = А - 39")}, {"near_duplicate": 1, "not_redistributable": 1}),
        # dropped by a filter itself, it binds its copies all the same
        ({"instruction": ""}, {"no_instruction": 1, "not_redistributable": 1}),
        ({"flags": ("deprecated",)}, {"deprecated": 1, "not_redistributable": 1}),
        (
            {"instruction": "", "output": LONG.replace("В39 = А + 39", "Г39 = А - 39")},
            {"no_instruction": 1, "not_redistributable": 1},
        ),
    ],
)
def test_a_copy_under_another_licence_does_not_free_it(
    tmp_path: Path, change: dict[str, Any], fates: dict[str, int]
) -> None:
    other = {"output": OTHER, "path": "other.bsl"}
    records, summary = curate(tmp_path, {"output": LONG}, {**SOLD, "output": LONG, **change}, other)
    assert [record.path for record in records] == ["other.bsl"]
    assert summary.fates == {"kept": 1, **fates}


def test_nothing_is_told_of_it(tmp_path: Path) -> None:
    _, summary = curate(
        tmp_path,
        {},
        {**SOLD, "output": OTHER},
        {**SOLD, "output": OTHER, "instruction": ""},
        {**SOLD, "output": OTHER.replace("\tВ =", "\t// пароль: Qwe!23asd\n\tВ =")},
        {**SOLD, "output": LONG + "// +7 (916) 321-45-67"},
        {"path": "free2.bsl", "instruction": ""},
    )
    told = summary.model_dump_json()
    assert "sold.bsl" not in told
    assert "ПроданнаяФункция" not in told
    assert [drop.path for drop in summary.drops] == ["free2.bsl"]


def test_where_nothing_may_be_passed_on_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not_redistributable 1"):
        curate(tmp_path, SOLD)
    assert not (tmp_path / "curated").exists()


@pytest.mark.parametrize(
    "change", [{"instruction": ""}, {"instruction": "См. Общие.Другая"}, {"flags": ("only_reference",)}]
)
def test_methods_without_a_task_are_kept_as_plain_code_where_wished(tmp_path: Path, change: dict[str, Any]) -> None:
    records, summary = curate(tmp_path, {}, {"output": OTHER, **change}, keep_undocumented=True)
    assert summary.fates == {"kept": 2}
    assert {record.task: record.instruction for record in records} == {"write": FREE.instruction, "raw": ""}


def test_plain_code_is_a_copy_of_the_same_code_with_a_task(tmp_path: Path) -> None:
    (record,), summary = curate(tmp_path, {"instruction": ""}, {}, keep_undocumented=True)
    assert (record.task, record.copies) == ("write", 2)
    assert summary.fates == {"kept": 1, "duplicate": 1}
