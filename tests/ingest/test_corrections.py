from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from components.ingest.corrections import Seeds, find_seeds, read_corrections
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.progress import silent
from components.shared.ratings import GivenAnswer, Rating, open_ratings
from components.shared.records import Record

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GOOD_CODE = "Функция Сумма(А, Б)\n\tВозврат А + Б;\nКонецФункции"


def rate(url: str, number: int = 1, record_id: str = "", **change: Any) -> None:
    store = open_ratings(url)
    answer = GivenAnswer(
        answer_id=f"a{number}",
        name="bsl-coder",
        assigned_version="v1",
        served_version="v1",
        user="u1",
        user_query=change.get("user_query", "Напиши функцию Сумма"),
        generated_code="Сумма = ;",
        timestamp=NOW,
        record_id=record_id,
    )
    store.add_answer(answer)
    given = {
        "user_query": answer.user_query,
        "generated_code": answer.generated_code,
        "user_rating": 1,
        "issues": ("не компилируется", "нет функции"),
        "timestamp": NOW,
        "answer_id": answer.answer_id,
        "version": "v1",
        "user": "u1",
        "rater": "person",
        "corrected_code": GOOD_CODE,
        **change,
    }
    assert store.add_rating(Rating(**given))


def read(url: str, seeds: Seeds | None = None, **choices: Any) -> tuple[list[Record], Tally]:
    tally = Tally()
    source = SourceSettings(kind="corrections", **choices)
    return list(read_corrections(source, url, seeds or Seeds(), tally, silent)), tally


def test_a_correction_becomes_a_record(tmp_path: Path) -> None:
    url = f"file:{tmp_path}"
    rate(url)
    (record,), tally = read(url)
    expected = {
        "instruction": "Напиши функцию Сумма",
        "output": GOOD_CODE,
        "rationale": "не компилируется; нет функции",
        "source": "correction",
        "task": "write",
        "name": "Сумма",
        "kind": "function",
        "path": "ratings/a1",
        "license": "LicenseRef-Unknown",
        "license_source": "none",
        "redistributable": False,
    }
    assert record.model_dump(include=set(expected)) == expected
    assert tally.methods == 1
    assert not tally.dropped


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"rater": "automatic"}, "automatic_rater"),
        ({"user_rating": 3}, "rating_is_neutral"),
        ({"user_rating": 4}, "answer_was_good"),
        ({"generated_code": f"```bsl\n{GOOD_CODE.upper()}\n```"}, "correction_changes_nothing"),
        ({"corrected_code": " "}, "no_correction"),
        ({"corrected_code": "Сумма = ;"}, "correction_does_not_parse"),
        ({"corrected_code": "// потом"}, "correction_does_not_parse"),
        ({"user_query": " "}, "no_query"),
    ],
)
def test_every_other_rating_is_counted_with_its_reason(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    url = f"file:{tmp_path}"
    rate(url, **change)
    records, tally = read(url)
    assert not records
    assert tally.dropped == {reason: 1}
    assert tally.drops[0].path == "ratings/a1"


def test_code_is_taken_out_of_its_fence(tmp_path: Path) -> None:
    url = f"file:{tmp_path}"
    rate(url, corrected_code=f"Вот так:\n```bsl\n{GOOD_CODE}\n```")
    assert read(url)[0][0].output.strip() == GOOD_CODE


def test_a_question_with_code_asks_for_a_fix(tmp_path: Path) -> None:
    url = f"file:{tmp_path}"
    rate(url, user_query="Исправь:\n```bsl\nСумма = ;\n```")
    assert read(url)[0][0].task == "fix"


def test_the_same_question_stays_in_one_split(tmp_path: Path) -> None:
    url = f"file:{tmp_path}"
    rate(url, 1)
    rate(url, 2, user_query="напиши  функцию сумма")
    rate(url, 3, user_query="Напиши функцию Разность")
    keys = [record.module_key for record in read(url)[0]]
    assert keys[0] == keys[1] != keys[2]


def test_a_correction_of_a_known_record_goes_where_the_record_goes(tmp_path: Path) -> None:
    url = f"file:{tmp_path}"
    rate(url, record_id="f" * 32)
    asked = Record(
        id="f" * 32, source="module", license="MIT", license_source="none", module_key="CommonModule.Общие.Module"
    )
    seeds = find_seeds(url)
    assert list(seeds.watch(iter([asked, asked.model_copy(update={"id": "0" * 32})])))
    assert seeds.module_keys == {"f" * 32: "CommonModule.Общие.Module"}
    (record,), _ = read(url, seeds)
    assert (record.parent_id, record.module_key) == ("f" * 32, "CommonModule.Общие.Module")


def test_the_licence_that_users_agreed_to_comes_from_settings(tmp_path: Path) -> None:
    url = f"file:{tmp_path}"
    rate(url)
    (record,), _ = read(url, license="CC0-1.0")
    assert (record.license, record.license_source, record.redistributable) == ("CC0-1.0", "settings", True)


OTHER_CODE = GOOD_CODE.replace("А + Б", "Б + А + 0")


@pytest.mark.parametrize(
    ("codes", "kept", "dropped"),
    [
        ((GOOD_CODE, GOOD_CODE.upper()), [GOOD_CODE], {"duplicate": 1}),
        ((GOOD_CODE, OTHER_CODE), [], {"conflicting_corrections": 2}),
        (
            (OTHER_CODE, GOOD_CODE, GOOD_CODE),
            [GOOD_CODE],
            {"conflicting_corrections": 1, "duplicate": 1},
        ),
    ],
)
def test_of_several_corrections_of_one_answer_that_of_most_users_counts(
    tmp_path: Path, codes: tuple[str, ...], kept: list[str], dropped: dict[str, int]
) -> None:
    url = f"file:{tmp_path}"
    for number, code in enumerate(codes):
        rate(url, user=f"u{number}", corrected_code=code)
    records, tally = read(url)
    assert [record.output for record in records] == kept
    assert tally.dropped == dropped
    assert tally.methods == len(records) + sum(tally.dropped.values())


def test_one_user_does_not_write_a_data_set(tmp_path: Path) -> None:
    url = f"file:{tmp_path}"
    for number in range(4):
        rate(url, number, user="u2" if number == 3 else "u1")
    records, tally = read(url, max_per_user=2)
    assert [record.path for record in records] == ["ratings/a0", "ratings/a1", "ratings/a3"]
    assert tally.dropped == {"over_quota": 1}


def test_no_ratings_are_no_records(tmp_path: Path) -> None:
    assert read(f"file:{tmp_path}") == ([], Tally())
