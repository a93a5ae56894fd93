"""Queries inside modules: string literals that are whole queries, and what becomes of them in their method.

A text that is put together at run time cannot be judged: the literal is only a part of it. So a literal is dynamic when
it is joined with others, when its variable is changed afterwards, or when it holds places to be filled (``#Имя``,
``%1``, ``[Имя]``, ``@Имя``, ``?``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from components.shared.bsl.queries.literals import LiteralPlaces, decode_literal
from components.shared.bsl.queries.parser import QueryPackage, parse_query
from components.shared.bsl.queries.tree import Flavour
from components.shared.bsl.queries.usage import StringUsage, is_query, string_usage
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.node_index import ModuleIndex, NodesByType, nodes_of
from components.shared.bsl.syntax.source_map import SourceMap

_START = re.compile(r"\s*+(?://[^\n]*+\n\s*+)*+(?:выбрать|select|уничтожить|drop)\b", re.IGNORECASE)
_CANDIDATE = re.compile(r'"[\s|]*+(?://[^\n]*+\n[\s|]*+)*+(?:выбрать|select|уничтожить|drop)\b', re.IGNORECASE)
_SHORTEST = len('"drop"')
_HOLE = re.compile(r'"(?:[^"]|"")*+"|//[^\n]*|(#\w|%\w|[@?~\[\]]|\{\d|&&)')
# "Выбрать файл" is a caption: a query says where its fields come from, names a parameter, or is written in capitals.
_NO_CAPTION = re.compile(
    r"\w\.\w|&\w|\b(?:как|as|поместить|into|различные|distinct|разрешенные|allowed|уничтожить|drop)\b", re.IGNORECASE
)
_BRACES = re.compile(
    r"\{\s*(?:выбрать|select|где|where|упорядочить|order|итоги|totals|имеющие|having|характеристики|characteristics"
    r"|левое|left|внутреннее|inner|правое|right|полное|full|соединение|join|\(?&)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class QueryInModule:
    """A literal that is a query."""

    text: str
    package: QueryPackage
    literal: tree.Literal
    method: tree.Method | None  # None: in the statements of the module
    usage: StringUsage
    places: LiteralPlaces
    dynamic: str  # why it is not judged: "joined", "holes", "extended", "replaced", "passed", "unfinished"
    executed: bool  # whether it evidently is the text of a query
    targets: frozenset[str]  # keys that its value goes to

    def place(self, position: int) -> int:
        """Where in the module a position of the query is."""
        return self.places.place(position)


def find_queries(module: tree.Module, text: str, index: ModuleIndex | None = None) -> tuple[QueryInModule, ...]:
    """All queries in the strings of a module.

    Args:
        module: The module as parsed.
        text: Its text, from which the module was parsed.
        index: Its nodes, where somebody has looked for them already.
    """
    index, source = index or ModuleIndex(), SourceMap(text)
    found: list[QueryInModule] = []
    shared = {variable.name.lower() for variable in module.variables}
    bodies = [(method.body, method) for method in module.methods] + [(module.statements, None)]
    for body, method in bodies:
        found += _queries_of_body(index.of(body), method, source, shared)
    return tuple(found)


def _queries_of_body(
    nodes: NodesByType, method: tree.Method | None, source: SourceMap, shared: set[str]
) -> Iterator[QueryInModule]:
    literals = nodes_of(nodes, tree.Literal)
    candidates = {literal.position for literal in literals if _may_be_query(literal)}
    if not candidates and not any(map(is_query, nodes_of(nodes, tree.New))):
        return  # most methods have no query
    usage = string_usage(nodes)
    usage.unclear |= shared  # other methods may do anything with variables of the module
    for literal in literals:
        if literal.kind != "string":
            continue
        evident = _is_text_of_query(literal, usage)
        if not evident and literal.position not in candidates:
            continue
        start, end = source.range_of(literal)
        places = LiteralPlaces(decode_literal(source.text, start, end), source)
        if _START.match(places.decoded.value) or (evident and places.decoded.value.strip()):
            query = _query(literal, method, usage, places)
            if query.executed or not _is_caption(query.text):
                yield query


def _may_be_query(literal: tree.Literal) -> bool:
    text = literal.texts[0]
    return len(text) >= _SHORTEST and _CANDIDATE.match(text) is not None


def _is_text_of_query(literal: tree.Literal, usage: StringUsage) -> bool:
    """Whether a string is given to what evidently is a query: then it must be one, whatever it starts with."""
    owners = {target.removesuffix(".текст").removesuffix(".text") for target in usage.targets.get(literal.position, ())}
    return bool(owners & (usage.queries - usage.not_queries)) or "новый запрос" in owners


def _query(
    literal: tree.Literal, method: tree.Method | None, usage: StringUsage, places: LiteralPlaces
) -> QueryInModule:
    text = places.decoded.value
    targets = frozenset(
        key for target in usage.targets.get(literal.position, ()) for key in usage.reached(target) if key
    )
    executed = any(key.endswith((".текст", ".text")) for key in targets)
    flavour: Flavour = "composition" if _BRACES.search(text) else "query"
    package = parse_query(text, flavour)
    dynamic = _why_dynamic(text, literal, usage, targets)
    if not dynamic and not executed and _is_unfinished(package):
        dynamic = "unfinished"
    return QueryInModule(text, package, literal, method, usage, places, dynamic, executed, targets)


def _is_caption(text: str) -> bool:
    return not text.lstrip()[:6].isupper() and _NO_CAPTION.search(text) is None


def _why_dynamic(text: str, literal: tree.Literal, usage: StringUsage, targets: frozenset[str]) -> str:
    if literal.position in usage.joined:
        return "joined"
    if any(match[1] for match in _HOLE.finditer(text)):
        return "holes"
    if targets & usage.extended:
        return "extended"
    if targets & usage.replaced:
        return "replaced"
    return "passed" if targets & usage.passed else ""


def _is_unfinished(package: QueryPackage) -> bool:
    """Whether all that is wrong is that the text ends too early."""
    return any("найдено: конец текста" in error.message_ru for error in package.errors)
