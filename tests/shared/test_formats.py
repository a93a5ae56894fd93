import json

import pytest

from components.shared.formats import alpaca_line, hf_line, openai_line, to_line
from components.shared.records import Message, Record

RECORD = Record(
    id="0" * 32,
    instruction="Напиши функцию",
    input="Функция Сумма(А, Б)",
    output="Функция Сумма(А, Б)\n\tВозврат А + Б;\nКонецФункции",
    system="Ты программист 1С.",
    source="pattern",
    license="Apache-2.0",
    license_source="file_header",
    module_key="Pattern.other.Сумма",
)
CALL = '[{"id": "1", "type": "function", "function": {"name": "Найти", "arguments": "{}"}}]'
CONVERSATION = RECORD.model_copy(
    update={
        "messages": (
            Message(role="system", content="Ты программист 1С."),
            Message(role="user", content="Найди метод"),
            Message(role="assistant", content="", tool_calls=CALL),
            Message(role="tool", content="Сумма", tool_call_id="1"),
            Message(role="assistant", content="Это Сумма."),
        ),
        "tools": '[{"type": "function", "function": {"name": "Найти"}}]',
    }
)


def test_alpaca_has_its_four_keys() -> None:
    line = alpaca_line(RECORD)
    assert line == {
        "instruction": RECORD.instruction,
        "input": RECORD.input,
        "output": RECORD.output,
        "system": RECORD.system,
    }


def test_alpaca_cannot_say_a_conversation() -> None:
    assert alpaca_line(CONVERSATION) is None


def test_openai_joins_task_and_input_by_a_line_break() -> None:
    line = openai_line(RECORD)
    assert list(line) == ["messages"]
    assert [message["role"] for message in line["messages"]] == ["system", "user", "assistant"]
    assert line["messages"][1] == {"role": "user", "content": "Напиши функцию\nФункция Сумма(А, Б)"}


def test_a_task_without_input_has_no_blank_line_after_it() -> None:
    record = RECORD.model_copy(update={"input": ""})
    assert openai_line(record)["messages"][1]["content"] == "Напиши функцию"


def test_openai_keeps_the_turns_and_the_tools_of_a_conversation() -> None:
    line = openai_line(CONVERSATION)
    assert list(line) == ["messages", "tools"]
    assert line["messages"][2]["tool_calls"][0]["function"]["name"] == "Найти"
    assert line["messages"][3] == {"role": "tool", "content": "Сумма", "tool_call_id": "1"}
    assert line["tools"][0]["function"]["name"] == "Найти"


@pytest.mark.parametrize("tools", ["", "[]"])
def test_no_tools_means_no_key_for_them(tools: str) -> None:
    assert "tools" not in openai_line(RECORD.model_copy(update={"tools": tools}))


@pytest.mark.parametrize(("record", "prompt_turns"), [(RECORD, 2), (CONVERSATION, 4)])
def test_hf_completes_with_the_last_answer_alone(record: Record, prompt_turns: int) -> None:
    line = hf_line(record)
    assert len(line["prompt"]) == prompt_turns
    assert [turn["role"] for turn in line["completion"]] == ["assistant"]


def test_a_line_is_one_line_of_plain_utf8() -> None:
    line = to_line(openai_line(RECORD))
    assert line.count("\n") == 1
    assert "Функция" in line
    assert json.loads(line) == openai_line(RECORD)


@pytest.mark.slow  # importing trl takes most of it
@pytest.mark.parametrize("record", [RECORD, CONVERSATION])
def test_trl_accepts_the_conversational_layouts(record: Record) -> None:
    from trl.data_utils import is_conversational

    assert is_conversational(openai_line(record))
    assert is_conversational(hf_line(record))
