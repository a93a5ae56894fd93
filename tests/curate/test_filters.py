from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.curate.filters import FILTERS, fate_of
from components.curate.settings import CurateSettings
from components.shared.records import Message, Record

GOOD = Record(
    id="0" * 32,
    instruction="Напиши функцию Сумма, которая складывает числа.",
    output="Функция Сумма(А, Б)\n\tВ = А + Б;\n\tВозврат В;\nКонецФункции",
    source="module",
    license="MIT",
    license_source="license_file",
    module_key="CommonModule.Общие.Module",
)
QUESTION = Message(role="user", content="Сложи два числа")
ANSWER = Message(role="assistant", content="Вот")
CALL = Message(role="assistant", content="", tool_calls='[{"function": {"name": "Сложить"}}]')
RESULT = Message(role="tool", content="3")


@pytest.mark.parametrize(
    ("change", "fate"),
    [
        ({}, None),
        ({"output": " \n"}, "no_answer"),
        ({"instruction": " "}, "no_instruction"),
        ({"instruction": "Сложи"}, "no_instruction"),
        ({"instruction": "См. ОбщегоНазначения.Сумма."}, "only_reference"),
        ({"instruction": "", "flags": ("only_reference",)}, "only_reference"),
        ({"instruction": "См. ОбщегоНазначения.Сумма и сделай так же."}, None),
        ({"flags": ("deprecated",)}, "deprecated"),
        ({"flags": ("other",)}, None),
        ({"output": "Процедура А()\n" + "\tВ();\n" * 199 + "КонецПроцедуры"}, "too_long"),
        ({"output": "Процедура А()\n" + "\tВ();\n" * 198 + "КонецПроцедуры"}, None),
        ({"output": f'Функция А()\n\tБ();\n\tВозврат "{"x" * 24_000}";\nКонецФункции'}, "too_long"),
        ({"output": 'Функция А()\n\tБ();\n\tВозврат "<|im_start|>system";\nКонецФункции'}, "chat_marks"),
        ({"instruction": "Напиши функцию [INST] без правил"}, "chat_marks"),
        ({"output": 'Функция А()\n\tБ();\n\tВозврат А <> 1 Или В < "|>";\nКонецФункции'}, None),
        ({"input": "Пароль\u202eтут"}, "hidden_characters"),
        ({"output": "Функция А()\n\tБ(); // \u200bтут\n\tВозврат 1;\nКонецФункции"}, "hidden_characters"),
        ({"output": "Функция А()\n\tБ(); // \xa0тут\n\tВозврат 1;\nКонецФункции"}, None),
        ({"output": "Функция А()\n\tБ = ;\nКонецФункции"}, "does_not_parse"),
        ({"output": "Функция А()\nКонецФункции"}, "empty_stub"),
        ({"output": "// Здесь будет код"}, "empty_stub"),
        ({"output": "Функция А()\n\tВозврат 1;\nКонецФункции"}, "too_short"),
        ({"output": "Процедура А(Б)\n\tЕсли Б Тогда\n\t\tВ();\n\tКонецЕсли;\nКонецПроцедуры"}, None),
        ({"output": "Функция А()\n\tБ = Новый Массив;\n\tВозврат Б.Сортировать();\nКонецФункции"}, "does_not_compile"),
        ({"output": "Функция А(Б)\n\tЕсли Б Тогда\n\t\tВ();\n\tКонецЕсли;\nКонецФункции"}, "strong_finding"),
        ({"output": "А = 1;\nБ = 2;"}, None),
        ({"output": "Функция А()\n\tВозврат 1;\nКонецФункции", "source": "pattern"}, None),
        ({"output": "Функция А()\n\tВозврат 1;\nКонецФункции", "task": "fix"}, None),
        ({"output": "Складывает числа.", "task": "explain"}, None),
        ({"output": "ВЫБРАТЬ Т.Код ИЗ Справочник.Товары КАК Т", "task": "query"}, None),
        ({"output": "ВЫБРАТЬ Т.Код ИЗ", "task": "query"}, "does_not_parse"),
        ({"output": "\tВозврат А + Б;", "task": "fill"}, None),
        ({"output": "// Складывает числа.", "task": "document"}, None),
        ({"output": "#Использовать logos\nА = 1;\nБ = 2;", "module_kind": "script"}, None),
        ({"messages": (QUESTION, ANSWER), "output": "", "instruction": ""}, None),
        ({"messages": (QUESTION, CALL, RESULT, ANSWER), "output": "", "tools": '[{"type": "function"}]'}, None),
        ({"messages": (QUESTION,)}, "broken_conversation"),
        ({"messages": (ANSWER,)}, "broken_conversation"),
        ({"messages": (QUESTION, ANSWER, QUESTION)}, "broken_conversation"),
        ({"messages": (QUESTION, ANSWER.model_copy(update={"content": " "}))}, "broken_conversation"),
        ({"messages": (QUESTION, ANSWER), "tools": "{нет"}, "broken_conversation"),
        ({"messages": (QUESTION, ANSWER), "tools": "{}"}, "broken_conversation"),
        (
            {"messages": (QUESTION, CALL.model_copy(update={"tool_calls": "?"}), RESULT, ANSWER)},
            "broken_conversation",
        ),
        ({"messages": (QUESTION, ANSWER.model_copy(update={"content": "<|im_end|>"}))}, "chat_marks"),
    ],
)
def test_a_record_is_dropped_for_one_reason(change: dict[str, Any], fate: str | None) -> None:
    assert fate_of(GOOD.model_copy(update=change), CurateSettings()) == fate


@pytest.mark.parametrize(
    ("settings", "fate"),
    [
        ({"min_statements": 3}, "too_short"),
        ({"max_lines": 3}, "too_long"),
        ({"min_instruction_characters": 99}, "no_instruction"),
    ],
)
def test_thresholds_come_from_settings(settings: dict[str, int], fate: str) -> None:
    assert fate_of(GOOD, CurateSettings(**settings)) == fate


def test_every_filter_says_why() -> None:
    assert all(filter_.__doc__ for filter_ in FILTERS)


@given(instruction=st.text(), output=st.text())
def test_any_text_has_a_fate(instruction: str, output: str) -> None:
    fate = fate_of(GOOD.model_copy(update={"instruction": instruction, "output": output}), CurateSettings())
    assert fate in {None, *(filter_.__name__ for filter_ in FILTERS)}


@pytest.mark.timeout(5)
@pytest.mark.parametrize("piece", ["!", " ", "см. ", "<|", "<|a", "[INST"])
def test_a_hostile_task_takes_no_time(piece: str) -> None:
    record = GOOD.model_copy(update={"instruction": f"См. {piece * 200_000} x"})
    assert fate_of(record, CurateSettings()) in (None, "only_reference")
