import pytest

from components.shared.bsl.descriptions import Deprecation, DescribedType, Description, Value, Variant, read_description

NUMBER, STRING, DATE = DescribedType("Число"), DescribedType("Строка"), DescribedType("Дата")
FULL = """Считает стоимость заказа на дату.
Скидки не учитываются.

Параметры:
  Заказ - ДокументСсылка.Заказ - чья стоимость нужна.
          Не может быть пустым.
        - Неопределено - тогда вернется ноль.
  Условия - Структура - как считать:
    * Дата - Дата - на какую дату;
    * Валюта - СправочникСсылка.Валюты
             - Строка - или ее код;
    * Скидки - Массив из Структура:
      ** Вид - Строка
      ** Процент - Число, Неопределено - от нуля до ста.
  Отказ - Булево

Возвращаемое значение:
  Число - стоимость.
  Неопределено - цены нет.

Пример:
  Стоимость = СтоимостьЗаказа(Заказ);
    Сообщение.Сообщить();

Примечание:
  Работает долго.
"""


def value(name: str, *types: DescribedType, text: str = "", fields: tuple[Value, ...] = ()) -> Value:
    return Value(name, (Variant(types, text, fields),))


def test_a_comment_falls_into_its_parts() -> None:
    assert read_description(FULL) == Description(
        purpose="Считает стоимость заказа на дату.\nСкидки не учитываются.",
        parameters=(
            Value(
                "Заказ",
                (
                    Variant((DescribedType("ДокументСсылка.Заказ"),), "чья стоимость нужна.\nНе может быть пустым."),
                    Variant((DescribedType("Неопределено"),), "тогда вернется ноль."),
                ),
            ),
            value(
                "Условия",
                DescribedType("Структура"),
                text="как считать:",
                fields=(
                    value("Дата", DATE, text="на какую дату;"),
                    Value(
                        "Валюта",
                        (Variant((DescribedType("СправочникСсылка.Валюты"),)), Variant((STRING,), "или ее код;")),
                    ),
                    value(
                        "Скидки",
                        DescribedType("Массив", elements=DescribedType("Структура")),
                        fields=(
                            value("Вид", STRING),
                            value("Процент", NUMBER, DescribedType("Неопределено"), text="от нуля до ста."),
                        ),
                    ),
                ),
            ),
            value("Отказ", DescribedType("Булево")),
        ),
        returns=(Variant((NUMBER,), "стоимость."), Variant((DescribedType("Неопределено"),), "цены нет.")),
        examples=("Стоимость = СтоимостьЗаказа(Заказ);\n  Сообщение.Сообщить();",),
        notes="Работает долго.",
    )


@pytest.mark.parametrize(
    ("line", "types", "text"),
    [
        ("А - Строка", (STRING,), ""),
        ("А - Строка.", (STRING,), ""),
        ("А - строка - имя", (STRING, ), "имя"),
        ("А - Строка, Число - что угодно", (STRING, NUMBER), "что угодно"),
        ("А – Строка – с длинными тире", (STRING,), "с длинными тире"),
        ("А - см. Модуль.Метод", (DescribedType("Модуль.Метод", True),), ""),
        ("А - See Module.Method - that one", (DescribedType("Module.Method", True),), "that one"),
        ("А - Массив из см. НовыйЭлемент", (DescribedType("Массив", False, DescribedType("НовыйЭлемент", True)),), ""),
        ("А - Array of String", (DescribedType("Array", False, DescribedType("String")),), ""),
        ("А - СправочникСсылка.<Имя>", (DescribedType("СправочникСсылка.<Имя>"),), ""),
        ("А - имя файла", (), "имя файла"),
        ("А - Имя файла", (), "Имя файла"),
        ("А - см. выше", (), "см. выше"),
        ("А - Истина, если удалось", (), "Истина, если удалось"),
    ],
)  # fmt: skip
def test_types_are_told_from_texts(line: str, types: tuple[DescribedType, ...], text: str) -> None:
    (parameter,) = read_description(f"Параметры:\n  {line}").parameters or ()
    ((variant),) = parameter.variants
    assert ([type_.name.lower() for type_ in variant.types], variant.text) == ([t.name.lower() for t in types], text)
    assert [(type_.is_reference, type_.elements) for type_ in variant.types] == [
        (type_.is_reference, type_.elements) for type_ in types
    ]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ("  А - Число\n  Б - Число", ["А", "Б"]),
        ("  А - Число\n Б - Число", ["А", "Б"]),
        ("\tА\t- Число\n\tБ\t- Число", ["А", "Б"]),
        ("  А - Число - если\n      Ноль - пусто", ["А"]),
        ("  А - Число\n  - Ноль и единица", ["А"]),
        ("  А\n  Б - Число", ["Б"]),
        ("  А -\n    Число\n\n  Б -", ["А", "Б"]),
        ("  А-Число", []),
        ("  Нет", []),
        ("", []),
    ],
)
def test_parameters_are_told_from_the_lines_that_explain_them(lines: str, names: list[str]) -> None:
    assert [parameter.name for parameter in read_description(f"Параметры:\n{lines}").parameters or ()] == names


