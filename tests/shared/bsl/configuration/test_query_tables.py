"""Tables of queries over registers and objects of every kind."""

from dataclasses import replace

import pytest

from components.shared.bsl.configuration import find_table
from components.shared.bsl.configuration.model import Attribute, Configuration, MetadataObject, TabularSection
from components.shared.bsl.configuration.query_tables import QueryTable


def attributes(**roles: str) -> dict[str, Attribute]:
    """``Склад="dimension"``; ``+`` at the end of a role: it balances."""
    return {
        name.lower(): Attribute(name, ("Number",), role.rstrip("+"), {"Balance": "true"} if role.endswith("+") else {})
        for name, role in roles.items()
    }


OBJECTS = (
    MetadataObject(
        "Catalog",
        "Товары",
        attributes(Цена="attribute"),
        {"состав": TabularSection("Состав", attributes(Доля="attribute"))},
        properties={"CodeLength": "9", "DescriptionLength": "50", "Hierarchical": "true"},
        references={"Owners": ("Catalog.Фирмы",)},
    ),
    MetadataObject("Catalog", "Фирмы", properties={"DescriptionLength": "50"}),
    MetadataObject("Catalog", "Виды", properties={"Hierarchical": "true", "HierarchyType": "HierarchyOfItems"}),
    MetadataObject(
        "Document",
        "Продажа",
        attributes(Склад="attribute"),
        properties={"NumberLength": "9"},
        references={"RegisterRecords": ("AccumulationRegister.Остатки", "AccountingRegister.Учет")},
    ),
    MetadataObject("Enum", "Ставки", values={"ндс": "НДС"}),
    MetadataObject("Constant", "Валюта", references={"Type": ("CatalogRef.Валюты",)}),
    MetadataObject(
        "InformationRegister",
        "Цены",
        attributes(Товар="dimension", Цена="resource", Автор="attribute"),
        properties={"InformationRegisterPeriodicity": "Day", "WriteMode": "Independent"},
    ),
    MetadataObject(
        "InformationRegister",
        "Настройки",
        attributes(Ключ="dimension"),
        properties={"InformationRegisterPeriodicity": "Nonperiodical", "WriteMode": "Independent"},
    ),
    MetadataObject(
        "AccumulationRegister",
        "Остатки",
        attributes(Товар="dimension", Количество="resource"),
        properties={"RegisterType": "Balance"},
    ),
    MetadataObject(
        "AccumulationRegister",
        "Выручка",
        attributes(Товар="dimension", Сумма="resource"),
        properties={"RegisterType": "Turnovers"},
    ),
    MetadataObject(
        "ChartOfAccounts",
        "Счета",
        attributes(Валютный="accounting_flag"),
        {"видысубконто": TabularSection("ВидыСубконто", attributes(Валютный="ext_dimension_flag"))},
        properties={"MaxExtDimensionCount": "2", "ExtDimensionTypes": "ChartOfCharacteristicTypes.Виды"},
    ),
    MetadataObject(
        "AccountingRegister",
        "Учет",
        attributes(Фирма="dimension+", Валюта="dimension", Сумма="resource+", Количество="resource", Текст="attribute"),
        properties={"ChartOfAccounts": "ChartOfAccounts.Счета", "Correspondence": "true"},
    ),
    MetadataObject(
        "AccountingRegister",
        "Простой",
        attributes(Сумма="resource"),
        properties={"ChartOfAccounts": "ChartOfAccounts.Счета"},
    ),
    MetadataObject(
        "CalculationRegister",
        "Начисления",
        attributes(Сотрудник="dimension", Сумма="resource"),
        properties={"ActionPeriod": "true", "BasePeriod": "true"},
        references={"Recalculations": ("Пересчет",)},
    ),
    MetadataObject(
        "Sequence", "Партии", attributes(Товар="dimension"), references={"Documents": ("Document.Продажа",)}
    ),
    MetadataObject(
        "DocumentJournal",
        "Журнал",
        {"склад": Attribute("Склад", (), "column", {"References": "Document.Продажа.Attribute.Склад"})},
        references={"RegisteredDocuments": ("Document.Продажа",)},
    ),
    MetadataObject("FilterCriterion", "Связи"),
    MetadataObject("Task", "Задача", attributes(Кто="addressing"), properties={"NumberLength": "5"}),
    MetadataObject("BusinessProcess", "Процесс", properties={"Task": "Task.Задача", "NumberLength": "5"}),
    MetadataObject("ExchangePlan", "Узлы", properties={"CodeLength": "5"}, references={"Content": ("Catalog.Товары",)}),
    MetadataObject("ExternalDataSource", "Внешний"),
    MetadataObject(
        "CommonAttribute", "Область", properties={"AutoUse": "Use"}, references={"DontUse": ("Catalog.Фирмы",)}
    ),
    MetadataObject("Report", "Отчет"),
)
CONFIGURATION = Configuration("Проба", objects={(item.kind, item.name.lower()): item for item in OBJECTS})


