"""Temporary tables that nobody made: only where the query evidently has no manager that could hold them."""

from collections.abc import Iterator

from components.shared.bsl.findings import Finding
from components.shared.bsl.queries import rules
from components.shared.bsl.queries.evident import evident_variables, texts_of
from components.shared.bsl.queries.texts import QueryInModule
from components.shared.bsl.queries.tree import Drop, Select, Table, Word, walk

_ALWAYS_THERE = frozenset({"константы", "constants"})


def check_missing_tables(queries: tuple[QueryInModule, ...]) -> list[Finding]:
    """Names of one word after ``ИЗ`` that the packet does not make; places are in the module."""
    found: list[Finding] = []
    for variable, group in evident_variables(queries):
        if variable not in group[0].usage.with_manager:
            for query in texts_of(variable, group):
                found += (_finding(query, word) for word in _not_made(query))
    return found


def _not_made(query: QueryInModule) -> Iterator[Word]:
    made = set(_ALWAYS_THERE)
    for statement in query.package.statements:
        if isinstance(statement, Drop):
            if statement.table.name.lower() not in made:
                yield statement.table
            made.add(statement.table.name.lower())  # what it was is judged elsewhere
        elif isinstance(statement, Select):
            for node in walk([statement]):
                if isinstance(node, Table) and len(node.path) == 1 and node.path[0].name.lower() not in made:
                    yield node.path[0]
            into = statement.branches[0].into
            if into is not None:
                made.add(into.table.name.lower())


def _finding(query: QueryInModule, word: Word) -> Finding:
    return Finding(
        rules.TEMPORARY_TABLE,
        query.place(word.position),
        query.place(word.end),
        f"Временную таблицу «{word.name}» никто не создаёт: у запроса нет менеджера временных таблиц",
        f"Nobody makes the temporary table '{word.name}': the query has no manager of temporary tables",
    )
