"""No text makes the judge of queries raise, hang or overflow the stack."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.shared.bsl import parse
from components.shared.bsl.queries import check_query, judge_queries, parse_query, walk
from components.shared.bsl.queries.comparison import same_query
from components.shared.bsl.queries.printer import print_query
from components.shared.bsl.queries.tree import DEEPEST, Flavour
from components.shared.bsl.syntax.source_map import SourceMap

FLAVOURS: tuple[Flavour, ...] = ("query", "composition", "restriction")
WORDS = [
    *("ВЫБРАТЬ", "РАЗЛИЧНЫЕ", "ПЕРВЫЕ", "РАЗРЕШЕННЫЕ", "ПОМЕСТИТЬ", "ИЗ", "ГДЕ", "СГРУППИРОВАТЬ", "ПО", "ИМЕЮЩИЕ"),
    *("УПОРЯДОЧИТЬ", "ИТОГИ", "ОБЩИЕ", "ОБЪЕДИНИТЬ", "ВСЕ", "ЛЕВОЕ", "СОЕДИНЕНИЕ", "КАК", "И", "ИЛИ", "НЕ", "В"),
    *("ИЕРАРХИИ", "МЕЖДУ", "ПОДОБНО", "ЕСТЬ", "NULL", "ССЫЛКА", "ВЫБОР", "КОГДА", "ТОГДА", "ИНАЧЕ", "КОНЕЦ", "УБЫВ"),
    *("УНИЧТОЖИТЬ", "ИНДЕКСИРОВАТЬ", "ДЛЯ", "ИЗМЕНЕНИЯ", "ПУСТАЯТАБЛИЦА", "ИСТИНА", "НЕОПРЕДЕЛЕНО", "ХАРАКТЕРИСТИКИ"),
    *("Т", "Код", "Справочник.Склады", "&П", "1", "2.5", "*", ".", ",", ";", "(", ")", "{", "}", "=", "<>", "+", "-"),
    *("СУММА(", "КОЛИЧЕСТВО(", "ЗНАЧЕНИЕ(", "ВЫРАЗИТЬ(", "ДАТАВРЕМЯ(", "НАЧАЛОПЕРИОДА(", "МЕСЯЦ", "/", "//", ":", "%"),
    *("#Если", "#Тогда", "#Иначе", "#КонецЕсли", "#Параметр(", "#Шаблон(", "'", '"текст"', '"', "\n", "\ufeff"),
]
RIGHT = (
    "ВЫБРАТЬ РАЗЛИЧНЫЕ Т.Код КАК Код, СУММА(Т.Цена) КАК Цена ПОМЕСТИТЬ ВТ ИЗ Справочник.Склады КАК Т ЛЕВОЕ СОЕДИНЕНИЕ "
    '(ВЫБРАТЬ 1 КАК А) КАК В ПО Т.Код = В.А ГДЕ Т.Код В ИЕРАРХИИ (&К) И Т.Имя ПОДОБНО "%" СГРУППИРОВАТЬ ПО Т.Код '
    "ИМЕЮЩИЕ СУММА(Т.Цена) > 1 ОБЪЕДИНИТЬ ВСЕ ВЫБРАТЬ 1, 2 ; ВЫБРАТЬ ВТ.Код ИЗ ВТ КАК ВТ УПОРЯДОЧИТЬ ПО Код УБЫВ "
    "ИТОГИ СУММА(Цена) ПО ОБЩИЕ, Код ИЕРАРХИЯ"
)
MOST_SECONDS = 2.0


def judge(text: str) -> None:
    """Everything that is done with a text; positions must lie in it."""
    for flavour in FLAVOURS:
        package = parse_query(text, flavour)
        places = SourceMap(text)
        for error in package.errors:
            assert 0 <= places.offset_of(error.position) <= len(text)
        for node in walk(package.statements):
            assert node.position <= node.end
        check_query(package)
        if flavour != "restriction" and not package.errors:
            printed = print_query(package)
            assert same_query(parse_query(printed, flavour), package), printed


@given(st.text(max_size=200))
@settings(max_examples=150)
def test_random_text_is_answered(text: str) -> None:
    judge(text)


@given(st.lists(st.sampled_from(WORDS), max_size=40))
@settings(max_examples=400)
def test_random_words_are_answered(words: list[str]) -> None:
    judge(" ".join(words))


@given(st.data())
@settings(max_examples=300)
def test_mutated_queries_are_answered(data: st.DataObject) -> None:
    tokens = RIGHT.split()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(tokens) - 1))
        change = data.draw(st.sampled_from(["drop", "add", "swap", "cut"]))
        if change == "drop" and len(tokens) > 1:
            del tokens[at]
        elif change == "add":
            tokens.insert(at, data.draw(st.sampled_from(WORDS)))
        elif change == "swap":
            other = data.draw(st.integers(0, len(tokens) - 1))
            tokens[at], tokens[other] = tokens[other], tokens[at]
        else:
            tokens = tokens[: at + 1]
    judge(" ".join(tokens))


DEEP = 10_000
LONG = 3_000


@pytest.mark.parametrize(
    "text",
    [
        "ВЫБРАТЬ " + "(" * DEEP + "1" + ")" * DEEP,
        "ВЫБРАТЬ " + "НЕ " * DEEP + "1",
        "ВЫБРАТЬ " + "- " * DEEP + "1",
        "ВЫБРАТЬ 1 ИЗ " + "(" * DEEP + "Справочник.Склады" + ")" * DEEP,
        "ВЫБРАТЬ 1 ИЗ " + "(ВЫБРАТЬ 1 ИЗ " * DEEP,
        "ВЫБРАТЬ " + "ВЫБОР КОГДА " * DEEP,
        "ВЫБРАТЬ 1 ИЗ А" + " СОЕДИНЕНИЕ Б" * DEEP,
        "ВЫБРАТЬ " + "А В (ВЫБРАТЬ " * DEEP,
        "ВЫБРАТЬ " + "А.Б.(" * DEEP,
        "ВЫБРАТЬ " + "ЕСТЬNULL(" * DEEP,
        "ВЫБРАТЬ 1 " + "ОБЪЕДИНИТЬ (" * DEEP,
        "#Если &А #Тогда " * DEEP + "ГДЕ 1" + " #КонецЕсли" * DEEP,
        "#Если " + "(" * DEEP,
    ],
    ids=lambda text: text[:30],
)
def test_deep_nesting_is_refused_and_overflows_nothing(text: str) -> None:
    judge(text)


def many(template: str, between: str = ", ") -> str:
    """A text with ``DEEP`` parts, each with its number in the place of ``0``."""
    return between.join(template.replace("0", str(number)) for number in range(DEEP))


@pytest.mark.parametrize(
    "text",
    [
        f"ВЫБРАТЬ {many('Т0.Ссылка')} ИЗ {many('Справочник.Склады КАК Т0')}",
        f"ВЫБРАТЬ {many('Поле0')} ИЗ {many('Справочник.Склады КАК Т0')}",
        f"ВЫБРАТЬ {many('Ссылка')} ИЗ {many('Справочник.Склады КАК Т0')}",
        f"ВЫБРАТЬ {many('В.Нет0')} ИЗ (ВЫБРАТЬ {many('1 КАК Поле0')}) КАК В",
        f"ВЫБРАТЬ {many('Т.А0')} ИЗ ВТ КАК Т СГРУППИРОВАТЬ ПО {many('Т.Б0')}",
        f"ВЫБРАТЬ РАЗЛИЧНЫЕ {many('Т.А0')} ИЗ ВТ КАК Т УПОРЯДОЧИТЬ ПО {many('Т.Б0')}",
        f"ВЫБРАТЬ {many('Т.А0')} ИЗ ВТ КАК Т ИТОГИ {many('СУММА(Б0)')} ПО {many('Б0')}",
        many("ВЫБРАТЬ Т.А ИЗ ВТ0 КАК Т", ";") + ";" + many("ВЫБРАТЬ 1 КАК А ПОМЕСТИТЬ ВТ0", ";"),
        f"ВЫБРАТЬ 1 ИЗ ВТ КАК Т {many('СОЕДИНЕНИЕ ВТ КАК Т0 ПО Т.А = Т0.А', ' ')}",
    ],
    ids=lambda text: text[:30],
)
def test_work_grows_with_the_text_and_no_faster(text: str) -> None:
    started = time.process_time()
    check_query(parse_query(text))
    assert time.process_time() - started < 8  # seconds; work that grows with the square takes ten times as long


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("А ИЛИ А И НЕ А = 1 + 2 * (", ")"),
        ("А ИЛИ А И НЕ А МЕЖДУ 1 + 2 * ЕСТЬNULL(", ", 1) И 2"),
        ("А И ВЫБОР КОГДА ИСТИНА ТОГДА 1 + (", ") КОНЕЦ"),
        ("А ИЛИ А И НЕ А = 1 + 2 * А В (ВЫБРАТЬ Т.А, ", " ИЗ ВТ КАК Т)"),
        ("1 ИЗ (ВЫБРАТЬ ", ") КАК Т"),
        ("А.(", ")"),
        ("СУММА(А + (", "))"),
    ],
)
def test_the_deepest_queries_that_are_taken_fit_into_the_stack(opening: str, closing: str) -> None:
    taken = 0
    for depth in range(1, DEEPEST + 1):
        text = "ВЫБРАТЬ " + opening * depth + "А" + closing * depth
        judge(text)
        taken = depth if not parse_query(text).errors else taken
    assert taken >= 9


@pytest.mark.parametrize(
    "text",
    [
        "ВЫБРАТЬ 1" + " + 1" * LONG,
        "ВЫБРАТЬ 1 ГДЕ А" + " И А" * LONG,
        "ВЫБРАТЬ 1 ГДЕ А" + " = А" * LONG,
        "ВЫБРАТЬ А" + ".А" * LONG + " ИЗ А",
        "ВЫБРАТЬ 1" + ", 1" * LONG,
        "ВЫБРАТЬ 1" + "; ВЫБРАТЬ 1" * LONG,
        "ВЫБРАТЬ 1 ИЗ А" + " СОЕДИНЕНИЕ Б ПО 1" * LONG,
        "ВЫБРАТЬ 1" + " ОБЪЕДИНИТЬ ВЫБРАТЬ 1" * LONG,
        '"' * LONG,
        "ВЫБРАТЬ " + '"' * LONG + "1",
        "{" * LONG,
        "&" * LONG + "'" * LONG,
        "#Если 1 #Тогда ГДЕ 1 #КонецЕсли " * 1000,
    ],
    ids=lambda text: text[:30],
)
def test_long_texts_take_time_in_proportion(text: str) -> None:
    started = time.perf_counter()
    judge(text)
    assert time.perf_counter() - started < MOST_SECONDS * 3  # three flavours


def test_the_modules_of_the_sample_configuration_are_right() -> None:
    for path in Path("datasets/sample_configuration/designer").rglob("*.bsl"):
        text = path.read_text(encoding="utf-8-sig")
        assert [item.message_ru for item in judge_queries(parse(text), text)] == []
