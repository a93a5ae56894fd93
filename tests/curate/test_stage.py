from pathlib import Path
from typing import Any

import pytest

from components.curate.settings import CurateSettings
from components.curate.stage import PLACES_PER_FATE, curate_corpus
from components.shared.errors import BadInput
from components.shared.records import Message, Record, read_records, write_records

GOOD = Record(
    id="0" * 32,
    instruction="Напиши функцию Сумма, которая складывает числа.",
    output="Функция Сумма(А, Б)\n\tВ = А + Б;\n\tВозврат В;\nКонецФункции",
    source="module",
    repository="first",
    path="a.bsl",
    line_start=7,
    license="MIT",
    license_source="license_file",
    module_key="CommonModule.Общие.Module",
)
SAME_TOKENS = "// Складывает.\nФУНКЦИЯ сумма(А,Б)\nВ=А+Б; Return В;\nКонецФункции"
OTHER = GOOD.output.replace("А + Б", "А - Б")


def curate(tmp_path: Path, *changes: dict[str, Any]) -> tuple[list[Record], dict[str, int]]:
    write_records(tmp_path / "corpus", [GOOD.model_copy(update=change) for change in changes])
    summary = curate_corpus(tmp_path / "corpus", tmp_path / "curated", CurateSettings())
    assert sum(summary.fates.values()) == len(changes)
    return list(read_records(tmp_path / "curated")), summary.fates


def test_what_is_good_is_kept(tmp_path: Path) -> None:
    records, fates = curate(tmp_path, {}, {"output": OTHER})
    assert {record.output for record in records} == {GOOD.output, OTHER}
    assert fates == {"kept": 2}


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ({"output": SAME_TOKENS}, {"output": SAME_TOKENS, "id": "1" * 32}, 0),
        ({}, {"reviewer": "Мария", "reviewer_kind": "person"}, 1),
        ({"reviewer": "Мария"}, {"reviewer": "Пётр", "reviewer_kind": "person"}, 1),
        ({"reviewer_kind": "person"}, {"reviewer_kind": "person", "redistributable": True}, 1),
        ({"redistributable": True}, {"instruction": GOOD.instruction + " И ещё."}, 0),
        ({"rationale": "Коротко."}, {"instruction": GOOD.instruction + " И ещё."}, 0),
        ({}, {"instruction": GOOD.instruction + " И ещё.", "repository": "second"}, 1),
        ({}, {"output": SAME_TOKENS}, 1),  # it has a comment
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_best_of_equal_answers_is_kept_wherever_it_stands(
    tmp_path: Path, first: dict[str, Any], second: dict[str, Any], kept: int, turned: bool
) -> None:
    changes = [{**first, "path": "0"}, {**second, "path": "1"}]
    (record,), fates = curate(tmp_path, *(reversed(changes) if turned else changes))
    assert record.path == str(kept)
    assert record.copies == 2
    assert fates == {"kept": 1, "duplicate": 1}


def test_copies_of_copies_are_added_up(tmp_path: Path) -> None:
    (record,), _ = curate(tmp_path, {"copies": 3}, {"copies": 2})
    assert record.copies == 5


def test_a_dropped_record_takes_no_other_with_it(tmp_path: Path) -> None:
    (record,), fates = curate(tmp_path, {"instruction": ""}, {"output": SAME_TOKENS})
    assert record.output == SAME_TOKENS
    assert fates == {"no_instruction": 1, "kept": 1}


def test_conversations_are_equal_by_their_turns(tmp_path: Path) -> None:
    turns = (Message(role="user", content="Сложи"), Message(role="assistant", content="А + Б"))
    other = (turns[0], Message(role="assistant", content="А - Б"))
    records, fates = curate(tmp_path, {"messages": turns}, {"messages": other}, {"messages": turns})
    assert {record.messages for record in records} == {turns, other}
    assert fates["duplicate"] == 1


def test_places_of_what_was_dropped_are_kept_for_people(tmp_path: Path) -> None:
    corpus = [GOOD, *(GOOD.model_copy(update={"instruction": "", "name": f"М{n}"}) for n in range(30))]
    write_records(tmp_path / "corpus", corpus)
    summary = curate_corpus(tmp_path / "corpus", tmp_path / "curated", CurateSettings())
    assert summary.fates == {"no_instruction": 30, "kept": 1}
    assert len(summary.drops) == PLACES_PER_FATE
    drop = summary.drops[0]
    assert (drop.path, drop.line, drop.reason, drop.detail) == ("a.bsl", 7, "no_instruction", "М0")
    assert (summary.by_category, summary.by_source) == ({"other": 1}, {"module": 1})


def test_the_same_corpus_gives_the_same_bytes(tmp_path: Path) -> None:
    write_records(tmp_path / "corpus", [GOOD, GOOD.model_copy(update={"output": OTHER})])
    for name in ("a", "b"):
        curate_corpus(tmp_path / "corpus", tmp_path / name, CurateSettings())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("changes", [[], [{"instruction": ""}], [{"instruction": ""}, {"output": ""}]])
def test_nothing_to_keep_is_refused_with_the_reasons(tmp_path: Path, changes: list[dict[str, Any]]) -> None:
    with pytest.raises(BadInput, match="no_instruction 1" if changes else "empty"):
        curate(tmp_path, *changes)
    assert not (tmp_path / "curated").exists()


def test_what_is_no_corpus_is_refused(tmp_path: Path) -> None:
    (tmp_path / "corpus").write_text("{}", encoding="utf-8")
    with pytest.raises(BadInput, match="not a file of records"):
        curate_corpus(tmp_path / "corpus", tmp_path / "curated", CurateSettings())
