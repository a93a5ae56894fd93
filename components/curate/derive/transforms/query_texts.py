"""Faults and slowness inside the text of a query."""

import re
from collections.abc import Collection, Iterator
from itertools import combinations, pairwise

from components.curate.derive.parent import Edit, Parent
from components.curate.derive.transform import Attempt, Change, Refusal, transform
from components.shared.bsl.diagnostics.query_predicates import conjuncts
from components.shared.bsl.diagnostics.query_view import Selection, find_words, words_of
from components.shared.bsl.queries import QueryInModule
from components.shared.bsl.queries import tree as query_tree
from components.shared.registers import dimensions_of

# Tables whose rows are told apart by their reference.
_WITH_REFERENCE = frozenset(
    {"справочник", "документ", "планвидовхарактеристик", "плансчетов", "плансчётов", "планвидоврасчета"}
    | {"бизнеспроцесс", "задача", "планобмена", "catalog", "document", "task", "businessprocess", "exchangeplan"}
)
_BALANCES = frozenset({"остатки", "balance"})
_SLICES = frozenset({"срезпоследних", "срезпервых", "slicelast", "slicefirst"})
_REFERENCE = frozenset({"ссылка", "ref"})
_LINE_BEFORE = re.compile(r"(?:\s*\n[ \t]*\|[ \t]*)+\Z")
_MOST_TOLD = 120


@transform(
    "union_of_disjoint_parts",
    task="optimise",
    shows=("UnionAll",),
    asks=(
        "Оптимизируй запрос в {loc}.",
        "Запрос в {loc} выполняется медленно: части объединения заведомо не пересекаются. Оптимизируй.",
    ),
    why=(
        "Строки частей не повторяются, поэтому ОБЪЕДИНИТЬ ВСЕ даёт тот же результат и не сравнивает строки между собой "
        "(стандарт 434)."
    ),
)
def union_of_disjoint_parts(parent: Parent) -> Iterator[Attempt]:
    """``ОБЪЕДИНИТЬ ВСЕ`` becomes ``ОБЪЕДИНИТЬ``.

    Precondition: no row repeats. Within a part: it selects the reference of its only table, or nothing but constants.
    Between any two parts: a column holds different constants, or references to different tables.
    """
    for selection in parent.selections:
        branches = selection.select.branches
        if selection.number or not any(branch.union == "union all" for branch in branches):
            continue
        if selection.query.dynamic or any(branch.union == "union" for branch in branches):
            yield Refusal("текст запроса собирается из частей, или часть строк уже сравнивается")
        elif not all(map(_has_no_repeats, branches)):
            yield Refusal("не доказано, что в одной из частей нет повторов")
        elif not all(_are_disjoint(*pair) for pair in combinations(branches, 2)):
            yield Refusal("не доказано, что части не пересекаются")
        else:
            yield Change(tuple(_without_all(parent, selection)))


def _without_all(parent: Parent, selection: Selection) -> Iterator[Edit]:
    for before, after in pairwise(selection.select.branches):
        start, end = find_words(selection.query, before.end, after.end, frozenset({"все", "all"}))[0]
        first, last = _range(parent, selection.query, start, end)
        blank = parent.text[first - 1 : first] == " "
        yield Edit(first - blank, last, "")


def _has_no_repeats(branch: query_tree.Branch) -> bool:
    if not branch.sources:
        return all(isinstance(field.value, query_tree.Constant | query_tree.Predefined) for field in branch.fields)
    return any(_reference_table(branch, number) for number in range(len(branch.fields)))


def _reference_table(branch: query_tree.Branch, column: int) -> tuple[str, ...]:
    """The table whose own reference a column holds, where the branch has no other one; empty otherwise."""
    table = branch.sources[0] if len(branch.sources) == 1 else None
    value = branch.fields[column].value if column < len(branch.fields) else None
    if not isinstance(table, query_tree.Table) or not isinstance(value, query_tree.Field):
        return ()
    path = tuple(words_of(table.path))
    names = words_of(value.path)
    alias = table.alias.name.lower() if table.alias else ".".join(path)
    own = names[-1] in _REFERENCE and ".".join(names[:-1]) in ("", alias)
    return path if own and len(path) == 2 and path[0] in _WITH_REFERENCE else ()