@pytest.mark.parametrize(
    ("comment", "parameters", "returns"),
    [
        ("Считает.", None, None),
        ("Parameters:\n  A - Number\nReturns:\n  String", 1, 1),
        ("Parameters:\nReturn value:\n  - String\n  - Number", 0, 2),
        ("Возвращаемое значение\n  Строка", None, 1),
        ("Возвращаемые значения: Строка", None, 1),
        ("Возвращаемое значение зависит от настроек", None, None),
        ("Параметры подключения к базе.", None, None),
        ("Параметры:\n  А - Строка - вид:\n      Параметры: любые", 1, None),
    ],
)
def test_headings_are_told_from_texts(comment: str, parameters: int | None, returns: int | None) -> None:
    description = read_description(comment)
    assert (description.parameters is None, description.returns is None) == (parameters is None, returns is None)
    assert (len(description.parameters or ()), len(description.returns or ())) == (parameters or 0, returns or 0)


@pytest.mark.parametrize(
    ("comment", "deprecation", "purpose"),
    [
        ("Устарела.", Deprecation(), ""),
        ("Устарела. Считает остаток.", Deprecation(), "Считает остаток."),
        (
            "Устарела. Следует использовать Склад.Остаток.\nСчитает остаток.",
            Deprecation("Следует использовать Склад.Остаток.", "Склад.Остаток"),
            "Считает остаток.",
        ),
        (
            "Устарела, см. Склад.Остаток\n\nСчитает остаток.",
            Deprecation("см. Склад.Остаток", "Склад.Остаток"),
            "Считает остаток.",
        ),
        (
            "Deprecated. Instead, use\nStock.Balance.",
            Deprecation("Instead, use Stock.Balance.", "Stock.Balance"),
            "",
        ),
        ("Проверяет, что версия устарела.", None, "Проверяет, что версия устарела."),
        ("Устаревшая версия.", None, "Устаревшая версия."),
    ],
)
def test_a_deprecated_method_names_its_successor(comment: str, deprecation: Deprecation | None, purpose: str) -> None:
    description = read_description(comment)
    assert (description.deprecation, description.purpose) == (deprecation, purpose)


@pytest.mark.parametrize(
    ("comment", "references", "only"),
    [
        ("См. Склад.Остаток", ("Склад.Остаток",), True),
        ("см. Склад.Остаток().", ("Склад.Остаток",), True),
        ("Смотри также Склад.Остаток", ("Склад.Остаток",), True),
        ("Считает остаток (см. Склад.Остаток и см. Резерв).", ("Склад.Остаток", "Резерв"), False),
        ("Считает массм. кого", (), False),
    ],
)
def test_references_are_found(comment: str, references: tuple[str, ...], only: bool) -> None:
    description = read_description(comment)
    assert (description.references, description.only_reference) == (references, only)


def test_marks_of_checkers_and_drawn_lines_are_no_text() -> None:
    assert read_description("--------\nАПК:142-выкл\nСчитает.\n////////").purpose == "Считает."
