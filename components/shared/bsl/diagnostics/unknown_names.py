"""What the room of names finds, under its rules. Code with a name that means nothing does not compile."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.registry import declare
from components.shared.bsl.diagnostics.view import ModuleView
from components.shared.bsl.findings import Finding
from components.shared.bsl.names import rules
from components.shared.bsl.names.check import check_names

_PAGES = {
    rules.UNDEFINED_VARIABLE: """A variable is read that nothing ever assigns, and no module, form or platform knows it.

Bad:
    Итог = Количество * Цена;   // Цена нигде не определена
Good:
    Цена = Строка.Цена; Итог = Количество * Цена;
""",
    rules.UNDEFINED_METHOD: """No module in reach and no platform has a procedure or function of this name.

Bad:
    Слова = СтрРазбить(Строка, " ");
Good:
    Слова = СтрРазделить(Строка, " ");
""",
    rules.UNDEFINED_TYPE: """The platform has no such type, or no value of it can be made with Новый.

Bad:
    Список = Новый Список;
Good:
    Список = Новый СписокЗначений;
""",
    rules.UNKNOWN_MEMBER: """The type of the value is evident, and it has no such method or property.

Bad:
    Товары = Новый Массив; Товары.Сортировать();
Good:
    Список = Новый СписокЗначений; Список.ЗагрузитьЗначения(Товары); Список.СортироватьПоЗначению();
""",
    rules.UNKNOWN_ENUMERATION_VALUE: """The values of system enumerations are fixed; this one is not among them.

Bad:
    Режим = РежимЗаписиДокумента.Провести;
Good:
    Режим = РежимЗаписиДокумента.Проведение;
""",
    rules.UNKNOWN_METADATA: """The index of the configuration has no such object, attribute or predefined value.

Bad:
    Выборка = Справочники.Товары.Выбрать();        // справочник называется Номенклатура
Good:
    Выборка = Справочники.Номенклатура.Выбрать();
""",
    rules.UNKNOWN_FORM_ITEM: """The form has no such element, attribute or command.

Bad:
    Элементы.Колличество.Видимость = Ложь;
Good:
    Элементы.Количество.Видимость = Ложь;
""",
    rules.MISSING_COMMON_MODULE_METHOD: """The common module is known, and exports no method of this name.

Bad:
    Имя = ОбщегоНазначения.ПолучитьЗначениеРеквизита(Ссылка, "Имя");
Good:
    Имя = ОбщегоНазначения.ЗначениеРеквизитаОбъекта(Ссылка, "Имя");
""",
    rules.WRONG_ARGUMENT_COUNT: """A call has fewer arguments than are needed, or more than there are parameters.

Bad:
    Позиция = СтрНайти(Строка);
Good:
    Позиция = СтрНайти(Строка, "/");
""",
    rules.PROCEDURE_AS_FUNCTION: """A procedure gives no value that could be used.

Bad:
    Результат = ЗаполнитьТаблицу(Таблица);   // это процедура
Good:
    ЗаполнитьТаблицу(Таблица);
""",
    rules.PROPERTY_CALLED: """Brackets call methods; this name is a property.

Bad:
    Количество = Запрос.Параметры().Количество();
Good:
    Количество = Запрос.Параметры.Количество();
""",
    rules.READ_ONLY: """The platform sets this property, code only reads it.

Bad:
    Выборка.Ссылка = Ссылка;
Good:
    Объект = Выборка.ПолучитьОбъект();
""",
    rules.COMMON_MODULE_ASSIGNED: """A common module has this name: assigning to it is an error when the code runs.

Bad:
    ОбщегоНазначения = Новый Структура;
Good:
    Параметры = Новый Структура;
""",
    rules.WRONG_SIDE: """The name exists, but not where this code runs: on the client, on the server, in a web client.

Bad:
    &НаКлиенте
    Процедура Заполнить(Команда) Запрос = Новый Запрос; КонецПроцедуры
Good:
    &НаСервере
    Процедура ЗаполнитьНаСервере() Запрос = Новый Запрос; КонецПроцедуры
""",
    rules.FORM_CONTEXT: """A method without context gets nothing of the form: neither attributes nor elements.

Bad:
    &НаСервереБезКонтекста
    Функция Остаток() Возврат Объект.Остаток; КонецФункции
Good:
    &НаСервереБезКонтекста
    Функция Остаток(Товар) Возврат ОстаткиСервер.Остаток(Товар); КонецФункции
""",
    rules.TOO_NEW: """The name came with a newer version of the platform than the compatibility mode allows.

Bad:
    Найдено = СтрНайтиПоРегулярномуВыражению(Строка, "\\d+");   // режим совместимости 8.3.20
Good:
    Найдено = СтрНайти(Строка, "№");
""",
}
for _rule, _page in _PAGES.items():
    declare(_rule, _page)

CODES = frozenset(rule.code for rule in rules.RULES)


def name_findings(module: ModuleView) -> Iterator[Finding]:
    """Everything that the names of a module are objected to."""
    for finding in check_names(module.tree, module.context, index=module.index):
        if finding.rule is not rules.DEPRECATED:  # the check of that code also reads the descriptions of the module
            yield finding