def _are_disjoint(one: query_tree.Branch, other: query_tree.Branch) -> bool:
    return any(_never_equal(one, other, column) for column in range(min(len(one.fields), len(other.fields))))


def _never_equal(one: query_tree.Branch, other: query_tree.Branch, column: int) -> bool:
    left, right = one.fields[column].value, other.fields[column].value
    if isinstance(left, query_tree.Constant) and isinstance(right, query_tree.Constant):
        return left.kind == right.kind and left.text.strip('" ') != right.text.strip('" ') and _is_exact(left)
    if isinstance(left, query_tree.Predefined) and isinstance(right, query_tree.Predefined):
        return words_of(left.path) != words_of(right.path)
    tables = _reference_table(one, column), _reference_table(other, column)
    return all(tables) and tables[0] != tables[1]


def _is_exact(constant: query_tree.Constant) -> bool:
    """Whether different texts are different values: 1 and 1.0 are not, and strings may differ in case only."""
    if constant.kind == "number":
        return constant.text.isdigit() and (constant.text == "0" or constant.text[0] != "0")
    return constant.kind in ("true", "false")


@transform(
    "virtual_table_filtered_later",
    task="optimise",
    shows=("VirtualTableFilteredByWhere",),
    asks=(
        "Оптимизируй запрос в {loc}.",
        "Запрос в {loc} сначала рассчитывает виртуальную таблицу целиком и только потом отбирает строки. Исправь.",
    ),
    why="Отбор стоит в параметрах виртуальной таблицы: лишнее не рассчитывается (стандарт 657).",
)
def virtual_table_filtered_later(parent: Parent) -> Iterator[Attempt]:
    """Equalities move from the parameters of ``Остатки`` into ``ГДЕ``.

    Precondition: the parameter holds nothing but equalities of one name and a parameter or a constant, which the
    platform allows for dimensions only, and with a single value no rows are grouped otherwise; the table is the only
    one of its selection.
    """
    for selection, table, condition in _conditions(parent):
        if table.path[2].name.lower() not in _BALANCES:
            yield Refusal("таблица — не остатки: у других отбор до расчёта и после него — разные вещи")
        elif table.alias is None or not _only_equalities(condition):
            yield Refusal("в отборе не только равенства измерений параметрам")
        else:
            yield _moved_to_where(parent, selection, table, condition)


@transform(
    "slice_filtered_later",
    task="optimise",
    asks=(
        "Оптимизируй запрос в {loc}.",
        "Запрос в {loc} сначала находит последние записи для всех и только потом отбирает нужные. Исправь.",
    ),
    why="Отбор по измерениям стоит в параметрах среза: лишнее не рассчитывается (стандарт 657).",
)
def slice_filtered_later(parent: Parent) -> Iterator[Attempt]:
    """A condition moves from the parameters of ``СрезПоследних`` into ``ГДЕ``.

    Precondition: the table is the only one of its selection, and all fields of the condition begin with dimensions of
    the register, which the record notes: the last row of each combination of dimensions is the same before and after.
    """
    for selection, table, condition in _conditions(parent):
        if table.path[2].name.lower() not in _SLICES:
            continue
        dimensions = dimensions_of(parent.record.registers).get(".".join(words_of(table.path[:2])))
        if dimensions is None:
            yield Refusal("измерения регистра неизвестны")
        elif table.alias is None or not all(_is_of_dimensions(part, dimensions) for part in conjuncts(condition)):
            yield Refusal("в отборе не только измерения")
        else:
            yield _moved_to_where(parent, selection, table, condition)


def _conditions(parent: Parent) -> Iterator[tuple[Selection, query_tree.Table, query_tree.Expression]]:
    """Conditions that stand as the second parameter of a virtual table, which is the only one of its selection."""
    for selection in parent.selections:
        table = selection.branch.sources[0] if len(selection.branch.sources) == 1 else None
        if not isinstance(table, query_tree.Table) or len(table.path) != 3 or len(table.arguments or ()) != 2:
            continue
        condition = table.arguments[1] if table.arguments else None
        if condition is not None and not isinstance(condition, query_tree.CompositionArgument):
            yield selection, table, condition


