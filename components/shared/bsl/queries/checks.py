"""What is wrong with well-formed queries whatever the configuration is."""

from collections.abc import Iterator
from itertools import chain

from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.findings import Finding
from components.shared.bsl.queries import rules, tree
from components.shared.bsl.queries.grouping_checks import check_grouping, check_order, check_tail
from components.shared.bsl.queries.parser import QueryPackage
from components.shared.bsl.queries.rules import finding, parse_finding
from components.shared.bsl.queries.shapes import flat_sources
from components.shared.bsl.queries.sources import resolve
from components.shared.bsl.queries.tree import Branch, Select, walk


def check_query(package: QueryPackage, configuration: Configuration | None = None) -> list[Finding]:
    """Everything that is wrong with a query text; places are in the text.

    Args:
        package: The text as parsed.
        configuration: Judges names of tables and fields, too; without it only those that the text itself makes.
    """
    found = [parse_finding(error) for error in package.errors]
    if package.flavour != "restriction":
        found += chain.from_iterable(_select(node) for node in walk(package.statements) if isinstance(node, Select))
        if not package.errors:  # a broken statement may be the one that makes a table
            found += _temporary_tables(package)
    if not package.errors:
        found += check_query_names(package, configuration)
    return sorted(found, key=lambda item: (item.start, item.rule.code))


def check_query_names(package: QueryPackage, configuration: Configuration | None) -> list[Finding]:
    """Names of tables, fields, values and parameters of virtual tables that are not there; places are in the text."""
    unique = {(item.start, item.message_ru): item for item in resolve(package, configuration).findings}
    return sorted(unique.values(), key=lambda item: item.start)


def _select(select: Select) -> Iterator[Finding]:
    yield from _union(select)
    for branch in select.branches:
        yield from _field_aliases(branch)
        yield from _table_aliases(branch)
        yield from check_grouping(branch)
    yield from check_tail(select)
    if len(select.branches) == 1:
        yield from check_order(select)


def _union(select: Select) -> Iterator[Finding]:
    first = select.branches[0]
    if any(isinstance(field.value, tree.Star) for branch in select.branches for field in branch.fields):
        return
    for branch in select.branches[1:]:
        if len(branch.fields) != len(first.fields):
            wanted, given = len(first.fields), len(branch.fields)
            yield finding(
                rules.UNION_FIELDS,
                branch.fields[0],
                f"В объединении ожидалось полей: {wanted}, как в первом запросе, найдено {given}",
                f"Union: expected {wanted} fields as in its first query, found {given}",
            )


def _field_aliases(branch: Branch) -> Iterator[Finding]:
    seen: set[str] = set()
    for field in branch.fields:
        if field.alias is not None:
            if field.alias.name.lower() in seen:
                yield _duplicate(field.alias, "поля", "of a field")
            seen.add(field.alias.name.lower())


def _table_aliases(branch: Branch) -> Iterator[Finding]:
    seen: set[str] = set()
    for source in flat_sources(branch.sources):
        if source.alias is not None:
            if source.alias.name.lower() in seen:
                yield _duplicate(source.alias, "таблицы", "of a table")
            seen.add(source.alias.name.lower())


def _duplicate(alias: tree.Word, what_ru: str, what_en: str) -> Finding:
    return finding(
        rules.DUPLICATE_ALIAS,
        alias,
        f"Псевдоним {what_ru} «{alias.name}» уже есть в этом запросе",
        f"Alias '{alias.name}' {what_en} is in this query already",
    )


def _temporary_tables(package: QueryPackage) -> Iterator[Finding]:
    """Tables used before they are made or after they are dropped, made or dropped twice."""
    state: dict[str, bool] = {}  # made (True) or dropped (False); others may come from a manager
    made_first = _made_first(package.statements)
    for statement in package.statements:
        if isinstance(statement, tree.Drop):
            yield from _drop(statement.table, state)
        elif isinstance(statement, Select):
            for table in _used_tables(statement):
                yield from _use(table, state, made_first)
            yield from _make(statement.branches[0].into, state)


def _used_tables(select: Select) -> Iterator[tree.Word]:
    for node in walk([select]):
        if isinstance(node, tree.Table) and len(node.path) == 1 and node.arguments is None:
            yield node.path[0]


def _use(table: tree.Word, state: dict[str, bool], made_first: set[str]) -> Iterator[Finding]:
    made = state.get(table.name.lower())
    if made is False:
        yield _life(table, "уже уничтожена", "is dropped already")
    elif made is None and table.name.lower() in made_first:
        yield _life(table, "создаётся позже, чем используется", "is made later than it is used")


def _made_first(statements: tuple[tree.Statement, ...]) -> set[str]:
    """Tables that are made before they are dropped: they cannot come from a manager, where they would be already."""
    first: dict[str, bool] = {}
    for statement in statements:
        if isinstance(statement, tree.Drop):
            first.setdefault(statement.table.name.lower(), False)
        into = statement.branches[0].into if isinstance(statement, Select) else None
        if into is not None and not into.append:
            first.setdefault(into.table.name.lower(), True)
    return {name for name, is_made in first.items() if is_made}


def _make(into: tree.Into | None, state: dict[str, bool]) -> Iterator[Finding]:
    if into is None:
        return
    made = state.get(into.table.name.lower())
    if made and not into.append:
        yield _life(into.table, "уже создана в этом пакете", "is made already in this packet")
    if made is False and into.append:
        yield _life(into.table, "уже уничтожена", "is dropped already")
    state[into.table.name.lower()] = True


def _drop(table: tree.Word, state: dict[str, bool]) -> Iterator[Finding]:
    if state.get(table.name.lower()) is False:
        yield _life(table, "уже уничтожена", "is dropped already")
    state[table.name.lower()] = False


def _life(table: tree.Word, what_ru: str, what_en: str) -> Finding:
    return finding(
        rules.TEMPORARY_TABLE,
        table,
        f"Временная таблица «{table.name}» {what_ru}",
        f"Temporary table '{table.name}' {what_en}",
    )
