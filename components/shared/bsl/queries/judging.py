"""All that is said about the queries of a module, at its own places."""

from collections.abc import Iterator
from dataclasses import replace

from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.findings import Finding
from components.shared.bsl.queries.checks import check_query
from components.shared.bsl.queries.missing_tables import check_missing_tables
from components.shared.bsl.queries.parameters import check_parameters
from components.shared.bsl.queries.texts import QueryInModule, find_queries
from components.shared.bsl.syntax.syntax_tree import Module


def judge_queries(module: Module, text: str, configuration: Configuration | None = None) -> list[Finding]:
    """Judge the static queries of a module; texts put together at run time are left alone.

    Args:
        module: The module as parsed.
        text: Its text.
        configuration: Judges names of tables and fields, too.

    Returns:
        Findings with places in the module, in their order.
    """
    return judge_found_queries(find_queries(module, text), text, configuration)


def judge_found_queries(
    queries: tuple[QueryInModule, ...], text: str, configuration: Configuration | None = None
) -> list[Finding]:
    """The same for queries that have been found already, which takes half of the time."""
    found = [*check_parameters(queries, text), *check_missing_tables(queries)] if queries else []
    for query in queries:
        found += _of_query(query, configuration)
    return sorted(found, key=lambda item: (item.start, item.rule.code))


def _of_query(query: QueryInModule, configuration: Configuration | None) -> Iterator[Finding]:
    if query.dynamic:
        return
    for item in check_query(query.package, configuration):
        yield replace(item, start=query.place(item.start), end=query.place(item.end))
