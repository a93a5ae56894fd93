"""Names of the configuration: in chains, in strings, in object and form modules."""

from collections.abc import Callable

import pytest

Judge = Callable[..., list[str]]
FORM = ("form", "Document.РеализацияТоваров.Form.ФормаДокумента")
OBJECT = ("object", "Document.РеализацияТоваров")


def procedure(body: str, directive: str = "") -> str:
    return f"{directive}\nПроцедура Проба(Параметр)\n{body}\nКонецПроцедуры"


@pytest.mark.parametrize(
    "body",
    [
        'А = Справочники.Номенклатура.НайтиПоАртикулу("1");',
        "А = Справочники.Номенклатура.СоздатьЭлемент(); А.Артикул = 1; А.Наименование = 2; А.Записать();",
        "А = Документы.РеализацияТоваров.СоздатьДокумент(); С = А.Товары.Добавить(); С.Количество = 1;",
        "Для Каждого С Из Документы.РеализацияТоваров.СоздатьДокумент().Товары Цикл А = С.НомерСтроки; КонецЦикла;",
        "А = Перечисления.СтавкиНДС.НДС20;",
        "А = ПланыСчетов.Хозрасчетный.Выручка;",
        "А = Константы.ВалютаУчета.Получить();",
        "А = РегистрыСведений.КурсыВалют.СоздатьМенеджерЗаписи(); А.Курс = 1; А.Период = 2; А.Записать();",
        "А = Метаданные.Справочники.Валюты.Реквизиты.НаименованиеПолное;",
        'А = Тип("СправочникСсылка.Валюты");',
        'А = ПредопределенноеЗначение("Перечисление.СтавкиНДС.БезНДС");',
        'А = ПредопределенноеЗначение("Справочник.Валюты.ПустаяСсылка");',
        'А = Новый ОписаниеТипов("СправочникСсылка.Валюты, ДокументСсылка.РеализацияТоваров");',
        "А = Enums.СтавкиНДС.НДС10;",
    ],
)
def test_what_the_configuration_has_is_fine(judged: Judge, body: str) -> None:
    assert judged(procedure(body)) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("А = Справочники.Товары.ПустаяСсылка();", "UnknownMetadata Товары"),
        ("А = Документы.Реализация.СоздатьДокумент();", "UnknownMetadata Реализация"),
        ("А = Справочники.Номенклатура.НайтиПоШтрихкоду(1);", "UnknownMember НайтиПоШтрихкоду"),
        ("А = Справочники.Номенклатура.НайтиПоАртикулу();", "WrongArgumentCount НайтиПоАртикулу"),
        ("А = Документы.РеализацияТоваров.СоздатьЭлемент();", "UnknownMember СоздатьЭлемент"),
        ("А = Справочники.Номенклатура.СоздатьЭлемент(); А.Цена = 1;", "UnknownMember Цена"),
        (
            "А = Документы.РеализацияТоваров.СоздатьДокумент(); С = А.Товары.Добавить(); С.Скидка = 1;",
            "UnknownMember Скидка",
        ),
        ("А = Документы.РеализацияТоваров.СоздатьДокумент(); С = А.Услуги.Добавить();", "UnknownMember Услуги"),
        ("А = Перечисления.СтавкиНДС.НДС18;", "UnknownMember НДС18"),
        ("А = Константы.Валюта.Получить();", "UnknownMetadata Валюта"),
        ("А = ПараметрыСеанса.ТекущийПользователь;", "UnknownMetadata ТекущийПользователь"),
        ("А = Метаданные.Документы.Заказ;", "UnknownMetadata Заказ"),
        ("А = Метаданные.Справочники.Валюты.Реквизиты.Курс;", "UnknownMetadata Курс"),
        ('А = Тип("СправочникСсылка.Товары");', "UnknownMetadata Товары"),
        ('А = Новый ОписаниеТипов("СправочникСсылка.Валюты, ДокументСсылка.Заказ");', "UnknownMetadata Заказ"),
        ('А = ПредопределенноеЗначение("Перечисление.СтавкиНДС.НДС18");', "UnknownMetadata НДС18"),
        ('ОткрытьФорму("Справочник.Валюты.Форма.Форма1");', "UnknownMetadata Форма1"),
        ('ОткрытьФорму("ОбщаяФорма.Подбор");', "UnknownMetadata Подбор"),
    ],
)
def test_what_the_configuration_has_not_is_found(judged: Judge, body: str, expected: str) -> None:
    assert judged(procedure(body), sides=None) == [expected]


