"""What the checks of queries look at: the queries of a module, and each selection with its tables and its own nodes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar, cast

from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.queries import tree as query_tree
from components.shared.bsl.queries.expression_tree import children
from components.shared.bsl.queries.texts import QueryInModule, find_queries

N = TypeVar("N", bound=query_tree.QueryNode)

# Registers, and what may be said of them in parentheses. Tables of calculation registers by bases and schedules too.
VIRTUAL_TABLES = frozenset({
    "остатки", "обороты", "остаткииобороты", "срезпоследних", "срезпервых", "движенияссубконто", "оборотыдткт",
    "данныеграфика", "фактическийпериоддействия", "задачипоисполнителю", "balance", "turnovers", "balanceandturnovers",
    "slicelast", "slicefirst", "recordswithextdimensions", "drcrturnovers", "scheduledata", "actualactionperiod",
    "tasksbyperformer",
})  # fmt: skip
# ВнешнийИсточникДанных.Имя.Куб.Имя.ТаблицаИзмерения.Имя
_LONGEST_TABLE_NAME = 6
_CRITERIA = frozenset({"критерийотбора", "filtercriterion"})


@dataclass
class Selection:
    """One ``ВЫБРАТЬ`` with its tables: aliases in lower case, each with what it stands for."""

    query: QueryInModule
    select: query_tree.Select
    branch: query_tree.Branch
    number: int  # of the branch in its union, from 0
    role: str  # "": of its own; "table": a table of another one; "list": after В
    outer: frozenset[str]  # aliases of the selections around it
    tables: dict[str, query_tree.Source] = field(default_factory=dict)
    full_names: set[tuple[str, ...]] = field(default_factory=set)  # of tables without aliases, in lower case
    nodes: list[query_tree.QueryNode] = field(default_factory=list)  # without those of selections inside it

    def of(self, kind: type[N]) -> list[N]:
        """Its own nodes of a type."""
        return cast(list[N], [node for node in self.nodes if type(node) is kind])


@dataclass(frozen=True, slots=True)
class _Inner:
    select: query_tree.Select
    role: str


def queries(module: ModuleView) -> tuple[QueryInModule, ...]:
    """The queries in the strings of a module."""
    return find_queries(module.tree, module.text, module.index)


def selections(module: ModuleView) -> list[Selection]:
    """All selections of all queries that parse, those inside others too."""
    found: list[Selection] = []
    for query in module.fact(queries):
        if not query.package.errors:
            for statement in query.package.statements:
                if isinstance(statement, query_tree.Select):
                    _collect(query, statement, "", frozenset(), found)
    return found


def _collect(
    query: QueryInModule, select: query_tree.Select, role: str, outer: frozenset[str], found: list[Selection]
) -> None:
    """Depth is bounded by the parser: a selection inside another one is a level of its nesting."""
    for number, branch in enumerate(select.branches):
        selection = Selection(query, select, branch, number, role, outer)
        for source in branch.sources:
            _name_tables(source, selection)
        found.append(selection)
        inner: list[_Inner] = []
        own: list[object] = [branch]
        if number == 0:
            own += [select.order, select.totals, select.indexes, select.composition]
        _walk_own(own, selection.nodes, inner)
        around = outer | frozenset(selection.tables)
        for nested in inner:
            # a table is computed before what it stands beside: it sees no aliases of that
            _collect(query, nested.select, nested.role, around if nested.role == "list" else outer, found)


def _walk_own(start: Sequence[object], nodes: list[query_tree.QueryNode], inner: list[_Inner]) -> None:
    waiting: list[object] = list(reversed(start))
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(reversed(node))
        elif isinstance(node, query_tree.Select):
            inner.append(_Inner(node, "list"))
        elif isinstance(node, query_tree.Subquery):
            nodes.append(node)
            inner.append(_Inner(node.select, "table"))
        elif isinstance(node, query_tree.QueryNode):
            nodes.append(node)
            waiting += children(node)[:1:-1]  # without the place


def _name_tables(source: query_tree.Source, selection: Selection) -> None:
    for table in plain_tables(source):
        name = alias_of(table)
        if name:
            selection.tables.setdefault(name, table)
        elif isinstance(table, query_tree.Table):
            selection.full_names.add(tuple(words_of(table.path)))


def plain_tables(source: query_tree.Source) -> Iterator[query_tree.Source]:
    """The tables of a source, those of joins inside joins too."""
    waiting = [source]
    while waiting:
        current = waiting.pop()
        if isinstance(current, query_tree.Joined):
            waiting += [join.source for join in reversed(current.joins)]
            waiting.append(current.first)
        else:
            yield current


def alias_of(source: query_tree.Source) -> str:
    """The name under which fields of a table are asked for, in lower case; empty where it has none."""
    if isinstance(source, query_tree.Joined):
        return ""
    if source.alias is not None:
        return source.alias.name.lower()
    if isinstance(source, query_tree.Table) and len(source.path) == 1:
        return source.path[0].name.lower()
    return ""


def is_virtual(source: query_tree.Source) -> bool:
    """Whether a table is one that the platform computes: ``РегистрНакопления.Остатки.Обороты``."""
    if not isinstance(source, query_tree.Table):
        return False
    names = [word.name.lower() for word in source.path]
    return (len(names) == 3 and names[2] in VIRTUAL_TABLES) or (len(names) == 2 and names[0] in _CRITERIA)


def words_of(path: Sequence[query_tree.Word]) -> list[str]:
    """The names of a path, in lower case."""
    return [word.name.lower() for word in path]


def field_steps(selection: Selection, path: Sequence[query_tree.Word]) -> list[str]:
    """The names of a field without the table before it: by its alias, or by its full name where it has no alias."""
    names = words_of(path)
    if len(names) > 1 and (names[0] in selection.tables or names[0] in selection.outer):
        return names[1:]
    if not selection.branch.sources:  # a part of a text: what it selects from stands elsewhere
        return names[2:] if len(names) > 3 else names[1:]
    for length in range(min(len(names), _LONGEST_TABLE_NAME), 1, -1):
        if tuple(names[:length]) in selection.full_names:
            return names[length:]
    return names


# Places


def remark(query: QueryInModule, start: int, end: int, ru: str = "", en: str = "") -> Remark:
    """Object to a part of a query, between two of its positions.

    A quote inside a query is two in the module. Where one begins or ends the part, the inner one of both is shown.
    """
    text, places = query.text, query.places.query
    first, last = places.offset_of(start), places.offset_of(end)
    begin, finish = query.place(start), query.place(end)
    if last > first + 1 and text[first] == '"':
        begin += 1
    if last > first + 1 and text[last - 1] == '"':
        finish = query.place(places.position_at(last - 1)) + 1
    return Remark(begin, finish, ru, en)


def remark_node(query: QueryInModule, node: query_tree.QueryNode, ru: str = "", en: str = "") -> Remark:
    """Object to a node of a query."""
    return remark(query, node.position, node.end, ru, en)


_ANY_WORD = re.compile(r"\w+")
_CLOSE = re.compile(r"(?:[\s,]++|//[^\n]*+)*+\)")


@lru_cache(maxsize=4)
def _without_comments(text: str) -> str:
    """The text with blanks for comments, so that offsets stay."""
    return re.sub(r"//[^\n]*", lambda comment: " " * len(comment[0]), text)


def find_words(query: QueryInModule, start: int, end: int, words: frozenset[str]) -> list[tuple[int, int]]:
    """Where words of these stand between two positions that hold no names: before, between and after nodes."""
    places = query.places.query
    text = _without_comments(query.text)
    return [
        (places.position_at(found.start()), places.position_at(found.end()))
        for found in _ANY_WORD.finditer(text, places.offset_of(start), places.offset_of(end))
        if found[0].lower() in words
    ]


def table_end(query: QueryInModule, table: query_tree.Table) -> int:
    """Where a table ends without its alias: after its name, or after the parentheses of its parameters."""
    if table.arguments is None:
        return table.path[-1].end
    last = max((argument.end for argument in table.arguments if argument is not None), default=0)
    places = query.places.query
    start = places.offset_of(last) if last else query.text.index("(", places.offset_of(table.path[-1].end)) + 1
    close = _CLOSE.match(query.text, start)
    return places.position_at(close.end()) if close else table.end
