"""Small methods that say one thing: totals, conditions with names, structures, conversions."""

from components.shared.template_corpus import vocabulary
from components.shared.template_corpus.composition import Composer, Draft, Words, guard


def total(words: Words) -> Draft:
    """A total over rows that meet a condition."""
    document, table, (resource, limit) = words.document(), words.table(), words.some(vocabulary.RESOURCES, 2, 2)
    draft = Draft(f"Итог{resource}По{table}", f"Документ.{document}", (table,))
    draft.does(
        f"считает итог {resource} по строкам таблицы {table} документа {document}",
        "Итог = 0;",
        f"Для Каждого Строка Из {table} Цикл",
    )
    if words.maybe():
        draft.does(f"пропускает строки, где {limit} меньше нуля", f"\tЕсли Строка.{limit} < 0 Тогда")
        draft.does("", "\t\tПродолжить;", "\tКонецЕсли;")
    return draft.does("", f"\tИтог = Итог + Строка.{resource};", "КонецЦикла;", "", "Возврат Итог;")


def collapse(words: Words) -> Draft:
    """A table grouped and sorted by its own methods."""
    register, dimension, resources = words.register(), words.dimension(), words.some(vocabulary.RESOURCES, 1, 2)
    draft = Draft(f"СвернутьПо{dimension}", f"РегистрНакопления.{register}", ("Таблица",))
    draft.does(
        f"сворачивает таблицу движений {register} по колонке {dimension} с суммой {', '.join(resources)}",
        "Результат = Таблица.Скопировать();",
        f'Результат.Свернуть("{dimension}", "{", ".join(resources)}");',
    )
    if words.maybe():
        draft.does(f"сортирует по {resources[0]}", f'Результат.Сортировать("{resources[0]} Убыв");')
    return draft.does("", "", "Возврат Результат;")


def structure_of(words: Words) -> Draft:
    """Many parameters as one structure."""
    catalog, attributes = words.catalog(), words.some(vocabulary.ATTRIBUTES, 2, 4)
    draft = Draft(f"Параметры{catalog}", f"Справочник.{catalog}", ("Ссылка",))
    draft.does("", "Результат = Новый Структура;")
    draft.does(
        f"собирает в структуру {', '.join(attributes)} элемента справочника {catalog}",
        *(f'Результат.Вставить("{attribute}", Ссылка.{attribute});' for attribute in attributes),
    )
    return draft.does("", "", "Возврат Результат;")


def named_condition(words: Words) -> Draft:
    """A condition that has got a name."""
    document, (first, second) = words.document(), words.some(vocabulary.DIMENSIONS, 2, 2)
    draft = Draft(f"{document}Готов", f"Документ.{document}", ("Объект",), export=words.maybe())
    draft.does(
        f"отвечает, готов ли документ {document}: заполнены ли {first} и {second}",
        f"Заполнено{first} = ЗначениеЗаполнено(Объект.{first});",
        f"Заполнено{second} = ЗначениеЗаполнено(Объект.{second});",
    )
    joint = words.pick("И", "Или")
    return draft.does("", "", f"Возврат Заполнено{first} {joint} Заполнено{second};")


def choose_by_value(words: Words) -> Draft:
    """Branches by the value of an attribute."""
    catalog, attribute, values = words.catalog(), words.attribute(), words.some(vocabulary.TABLES, 2, 3)
    draft = Draft(f"Вид{attribute}{catalog}", f"Справочник.{catalog}", (attribute,))
    draft.does(f"по значению {attribute} элемента справочника {catalog} возвращает {', '.join(values)}")
    for number, value in enumerate(values):
        keyword = "Если" if number == 0 else "ИначеЕсли"
        draft.does("", f"{keyword} {attribute} = {number + 1} Тогда", f'\tРезультат = "{value}";')
    return draft.does("", "Иначе", '\tРезультат = "";', "КонецЕсли;", "", "Возврат Результат;")


def joined(words: Words) -> Draft:
    """A text out of the parts of an array."""
    table, attribute = words.table(), words.attribute()
    separator = words.pick(", ", "; ", " / ", " - ")
    draft = Draft(f"Строка{attribute}{table}", f"Таблица.{table}", (table,))
    guard(draft, words, table, '""')
    return draft.does(
        f'соединяет {attribute} строк таблицы {table} через "{separator}"',
        "Части = Новый Массив;",
        f"Для Каждого Строка Из {table} Цикл",
        f"\tЧасти.Добавить(СокрЛП(Строка.{attribute}));",
        "КонецЦикла;",
        "",
        f'Возврат СтрСоединить(Части, "{separator}");',
    )


COMPOSERS: tuple[Composer, ...] = (total, collapse, structure_of, named_condition, choose_by_value, joined)
