from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from components.curate.settings import CurateSettings
from components.curate.stage import curate_corpus
from components.shared.records import Record, read_records, write_records
from components.shared.reviews import Decision
from components.shared.summaries import CurateSummary

CODE = """Функция Подходящие(Строки, Предел)
\tРезультат = Новый Массив;
\tДля Каждого Строка Из Строки Цикл
\t\tЕсли Строка.Сумма > Предел Тогда
\t\t\tРезультат.Добавить(Строка);
\t\tКонецЕсли;
\tКонецЦикла;
\tВозврат Результат;
КонецФункции"""
OTHER = """Процедура Записать(Знач А)
\tБ = СокрЛП(ВРег(А));
\tЗаписьЖурналаРегистрации(Б, , , , "Записано");
КонецПроцедуры"""
CORRECTED = CODE.replace("Предел Тогда", "Предел И Строка.Количество > 0 Тогда")
ID, SECOND = "a" * 32, "b" * 32


def record(**change: Any) -> Record:
    values = {
        "id": ID,
        "instruction": "Напиши функцию, которая выбирает строки",
        "output": CODE,
        "source": "module",
        "license": "MIT",
        "license_source": "settings",
        "redistributable": True,
        "module_key": "CommonModule.Общий",
        **change,
    }
    return Record(**values)


def curate(
    tmp_path: Path, *records: Record, decisions: tuple[Decision, ...] = (), **choices: Any
) -> tuple[list[Record], CurateSummary]:
    write_records(tmp_path / "corpus", (record(id="f" * 32, output=OTHER, path="other"), *records))
    by_record = {one.record_id: one for one in decisions}
    summary = curate_corpus(tmp_path / "corpus", tmp_path / "curated", CurateSettings(**choices), decisions=by_record)
    assert sum(summary.fates.values()) == len(records) + 1
    return [one for one in read_records(tmp_path / "curated") if one.path != "other"], summary


def decision(verdict: str, **change: Any) -> Decision:
    values = {"record_id": ID, "verdict": verdict, "reviewer": "Мария", "reviewer_kind": "person", **change}
    return Decision(**values)


def test_what_was_accepted_is_known_as_read(tmp_path: Path) -> None:
    (kept,), summary = curate(tmp_path, record(), decisions=(decision("accept"),))
    assert (kept.reviewer, kept.reviewer_kind) == ("Мария", "person")
    assert summary.read_by == {"person": 1}


def test_nothing_is_read_until_somebody_reads_it(tmp_path: Path) -> None:
    assert curate(tmp_path, record())[1].read_by == {}


def test_what_was_rejected_is_dropped_for_that(tmp_path: Path) -> None:
    kept, summary = curate(tmp_path, record(), decisions=(decision("reject"),))
    assert not kept
    assert summary.fates["rejected_by_reviewer"] == 1


def test_what_was_corrected_is_kept_as_corrected(tmp_path: Path) -> None:
    (kept,), _ = curate(tmp_path, record(), decisions=(decision("correct", corrected=CORRECTED),))
    assert (kept.id, kept.output, kept.flags) == (ID, CORRECTED, ("corrected_by_reviewer",))


def test_a_correction_passes_every_gate_again(tmp_path: Path) -> None:
    kept, summary = curate(tmp_path, record(), decisions=(decision("correct", corrected="Функция А("),))
    assert not kept
    assert summary.fates["does_not_parse"] == 1


@pytest.mark.parametrize(
    ("change", "required", "read_by", "kept"),
    [
        ({}, (), "", True),
        ({}, ("module",), "", False),
        ({}, ("module",), "model", False),
        ({}, ("module",), "person", True),
        ({}, ("community",), "", True),
        ({"generator": "model:qwen"}, ("generated",), "", False),
        ({"generator": "model:qwen"}, ("generated",), "person", True),
        ({}, ("generated",), "", True),
    ],
)
def test_of_some_sources_nothing_is_kept_that_no_person_has_read(
    tmp_path: Path, change: dict[str, Any], required: tuple[str, ...], read_by: str, kept: bool
) -> None:
    other_read = decision("accept", record_id="f" * 32)
    decisions = (other_read, decision("accept", reviewer_kind=read_by)) if read_by else (other_read,)
    found, summary = curate(tmp_path, record(**change), decisions=decisions, review_required=required)
    assert bool(found) == kept
    assert summary.fates.get("not_reviewed", 0) == (not kept)


def test_decisions_about_records_that_are_gone_are_counted(tmp_path: Path) -> None:
    decisions = (decision("accept"), decision("reject", record_id=SECOND))
    assert curate(tmp_path, record(), decisions=decisions)[1].decisions_unused == 1


def test_the_same_decisions_give_the_same_bytes(tmp_path: Path) -> None:
    made = Counter[bytes]()
    for _ in range(2):
        curate(tmp_path, record(), decisions=(decision("correct", corrected=CORRECTED),))
        made[(tmp_path / "curated").read_bytes()] += 1
    assert len(made) == 1


def contributed(user: str, **change: Any) -> Record:
    return record(**{"source": "community", "module_key": f"Community.{user}.А", "rationale": "Потому", **change})


@pytest.mark.parametrize(
    ("records", "counts"),
    [
        ((contributed("ivanov"),), {"ivanov": (1, 1, 0)}),
        # of equal ones that of the contributor is kept, for it is explained: new it is not
        ((contributed("ivanov"), record(id=SECOND)), {"ivanov": (1, 0, 0)}),
        (
            (contributed("ivanov"), contributed("petrov", id=SECOND, rationale="")),
            {"ivanov": (1, 0, 0), "petrov": (0, 0, 1)},
        ),
        ((contributed("ivanov"), contributed("ivanov", id=SECOND, rationale="")), {"ivanov": (1, 1, 1)}),
    ],
)
def test_what_a_contributor_brings_is_new_where_nobody_else_has_it(
    tmp_path: Path, records: tuple[Record, ...], counts: dict[str, tuple[int, int, int]]
) -> None:
    summary = curate(tmp_path, *records)[1]
    assert {user: (one.kept, one.new, one.copies) for user, one in summary.contributors.items()} == counts
