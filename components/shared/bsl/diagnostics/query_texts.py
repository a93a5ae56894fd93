"""Texts of queries as such: whether they parse, and what becomes of their parameters and strings."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.query_view import queries, remark
from components.shared.bsl.diagnostics.registry import diagnostic
from components.shared.bsl.diagnostics.view import ModuleView, Remark
from components.shared.bsl.queries import words
from components.shared.bsl.queries.lexer import lex


@diagnostic(
    "QueryParseError",
    axis="semantics",
    strength="strong",
    severity="error",
    title_ru="Ошибка в тексте запроса",
    title_en="An error in the text of a query",
    standards=(437,),
)
def query_parse_error(module: ModuleView) -> Iterator[Remark]:
    """A query that does not parse fails when it is executed.

    Texts that are put together at run time are not judged: their literals are only parts of a query.

    Bad:
        ВЫБРАТЬ Товары.Ссылка ИЗ Справочник.Товары КАК Товары УПОРЯДОЧИТЬ ПО Товары.Код УБЫВАНИЕ
    Good:
        ВЫБРАТЬ Товары.Ссылка ИЗ Справочник.Товары КАК Товары УПОРЯДОЧИТЬ ПО Товары.Код УБЫВ
    """
    for query in module.fact(queries):
        for error in () if query.dynamic else query.package.errors:
            yield remark(query, error.position, error.end, error.message_ru, error.message_en)


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
