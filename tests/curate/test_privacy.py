import json
from pathlib import Path
from typing import Any

import pytest

from components.curate.filters import fate_of
from components.curate.settings import CurateSettings
from components.curate.stage import curate_corpus
from components.shared.records import Message, Record, read_records, write_records

GOOD = Record(
    id="0" * 32,
    instruction="Напиши функцию Сумма, которая складывает числа.",
    output="Функция Сумма(А, Б)\n\tВ = А + Б;\n\tВозврат В;\nКонецФункции",
    rationale="Коротко.",
    source="module",
    path="a.bsl",
    line_start=7,
    name="Сумма",
    license="MIT",
    license_source="license_file",
    module_key="CommonModule.Общие.Module",
)
SECRET, PHONE, HOLDER = "Qwe!23asd", "+7 (916) 321-45-67", "+7 (000) 000-00-00"


def turns(text: str) -> tuple[Message, ...]:
    return (Message(role="user", content=text), Message(role="assistant", content="Вот"))


def put(text: str, field: str) -> dict[str, Any]:
    """A change that puts a text into one of a record's fields."""
    if field == "output":
        return {"output": GOOD.output.replace("\tВ =", f"\t// {text}\n\tВ =")}
    if field == "messages":
        return {"messages": turns(text), "output": "", "instruction": ""}
    return {field: f"{getattr(GOOD, field)} {text}"}


FIELDS = ["instruction", "input", "output", "rationale", "messages"]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    ("text", "fate"),
    [(f"пароль: {SECRET}", "secret"), ("до\u202eпосле", "hidden_characters"), (PHONE, None), ("цена", None)],
)
def test_every_text_of_a_record_is_looked_at(field: str, text: str, fate: str | None) -> None:
    assert fate_of(GOOD.model_copy(update=put(text, field)), CurateSettings()) == fate


def test_twins_count_in_code_and_not_in_texts_for_people() -> None:
    named = GOOD.model_copy(update={"output": GOOD.output.replace("В", "Cумма")})
    told = GOOD.model_copy(update={"output": GOOD.output.replace("А + Б;", 'А + Б + "Cумма"; // Cумма')})
    assert fate_of(named, CurateSettings()) == "twin_letters"
    assert fate_of(told, CurateSettings()) is None


def curate(tmp_path: Path, *changes: dict[str, Any]) -> tuple[list[Record], Any]:
    write_records(tmp_path / "corpus", [GOOD.model_copy(update=change) for change in changes])
    summary = curate_corpus(tmp_path / "corpus", tmp_path / "curated", CurateSettings())
    return list(read_records(tmp_path / "curated")), summary


@pytest.mark.parametrize("field", FIELDS)
def test_personal_data_are_replaced_and_counted(tmp_path: Path, field: str) -> None:
    (record,), summary = curate(tmp_path, put(PHONE, field))
    assert PHONE not in record.model_dump_json()
    assert HOLDER in record.model_dump_json()
    assert summary.redacted == {"phone": 1}
    (place,) = summary.redactions
    assert (place.path, place.line, place.detail) == ("a.bsl", 8 if field == "output" else 7, "Сумма: телефон")


def test_tools_stay_json(tmp_path: Path) -> None:
    tools = json.dumps([{"type": "function", "about": PHONE}], ensure_ascii=False)
    (record,), _ = curate(tmp_path, {"messages": turns("?"), "tools": tools})
    assert json.loads(record.tools)[0]["about"] == HOLDER


def test_what_differs_by_personal_data_alone_is_one(tmp_path: Path) -> None:
    changes = [{"output": GOOD.output.replace("А + Б", f'А + "{phone}"')} for phone in (PHONE, "+7 (916) 765-43-12")]
    records, summary = curate(tmp_path, *changes)
    assert len(records) == 1
    assert summary.fates == {"duplicate": 1, "kept": 1}


def test_a_secret_is_told_by_its_place_and_never_itself(tmp_path: Path) -> None:
    records, summary = curate(tmp_path, {}, put(f"пароль: {SECRET}", "output"))
    assert [record.output for record in records] == [GOOD.output]
    assert summary.rules == {"spoken_password": 1}
    (drop,) = summary.drops
    assert (drop.path, drop.line, drop.reason, drop.detail) == ("a.bsl", 8, "secret", "Сумма: пароль назван в тексте")
    assert SECRET not in summary.model_dump_json()
    assert SECRET.encode() not in (tmp_path / "curated").read_bytes()
