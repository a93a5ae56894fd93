"""Exports of modules, found by headers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.bsl.configuration.model import ExportedMethod
from components.shared.bsl.configuration.modules import scan_module
from components.shared.bsl.platform.model import Side


@pytest.mark.parametrize(
    ("text", "name", "least", "most", "is_function"),
    [
        ("Процедура А() Экспорт КонецПроцедуры", "А", 0, 0, False),
        ("функция Б(Знач В, Г = 1) экспорт конецфункции", "Б", 1, 2, True),
        ("Function F(A, Val B = -1, C) Export EndFunction", "F", 3, 3, True),
        ("Асинх Процедура А(В = Неопределено) Экспорт", "А", 0, 1, False),
        ('Процедура А(Б = "(, ) Экспорт", В) Экспорт', "А", 2, 2, False),
        ("Процедура А(Б, // первый, второй)\n  В) // конец\n  Экспорт", "А", 2, 2, False),
        ("&НаСервере\nПроцедура А(Б = '20240101') Экспорт", "А", 0, 1, False),
    ],
)
def test_an_exported_method_is_found(text: str, name: str, least: int, most: int, is_function: bool) -> None:
    (method,) = scan_module(text).methods.values()
    assert (method.name, method.least, method.most, method.is_function) == (name, least, most, is_function)


@pytest.mark.parametrize(
    "text",
    [
        "Процедура А()\nКонецПроцедуры",
        "// Процедура А() Экспорт",
        'Б = "\n|Процедура А() Экспорт";',
        "Процедура А() ЭкспортДанных();",
        "КонецПроцедуры А() Экспорт",
        "Процедура А( Экспорт",
    ],
)
def test_what_is_not_exported_is_not_found(text: str) -> None:
    assert scan_module(text).methods == {}


def test_variables_of_the_module_are_found_and_those_of_methods_are_not() -> None:
    text = "Перем А Экспорт, Б;\nПерем В Экспорт; // да\nПроцедура П()\nПерем Г Экспорт;\nКонецПроцедуры"
    assert scan_module(text).variables == {"а", "в"}


CONDITIONAL = """#Если Сервер Тогда
Процедура А() Экспорт КонецПроцедуры
Функция Обе(А) Экспорт КонецФункции
#Иначе
Функция Обе(А, Б = 1) Экспорт КонецФункции
#КонецЕсли
Процедура Везде() Экспорт КонецПроцедуры"""


def test_methods_under_a_condition_know_their_sides() -> None:
    methods = scan_module(CONDITIONAL).methods
    assert methods["а"].sides == Side.SERVER
    assert methods["обе"].sides == Side.ALL
    assert (methods["обе"].least, methods["обе"].most) == (1, 2)
    assert methods["везде"].sides is None


def deprecated(comment: str) -> ExportedMethod:
    return scan_module(f"// Делает.\n{comment}\n&НаСервере\nПроцедура А() Экспорт").methods["а"]


@pytest.mark.parametrize(
    ("comment", "replacement"),
    [
        ("// Устарела. Следует использовать Модуль.Метод.", "Модуль.Метод"),
        ("// Устарела. Следует использовать см. Модуль.Метод", "Модуль.Метод"),
        ("// Устарела. Следует использовать\n// функцию Метод с параметром", "Метод"),
        ("// Deprecated. Use Module.Method instead.", "Module.Method"),
        (
            "// Исключена из программного интерфейса.\n// Следует использовать одноименную функцию модуля Общий.",
            "Общий.А",
        ),
        ("// Устарела.", ""),
        ("// Устарела. Следует использовать обработчик оповещения", ""),
    ],
)
def test_deprecation_is_read_with_what_to_call_instead(comment: str, replacement: str) -> None:
    assert deprecated(comment).deprecated
    assert deprecated(comment).replacement == replacement


@pytest.mark.parametrize(
    "comment", ["// Если данные устарели, обновляет.", "// Параметры:\n// Устарела - Булево", "//"]
)
def test_a_word_in_a_description_deprecates_nothing(comment: str) -> None:
    assert not deprecated(comment).deprecated


def test_regions_of_methods_are_known() -> None:
    text = "#Область А\n#Область Б\nПроцедура П() Экспорт\nКонецПроцедуры\n#КонецОбласти\n#КонецОбласти"
    assert scan_module(text).scanned[0].regions == ("А", "Б")


PIECES = st.sampled_from(
    [
        "Процедура ",
        "Функция А(",
        "(",
        ")",
        " Экспорт",
        "Перем ",
        ";",
        "\n",
        "#Если Сервер",
        "#Иначе",
        "//",
        '"',
        "А",
        ",",
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_text_breaks_the_scan(text: str) -> None:
    scan_module(text)


@pytest.mark.parametrize(
    "line", ["Процедура А(\n", "Перем А\n", "#Если Сервер\n", "// Устарела\n", "Процедура А() //\n"]
)
def test_long_broken_texts_take_no_time(line: str) -> None:
    scan_module(line * 20_000)
