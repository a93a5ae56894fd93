"""What the room of queries finds, under its rules: texts that do not parse, names that mean nothing, parameters."""

from collections.abc import Iterator
from functools import partial

from components.shared.bsl.diagnostics.query_view import queries
from components.shared.bsl.diagnostics.registry import declare
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.findings import Finding
from components.shared.bsl.queries import rules
from components.shared.bsl.queries.judging import judge_found_queries

_PAGES = {
    rules.QUERY_PARSE_ERROR: """A query that does not parse fails when it is executed.

Texts that are put together at run time are not judged: their literals are only parts of a query.

Bad:
    ВЫБРАТЬ Товары.Ссылка ИЗ Справочник.Товары КАК Товары УПОРЯДОЧИТЬ ПО Товары.Код УБЫВАНИЕ
Good:
    ВЫБРАТЬ Товары.Ссылка ИЗ Справочник.Товары КАК Товары УПОРЯДОЧИТЬ ПО Товары.Код УБЫВ
""",
    rules.MISSING_METADATA: """The index of the configuration has no such table.

Bad:
    ИЗ Справочник.Товары КАК Товары        // справочник называется Номенклатура
Good:
    ИЗ Справочник.Номенклатура КАК Номенклатура
""",
    rules.UNKNOWN_FIELD: """The table is known, and has no such field; neither has a subquery that does not select it.

Bad:
    ВЫБРАТЬ Вложенный.Сумма ИЗ (ВЫБРАТЬ Заказ.Дата КАК Дата ИЗ Документ.Заказ КАК Заказ) КАК Вложенный
Good:
    ВЫБРАТЬ Вложенный.Дата ИЗ (ВЫБРАТЬ Заказ.Дата КАК Дата ИЗ Документ.Заказ КАК Заказ) КАК Вложенный
""",
    rules.AMBIGUOUS_FIELD: """Two tables of the selection have a field of this name.

Bad:
    ВЫБРАТЬ Ссылка ИЗ Справочник.Товары КАК Товары, Справочник.Склады КАК Склады
Good:
    ВЫБРАТЬ Товары.Ссылка ИЗ Справочник.Товары КАК Товары, Справочник.Склады КАК Склады
""",
    rules.TABLE_PARAMETERS: """A virtual table has other parameters, or fewer of them.

Bad:
    ИЗ РегистрНакопления.Запасы.Остатки(Склад = &Склад)          // первым стоит период
Good:
    ИЗ РегистрНакопления.Запасы.Остатки(, Склад = &Склад)
""",
    rules.UNGROUPED_FIELD: """With a grouping every selected field is a group or stands in an aggregate function.

Bad:
    ВЫБРАТЬ Т.Товар, Т.Склад, СУММА(Т.Количество) ИЗ Т КАК Т СГРУППИРОВАТЬ ПО Т.Товар
Good:
    ВЫБРАТЬ Т.Товар, Т.Склад, СУММА(Т.Количество) ИЗ Т КАК Т СГРУППИРОВАТЬ ПО Т.Товар, Т.Склад
""",
    rules.AGGREGATE_PLACE: """Rows are selected before they are grouped: conditions on sums stand after ИМЕЮЩИЕ.

Bad:
    ГДЕ СУММА(Т.Количество) > 0
Good:
    СГРУППИРОВАТЬ ПО Т.Товар ИМЕЮЩИЕ СУММА(Т.Количество) > 0
""",
    rules.DUPLICATE_ALIAS: """Fields of a result, and tables of a selection, need names of their own.

Bad:
    ВЫБРАТЬ Т.Товар КАК Имя, Т.Склад КАК Имя ИЗ Т КАК Т
Good:
    ВЫБРАТЬ Т.Товар КАК Товар, Т.Склад КАК Склад ИЗ Т КАК Т
""",
    rules.UNION_FIELDS: """The selections of a union have one number of fields.

Bad:
    ВЫБРАТЬ Т.А, Т.Б ИЗ Т КАК Т ОБЪЕДИНИТЬ ВСЕ ВЫБРАТЬ П.А ИЗ П КАК П
Good:
    ВЫБРАТЬ Т.А, Т.Б ИЗ Т КАК Т ОБЪЕДИНИТЬ ВСЕ ВЫБРАТЬ П.А, NULL ИЗ П КАК П
""",
    rules.TEMPORARY_TABLE: """A temporary table lives from ПОМЕСТИТЬ to УНИЧТОЖИТЬ.

Bad:
    ВЫБРАТЬ … ПОМЕСТИТЬ ВТ …; УНИЧТОЖИТЬ ВТ; ВЫБРАТЬ ВТ.А ИЗ ВТ КАК ВТ
Good:
    ВЫБРАТЬ … ПОМЕСТИТЬ ВТ …; ВЫБРАТЬ ВТ.А ИЗ ВТ КАК ВТ; УНИЧТОЖИТЬ ВТ
""",
    rules.ORDER_FIELD: """Totals and indexes are made over selected fields; so is the order with groups or РАЗЛИЧНЫЕ.

Only a selection without groups and without РАЗЛИЧНЫЕ can be ordered by any field of its tables.

Bad:
    ВЫБРАТЬ РАЗЛИЧНЫЕ Т.Товар ИЗ Т КАК Т УПОРЯДОЧИТЬ ПО Т.Код
    ВЫБРАТЬ Т.Товар КАК Товар ИЗ Т КАК Т ИТОГИ ПО Т.Склад
    ВЫБРАТЬ Т.Товар КАК Товар ПОМЕСТИТЬ ВТ ИЗ Т КАК Т ИНДЕКСИРОВАТЬ ПО Склад
Good:
    ВЫБРАТЬ РАЗЛИЧНЫЕ Т.Товар, Т.Код КАК Код ИЗ Т КАК Т УПОРЯДОЧИТЬ ПО Код
    ВЫБРАТЬ Т.Товар КАК Товар, Т.Склад КАК Склад ИЗ Т КАК Т ИТОГИ ПО Склад
    ВЫБРАТЬ Т.Товар КАК Товар, Т.Склад КАК Склад ПОМЕСТИТЬ ВТ ИЗ Т КАК Т ИНДЕКСИРОВАТЬ ПО Склад
""",
    rules.UNBOUND_PARAMETER: """A query fails when it is executed with a parameter that nobody has set.

Judged only where the query is made, given its text and used in one method, and handed to nobody.

Bad:
    Запрос = Новый Запрос("ВЫБРАТЬ … ГДЕ Товары.Код = &Код"); Результат = Запрос.Выполнить();
Good:
    Запрос = Новый Запрос("ВЫБРАТЬ … ГДЕ Товары.Код = &Код"); Запрос.УстановитьПараметр("Код", Код);
""",
    rules.UNUSED_PARAMETER: """A parameter is set that the text does not have: its name is misspelt, or it is left over.

Bad:
    Запрос = Новый Запрос("ВЫБРАТЬ … ГДЕ Товары.Код = &Код"); Запрос.УстановитьПараметр("Коды", Коды);
Good:
    Запрос = Новый Запрос("ВЫБРАТЬ … ГДЕ Товары.Код В (&Коды)"); Запрос.УстановитьПараметр("Коды", Коды);
""",
}


def query_findings(module: ModuleView) -> dict[str, list[Finding]]:
    """Findings about the queries of a module, by the codes of their rules."""
    found: dict[str, list[Finding]] = {}
    for finding in judge_found_queries(module.fact(queries), module.text, module.context.configuration):
        found.setdefault(finding.rule.code, []).append(finding)
    return found


def _remarks(code: str, module: ModuleView) -> Iterator[Remark]:
    for finding in module.fact(query_findings).get(code, ()):
        yield Remark(finding.start, finding.end, finding.message_ru, finding.message_en, finding.edits)


for _rule, _page in _PAGES.items():
    declare(_rule, _page, partial(_remarks, _rule.code))
