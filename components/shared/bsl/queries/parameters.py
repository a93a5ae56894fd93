"""Parameters of query texts against ``УстановитьПараметр`` of the same method: only where all is evident."""

from collections.abc import Iterator

from components.shared.bsl.findings import Finding
from components.shared.bsl.queries import rules
from components.shared.bsl.queries.evident import evident_variables, texts_of
from components.shared.bsl.queries.texts import QueryInModule
from components.shared.bsl.queries.tree import Parameter, ParameterTable, walk
from components.shared.bsl.syntax.source_map import SourceMap


def check_parameters(queries: tuple[QueryInModule, ...], text: str) -> list[Finding]:
    """Parameters that are never set, and set ones that no text has; places are in the module."""
    source = SourceMap(text)
    found: list[Finding] = []
    for variable, group in evident_variables(queries):
        found += _check_variable(variable, group, source)
    return found


def _check_variable(variable: str, group: list[QueryInModule], source: SourceMap) -> Iterator[Finding]:
    usage = group[0].usage
    given = {name.lower() for name, _ in usage.parameters.get(variable, ())}
    wanted: set[str] = set()
    for query in texts_of(variable, group):
        for node in _parameters_of(query):
            if node.name.lower() not in given | wanted:
                yield Finding(
                    rules.UNBOUND_PARAMETER,
                    query.place(node.position),
                    query.place(node.end),
                    f'Параметр «{node.name}» запроса не установлен: ожидалось УстановитьПараметр("{node.name}", …)',
                    f"Parameter '{node.name}' of the query is not set: expected SetParameter(\"{node.name}\", …)",
                )
            wanted.add(node.name.lower())
    for name, literal in usage.parameters.get(variable, ()):
        if name.lower() not in wanted:
            yield Finding(
                rules.UNUSED_PARAMETER,
                literal.position,
                source.end_of(literal),
                f"Параметра «{name}» в тексте запроса нет",
                f"The text of the query has no parameter '{name}'",
            )


def _parameters_of(query: QueryInModule) -> Iterator[Parameter | ParameterTable]:
    for node in walk(query.package.statements):
        if isinstance(node, Parameter | ParameterTable):
            yield node
