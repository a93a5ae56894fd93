"""What queries select: fields, aliases, first rows, fields behind references."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from components.shared.bsl.diagnostics.query_view import (
    Selection,
    field_steps,
    find_words,
    plain_tables,
    remark,
    remark_node,
    selections,
)
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.findings import Edit
from components.shared.bsl.queries import tree as query_tree

_AS = frozenset({"как", "as"})
_TOP = frozenset({"первые", "top"})
_REFERENCE = frozenset({"ссылка", "ref"})
_ENGLISH = re.compile(r"\s*+select", re.IGNORECASE)


@diagnostic(
    "SelectTopWithoutOrderBy",
    axis="semantics",
    strength="weak",
    title_ru="ПЕРВЫЕ без УПОРЯДОЧИТЬ ПО: какие записи первые, не определено",
    title_en="TOP without ORDER BY: which rows come first is not defined",
    standards=(412,),
)
def select_top_without_order(module: ModuleView) -> Iterator[Remark]:
    """Without an order the first rows are any rows, and others on another database.

    ``ПЕРВЫЕ 1`` without an order asks whether there is a row at all, and is not objected to; a union is put in order
    only after its parts have been cut.

    Bad:
        ВЫБРАТЬ ПЕРВЫЕ 10 Товары.Ссылка ИЗ Справочник.Товары КАК Товары
    Good:
        ВЫБРАТЬ ПЕРВЫЕ 10 Товары.Ссылка ИЗ Справочник.Товары КАК Товары УПОРЯДОЧИТЬ ПО Товары.Код
    """
    for selection in module.fact(selections):
        top, select = selection.branch.top, selection.select
        if top is None:
            continue
        in_order = bool(select.order) or select.auto_order
        if len(select.branches) > 1 or (top > 1 and not in_order):
            end = selection.branch.fields[0].position if selection.branch.fields else selection.branch.end
            for start, _ in find_words(selection.query, selection.branch.position, end, _TOP)[:1]:
                number = find_words(selection.query, start, end, frozenset({str(top)}))
                yield remark(selection.query, start, number[0][1] if number else end)


@diagnostic(
    "AssignAliasFieldsInQuery",
    axis="best_practice",
    strength="report",
    severity="information",
    title_ru="У поля запроса нет псевдонима через КАК",
    title_en="A field of the query has no alias after AS",
    standards=(437,),
)
def fields_without_alias(module: ModuleView) -> Iterator[Remark]:
    """Code asks for fields of a result by their aliases: a renamed attribute must not change them.

    Lists after ``В`` have no fields that anybody asks for. Fixed where the name stays the one that the field has now.

    Bad:
        ВЫБРАТЬ Товары.Вид.Код ИЗ …
    Good:
        ВЫБРАТЬ Товары.Вид.Код КАК КодВида ИЗ …
    """
    for selection in module.fact(selections):
        if selection.number or selection.role == "list":
            continue
        taken = Counter(_name_in_result(field) for field in selection.branch.fields)
        for field in selection.branch.fields:
            if isinstance(field.value, query_tree.Star | query_tree.NestedTable | query_tree.EmptyTable):
                continue
            between = (field.value.end, field.alias.position) if field.alias else None
            if between is None or not find_words(selection.query, *between, _AS):
                named_once = taken[_name_in_result(field)] == 1
                edits = _with_alias(selection, field) if named_once else ()
                yield replace(remark_node(selection.query, field), edits=edits)


def _name_in_result(field: query_tree.SelectedField) -> str:
    """The name in lower case that a field has in the result, where that is plain to see."""
    if field.alias is not None:
        return field.alias.name.lower()
    return field.value.path[-1].name.lower() if isinstance(field.value, query_tree.Field) else ""


def _with_alias(selection: Selection, field: query_tree.SelectedField) -> tuple[Edit, ...]:
    """``КАК`` before the alias, or the alias that ``Товары.Код`` has without one."""
    word = "AS" if _ENGLISH.match(selection.query.text) else "КАК"  # no copy of a text that may be long
    if field.alias is not None:
        place = selection.query.place(field.alias.position)
        return (Edit(place, place, f"{word} "),)
    path = field.value.path if isinstance(field.value, query_tree.Field) else ()
    if len(path) != 2 or path[0].name.lower() not in selection.tables:
        return ()
    place = selection.query.place(field.end)
    return (Edit(place, place, f" {word} {path[1].name}"),)


@diagnostic(
    "SelectAllFields",
    axis="optimization",
    strength="weak",
    severity="information",
    title_ru="ВЫБРАТЬ *: перечислите поля, которые нужны",
    title_en="SELECT *: name the fields that are needed",
    own=True,
)
def select_all_fields(module: ModuleView) -> Iterator[Remark]:
    """All fields are read and sent, those of tabular sections too, and a new attribute changes the result.

    Bad:
        ВЫБРАТЬ * ИЗ Документ.Заказ КАК Заказ
    Good:
        ВЫБРАТЬ Заказ.Ссылка КАК Ссылка, Заказ.Дата КАК Дата ИЗ Документ.Заказ КАК Заказ
    """
    for selection in module.fact(selections):
        from_database = any(
            isinstance(table, query_tree.Table) and len(table.path) > 1
            for source in selection.branch.sources
            for table in plain_tables(source)
        )
        for star in selection.of(query_tree.Star) if from_database else ():
            yield remark_node(selection.query, star)


@diagnostic(
    "QueryNestedFieldsByDot",
    axis="optimization",
    strength="report",
    title_ru="Поле получено через точку от ссылки: неявное соединение с ее таблицей",
    title_en="A field is read through a reference: its table is joined silently",
    standards=(654,),
)
def nested_fields(module: ModuleView) -> Iterator[Remark]:
    """Every dot after a reference joins the table behind it; a reference of several types joins all their tables.

    Bad:
        ВЫБРАТЬ Строки.Ссылка.Контрагент.ИНН КАК ИНН ИЗ Документ.Заказ.Товары КАК Строки
    Good:
        ВЫБРАТЬ ВЫРАЗИТЬ(Строки.Владелец КАК Справочник.Контрагенты).ИНН КАК ИНН …, or a join where it is needed
    """
    for selection in module.fact(selections):
        ignored = _inside_nested_tables(selection)
        for field in selection.of(query_tree.Field):
            if id(field) not in ignored and len(field_steps(selection, field.path)) > 1:
                yield remark_node(selection.query, field)
        for member in selection.of(query_tree.Member):
            if len(member.path) > 1:
                yield remark_node(selection.query, member)


@diagnostic(
    "RefOveruse",
    axis="optimization",
    strength="weak",
    title_ru="Лишнее «.Ссылка»: поле уже ссылка, а соединение с ее таблицей выполняется",
    title_en="Needless '.Ref': the field is a reference already, and its table is joined",
    standards=(654,),
)
def needless_reference(module: ModuleView) -> Iterator[Remark]:
    """``Поле.Ссылка`` of a reference is the reference itself, read from its table.

    ``Поле.Ссылка ЕСТЬ NULL`` asks whether there is an object behind the reference, and is not objected to.

    Bad:
        ВЫБРАТЬ Заказ.Контрагент.Ссылка, Заказ.Ссылка.Дата ИЗ Документ.Заказ КАК Заказ
    Good:
        ВЫБРАТЬ Заказ.Контрагент, Заказ.Дата ИЗ Документ.Заказ КАК Заказ
    """
    for selection in module.fact(selections):
        ignored = _inside_nested_tables(selection) | {id(node.operand) for node in selection.of(query_tree.IsNull)}
        for field in selection.of(query_tree.Field):
            if id(field) in ignored:
                continue
            steps = field_steps(selection, field.path)
            needless = any(step in _REFERENCE for step in steps[1:])
            if needless or (len(steps) > 1 and steps[0] in _REFERENCE and _is_main(selection, field)):
                yield remark_node(selection.query, field)


def _inside_nested_tables(selection: Selection) -> set[int]:
    """Fields of ``Документ.Товары.(Ссылка.Дата)``: they start from a table of their own."""
    nested = selection.of(query_tree.NestedTable)
    return {id(inner) for node in nested for inner in query_tree.walk(node.fields)}


def _is_main(selection: Selection, field: query_tree.Field) -> bool:
    """Whether a field is asked of an object's own table, whose ``Ссылка`` is the object itself."""
    table = selection.tables.get(field.path[0].name.lower())
    return isinstance(table, query_tree.Table) and len(table.path) == 2
