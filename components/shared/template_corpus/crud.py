"""Catalogs and documents: find, create, change, delete, read."""

from components.shared.template_corpus import vocabulary
from components.shared.template_corpus.composition import Composer, Draft, Words, attempt, guard, query


def find_by_attribute(words: Words) -> Draft:
    """Search through the manager of a catalog."""
    catalog, attribute = words.catalog(), words.attribute()
    draft = Draft(f"Найти{catalog}По{attribute}", f"Справочник.{catalog}", (attribute,))
    guard(draft, words, attribute, words.pick("Неопределено", f"Справочники.{catalog}.ПустаяСсылка()"))
    draft.does(
        f"находит элемент справочника {catalog} по реквизиту {attribute}",
        f'Ссылка = Справочники.{catalog}.НайтиПоРеквизиту("{attribute}", {attribute});',
    )
    if words.maybe():
        draft.does("возвращает Неопределено, если он помечен на удаление", "Если Ссылка.ПометкаУдаления Тогда")
        draft.does("", "\tВозврат Неопределено;", "КонецЕсли;")
    return draft.does("", "", "Возврат Ссылка;")


def find_by_query(words: Words) -> Draft:
    """Search by a query, with what to return when nothing is found."""
    catalog, (attribute, shown) = words.catalog(), words.some(vocabulary.ATTRIBUTES, 2, 2)
    draft = Draft(f"{shown}{catalog}По{attribute}", f"Справочник.{catalog}", (attribute,))
    text = [f"ВЫБРАТЬ ПЕРВЫЕ {words.number(1, 20)}", f"\tТ.{shown} КАК {shown}", f"ИЗ Справочник.{catalog} КАК Т"]
    text.append(f"ГДЕ Т.{attribute} = &{attribute}" + words.pick("", " И НЕ Т.ПометкаУдаления"))
    draft.does(
        f"запросом получает {shown} из справочника {catalog} по реквизиту {attribute}",
        *query(*text, parameters=[attribute]),
        "Выборка = Запрос.Выполнить().Выбрать();",
    )
    missing = words.pick("Неопределено", '""', "Ложь")
    draft.does(f"возвращает {missing}, если ничего не найдено", "Если Выборка.Следующий() Тогда")
    return draft.does("", f"\tВозврат Выборка.{shown};", "КонецЕсли;", "", f"Возврат {missing};")


def create_item(words: Words) -> Draft:
    """A new catalog item from a structure."""
    catalog, attributes = words.catalog(), words.some(vocabulary.ATTRIBUTES, 1, 3)
    draft = Draft(f"Создать{catalog}", f"Справочник.{catalog}", ("Данные",))
    if words.maybe():
        guard(draft, words, "Данные", "Неопределено")
    draft.does(
        f"создает элемент справочника {catalog}, заполняет {' и '.join(attributes)}",
        f"Элемент = Справочники.{catalog}.СоздатьЭлемент();",
        *(f"Элемент.{attribute} = Данные.{attribute};" for attribute in attributes),
    )
    if words.maybe():
        attempt(draft, words, f"Создание.{catalog}", "Элемент.Записать();")
    else:
        draft.does("записывает его", "Элемент.Записать();")
    return draft.does("", "", "Возврат Элемент.Ссылка;")


def create_document(words: Words) -> Draft:
    """A new document with attributes, written or posted."""
    document, dimensions = words.document(), words.some(vocabulary.DIMENSIONS, 1, 3)
    parameters = (*dimensions, "ДатаДокумента")
    draft = Draft(f"Создать{document}", f"Документ.{document}", parameters)
    if words.maybe():
        guard(draft, words, dimensions[0], "Неопределено")
    draft.does(
        f"создает документ {document} с реквизитами {', '.join(dimensions)}",
        f"НовыйДокумент = Документы.{document}.СоздатьДокумент();",
        "НовыйДокумент.Дата = ДатаДокумента;",
        *(f"НовыйДокумент.{dimension} = {dimension};" for dimension in dimensions),
    )
    if words.maybe():
        draft.does("проводит его", "НовыйДокумент.Записать(РежимЗаписиДокумента.Проведение);")
    else:
        draft.does("записывает его без проведения", "НовыйДокумент.Записать(РежимЗаписиДокумента.Запись);")
    return draft.does("", "", "Возврат НовыйДокумент.Ссылка;")


