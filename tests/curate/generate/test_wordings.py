"""What is taken for a task and for code of whatever a model says; whole answers are tried in ``test_generating``."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from components.curate.generate.making import record_of
from components.curate.generate.remembered import Said
from components.curate.generate.seeds import Seed
from components.curate.generate.settings import Kind
from components.curate.generate.wordings import fault_of_instruction, instruction_of, invented_names
from components.shared.records import Record
from tests.curate.generate.test_generating import record

SEED = record(1)
AROUND = (
    "```",
    "```bsl\n",
    "<think>",
    "</think>",
    "\n",
    "\n\n",
    "«",
    "»",
    '"',
    "'",
    "**",
    "1. ",
    "- ",
    "Задание:",
    "//",
)
INSIDE = (
    "Напиши",
    "функцию",
    "Функция Итог1(Данные)\n",
    "КонецФункции",
    "Возврат 1;\n",
    "Если",
    "КонецЕсли;",
    "\u202e",
)
WORDS = st.sampled_from((*AROUND, *INSIDE, "\x00"))


@pytest.mark.parametrize(
    ("said", "task"),
    [
        ("Напиши А.", "Напиши А."),
        ("Напишите функцию.", "Напишите функцию."),
        ("  «Напиши функцию «А».»  ", "«Напиши функцию «А».»"),
        ("«А» и «Б» нужны.", "«А» и «Б» нужны."),
        ("### Задание\n\nНапиши А\nи Б.\n\nПояснение: так лучше.", "Напиши А и Б."),
        ("Вариант 1: Создай А.\nВариант 2: Создай Б.", "Создай А. Вариант 2: Создай Б."),
        ("Описание: да", "Описание: да"),
        ("<think>Напиши Б", ""),
        ("", ""),
    ],
)
def test_the_task_is_found_among_what_is_around_it(said: str, task: str) -> None:
    assert instruction_of(said) == task


@pytest.mark.parametrize(
    ("task", "names"),
    [
        ("Напиши на языке 1С функцию Итог1 по данным.", []),
        ("Напиши запрос HTTP к УТ11 и 1С:ERP на JavaScript.", []),
        ("Верни ТаблицаЗначений, как СтрРазделить.", []),
        ("Верни `Данные`.", []),
        ("Верни `Остатки`.", ["Остатки"]),
        ("Вызови ОбщегоНазначения.Итог1.", ["ОбщегоНазначения"]),
        ("Заполни Поле_2.", ["Поле_2"]),
    ],
)
def test_names_of_code_must_be_known(task: str, names: list[str]) -> None:
    assert invented_names(task, SEED) == names


@given(
    st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=25).map("".join)),
    st.sampled_from(["describe", "reword", "variant"]),
)
@example("«»", "reword")
@example("```", "variant")
@settings(max_examples=400)
def test_whatever_a_model_says_is_a_record_or_a_fate(text: str, kind: Kind) -> None:
    made = record_of(Seed(kind, SEED), Said(text=text, model="m"), "m")
    if isinstance(made, Record):
        assert (made.output == SEED.output) != (kind == "variant")
        assert "generated" in made.flags
    else:
        assert made


@pytest.mark.parametrize(
    "piece", ["<think>", "```\n", "``` ", "« ", "** ", "Напиши ", "\n", " ", "а_", "аБ", "1. ", '"']
)
def test_long_answers_take_no_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    fault_of_instruction(instruction_of(text), SEED)
    record_of(Seed("variant", SEED), Said(text=text, model="m"), "m")
    assert time.process_time() - started < 3