def table(name: str) -> QueryTable:
    found = find_table(CONFIGURATION, name)
    assert found is not None
    return found


BALANCE = "РегистрНакопления.Остатки.Остатки"
TURNOVERS = "РегистрНакопления.Остатки.Обороты"
BOTH = "РегистрНакопления.Остатки.ОстаткиИОбороты"
ACCOUNTING = "РегистрБухгалтерии.Учет"
PLAIN = "РегистрБухгалтерии.Простой"


@pytest.mark.parametrize(
    ("name", "present", "absent"),
    [
        (
            "Справочник.Товары",
            "Ссылка Код Наименование Родитель ЭтоГруппа Владелец Цена Область Ref IsFolder",
            "Номер Состав",
        ),
        ("Справочник.Фирмы", "Ссылка Наименование Представление DataVersion", "Код Родитель Владелец Область"),
        ("Catalog.Виды", "Родитель", "ЭтоГруппа Наименование"),
        ("Справочник.Товары.Состав", "Ссылка НомерСтроки Доля LineNumber", "Код Цена"),
        ("Документ.Продажа", "Дата Номер Проведен МоментВремени Posted Склад", "Код Период"),
        ("Перечисление.Ставки", "Ссылка Порядок Order", "ПометкаУдаления НДС"),
        ("Константа.Валюта", "Значение Value", "Валюта"),
        ("Константы", "Валюта", "Значение"),
        ("РегистрСведений.Цены", "Период Товар Цена Автор", "Регистратор НомерСтроки"),
        ("РегистрСведений.Цены.СрезПоследних", "Период Товар Цена Автор", "Регистратор ЦенаОстаток"),
        ("InformationRegister.Цены.SliceFirst", "Period Товар", "Recorder"),
        ("РегистрСведений.Настройки", "Ключ", "Период"),
        (
            "РегистрНакопления.Остатки",
            "Период Регистратор Активность ВидДвижения Количество RecordType",
            "КоличествоОстаток",
        ),
        ("РегистрНакопления.Выручка", "Период Сумма", "ВидДвижения"),
        (BALANCE, "Товар КоличествоОстаток КоличествоBalance Область", "Количество КоличествоПриход Период"),
        (TURNOVERS, "КоличествоОборот КоличествоПриход КоличествоРасход Период ПериодМесяц", "КоличествоОстаток"),
        ("РегистрНакопления.Выручка.Обороты", "СуммаОборот СуммаTurnover Регистратор", "СуммаПриход СуммаОстаток"),
        (BOTH, "КоличествоНачальныйОстаток КоличествоКонечныйОстаток КоличествоExpense", "КоличествоОстаток"),
        ("ПланСчетов.Счета", "Вид Забалансовый Родитель Валютный Type OffBalance", "Порядок Код"),
        ("ПланСчетов.Счета.ВидыСубконто", "ВидСубконто ТолькоОбороты Предопределенное Валютный", "Вид"),
        (
            ACCOUNTING,
            "СчетДт СчетКт Фирма ВалютаДт ВалютаКт Сумма КоличествоДт Текст AccountDr",
            "Счет Валюта СубконтоДт1",
        ),
        (
            f"{ACCOUNTING}.Остатки",
            "Счет Субконто1 Субконто2 Фирма СуммаОстаток СуммаОстатокДт СуммаРазвернутыйОстатокКт",
            "Субконто3",
        ),
        (
            f"{ACCOUNTING}.Обороты",
            "Счет КорСчет КорСубконто2 ВалютаКор СуммаОборотДт СуммаКорОборот",
            "СуммаОстаток ФирмаКор",
        ),
        (
            f"{ACCOUNTING}.ОстаткиИОбороты",
            "СуммаНачальныйОстатокДт СуммаКонечныйРазвернутыйОстатокКт СуммаОборот",
            "КорСчет",
        ),
        (
            f"{ACCOUNTING}.ОборотыДтКт",
            "СчетДт СубконтоКт2 ВалютаДт СуммаОборот КоличествоОборотДт ExtDimensionDr1",
            "Счет СуммаОборотДт",
        ),
        (f"{ACCOUNTING}.ДвиженияССубконто", "СчетДт СубконтоДт1 ВидСубконтоКт2 Текст НомерСтроки", "Субконто1"),
        (f"{ACCOUNTING}.Субконто", "Вид Значение ВидДвижения Регистратор", "Сумма"),
        (PLAIN, "Счет ВидДвижения Сумма", "СчетДт"),
        (f"{PLAIN}.Обороты", "Счет СуммаОборотДт", "КорСчет СуммаКорОборот"),
        (f"{PLAIN}.ДвиженияССубконто", "Субконто1 ВидСубконто2", "СубконтоДт1"),
        (
            "РегистрРасчета.Начисления",
            "ПериодРегистрации ВидРасчета Сторно ПериодДействия БазовыйПериодКонец",
            "Период",
        ),
        ("РегистрРасчета.Начисления.БазаНачисления", "СуммаБаза Сотрудник", ""),
        ("Последовательность.Партии", "Период Регистратор Товар", "Сумма"),
        ("Последовательность.Партии.Границы", "Период Регистратор Товар", ""),
        ("ЖурналДокументов.Журнал", "Ссылка Дата Номер Проведен Тип Склад", "Код"),
        ("КритерийОтбора.Связи", "Ссылка", "Код"),
        ("Задача.Задача", "Номер Дата БизнесПроцесс ТочкаМаршрута Выполнена Кто", "Стартован"),
        ("Задача.Задача.ЗадачиПоИсполнителю", "Ссылка Выполнена Кто", ""),
        ("БизнесПроцесс.Процесс", "Стартован Завершен ВедущаяЗадача", "Выполнена"),
        ("ПланОбмена.Узлы", "Код НомерОтправленного НомерПринятого ЭтотУзел", "Наименование"),
        ("Справочник.Товары.Изменения", "Узел НомерСообщения Ссылка Node", "Код"),
    ],
)
def test_a_table_has_its_fields(name: str, present: str, absent: str) -> None:
    fields = table(name).fields
    assert [word for word in present.split() if word.lower() not in fields] == []
    assert [word for word in absent.split() if word.lower() in fields] == []


