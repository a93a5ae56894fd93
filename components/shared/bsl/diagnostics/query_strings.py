"""Strings inside the texts of queries."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.query_view import queries, remark
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.queries import words
from components.shared.bsl.queries.lexer import lex


@diagnostic(
    "MultilineStringInQuery",
    axis="semantics",
    strength="strong",
    severity="error",
    title_ru="Строка в запросе занимает несколько строк: вероятно, кавычки не удвоены",
    title_en="A string inside the query spans lines: its quotes are probably not doubled",
)
def multiline_string(module: ModuleView) -> Iterator[Remark]:
    """An empty string of a query is written in a module with four quotes: two for each of its own.

    With two the string goes on to the next quote, and swallows what stands between.

    Bad:
        ЕСТЬNULL(Товары.Код, "") КАК Код, ЕСТЬNULL(Товары.Имя, "") КАК Имя
    Good:
        The same with four quotes in both places.
    """
    for query in module.fact(queries):
        if '"' not in query.text:
            continue
        tokens = lex(query.text)
        for kind, text, start, end in zip(tokens.kinds, tokens.texts, tokens.positions, tokens.ends, strict=True):
            if kind in (words.STRING, words.UNCLOSED_STRING) and "\n" in text:
                yield remark(query, start, end)
