import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.ingest.public_sets import read_public
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.errors import BadInput
from components.shared.formats import openai_line
from components.shared.progress import silent
from components.shared.records import Message, Record

CODE = "Функция Сумма(А, Б)\n\tВозврат А + Б;\nКонецФункции"
ALPACA = {"instruction": "Напиши функцию сложения", "input": "Два числа", "output": CODE, "system": "Ты помощник"}
CALLS = [{"id": "1", "type": "function", "function": {"name": "Найти", "arguments": "{}"}}]
TOOLS = [{"type": "function", "function": {"name": "Найти", "parameters": {"type": "object"}}}]
TURNS = [
    {"role": "user", "content": "Найди метод"},
    {"role": "assistant", "content": None, "tool_calls": CALLS},
    {"role": "tool", "tool_call_id": "1", "content": "Сумма"},
    {"role": "assistant", "content": "Это Сумма."},
]
QUESTION = [
    {"role": "user", "content": "Напиши функцию сложения"},
    {"role": "assistant", "content": f"```bsl\n{CODE}\n```"},
]


def write(folder: Path, name: str, rows: list[Any], license_name: str = "MIT") -> Path:
    path = folder / name
    lines = "".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(lines, encoding="utf-8")
    if license_name:
        path.with_name(name + ".license").write_text(f"SPDX-License-Identifier: {license_name}\n", encoding="utf-8")
    return path


def read(path: Path, **choices: Any) -> tuple[list[Record], Tally]:
    tally = Tally()
    source = SourceSettings(kind="public", path=str(path), **choices)
    return list(read_public(source, tally, silent)), tally


def test_alpaca_becomes_a_task_with_its_answer(tmp_path: Path) -> None:
    (record,), tally = read(write(tmp_path, "a.jsonl", [ALPACA]))
    expected = {
        "instruction": "Напиши функцию сложения",
        "input": "Два числа",
        "output": CODE,
        "system": "Ты помощник",
        "task": "write",
        "name": "Сумма",
        "source": "public",
        "path": "a.jsonl",
        "line_start": 1,
        "license": "MIT",
        "license_source": "license_file",
        "redistributable": True,
    }
    assert record.model_dump(include=set(expected)) == expected
    assert tally.layouts == {"alpaca": 1}


@pytest.mark.parametrize(
    ("row", "layout"),
    [
        ({"messages": QUESTION}, "openai"),
        ({"messages": json.dumps(QUESTION)}, "openai"),
        ({"prompt": QUESTION[:1], "completion": QUESTION[1:]}, "hf"),
        ({"prompt": "Напиши функцию сложения", "completion": f"```bsl\n{CODE}\n```"}, "hf"),
        ({"prompt": QUESTION[:1], "completion": CODE}, "hf"),
        ({"instruction": "Напиши функцию сложения", "output": CODE, "input": None}, "alpaca"),
    ],
)
def test_one_question_with_one_answer_is_the_same_task_in_every_layout(
    tmp_path: Path, row: dict[str, Any], layout: str
) -> None:
    (record,), tally = read(write(tmp_path, "a.jsonl", [row]))
    assert (record.instruction, record.input, record.output) == ("Напиши функцию сложения", "", CODE)
    assert tally.layouts == {layout: 1}


def test_several_turns_and_tools_are_kept_as_they_came(tmp_path: Path) -> None:
    (record,), _ = read(write(tmp_path, "a.jsonl", [{"messages": TURNS, "tools": TOOLS}]))
    assert record.messages[1] == Message(role="assistant", content="", tool_calls=json.dumps(CALLS, ensure_ascii=False))
    line = openai_line(record)
    assert line["tools"] == TOOLS
    assert [{key: value or None for key, value in turn.items()} for turn in line["messages"]] == TURNS


