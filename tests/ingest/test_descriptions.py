import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.ingest.descriptions import LONGEST_DESCRIPTION, Description, read_description

GOOD = """Возвращает сумму документа в валюте учета.

Параметры:
  Документ - ДокументСсылка.Заказ - заказ покупателя.
             Может быть пустым.
  Дата     - Дата - на какую дату.

Возвращаемое значение:
  Число - сумма.

Пример:
  Сумма = СуммаДокумента(Заказ);
"""


def test_a_comment_falls_into_its_parts() -> None:
    description = read_description(GOOD)
    assert description == Description(
        text="Возвращает сумму документа в валюте учета.",
        parameters=(
            "Документ - ДокументСсылка.Заказ - заказ покупателя.\n"
            "           Может быть пустым.\n"
            "Дата     - Дата - на какую дату."
        ),
        returns="Число - сумма.",
    )


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "См. ОбщегоНазначения.СообщитьПользователю",
        "см. Другой.Метод().",
        "Смотри также ОбновлениеПереопределяемый.ПриНачальномЗаполнении",
        "Только для внутреннего использования.",
        "Для вызова из других подсистем",
        "Продолжение процедуры Подписать.",
        "Служебная функция.",
        "СтандартныеПодсистемы.ПодключаемыеКоманды",
        "АПК:299-выкл программно вызываемая процедура",
        "////////////////////////////",
        "Итог",
        "Параметры:\n  А - Число - слагаемое, которое больше нуля",
    ],
)
def test_a_comment_that_tells_no_task_gives_none(comment: str) -> None:
    assert read_description(comment).text == ""


@pytest.mark.parametrize(
    ("comment", "text"),
    [
        ("Только для внутреннего использования.\nЗаписывает курс валюты.", "Записывает курс валюты."),
        ("----------\nЗаписывает курс валюты\n----------", "Записывает курс валюты"),
        ("Описание: Записывает курс валюты", "Записывает курс валюты"),
        ("Записывает курс валюты\n  на дату.\nПараметры: нет", "Записывает курс валюты на дату."),
        ("Writes the exchange rate.\nParameters:\n Rate - Number", "Writes the exchange rate."),
        ("Записывает курс валюты (см. КурсыВалют).", "Записывает курс валюты (см. КурсыВалют)."),
    ],
)
def test_what_tells_the_task_is_kept(comment: str, text: str) -> None:
    assert read_description(comment).text == text


@pytest.mark.parametrize("nothing", ["Параметры: Нет", "Параметры:\n  Нет.", "Параметры:", "Параметры:\n -"])
def test_no_parameters_are_no_block(nothing: str) -> None:
    assert read_description("Записывает курс валюты.\n" + nothing).parameters == ""


@pytest.mark.parametrize(
    ("comment", "deprecated", "only_reference"),
    [
        ("Устарела. Следует использовать НовыйМетод.", True, False),
        ("Deprecated, use NewMethod instead.", True, False),
        ("Проверяет, что версия устарела.", False, False),
        ("См. НовыйМетод.", False, True),
        ("См. НовыйМетод. Отличается тем, что быстрее.", False, False),
    ],
)
def test_marks_are_found(comment: str, deprecated: bool, only_reference: bool) -> None:
    description = read_description(comment)
    assert (description.deprecated, description.only_reference) == (deprecated, only_reference)


def test_a_long_description_ends_with_a_sentence() -> None:
    text = read_description("Первое предложение о деле. " * 40).text
    assert len(text) <= LONGEST_DESCRIPTION
    assert text.endswith("о деле.")


def test_a_single_long_sentence_ends_with_a_word() -> None:
    assert read_description("слово " * 200).text.endswith("слово…")


@given(st.text())
def test_any_comment_is_read(comment: str) -> None:
    assert len(read_description(comment).text) <= LONGEST_DESCRIPTION + 1


@pytest.mark.timeout(5)
@pytest.mark.parametrize("piece", ["-", ".", " ", "см. ", "Параметры ", "//", "Слово. "])
@pytest.mark.parametrize("head", ["", "См. ", "Параметры:\n", "См. Метод"])
def test_a_hostile_comment_takes_no_time(head: str, piece: str) -> None:
    read_description(f"{head}{piece * 200_000} x ( y")
