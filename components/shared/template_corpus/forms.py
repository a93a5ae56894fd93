"""Modules of forms: events of elements, commands, notifications, appearance."""

from components.shared.template_corpus import vocabulary
from components.shared.template_corpus.composition import Composer, Draft, Words, guard


def _handler(name: str, entity: str, parameters: tuple[str, ...], directive: str = "НаКлиенте") -> Draft:
    return Draft(name, entity, parameters, is_function=False, directive=directive, export=False)


def on_change(words: Words) -> Draft:
    """The event after a field was changed."""
    document, dimension, cleared = words.document(), words.dimension(), words.some(vocabulary.ATTRIBUTES, 1, 2)
    draft = _handler(f"{dimension}ПриИзменении", f"Документ.{document}", ("Элемент",))
    draft.does(f"при изменении поля {dimension} на форме документа {document}")
    if words.maybe():
        draft.does(
            f"выходит, если {dimension} не заполнен",
            f"Если Не ЗначениеЗаполнено(Объект.{dimension}) Тогда",
            "\tВозврат;",
            "КонецЕсли;",
        )
    draft.does(f"очищает {' и '.join(cleared)}", *(f'Объект.{attribute} = "";' for attribute in cleared))
    call = words.pick(f"ЗаполнитьПо{dimension}НаСервере", "ПересчитатьНаСервере", "ОбновитьЭлементыФормы")
    return draft.does(f"вызывает {call}", f"{call}();")


def recalculate_row(words: Words) -> Draft:
    """A product of two columns in the current row."""
    document, table, (first, second, target) = words.document(), words.table(), words.some(vocabulary.RESOURCES, 3, 3)
    draft = _handler(f"{table}{first}ПриИзменении", f"Документ.{document}", ("Элемент",))
    draft.does(
        f"в таблице {table} документа {document} считает {target} как {first} на {second}",
        f"Строка = Элементы.{table}.ТекущиеДанные;",
        "Если Строка = Неопределено Тогда",
        "\tВозврат;",
        "КонецЕсли;",
        f"Строка.{target} = Строка.{first} * Строка.{second};",
    )
    if words.maybe():
        draft.does("включает признак изменения формы", "Модифицированность = Истина;")
    return draft


def fill_command(words: Words) -> Draft:
    """A command that checks, asks the server, and tells."""
    document, table = words.document(), words.table()
    draft = _handler(f"Заполнить{table}", f"Документ.{document}", ("Команда",))
    draft.does(f"обрабатывает команду заполнения таблицы {table} на форме документа {document}")
    if words.maybe():
        draft.does(
            "предупреждает, если документ проведен",
            "Если Объект.Проведен Тогда",
            '\tПоказатьПредупреждение(, "Документ проведен");',
            "\tВозврат;",
            "КонецЕсли;",
        )
    if words.maybe():
        draft.does("очищает таблицу", f"Объект.{table}.Очистить();")
    draft.does("", f"Заполнить{table}НаСервере();")
    if words.maybe():
        draft.does("оповещает пользователя", f'ПоказатьОповещениеПользователя("Заполнено: {table}");')
    return draft


def on_create(words: Words) -> Draft:
    """The event that prepares a form on the server."""
    document, dimensions = words.document(), words.some(vocabulary.DIMENSIONS, 1, 2)
    draft = _handler("ПриСозданииНаСервере", f"Документ.{document}", ("Отказ", "СтандартнаяОбработка"), "НаСервере")
    draft.does(f"при создании формы документа {document}")
    for dimension in dimensions:
        draft.does(
            f"берет {dimension} из параметров формы",
            f'Если Параметры.Свойство("{dimension}") Тогда',
            f"\tОбъект.{dimension} = Параметры.{dimension};",
            "КонецЕсли;",
        )
    element, state = words.attribute(), words.pick("Видимость", "Доступность", "ТолькоПросмотр")
    return draft.does(
        f"настраивает {state} элемента {element}", f"Элементы.{element}.{state} = Объект.Ссылка.Пустая();"
    )


def appearance(words: Words) -> Draft:
    """Visibility and availability of elements by a condition."""
    document, (flag, *elements) = words.document(), words.some(vocabulary.ATTRIBUTES, 2, 4)
    draft = _handler(f"Настроить{flag}", f"Документ.{document}", (), words.pick("НаКлиенте", "НаСервере"))
    draft.does(
        f"на форме документа {document} управляет элементами {', '.join(elements)} по заполнению {flag}",
        f"Заполнено = ЗначениеЗаполнено(Объект.{flag});",
    )
    for element in elements:
        state = words.pick("Видимость", "Доступность")
        draft.does("", f"Элементы.{element}.{state} = {words.pick('', 'Не ')}Заполнено;")
    return draft


def check_filling(words: Words) -> Draft:
    """The check before writing, with messages."""
    document, (first, second) = words.document(), words.some(vocabulary.DIMENSIONS, 2, 2)
    draft = _handler(
        "ОбработкаПроверкиЗаполненияНаСервере", f"Документ.{document}", ("Отказ", "Реквизиты"), "НаСервере"
    )
    draft.does(
        f"проверяет {first} и {second} перед записью документа {document}",
        f"Если Объект.{first} = Объект.{second} Тогда",
        f'\tОбщегоНазначения.СообщитьПользователю("Совпадают: {first} и {second}");',
        "\tОтказ = Истина;",
        "КонецЕсли;",
    )
    if words.maybe():
        guard(draft, words, f"Объект.{words.dimension()}")
    return draft


COMPOSERS: tuple[Composer, ...] = (
    on_change,
    recalculate_row,
    fill_command,
    on_create,
    appearance,
    check_filling,
)