def _is_of_dimensions(part: query_tree.Expression, dimensions: Collection[str]) -> bool:
    """Whether a comparison or a list of values depends on dimensions and parameters alone."""
    nodes = list(query_tree.walk([part]))
    is_equality = isinstance(part, query_tree.Operation) and part.operators == ("=",)
    fields = [node for node in nodes if isinstance(node, query_tree.Field)]
    nested = any(isinstance(node, query_tree.Select) for node in nodes)
    compared = is_equality or isinstance(part, query_tree.In)
    return compared and not nested and all(field.path[0].name.lower() in dimensions for field in fields)


def _only_equalities(condition: query_tree.Expression) -> bool:
    parts = condition.operands if isinstance(condition, query_tree.Operation) else (condition,)
    if isinstance(condition, query_tree.Operation) and condition.operators == ("=",):
        parts = (condition,)
    elif isinstance(condition, query_tree.Operation) and set(condition.operators) != {"and"}:
        return False
    return all(map(_is_equality, parts))


def _is_equality(part: object) -> bool:
    if not isinstance(part, query_tree.Operation) or part.operators != ("=",):
        return False
    left, right = part.operands
    value = isinstance(right, query_tree.Parameter | query_tree.Constant | query_tree.Predefined)
    return isinstance(left, query_tree.Field) and len(left.path) == 1 and value


def _moved_to_where(
    parent: Parent, selection: Selection, table: query_tree.Table, condition: query_tree.Expression
) -> Attempt:
    query, where = selection.query, selection.branch.where
    start, end = _range(parent, query, condition.position, condition.end)
    assert table.alias is not None
    alias = table.alias.name
    fields = [node for node in query_tree.walk([condition]) if isinstance(node, query_tree.Field)]
    text, at = "", start
    for field in fields:
        first, last = _range(parent, query, field.position, field.end)
        text += parent.text[at:first] + f"{alias}.{parent.text[first:last]}"
        at = last
    moved = " ".join((text + parent.text[at:end]).replace("|", " ").split())
    if where is not None:
        if isinstance(where, query_tree.Operation) and "or" in where.operators:
            return Refusal("условие ГДЕ соединено через ИЛИ")
        place = _range(parent, query, where.end, where.end)[0]
        return Change((Edit(start, end, ""), Edit(place, place, f" И {moved}")))
    place = _range(parent, query, table.end, table.end)[0]
    line = f"\n{_bar_indent(parent, place)}|ГДЕ {moved}"
    return Change((Edit(start, end, ""), Edit(place, place, line)))


def _bar_indent(parent: Parent, place: int) -> str:
    start = parent.text.rfind("\n", 0, place) + 1
    line = parent.text[start:place]
    return line[: len(line) - len(line.lstrip(" \t"))]


@transform(
    "missing_rows_forgotten",
    task="fix",
    shows=("FieldsFromJoinsWithoutIsNull",),
    asks=(
        "В запросе {gen} не учтено, что у левого соединения может не быть строки. Исправь: {told}.",
        "Запрос в {loc} возвращает NULL там, где нет строки присоединённой таблицы. Исправь: {told}.",
    ),
    why="ЕСТЬNULL даёт значение там, где у левого соединения нет строки: NULL не проходит сравнений и портит суммы.",
)
def missing_rows_forgotten(parent: Parent) -> Iterator[Attempt]:
    """``ЕСТЬNULL(Цены.Цена, 0)`` becomes ``Цены.Цена``.

    Precondition: the field is one of a table joined from outside, the other value a constant, which the asker can name.
    Fault planted: NULL where a row has no match.
    """
    for selection in parent.selections:
        for call in selection.of(query_tree.Call):
            if call.function != "isnull" or len(call.arguments) != 2:
                continue
            field, value = call.arguments
            simple = isinstance(value, query_tree.Constant | query_tree.Predefined)
            if not isinstance(field, query_tree.Field) or len(field.path) != 2 or not simple:
                yield Refusal("проверяется не поле таблицы, или значение по умолчанию вычисляется")
            else:
                named, default = _written(selection.query, field), _written(selection.query, value)
                told = f"значение по умолчанию поля {named} — {default}"
                places = _range(parent, selection.query, call.position, call.end)
                yield Change((Edit(*places, named),), told)