def test_parquet_and_json_lines_give_the_same_records(tmp_path: Path) -> None:
    rows = [{"messages": TURNS, "tools": TOOLS}, {"messages": QUESTION, "tools": []}]
    (tmp_path / "p").mkdir()
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "p" / "a.parquet")
    from_parquet, _ = read(tmp_path / "p", license="MIT")
    from_lines, _ = read(write(tmp_path, "a.jsonl", rows))
    unlike = {"path", "license_source"}
    assert [r.model_dump(exclude=unlike) for r in from_parquet] == [r.model_dump(exclude=unlike) for r in from_lines]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_list_in_one_json_file_is_read_row_by_row(tmp_path: Path, indent: int | None) -> None:
    rows = [{**ALPACA, "instruction": f"Напиши функцию сложения {number} " + "я" * 40_000} for number in range(5)]
    path = write(tmp_path, "a.json", [json.dumps(rows, ensure_ascii=False, indent=indent)])
    records, tally = read(path)
    assert [record.instruction for record in records] == [row["instruction"] for row in rows]
    assert [record.line_start for record in records] == ([1] * 5 if indent is None else [2, 8, 14, 20, 26])
    assert not tally.dropped


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_with_columns_of_its_own(tmp_path: Path, separator: str) -> None:
    lines = ["\ufeffтема", "ответ", "ссылка"], ["Как сложить числа?", f'"{CODE}"', "https://example.org/1"]
    path = write(tmp_path, "a.csv", [separator.join(cells) + "\r\n" for cells in lines])
    columns = {"instruction": "тема", "output": "ответ", "url": "ссылка"}
    (record,), _ = read(path, public={"columns": columns})
    assert (record.instruction, record.output, record.repository) == (
        "Как сложить числа?",
        CODE,
        "https://example.org/1",
    )


def test_code_among_sentences_is_an_explanation_and_code_alone_is_code(tmp_path: Path) -> None:
    answers = [f"Так:\n```bsl\n{CODE}\n```", f"```\n{CODE}\n```", "```bsl\nФункция А(\n```", "Никак."]
    rows = [{"instruction": f"Вопрос номер {number}", "output": answer} for number, answer in enumerate(answers)]
    records, _ = read(write(tmp_path, "a.jsonl", rows))
    assert [record.task for record in records] == ["explain", "write", "write", "explain"]
    assert records[0].output == answers[0]
    assert records[1].output == CODE


def test_earlier_turns_of_alpaca_are_turns(tmp_path: Path) -> None:
    (record,), _ = read(write(tmp_path, "a.jsonl", [{**ALPACA, "history": [["Привет", "Да?"]]}]))
    assert [turn.role for turn in record.messages] == ["system", "user", "assistant", "user", "assistant"]


def test_a_turn_that_is_not_to_be_learned_stays_so(tmp_path: Path) -> None:
    turns = [*QUESTION, {"role": "user", "content": "А ещё?"}, {"role": "assistant", "content": "Нет", "weight": 0}]
    (record,), _ = read(write(tmp_path, "a.jsonl", [{"messages": turns}]))
    assert [turn.trained for turn in record.messages] == [None, None, None, False]


@pytest.mark.parametrize(
    ("bad", "reason", "words"),
    [
        ("{\n", "broken_row", "no JSON"),
        ("[1]\n", "broken_row", "list"),
        ('{"a": ' * 50_000 + "\n", "broken_row", "no JSON"),
        ({"question": "?", "answer": "!"}, "broken_row", "empty"),
        ({**ALPACA, "output": 5}, "broken_row", "output: int is no text"),
        ({**ALPACA, "output": " "}, "broken_row", "empty"),
        ('{"instruction": "Половина знака", "output": "\\ud800"}\n', "broken_row", "half of a character"),
        ({**ALPACA, "output": "x" * 600_000}, "row_too_large", "more than"),
    ],
)
def test_a_broken_row_is_counted_with_its_line_and_the_rest_is_kept(
    tmp_path: Path, bad: Any, reason: str, words: str
) -> None:
    path = write(tmp_path, "a.jsonl", [ALPACA, "\n", bad, {**ALPACA, "instruction": "Напиши другую функцию"}])
    records, tally = read(path, public={"max_row_bytes": 500_000})
    assert [record.line_start for record in records] == [1, 4]
    (drop,) = tally.drops
    assert (drop.path, drop.line, drop.reason) == ("a.jsonl", 3, reason)
    assert words in drop.detail


