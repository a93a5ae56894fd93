"""Variables of a method that evidently are queries, with all texts that they get."""

from collections.abc import Iterator

from components.shared.bsl.queries.texts import QueryInModule


def evident_variables(queries: tuple[QueryInModule, ...]) -> Iterator[tuple[str, list[QueryInModule]]]:
    """Each such variable with all queries of its method.

    A variable counts when it holds only queries made here, is used in no other way than as a query, is executed
    here, and all texts that it gets are static and right.
    """
    by_method: dict[int, list[QueryInModule]] = {}
    for query in queries:
        by_method.setdefault(id(query.usage), []).append(query)
    for group in by_method.values():
        usage = group[0].usage
        for variable in sorted((usage.queries & usage.executed) - usage.not_queries - usage.unclear):
            texts = texts_of(variable, group)
            given = usage.texts_given.get(variable, 0)
            if texts and len(texts) == given and not any(query.dynamic or query.package.errors for query in texts):
                yield variable, group


def texts_of(variable: str, group: list[QueryInModule]) -> list[QueryInModule]:
    """The texts of a method that a variable gets."""
    keys = {f"{variable}.текст", f"{variable}.text"}
    return [query for query in group if query.targets & keys]