def change_attribute(words: Words) -> Draft:
    """New values in an existing object, under a try."""
    kind = words.pick("Справочник", "Документ")
    entity = words.catalog() if kind == "Справочник" else words.document()
    attributes = words.some(vocabulary.ATTRIBUTES, 1, 3)
    draft = Draft(
        f"Изменить{attributes[0]}{entity}",
        f"{kind}.{entity}",
        ("Ссылка", *(f"Новое{attribute}" for attribute in attributes)),
        is_function=False,
    )
    if words.maybe():
        guard(draft, words, "Ссылка")
    draft.does(f"меняет {', '.join(attributes)} объекта {kind}.{entity}", "Объект = Ссылка.ПолучитьОбъект();")
    if words.maybe():
        draft.does("блокирует объект перед изменением", "Объект.Заблокировать();")
    draft.does("", *(f"Объект.{attribute} = Новое{attribute};" for attribute in attributes))
    if words.maybe():
        return attempt(draft, words, f"Изменение.{entity}", "Объект.Записать();")
    return draft.does("записывает его", "Объект.Записать();")


def mark_for_deletion(words: Words) -> Draft:
    """Deletion marks for what a selection gives."""
    catalog, conditions = words.catalog(), words.some(vocabulary.ATTRIBUTES, 1, 2)
    counted = words.maybe()
    draft = Draft(f"ПометитьНаУдаление{catalog}", f"Справочник.{catalog}", tuple(conditions), is_function=counted)
    for condition in conditions:
        if words.maybe():
            guard(draft, words, condition, "0" if counted else "")
    draft.does("", *(["Количество = 0;"] if counted else []))
    draft.does(
        f"помечает на удаление элементы справочника {catalog}, где {' и '.join(conditions)} как в параметрах",
        f"Выборка = Справочники.{catalog}.Выбрать();",
        "Пока Выборка.Следующий() Цикл",
        f"\tЕсли {' И '.join(f'Выборка.{condition} = {condition}' for condition in conditions)} Тогда",
        "\t\tВыборка.ПолучитьОбъект().УстановитьПометкуУдаления(Истина);",
        *(["\t\tКоличество = Количество + 1;"] if counted else []),
        "\tКонецЕсли;",
        "КонецЦикла;",
    )
    return draft.does("возвращает их количество", "", "Возврат Количество;") if counted else draft


def fill_table(words: Words) -> Draft:
    """Rows of a tabular section from a table."""
    document, table, columns = words.document(), words.table(), words.some(vocabulary.RESOURCES, 1, 3)
    draft = Draft(f"Заполнить{table}{document}", f"Документ.{document}", ("Объект", "Данные"), is_function=False)
    if words.maybe():
        draft.does(f"очищает табличную часть {table} документа {document}", f"Объект.{table}.Очистить();")
    draft.does(
        f"добавляет в {table} строки с полями {', '.join(columns)}",
        "Для Каждого Строка Из Данные Цикл",
        f"\tНоваяСтрока = Объект.{table}.Добавить();",
        *(f"\tНоваяСтрока.{column} = Строка.{column};" for column in columns),
        "КонецЦикла;",
    )
    return draft.does("записывает документ", "Объект.Записать();") if words.maybe() else draft


COMPOSERS: tuple[Composer, ...] = (
    find_by_attribute,
    find_by_query,
    create_item,
    create_document,
    change_attribute,
    mark_for_deletion,
    fill_table,
)
