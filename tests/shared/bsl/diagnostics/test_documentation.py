import pytest

from components.shared.bsl import parse
from components.shared.bsl.diagnostics import run_diagnostics


def places(text: str, code: str) -> list[tuple[int, str]]:
    """Lines of the findings, and the text that they mark."""
    lines = text.split("\n")
    return [
        (found.line, lines[found.line - 1][found.column - 1 :][: found.end - found.start])
        for found in run_diagnostics(parse(text), text, select=[code])
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#Область ПрограммныйИнтерфейс\nФункция А() Экспорт КонецФункции\n#КонецОбласти", ["А"]),
        ("#Область Public\n//---\nПроцедура Б() Экспорт КонецПроцедуры\n#КонецОбласти", ["Б"]),
        ("#Область ПрограммныйИнтерфейс\n// Считает.\nФункция А() Экспорт КонецФункции\n#КонецОбласти", []),
        ("#Область ПрограммныйИнтерфейс\nФункция А() КонецФункции\n#КонецОбласти", []),
        ("#Область Служебные\nФункция А() Экспорт КонецФункции\n#КонецОбласти", []),
    ],
)
def test_public_methods_have_a_description(text: str, found: list[str]) -> None:
    assert [name for _, name in places(text, "PublicMethodsDescription")] == found


@pytest.mark.parametrize(
    ("comment", "parameters", "found"),
    [
        (["Считает."], "", []),
        (["Считает."], "А, Знач Б = 1", ["Метод"]),
        (["Считает.", "Параметры:", " А - Число", " Б - Строка - имя"], "А, Б", []),
        (["Считает.", "Параметры:", " а - Число"], "А", []),
        (["Считает.", "Параметры:", " А - Число"], "А, Знач Б = 1", ["Б"]),
        (["Считает.", "Параметры:", " А - Число", " Б -"], "А, Б", ["Б"]),
        (["Считает.", "Параметры:", " А - Число", " В - Число"], "А", ["Метод"]),
        (["Считает.", "Параметры:", " А - Число"], "", ["Метод"]),
        (["Считает.", "Параметры:", " А - Число", " А - Строка"], "А", ["Метод"]),
        (["Считает.", "Параметры:", " Б - Число", " А - Строка"], "А, Б", ["Метод"]),
        (["Считает.", "Параметры:", " В - Число"], "А", ["Метод", "А"]),
        (["Параметры: см. Другой"], "А", []),
        (["См. Другой"], "А", []),
        ([], "А", []),
    ],
)
def test_described_parameters_are_those_of_the_method(comment: list[str], parameters: str, found: list[str]) -> None:
    text = "".join(f"// {line}\n" for line in comment) + f"Процедура Метод({parameters}) КонецПроцедуры"
    assert [name for _, name in places(text, "MissingParameterDescription")] == found


@pytest.mark.parametrize(
    ("method", "found"),
    [
        ("&НаСервере\n// Готовит форму.\nПроцедура ПриСозданииНаСервере(Отказ, СтандартнаяОбработка)", []),
        ("// Готовит форму.\nПроцедура ПриОткрытии(Отказ)", []),
        ("// Проводит.\nПроцедура ОбработкаПроведения(Отказ, Режим)", []),
        ("// Записывает.\nПроцедура Записать(Команда)", []),
        ("// Записывает.\nProcedure Подключаемый_Выбрать(Знач Результат, Имя)", []),
        ("#Область ОбработчикиСобытийФормы\n// Меняет цену.\nПроцедура ЦенаПриИзменении(Элемент)", []),
        ("// Продолжает.\nПроцедура Продолжить(Результат, ДополнительныеПараметры) Экспорт", []),
        ("// Меняет цену.\nПроцедура ИзменитьЦену(Строка)", ["ИзменитьЦену"]),
        ("// Готовит.\n// Параметры:\n//  Чужой - Число\nПроцедура ПриОткрытии(Отказ)", ["ПриОткрытии", "Отказ"]),
    ],
)
def test_events_describe_the_parameters_of_their_handlers(method: str, found: list[str]) -> None:
    end = "EndProcedure" if "Procedure" in method else "КонецПроцедуры"
    closing = "\n#КонецОбласти" if "#" in method else ""
    assert [name for _, name in places(f"{method}\n{end}{closing}", "MissingParameterDescription")] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("// Считает.\nФункция А() КонецФункции", ["А"]),
        ("// Считает.\n// Возвращаемое значение:\nФункция А() КонецФункции", ["А"]),
        ("// Считает.\n// Возвращаемое значение:\n//  Число\nФункция А() КонецФункции", []),
        ("// Считает.\n// Возвращаемое значение:\n//  Число\nПроцедура А() КонецПроцедуры", ["А"]),
        ("// Считает.\nПроцедура А() КонецПроцедуры", []),
        ("// См. Б\nФункция А() КонецФункции", []),
        ("Функция А() КонецФункции", []),
    ],
)
def test_functions_say_what_they_return(text: str, found: list[str]) -> None:
    assert [name for _, name in places(text, "MissingReturnedValueDescription")] == found


@pytest.mark.parametrize(
    ("purpose", "name", "found"),
    [
        ("Получить остаток товара.", "ПолучитьОстатокТовара", True),
        ("Получает остатки по товарам", "ПолучитьОстатокТовара", True),
        ("Функция получает остатки", "ПолучитьОстатки", True),
        ("Send mail to the client", "SendMailToClient", True),
        ("Считает, сколько товара свободно.", "ПолучитьОстатокТовара", False),
        ("Получить остаток товара на складе", "ПолучитьОстатокТовара", False),
        ("Устарела. Следует использовать ОстатокТовара.", "ОстатокТовара", False),
        ("Остаток", "Остаток", False),
        ("", "Остаток", False),
    ],
)
def test_a_description_tells_more_than_the_name(purpose: str, name: str, found: bool) -> None:
    text = f"// {purpose}\nПроцедура {name}() КонецПроцедуры"
    assert bool(places(text, "DescriptionRestatesName")) is found


@pytest.mark.parametrize(
    ("comment", "export", "found"),
    [
        ("Устарела.", "Экспорт", True),
        ("Устарела. Возвращает остаток.", "Экспорт", True),
        ("Устарела. Следует использовать Склад.Остаток.", "Экспорт", False),
        ("Устарела. Возвращает остаток. Вместо нее Склад.Остаток.", "Экспорт", False),
        ("Deprecated. Use Stock.Balance instead.", "Экспорт", False),
        ("Устарела.", "", False),
        ("Возвращает остаток.", "Экспорт", False),
    ],
)
def test_a_deprecated_method_has_a_successor(comment: str, export: str, found: bool) -> None:
    text = f"// {comment}\nПроцедура А() {export} КонецПроцедуры"
    assert bool(places(text, "DeprecatedWithoutReplacement")) is found
