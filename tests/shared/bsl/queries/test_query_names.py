"""Names of tables, fields, values and parameters against a configuration: wrong ones are found, unknown ones not."""

import pytest

from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.queries import check_query_names, parse_query, resolve

CASES = {
    # tables
    "ВЫБРАТЬ Т.Код ИЗ Справочник.Товары КАК Т": ["QueryToMissingMetadata: Справочник.Товары"],
    "ВЫБРАТЬ Т.Код ИЗ Документ.Реализация КАК Т": ["QueryToMissingMetadata: Документ.Реализация"],
    "ВЫБРАТЬ Т.Сумма ИЗ Документ.РеализацияТоваров.Услуги КАК Т": [
        "QueryToMissingMetadata: Документ.РеализацияТоваров.Услуги"
    ],
    "ВЫБРАТЬ Т.А ИЗ РегистрНакопления.Продажи.Остатки КАК Т": [
        "QueryToMissingMetadata: РегистрНакопления.Продажи.Остатки"
    ],
    "ВЫБРАТЬ Т.А ИЗ РегистрСведений.НастройкиПользователей.СрезПоследних КАК Т": [
        "QueryToMissingMetadata: РегистрСведений.НастройкиПользователей.СрезПоследних"
    ],
    "ВЫБРАТЬ Т.А ИЗ РегистрСведений.ЦеныНоменклатуры.Остатки КАК Т": [
        "QueryToMissingMetadata: РегистрСведений.ЦеныНоменклатуры.Остатки"
    ],
    "ВЫБРАТЬ Т.А ИЗ (ВЫБРАТЬ П.Код КАК А ИЗ Справочник.Товары КАК П) КАК Т": [
        "QueryToMissingMetadata: Справочник.Товары"
    ],
    "ВЫБРАТЬ Т.Поле ИЗ Временная КАК Т": [],
    # fields
    "ВЫБРАТЬ Т.Название ИЗ Справочник.Склады КАК Т": ["QueryUnknownField: Название"],
    "ВЫБРАТЬ Название ИЗ Справочник.Склады КАК Т": ["QueryUnknownField: Название"],
    "ВЫБРАТЬ Т.Код ИЗ Справочник.Склады КАК Т ГДЕ Т.Активен": ["QueryUnknownField: Активен"],
    "ВЫБРАТЬ Т.Код ИЗ Справочник.Склады КАК Т УПОРЯДОЧИТЬ ПО Т.Рейтинг": ["QueryUnknownField: Рейтинг"],
    "ВЫБРАТЬ С.Код ИЗ Справочник.Склады КАК Т": ["QueryUnknownField: С"],
    "ВЫБРАТЬ Т.Код ИЗ Справочник.Склады КАК Т ЛЕВОЕ СОЕДИНЕНИЕ Справочник.Валюты КАК В ПО Т.Валюта = В.Ссылка": [
        "QueryUnknownField: Валюта"
    ],
    "ВЫБРАТЬ Т.Родитель ИЗ Справочник.Склады КАК Т": ["QueryUnknownField: Родитель"],
    "ВЫБРАТЬ Т.Проведен, Т.Дата, Т.Номер, Т.МоментВремени ИЗ Документ.ПоступлениеТоваров КАК Т": [],
    "ВЫБРАТЬ Т.Период ИЗ РегистрСведений.НастройкиПользователей КАК Т": ["QueryUnknownField: Период"],
    # chains
    "ВЫБРАТЬ Т.ОсновнойПоставщик.ИНН, Т.ОсновнойПоставщик.ГородРегистрации ИЗ Справочник.Номенклатура КАК Т": [
        "QueryUnknownField: ГородРегистрации"
    ],
    "ВЫБРАТЬ Т.Заявка.Инициатор.Организация.ИНН ИЗ Документ.ПоступлениеТоваров КАК Т": [],
    "ВЫБРАТЬ Т.Заявка.Инициатор.Организация.Адрес ИЗ Документ.ПоступлениеТоваров КАК Т": ["QueryUnknownField: Адрес"],
    "ВЫБРАТЬ Т.Артикул.Код ИЗ Справочник.Номенклатура КАК Т": ["QueryUnknownField: Код"],
    "ВЫБРАТЬ Д.Автор.Оклад, Д.Автор.ИНН, Д.Автор.Рост ИЗ Документ.Заказ КАК Д": ["QueryUnknownField: Рост"],
    "ВЫБРАТЬ Д.Доставка.Адрес ИЗ Документ.Заказ КАК Д": [],
    "ВЫБРАТЬ ВЫРАЗИТЬ(Д.Автор КАК Справочник.Сотрудники).ИНН ИЗ Документ.Заказ КАК Д": ["QueryUnknownField: ИНН"],
    "ВЫБРАТЬ В.Владелец.Оклад ИЗ (ВЫБРАТЬ Д.Автор КАК Владелец ИЗ Документ.Заказ КАК Д) КАК В": [],
    "ВЫБРАТЬ В.Кто.Рост ИЗ (ВЫБРАТЬ Д.Автор КАК Кто ИЗ Документ.Заказ КАК Д) КАК В": ["QueryUnknownField: Рост"],
    "ВЫБРАТЬ Т.Ссылка КАК С ПОМЕСТИТЬ ВТ ИЗ Справочник.Склады КАК Т; ВЫБРАТЬ ВТ.С.Адрес, ВТ.С.ИНН ИЗ ВТ КАК ВТ": [
        "QueryUnknownField: ИНН"
    ],
    "ВЫБРАТЬ В.С.Адрес, В.С.ИНН, В.С.Рост ИЗ (ВЫБРАТЬ Т.Код, Т.Ссылка КАК С ИЗ Справочник.Склады КАК Т ОБЪЕДИНИТЬ ВСЕ "
    "ВЫБРАТЬ Т.Организация.ИНН, Т.Организация ИЗ Справочник.Сотрудники КАК Т) КАК В": ["QueryUnknownField: Рост"],
    "ВЫБРАТЬ В.С.Рост ИЗ (ВЫБРАТЬ Т.Ссылка КАК С ИЗ Справочник.Склады КАК Т ОБЪЕДИНИТЬ ВЫБРАТЬ &П) КАК В": [],
    # nested tables
    "ВЫБРАТЬ Д.Товары.(Номенклатура.Артикул, Цена, Скидка) ИЗ Документ.РеализацияТоваров КАК Д": [
        "QueryUnknownField: Скидка"
    ],
    "ВЫБРАТЬ Д.Услуги.(Цена) ИЗ Документ.РеализацияТоваров КАК Д": ["QueryUnknownField: Услуги"],
    # virtual tables
    "ВЫБРАТЬ О.Количество ИЗ РегистрНакопления.ТоварыНаСкладах.Остатки КАК О": ["QueryUnknownField: Количество"],
    "ВЫБРАТЬ О.КоличествоОборот ИЗ РегистрНакопления.ТоварыНаСкладах.Остатки КАК О": [
        "QueryUnknownField: КоличествоОборот"
    ],
    "ВЫБРАТЬ О.КоличествоПриход ИЗ РегистрНакопления.Продажи.Обороты КАК О": ["QueryUnknownField: КоличествоПриход"],
    "ВЫБРАТЬ О.СуммаОстаток ИЗ РегистрНакопления.ТоварыНаСкладах.Остатки(&Д, Организация = &О) КАК О": [
        "QueryUnknownField: Организация"
    ],
    "ВЫБРАТЬ О.СуммаОстаток ИЗ РегистрНакопления.ТоварыНаСкладах.Остатки(&Д, О.Склад = &С) КАК О": [
        "QueryUnknownField: О"
    ],
    "ВЫБРАТЬ О.СуммаОстаток ИЗ РегистрНакопления.ТоварыНаСкладах.Остатки(&Д, Склад = &С, Номенклатура = &Н) КАК О": [
        "QueryTableParameters: Остатки"
    ],
    "ВЫБРАТЬ О.СуммаОборот ИЗ РегистрНакопления.Продажи.Обороты(&А, &Б, Ежемесячно) КАК О": [
        "QueryTableParameters: Ежемесячно"
    ],
    "ВЫБРАТЬ Т.Код ИЗ Справочник.Склады(&Параметр) КАК Т": ["QueryTableParameters: Склады"],
    "ВЫБРАТЬ Ц.Цена ИЗ РегистрСведений.ЦеныНоменклатуры.СрезПоследних(&Д, Номенклатура.Артикул = &А) КАК Ц": [],
    "ВЫБРАТЬ Ц.Цена ИЗ РегистрСведений.ЦеныНоменклатуры.СрезПоследних(&Д, Номенклатура В "
    "(ВЫБРАТЬ Т.Товар ИЗ Документ.ПоступлениеТоваров.Товары КАК Т)) КАК Ц": ["QueryUnknownField: Товар"],
    "ВЫБРАТЬ О.СуммаОстаток ИЗ РегистрБухгалтерии.Хозрасчетный.Остатки(&Д, Счет = &С, , Склад = &Склад) КАК О": [
        "QueryUnknownField: Склад"
    ],
    "ВЫБРАТЬ О.СуммаДт ИЗ РегистрБухгалтерии.Хозрасчетный.Обороты КАК О": ["QueryUnknownField: СуммаДт"],
    # values and types
    "ВЫБРАТЬ ЗНАЧЕНИЕ(Перечисление.СтавкиНДС.НДС18)": ["QueryToMissingMetadata: НДС18"],
    "ВЫБРАТЬ ЗНАЧЕНИЕ(Перечисление.Ставки.НДС20)": ["QueryToMissingMetadata: Ставки"],
    "ВЫБРАТЬ ЗНАЧЕНИЕ(ПланСчетов.Хозрасчетный.Касса)": ["QueryToMissingMetadata: Касса"],
    "ВЫБРАТЬ ТИП(Справочник.Товары)": ["QueryToMissingMetadata: Товары"],
    "ВЫБРАТЬ ВЫРАЗИТЬ(&А КАК Документ.Счет)": ["QueryToMissingMetadata: Счет"],
    "ВЫБРАТЬ Д.Автор ССЫЛКА Справочник.Товары ИЗ Документ.Заказ КАК Д": ["QueryToMissingMetadata: Товары"],
    # around
    "ВЫБРАТЬ Т.Код ИЗ Справочник.Склады КАК Т ГДЕ ИСТИНА В (ВЫБРАТЬ ПЕРВЫЕ 1 ИСТИНА ИЗ Документ.ПоступлениеТоваров "
    "КАК Д ГДЕ Д.Склад = Т.Ссылка И Д.Вес = Т.Вес)": ["QueryUnknownField: Вес", "QueryUnknownField: Вес"],
    "ВЫБРАТЬ Дата, Ссылка ИЗ Документ.Заказ КАК А, Документ.ПоступлениеТоваров КАК Б": [
        "QueryAmbiguousField: Дата",
        "QueryAmbiguousField: Ссылка",
    ],
    "SELECT T.Name FROM Catalog.Склады AS T": ["QueryUnknownField: Name"],
    "SELECT T.Description, T.Ref.Code FROM Catalog.Склады AS T": [],
}


