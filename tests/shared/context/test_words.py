import pytest

from components.shared.context.words import dotted_names_in, words_in, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ПолучитьИменаРеквизитов", ("получить", "имена", "реквизитов")),
        ("XMLСхема", ("xml", "схема")),
        ("HTTPЗапрос2", ("http", "запрос", "2")),
        ("GetHTTPResponse", ("get", "http", "response")),
        ("ВсёИмя", ("все", "имя")),
        ("ДатаИВремя", ("дата", "время")),
        ("_", ()),
        ("", ()),
    ],
)
def test_a_name_falls_apart_into_words(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


def test_a_sentence_and_the_names_in_it_become_words() -> None:
    text = "Напиши функцию ОстатокТовара, которая возвращает остаток"
    assert list(words_in(text)) == ["остаток", "товара", "возвращает", "остаток"]


def test_names_with_dots_are_found_whole() -> None:
    text = "см. Обмен.Начать и Справочники.Товары.Найти(1). Конец."
    assert dotted_names_in(text) == ["Обмен.Начать", "Справочники.Товары.Найти"]