@transform(
    "first_rows_without_order",
    task="fix",
    shows=("SelectTopWithoutOrderBy",),
    asks=(
        "Запрос в {loc} каждый раз может выбрать другие первые строки. Исправь: {told}.",
        "Исправь запрос в {loc}: ПЕРВЫЕ без порядка, {told}.",
    ),
    why="Порядок задан: какие строки первые, известно и не зависит от СУБД (стандарт 412).",
)
def first_rows_without_order(parent: Parent) -> Iterator[Attempt]:
    """``УПОРЯДОЧИТЬ ПО`` is left out where only the first rows are selected.

    Precondition: one selection without parts put together; the order is told by the asker. Fault planted: which rows
    come first is not defined.
    """
    for selection in parent.selections:
        select, branch = selection.select, selection.branch
        if branch.top is None or branch.top < 2 or not select.order:
            continue
        words = find_words(
            selection.query, branch.position, select.order[0].position, frozenset({"упорядочить", "order"})
        )
        told = ", ".join(_written(selection.query, item) for item in select.order)
        if len(select.branches) > 1 or not words or "\n" in told or len(told) > _MOST_TOLD:
            yield Refusal("части объединены, или порядок длинный")
        else:
            start, end = _range(parent, selection.query, words[-1][0], select.order[-1].end)
            line = _LINE_BEFORE.search(parent.text, 0, start)
            yield Change((Edit(line.start() if line else start, end, ""),), f"упорядочи по {told}")


@transform(
    "words_of_another_language",
    task="fix",
    shows=("QueryParseError",),
    asks=(
        "При выполнении {gen} возникает синтаксическая ошибка в запросе. Исправь.",
        "Запрос в {loc} не выполняется. Найди и исправь ошибку.",
        "Исправь текст запроса в {loc}.",
    ),
    why="Запрос написан словами языка запросов 1С, а не SQL.",
)
def words_of_another_language(parent: Parent) -> Iterator[Attempt]:
    """A word of the query language becomes one of SQL, or one that people take for it.

    Precondition: the text is static and parses. Fault planted: the query does not.
    """
    for selection in parent.selections:
        if selection.query.dynamic or selection.number:
            continue
        select, branch, query = selection.select, selection.branch, selection.query
        for item in select.order:
            yield from _reworded(parent, query, (item.value.end, item.end), "убыв", "УБЫВАНИЕ")
        yield from _reworded(parent, query, (branch.position, branch.end), "сгруппировать", "ГРУППИРОВАТЬ")
        if select.order:
            between = (branch.position, select.order[0].position)
            yield from _reworded(parent, query, between, "упорядочить", "СОРТИРОВАТЬ")
        for call in selection.of(query_tree.Call):
            if call.function == "isnull":
                yield from _reworded(parent, query, (call.position, call.arguments[0].position), "естьnull", "IFNULL")


def _reworded(
    parent: Parent, query: QueryInModule, between: tuple[int, int], word: str, other: str
) -> Iterator[Change]:
    found = find_words(query, *between, frozenset({word}))
    if found:
        yield Change((Edit(*_range(parent, query, *found[-1]), other),))


def _range(parent: Parent, query: QueryInModule, start: int, end: int) -> tuple[int, int]:
    """Offsets in the module of two positions of a query."""
    return parent.offset(query.place(start)), _end(parent, query, end)


def _end(parent: Parent, query: QueryInModule, end: int) -> int:
    """The offset behind the character before a position: the next one may stand on another line, or end the string."""
    before = query.places.query.offset_of(end) - 1
    offset = query.places.decoded.source_offset(before)
    return offset + (2 if query.text[before] == '"' else 1)


def _written(query: QueryInModule, node: query_tree.QueryNode) -> str:
    offset = query.places.query.offset_of
    return query.text[offset(node.position) : offset(node.end)]
