"""Members of types: what exists, what is invented, what a loop gives."""

import pytest

from components.shared.bsl.platform.model import PlatformType
from components.shared.bsl.platform.tables import load_platform

TYPES = load_platform().types

EXISTING = [
    "Массив.Найти",
    "Array.UBound",
    "Структура.Свойство",
    "Соответствие.Получить",
    "СписокЗначений.НайтиПоЗначению",
    "ТаблицаЗначений.Свернуть",
    "ТаблицаЗначений.Колонки",
    "КоллекцияКолонокТаблицыЗначений.Найти",
    "ДеревоЗначений.Строки",
    "Запрос.УстановитьПараметр",
    "QueryResult.Select",
    "QueryResult.IsEmpty",
    "ВыборкаИзРезультатаЗапроса.Следующий",
    "HTTPСоединение.ОтправитьДляОбработки",
    "HTTPСервисЗапрос.ПолучитьТелоКакСтроку",
    "FTPСоединение.Записать",
    "ЧтениеJSON.ТипТекущегоЗначения",
    "ЗаписьXML.ЗаписатьНачалоЭлемента",
    "ЭлементDOM.ПолучитьАтрибут",
    "СериализаторXDTO.ЗаписатьXDTO",
    "Файл.Существует",
    "ПотокВПамяти.ЗакрытьИПолучитьДвоичныеДанные",
    "ЧтениеZipФайла.ИзвлечьВсе",
    "ИнтернетПочта.Подключиться",
    "МенеджерКриптографии.Подписать",
    "ФоновоеЗадание.Отменить",
    "БлокировкаДанных.Заблокировать",
    "КомпоновщикНастроекКомпоновкиДанных.ЗагрузитьНастройки",
    "ТабличныйДокумент.Вывести",
    "ФормаКлиентскогоПриложения.РеквизитФормыВЗначение",
    "УправляемаяФорма.Закрыть",
    "ТаблицаФормы.ТекущиеДанные",
    "ДанныеФормыКоллекция.НайтиСтроки",
    "СправочникМенеджер.НайтиПоКоду",
    "ДокументОбъект.Движения",
    "РегистрСведенийНаборЗаписей.Отбор",
    "РегистрСведенийМенеджер.СрезПоследних",
]
INVENTED = [
    "Массив.Сортировать",
    "Массив.Содержит",
    "Массив.Обратить",
    "Массив.Длина",
    "Структура.СодержитКлюч",
    "Структура.Получить",
    "Соответствие.СодержитКлюч",
    "Соответствие.Свойство",
    "СписокЗначений.Найти",
    "ТаблицаЗначений.Фильтровать",
    "ТаблицаЗначений.ДобавитьСтроку",
    "КоллекцияКолонокТаблицыЗначений.Содержит",
    "ДеревоЗначений.Добавить",
    "Запрос.ВыполнитьЗапрос",
    "РезультатЗапроса.Следующий",
    "РезультатЗапроса.Количество",
    "FTPСоединение.ЗаписатьФайл",
    "HTTPСоединение.Отправить",
    "HTTPОтвет.Тело",
    "ЧтениеJSON.ПрочитатьВсе",
    "ЗаписьТекста.ДописатьСтроку",
    "Файл.Удалить",
    "ФоновоеЗадание.Завершить",
    "Строка.Длина",
]


def has_member(path: str) -> tuple[PlatformType, bool]:
    type_name, member = path.lower().split(".")
    kind = TYPES[type_name]
    return kind, member in kind.methods or member in kind.properties


@pytest.mark.parametrize("path", EXISTING)
def test_a_member_that_exists_is_known(path: str) -> None:
    assert has_member(path)[1]


@pytest.mark.parametrize("path", INVENTED)
def test_a_member_that_models_invent_is_an_error(path: str) -> None:
    kind, known = has_member(path)
    assert not known
    assert kind.complete


@pytest.mark.parametrize(
    ("type_name", "element"),
    [
        ("Структура", "КлючИЗначение"),
        ("ТаблицаЗначений", "СтрокаТаблицыЗначений"),
        ("СписокЗначений", "ЭлементСпискаЗначений"),
        ("БлокировкаДанных", "ЭлементБлокировкиДанных"),
        ("РегистрСведенийНаборЗаписей", "РегистрСведенийЗапись"),
    ],
)
def test_a_loop_gives_elements_of_a_known_type(type_name: str, element: str) -> None:
    assert TYPES[type_name.lower()].elements == (element,)


def test_rows_have_members_of_their_data_too() -> None:
    assert all(TYPES[name].dynamic for name in ("структура", "строкатаблицызначений", "выборкаизрезультатазапроса"))


def test_there_are_members_of_as_many_types_as_promised() -> None:
    described = {kind.ru for kind in TYPES.values() if kind.methods or kind.properties}
    assert len(described) >= 200
    assert sum(kind.complete for kind in {kind.ru: kind for kind in TYPES.values()}.values()) >= 60


def test_no_name_is_a_method_and_a_property_of_one_type() -> None:
    """In Russian: in English a record set has both the method Write and the property Write."""
    both = [
        (kind.ru, method.ru)
        for kind in TYPES.values()
        for method in kind.methods.values()
        if method.ru in {field.ru for field in kind.properties.values()}
    ]
    assert both == []
