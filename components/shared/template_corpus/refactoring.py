"""Small methods that say one thing: totals, conditions with names, structures, conversions."""

from components.shared.template_corpus import vocabulary
from components.shared.template_corpus.composition import Composer, Draft, Words


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


COMPOSERS: tuple[Composer, ...] = (total, collapse, structure_of, named_condition)