@pytest.mark.parametrize(
    ("messages", "words"),
    [
        ([], "no turns"),
        ("просто текст", "neither a list"),
        ([{"role": "user", "content": "?"}], "none of an assistant"),
        ([{"role": "boss", "content": "?"}], "the role is 'boss'"),
        ([{"role": "user", "content": [{"type": "image_url"}]}], "no text"),
        (["?"], "a turn is an object"),
        ([{"role": "user", "content": "?"}, {"role": "assistant", "content": "", "tool_calls": {}}], "no list"),
    ],
)
def test_a_broken_conversation_says_what_is_wrong(tmp_path: Path, messages: Any, words: str) -> None:
    path = write(tmp_path, "a.jsonl", [{"messages": TURNS}, {"messages": messages}])
    _, tally = read(path)
    assert words in tally.drops[0].detail


def test_of_a_list_what_follows_a_broken_row_is_given_up_and_said(tmp_path: Path) -> None:
    path = write(tmp_path, "a.json", ["[" + json.dumps(ALPACA) + ",\n{broken}, " + json.dumps(ALPACA) + "]"])
    records, tally = read(path)
    assert len(records) == 1
    assert tally.dropped == {"unreadable_rest": 1}


def test_a_file_that_is_none_costs_itself_only(tmp_path: Path) -> None:
    write(tmp_path, "a.parquet", ["PAR1 no parquet PAR1"])
    write(tmp_path, "b.jsonl", [ALPACA])
    records, tally = read(tmp_path)
    assert [record.path for record in records] == ["b.jsonl"]
    assert tally.drops[0].path == "a.parquet"


def test_bytes_that_are_no_utf8_cost_their_row(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", [ALPACA])
    path.write_bytes(
        json.dumps({**ALPACA, "input": "Число"}, ensure_ascii=False).encode("cp1251") + b"\n" + path.read_bytes()
    )
    records, tally = read(path)
    assert [record.line_start for record in records] == [2]
    assert tally.dropped == {"undecodable": 1}


def test_a_file_without_a_licence_is_refused_by_name_before_anything_is_read(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", [ALPACA])
    write(tmp_path, "b.jsonl", [ALPACA], license_name="")
    with pytest.raises(BadInput, match=r"no licence for .*b\.jsonl: .*b\.jsonl\.license"):
        read(tmp_path)
    records, _ = read(tmp_path, license="CC-BY-SA-4.0")
    assert [(record.license, record.redistributable) for record in records] == [("MIT", True), ("CC-BY-SA-4.0", False)]


def test_a_row_may_have_a_licence_of_its_own(tmp_path: Path) -> None:
    rows = [{**ALPACA, "license": "CC-BY-SA-3.0"}, {**ALPACA, "license": ""}, {**ALPACA, "license": "спросите"}]
    records, tally = read(write(tmp_path, "a.jsonl", rows), public={"columns": {"license": "license"}})
    assert [record.license for record in records] == ["CC-BY-SA-3.0", "MIT"]
    assert tally.drops[0].line == 3


def test_the_same_question_stays_in_one_split_whatever_set_it_is_from(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", [ALPACA])
    write(tmp_path, "b.jsonl", [{"prompt": "напиши  функцию сложения", "completion": "Никак."}])
    records, _ = read(tmp_path)
    assert records[0].module_key == records[1].module_key


@pytest.mark.parametrize("path", ["", "no/such/file.jsonl", __file__])
def test_what_is_no_public_set_is_refused(path: str) -> None:
    with pytest.raises(BadInput, match=r"it reads \.csv"):
        list(read_public(SourceSettings(kind="public", path=path), Tally(), silent))


def test_no_example_at_all_names_the_columns_to_set(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"columns question, answer are of no layout.*public\.columns"):
        read(write(tmp_path, "a.jsonl", [{"question": "?", "answer": "!"}]))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
ROWS = st.dictionaries(
    st.sampled_from(["messages", "instruction", "output", "prompt", "completion", "tools", "history"]), JSON, max_size=4
)


@settings(max_examples=60)
@given(
    st.sampled_from([".jsonl", ".json", ".csv", ".parquet"]),
    st.binary(max_size=200) | st.lists(ROWS, max_size=4).map(lambda rows: "\n".join(map(json.dumps, rows)).encode()),
)
def test_whatever_is_in_a_file_every_row_is_a_record_or_is_counted(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("set")
    write(folder, "0.jsonl", [ALPACA], license_name="")
    (folder / f"1{suffix}").write_bytes(data)
    records, tally = read(folder, license="MIT")
    assert len(records) + sum(tally.dropped.values()) == tally.methods
    assert all(record.conversation() for record in records)