@pytest.mark.parametrize(
    "name",
    [
        "Справочники.Товары",  # the plural is no table
        "Справочник",
        "Справочник.Нет",
        "Справочник.Товары.Нет",
        "Справочник.Товары.Состав.Еще",
        "Справочник.Фирмы.Изменения",  # in no exchange plan
        "РегистрСведений.Настройки.СрезПоследних",  # not periodical
        "РегистрНакопления.Выручка.Остатки",  # turnovers only
        "РегистрНакопления.Выручка.ОстаткиИОбороты",
        "РегистрБухгалтерии.Простой.ОборотыДтКт",  # no correspondence
        "РегистрНакопления.Остатки.СрезПоследних",
        "РегистрРасчета.Начисления.ДанныеГрафика",  # no schedule
        "Отчет.Отчет",
        "Таблица",
        "",
        "...",
    ],
)
def test_what_is_no_table_is_not_found(name: str) -> None:
    assert find_table(CONFIGURATION, name) is None


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("РегистрСведений.Цены.СрезПоследних", "Период Условие"),
        (BALANCE, "Период Условие"),
        (TURNOVERS, "НачалоПериода КонецПериода Периодичность Условие"),
        (BOTH, "НачалоПериода КонецПериода Периодичность МетодДополнения Условие"),
        (f"{ACCOUNTING}.Остатки", "Период УсловиеСчета Субконто Условие"),
        (
            f"{ACCOUNTING}.Обороты",
            "НачалоПериода КонецПериода Периодичность УсловиеСчета Субконто Условие УсловиеКорСчета КорСубконто",
        ),
        (f"{PLAIN}.Обороты", "НачалоПериода КонецПериода Периодичность УсловиеСчета Субконто Условие"),
        (
            f"{ACCOUNTING}.ОстаткиИОбороты",
            "НачалоПериода КонецПериода Периодичность МетодДополнения УсловиеСчета Субконто Условие",
        ),
        (
            f"{ACCOUNTING}.ОборотыДтКт",
            "НачалоПериода КонецПериода Периодичность УсловиеСчетаДт СубконтоДт УсловиеСчетаКт СубконтоКт Условие",
        ),
        (f"{ACCOUNTING}.ДвиженияССубконто", "НачалоПериода КонецПериода Условие Порядок Первые"),
        ("РегистрРасчета.Начисления.ФактическийПериодДействия", "Условие"),
        ("Задача.Задача.TasksByExecutive", "Исполнитель Условие"),
        ("КритерийОтбора.Связи", "Значение"),
    ],
)
def test_a_virtual_table_has_its_parameters(name: str, parameters: str) -> None:
    assert [parameter.name for parameter in table(name).parameters or ()] == parameters.split()