@pytest.mark.parametrize("text", CASES)
def test_wrong_names_are_found_and_nothing_else(text: str, configuration: Configuration) -> None:
    package = parse_query(text)
    assert package.errors == ()
    found = [
        f"{item.rule.code}: {text[item.column - 1 : item.column - 1 + item.end - item.start]}"
        for item in check_query_names(package, configuration)
    ]
    assert found == CASES[text]


NEAR = {
    "ВЫБРАТЬ Т.Наименованее ИЗ Справочник.Склады КАК Т": "Наименование",
    "ВЫБРАТЬ Т.Код ИЗ Справочник.Складу КАК Т": "Склады",
    "ВЫБРАТЬ ЗНАЧЕНИЕ(Перечисление.СтавкиНДС.НДС18)": "НДС10",
    "ВЫБРАТЬ ТИП(Документ.РеализацияТовара)": "РеализацияТоваров",
}


@pytest.mark.parametrize("text", NEAR)
def test_a_misspelt_name_is_answered_with_the_nearest_one(text: str, configuration: Configuration) -> None:
    (found,) = check_query_names(parse_query(text), configuration)
    assert found.message_ru.endswith(f"; возможно, «{NEAR[text]}»")
    assert found.message_en.endswith(f"; perhaps '{NEAR[text]}'")


def test_without_a_configuration_its_names_are_unknown_and_never_wrong() -> None:
    for text in CASES:
        names = [item.rule.code for item in check_query_names(parse_query(text), None)]
        assert "QueryAmbiguousField" not in names
        assert names in ([], ["QueryUnknownField"]) or "ЗНАЧЕНИЕ" in text


def test_each_field_knows_its_table_and_its_types(configuration: Configuration) -> None:
    text = "ВЫБРАТЬ Т.Ответственный.Организация ИЗ Справочник.Склады КАК Т"
    resolution = resolve(parse_query(text), configuration)
    ((relation, column),) = resolution.fields.values()
    assert relation.alias == "Т"
    assert column is not None
    assert column.types == ("CatalogRef.Организации",)