@pytest.mark.parametrize(
    "body",
    [
        'А = СуммаДокумента + Товары.Итог("Сумма");',
        "Дата = ТекущаяДатаСеанса(); Проведен = Ложь; Записать();",
        "Для Каждого С Из Товары Цикл С.Сумма = С.Количество * С.Цена; КонецЦикла;",
        "Движения.Продажи.Записывать = Истина;",
        'ДополнительныеСвойства.Вставить("А", ЭтотОбъект.Ссылка);',
    ],
)
def test_object_modules_name_their_attributes(judged: Judge, body: str) -> None:
    assert judged(procedure(body), *OBJECT) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("А = СуммаСкидки;", "UndefinedVariable СуммаСкидки"),
        ("Услуги.Очистить();", "UndefinedVariable Услуги"),
        ("Для Каждого С Из Товары Цикл С.Скидка = 1; КонецЦикла;", "UnknownMember Скидка"),
        ("А = ЭтотОбъект.Скидка;", "UnknownMember Скидка"),
        ("А = Контрагент.Телефон;", "UnknownMember Телефон"),
        ("А = Контрагент.Представление;", "UnknownMember Представление"),
        ("А = Ссылка.Скидка;", "UnknownMember Скидка"),
        ("ПересчитатьИтоги();", "UndefinedMethod ПересчитатьИтоги"),
    ],
)
def test_object_modules_have_nothing_else(judged: Judge, body: str, expected: str) -> None:
    assert judged(procedure(body), *OBJECT) == [expected]


@pytest.mark.parametrize(
    "body",
    [
        "Объект.Контрагент = Параметр; Элементы.Контрагент.Видимость = Ложь;",
        "Для Каждого С Из Объект.Товары Цикл С.Сумма = С.Количество * С.Цена; КонецЦикла;",
        "Элементы.Товары.ТекущиеДанные.Цена = 1;",
        'Элементы.Добавить("Новый", Тип("ПолеФормы")); Элементы.Новый.Видимость = Истина;',
        "Заголовок = Параметры.Ключ; Закрыть(); Модифицированность = Истина;",
        "А = Объект.Ссылка.Пустая() Или Объект.ПометкаУдаления;",
        "А = Команды.ЗаполнитьЦены;",
    ],
)
def test_form_modules_name_attributes_elements_and_commands(judged: Judge, body: str) -> None:
    assert judged(procedure(body, "&НаСервере"), *FORM) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("А = Обьект.Дата;", "UndefinedVariable Обьект"),
        ("А = Объект.Скидка;", "UnknownFormItem Скидка"),
        ("Для Каждого С Из Объект.Товары Цикл С.Скидка = 1; КонецЦикла;", "UnknownFormItem Скидка"),
        ("Элементы.Скидка.Видимость = Ложь;", "UnknownFormItem Скидка"),
        ("Элементы.Товары.ТекущиеДанные.Скидка = 1;", "UnknownFormItem Скидка"),
        ("А = Команды.Скидка;", "UnknownFormItem Скидка"),
        ("РассчитатьСкидку();", "UndefinedMethod РассчитатьСкидку"),
    ],
)
def test_form_modules_have_nothing_else(judged: Judge, body: str, expected: str) -> None:
    assert judged(procedure(body, "&НаСервере"), *FORM) == [expected]


def test_a_message_says_what_is_wrong_and_what_is_near(sample: object) -> None:
    from components.shared.bsl import parse
    from components.shared.bsl.configuration.model import Configuration
    from components.shared.bsl.context import Context
    from components.shared.bsl.names import check_names

    assert isinstance(sample, Configuration)
    context = Context(module_kind="common", configuration=sample)
    [found] = check_names(parse("А = Справочники.Номенклатуры.ПустаяСсылка();"), context)
    assert found.message_ru == (
        "Среди коллекции «Справочники» нет «Номенклатуры». Возможно, имелось в виду: «Номенклатура»"
    )
    assert found.message_en == "No 'Номенклатуры' in collection 'Catalogs'. Did you mean 'Номенклатура'?"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('А = Новый ОписаниеОповещения("Проба", ЭтотОбъект);', []),
        ('А = Новый ОписаниеОповещения("Потом", Параметр);', []),  # a method of something else
        ('А = Новый ОписаниеОповещения("Потом", ЭтотОбъект);', ["UndefinedMethod Потом"]),
        ('ПодключитьОбработчикОжидания("Потом", 1, Истина);', ["UndefinedMethod Потом"]),
    ],
)
def test_what_is_called_back_must_be_in_the_module(judged: Judge, body: str, expected: list[str]) -> None:
    assert judged(procedure(body, "&НаКлиенте"), *FORM) == expected
    assert judged(procedure(body, "&НаКлиенте"), *FORM, whole_module=False) == []