@pytest.mark.parametrize("name", ["Справочник.Товары", f"{ACCOUNTING}.Субконто", "Последовательность.Партии.Границы"])
def test_a_stored_table_takes_no_parameters(name: str) -> None:
    assert table(name).parameters is None


def test_conditions_may_name_dimensions_and_no_sums() -> None:
    assert set(table(BALANCE).condition_fields) == {"товар", "область"}
    assert "цена" in table("РегистрСведений.Цены.СрезПоследних").condition_fields
    assert "счет" in table(f"{ACCOUNTING}.Остатки").condition_fields


def test_words_of_periodicity_are_known() -> None:
    periodicity = (table(TURNOVERS).parameters or ())[2]
    assert {"месяц", "month", "регистратор", "авто"} <= set(periodicity.values)


@pytest.mark.parametrize(
    ("name", "field", "types"),
    [
        ("Справочник.Товары", "Ссылка", ("CatalogRef.Товары",)),
        ("Справочник.Товары", "Владелец", ("CatalogRef.Фирмы",)),
        ("РегистрНакопления.Остатки", "Регистратор", ("DocumentRef.Продажа",)),
        (BALANCE, "КоличествоОстаток", ("Number",)),
        (ACCOUNTING, "СчетДт", ("ChartOfAccountsRef.Счета",)),
        (f"{ACCOUNTING}.Остатки", "Субконто1", ("Characteristic.Виды",)),
        (f"{ACCOUNTING}.ДвиженияССубконто", "ВидСубконтоДт1", ("ChartOfCharacteristicTypesRef.Виды",)),
        ("ПланСчетов.Счета.ВидыСубконто", "ВидСубконто", ("ChartOfCharacteristicTypesRef.Виды",)),
        ("ЖурналДокументов.Журнал", "Склад", ("Number",)),
        ("ЖурналДокументов.Журнал", "Ссылка", ("DocumentRef.Продажа",)),
        ("Константы", "Валюта", ("CatalogRef.Валюты",)),
        ("БизнесПроцесс.Процесс", "ВедущаяЗадача", ("TaskRef.Задача",)),
    ],
)
def test_fields_know_their_types(name: str, field: str, types: tuple[str, ...]) -> None:
    assert table(name).fields[field.lower()].types == types


def test_tabular_sections_are_nested_tables() -> None:
    assert table("Справочник.Товары").tables["состав"].fields["доля"].name == "Доля"
    assert table("ПланСчетов.Счета").tables["extdimensiontypes"].name == "ПланСчетов.Счета.ВидыСубконто"


@pytest.mark.parametrize(
    "name",
    [
        "ВнешнийИсточникДанных.Внешний.Таблица.Заказы",
        "БизнесПроцесс.Процесс.Точки",
        "РегистрРасчета.Начисления.Пересчет",
    ],
)
def test_what_is_not_read_is_unknown_and_not_wrong(name: str) -> None:
    assert not table(name).complete


def test_an_adopted_object_is_unknown_beyond_what_the_extension_says() -> None:
    adopted = MetadataObject("AccumulationRegister", "Запасы", attributes(Склад="dimension"), complete=False)
    extension = Configuration("Расш", is_extension=True, objects={("AccumulationRegister", "запасы"): adopted})
    balance = find_table(extension, "РегистрНакопления.Запасы.Остатки")
    assert balance is not None
    assert not balance.complete
    assert "склад" in balance.fields


def test_another_configuration_is_asked_anew() -> None:
    other = replace(CONFIGURATION, objects={})
    assert find_table(other, "Справочник.Товары") is None
    assert find_table(CONFIGURATION, "Справочник.Товары") is not None
