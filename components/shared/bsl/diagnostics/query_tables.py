"""How queries use tables: virtual tables, joins, unions."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.query_view import (
    Selection,
    find_words,
    is_virtual,
    remark,
    remark_node,
    selections,
    table_end,
)
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.queries import tree as query_tree

_UNION = frozenset({"объединить", "union"})
_JOIN_WORDS = frozenset({"полное", "внешнее", "соединение", "full", "outer", "join"})


@diagnostic(
    "VirtualTableCallWithoutParameters",
    axis="optimization",
    strength="strong",
    title_ru="Виртуальная таблица без параметров: отбор выполняется после ее расчета",
    title_en="A virtual table without parameters: rows are selected after it is computed",
    standards=(657, 733),
)
def virtual_table_without_parameters(module: ModuleView) -> Iterator[Remark]:
    """A condition in the parameters of a virtual table limits what is computed; after ``ГДЕ`` all of it is computed.

    Bad:
        ИЗ РегистрНакопления.Товары.Остатки() КАК Остатки ГДЕ Остатки.Склад = &Склад
    Good:
        ИЗ РегистрНакопления.Товары.Остатки(&Дата, Склад = &Склад) КАК Остатки
    """
    for selection in module.fact(selections):
        for table in selection.of(query_tree.Table):
            if is_virtual(table) and not any(_conditions(table)):
                yield remark(selection.query, table.position, table_end(selection.query, table))


def _conditions(table: query_tree.Table) -> Iterator[bool]:
    """Whether each parameter is given, but for the first one: that is the period, unless it is the only one."""
    arguments = table.arguments or ()
    yield from (argument is not None for argument in (arguments[1:] or arguments))


def _joined_tables(selection: Selection) -> Iterator[query_tree.Source]:
    """The tables on both sides of joins."""
    for joined in selection.of(query_tree.Joined):
        for source in (joined.first, *(join.source for join in joined.joins)):
            if not isinstance(source, query_tree.Joined):
                yield source


@diagnostic(
    "JoinWithSubQuery",
    axis="optimization",
    strength="strong",
    title_ru="Соединение с вложенным запросом: поместите его во временную таблицу",
    title_en="A join with a subquery: put it into a temporary table",
    standards=(655,),
)
def join_with_subquery(module: ModuleView) -> Iterator[Remark]:
    """The database knows nothing of the rows of a subquery, and may choose a bad plan for joining them.

    Bad:
        ИЗ Справочник.Товары КАК Товары
        ЛЕВОЕ СОЕДИНЕНИЕ (ВЫБРАТЬ … СГРУППИРОВАТЬ ПО …) КАК Продажи ПО …
    Good:
        ВЫБРАТЬ … ПОМЕСТИТЬ Продажи … ИНДЕКСИРОВАТЬ ПО Товар;
        ИЗ Справочник.Товары КАК Товары ЛЕВОЕ СОЕДИНЕНИЕ Продажи КАК Продажи ПО …
    """
    for selection in module.fact(selections):
        for source in _joined_tables(selection):
            if isinstance(source, query_tree.Subquery):
                yield remark_node(selection.query, source.select)


@diagnostic(
    "JoinWithVirtualTable",
    axis="optimization",
    strength="strong",
    title_ru="Соединение с виртуальной таблицей: поместите ее во временную таблицу",
    title_en="A join with a virtual table: put it into a temporary table",
    standards=(655,),
)
def join_with_virtual_table(module: ModuleView) -> Iterator[Remark]:
    """A virtual table is a subquery that the platform writes: joining it has the same price.

    Bad:
        ИЗ Товары КАК Товары ЛЕВОЕ СОЕДИНЕНИЕ РегистрНакопления.Запасы.Остатки(, …) КАК Остатки ПО …
    Good:
        ВЫБРАТЬ … ПОМЕСТИТЬ Остатки ИЗ РегистрНакопления.Запасы.Остатки(, …) …;
        ИЗ Товары КАК Товары ЛЕВОЕ СОЕДИНЕНИЕ Остатки КАК Остатки ПО …
    """
    for selection in module.fact(selections):
        for source in _joined_tables(selection):
            if isinstance(source, query_tree.Table) and is_virtual(source):
                yield remark(selection.query, source.position, table_end(selection.query, source))


@diagnostic(
    "FullOuterJoinQuery",
    axis="optimization",
    strength="weak",
    title_ru="Полное внешнее соединение: на PostgreSQL оно медленное",
    title_en="A full outer join is slow with PostgreSQL",
    standards=(435,),
)
def full_outer_join(module: ModuleView) -> Iterator[Remark]:
    """PostgreSQL joins fully only by simple conditions; two selections put together do without.

    Bad:
        ИЗ План КАК План ПОЛНОЕ СОЕДИНЕНИЕ Факт КАК Факт ПО План.Товар = Факт.Товар
    Good:
        (ВЫБРАТЬ Товар, Сумма КАК План, 0 КАК Факт ИЗ План ОБЪЕДИНИТЬ ВСЕ
         ВЫБРАТЬ Товар, 0, Сумма ИЗ Факт) СГРУППИРОВАТЬ ПО Товар
    """
    for selection in module.fact(selections):
        for join in selection.of(query_tree.Join):
            if join.kind == "full":
                words = find_words(selection.query, join.position, join.source.position, _JOIN_WORDS)
                start, end = (words[0][0], words[-1][1]) if words else (join.position, join.end)
                yield remark(selection.query, start, end)


@diagnostic(
    "UnionAll",
    axis="optimization",
    strength="weak",
    title_ru="ОБЪЕДИНИТЬ сравнивает все строки: если повторов нет, нужно ОБЪЕДИНИТЬ ВСЕ",
    title_en="UNION compares all rows: where none repeats, UNION ALL is meant",
    standards=(434,),
)
def union_all(module: ModuleView) -> Iterator[Remark]:
    """``ОБЪЕДИНИТЬ`` looks for equal rows even where there can be none.

    It is right where equal rows must become one, so nothing is changed automatically.

    Bad:
        ВЫБРАТЬ Ссылка ИЗ Документ.Приход ОБЪЕДИНИТЬ ВЫБРАТЬ Ссылка ИЗ Документ.Расход
    Good:
        ВЫБРАТЬ Ссылка ИЗ Документ.Приход ОБЪЕДИНИТЬ ВСЕ ВЫБРАТЬ Ссылка ИЗ Документ.Расход
    """
    for selection in module.fact(selections):
        if selection.branch.union == "union":
            before = selection.select.branches[selection.number - 1]
            for start, end in find_words(selection.query, before.end, selection.branch.end, _UNION)[:1]:
                yield remark(selection.query, start, end)
