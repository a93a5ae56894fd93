from pathlib import Path
from typing import Any

import pytest

from components.shared.errors import BadInput
from components.shared.questions import NO_CODE, NO_METHOD, Question, read_questions
from components.shared.records import Message, Record, write_records

METHOD = "Функция Сумма(А, Б)\n\tВозврат А + Б;\nКонецФункции"


def record(number: int = 0, **change: Any) -> Record:
    fields: dict[str, Any] = {
        "id": f"{number:032x}",
        "instruction": "Напиши функцию сложения",
        "output": METHOD,
        "source": "pattern",
        "license": "Apache-2.0",
        "license_source": "settings",
        "module_key": f"m{number}",
    }
    return Record(**(fields | change))


def question(folder: Path, **change: Any) -> Question:
    write_records(folder / "test.parquet", [record(**change)])
    return read_questions([folder / "test.parquet"])[0]


@pytest.mark.parametrize(
    ("answer", "well_formed"),
    [
        (METHOD, True),
        (f"Вот код:\n```bsl\n{METHOD}\n```\nГотово.", True),
        (METHOD.replace("КонецФункции", ""), False),
        (METHOD.replace("А + Б;", "А + ;"), False),
        ("", False),
        ("А = 1;", False),
    ],
)
def test_an_answer_is_well_formed_when_its_code_parses_and_holds_a_method(
    tmp_path: Path, answer: str, well_formed: bool
) -> None:
    findings = question(tmp_path).findings(answer)
    assert (findings == ()) is well_formed
    assert all(place.partition(" ")[0].count(":") == 1 for place in findings)


@pytest.mark.parametrize(("answer", "finding"), [("А = 1;", NO_METHOD), ("", NO_CODE), (" \n", NO_CODE)])
def test_an_answer_without_what_was_asked_for_says_so(tmp_path: Path, answer: str, finding: str) -> None:
    assert question(tmp_path).findings(answer) == (finding,)


@pytest.mark.parametrize(
    ("change", "judged", "needs_method"),
    [
        ({}, True, True),
        ({"output": "А = 1;"}, True, False),
        ({"task": "explain", "output": "Функция складывает числа."}, False, False),
        ({"output": "\tВозврат А + Б;\nКонецФункции"}, False, False),
        ({"output": "// только комментарий"}, False, False),
        ({"output": " "}, False, False),
    ],
)
def test_a_question_is_judged_only_when_its_own_reference_passes(
    tmp_path: Path, change: dict[str, Any], judged: bool, needs_method: bool
) -> None:
    asked = question(tmp_path, **change)
    assert asked.is_judged is judged
    assert judged is False or asked.needs_method is needs_method
    if not judged:
        assert asked.findings("(((") == ()


def test_a_script_is_parsed_as_onescript(tmp_path: Path) -> None:
    script = "Перем А;\nПроцедура Б()\n\tБлокировка = Новый БлокировкаРесурса();\nКонецПроцедуры"
    assert question(tmp_path, module_kind="script", output=script).is_judged


def test_of_a_conversation_the_last_answer_is_asked_for(tmp_path: Path) -> None:
    turns = [("user", "Раз"), ("assistant", "Один"), ("user", "Напиши"), ("assistant", METHOD), ("user", "Спасибо")]
    messages = tuple(Message(role=role, content=content) for role, content in turns)  # type: ignore[arg-type]
    asked = question(tmp_path, instruction="", output="", messages=messages)
    assert asked.reference == METHOD
    assert asked.prompt == messages[:3]


def test_the_same_records_are_chosen_each_time_whatever_their_order(tmp_path: Path) -> None:
    records = [record(number) for number in range(40)]
    write_records(tmp_path / "one.parquet", records)
    write_records(tmp_path / "two.parquet", reversed(records))
    one, two = (read_questions([tmp_path / name]) for name in ("one.parquet", "two.parquet"))
    assert [q.record.id for q in one] == [q.record.id for q in two]
    assert len(one) == 40
    assert [q.record.id for q in one] != sorted(q.record.id for q in one)
    assert [q.record.id for q in one] != sorted(q.record.id for q in one)


@pytest.mark.parametrize("records", [[], [record(messages=(Message(role="user", content="Да"),))]])
def test_nothing_to_ask_is_refused(tmp_path: Path, records: list[Record]) -> None:
    write_records(tmp_path / "test.parquet", records)
    with pytest.raises(BadInput, match="no record to judge a model by"):
        read_questions([tmp_path / "test.parquet"])
