"""Parameters of queries: not set, or joined into the text instead."""

from collections.abc import Iterator
from typing import NamedTuple

from components.curate.derive.parent import Edit, Parent
from components.curate.derive.transform import Attempt, Change, Refusal, transform
from components.shared.bsl.descriptions.model import Value
from components.shared.bsl.diagnostics.assignments import assignments
from components.shared.bsl.diagnostics.calls import member_calls
from components.shared.bsl.queries import tree as query_tree
from components.shared.bsl.queries.evident import evident_variables, texts_of
from components.shared.bsl.syntax import syntax_tree as tree


class _Setting(NamedTuple):
    """``Запрос.УстановитьПараметр("Имя", Значение);`` on a line of its own."""

    variable: str
    name: str
    value: tree.Name
    lines: tuple[int, int]


@transform(
    "query_parameter_not_set",
    task="fix",
    shows=("QueryUnboundParameter",),
    asks=(
        "При выполнении {gen} возникает ошибка «Не задано значение параметра». Исправь.",
        "Запрос в {loc} не выполняется. Найди и исправь ошибку.",
        "Найди и исправь ошибку в {loc}.",
    ),
    why="Каждому параметру текста запроса значение задано до выполнения.",
)
def query_parameter_not_set(parent: Parent) -> Iterator[Attempt]:
    """A call of ``УстановитьПараметр`` is left out.

    Precondition: the value is a variable of the name of the parameter, so that the correction is plain to see. Fault
    planted: the query cannot be executed.
    """
    for setting in _settings(parent):
        if setting.value.name.lower() != setting.name.lower():
            yield Refusal("значение параметра называется иначе: его пришлось бы угадывать")
        else:
            yield Change((Edit(*setting.lines, ""),))


@transform(
    "query_parameter_in_its_text",
    task="fix",
    asks=(
        "В {loc} значение склеивается с текстом запроса. Исправь: передай его параметром.",
        "Найди уязвимость в {loc} и исправь её.",
    ),
    why=(
        "Значение передаётся запросу параметром: кавычка в строке не сломает текст запроса, и никто не допишет в него "
        "своё условие."
    ),
)
def query_parameter_in_its_text(parent: Parent) -> Iterator[Attempt]:
    """A parameter of a query is replaced by the value itself, joined into the text.

    Precondition: the text is static, the parameter stands in it once and gets a parameter of the method that its
    description says is a string and that is assigned nothing. Fault planted: a quote in the value breaks the query.
    No rule of the judge sees it: a text that is put together cannot be judged.
    """
    strings = {value.name.lower() for value in parent.description.parameters or () if _is_string(value)}
    evident = dict(evident_variables(parent.queries))
    for setting in _settings(parent):
        texts = texts_of(setting.variable, evident.get(setting.variable, []))
        uses = [
            (query, node)
            for query in texts
            for node in query_tree.walk(query.package.statements)
            if isinstance(node, query_tree.Parameter) and node.name.lower() == setting.name.lower()
        ]
        value = setting.value.name
        if value.lower() not in strings or assignments(parent.view, parent.code).of((value.lower(),)):
            yield Refusal("не доказано, что значение — строка")
        elif len(uses) != 1:
            yield Refusal("параметр стоит в тексте не один раз, или текст собирается из частей")
        else:
            query, node = uses[0]
            start = parent.offset(query.place(node.position))
            end = start + len(node.name) + 1
            yield Change((Edit(start, end, f'""" + {value} + """'), Edit(*setting.lines, "")))


def _is_string(value: Value) -> bool:
    return [named.name.lower() for variant in value.variants for named in variant.types] == ["строка"]


def _settings(parent: Parent) -> Iterator[_Setting]:
    """Where a query gets the value of a variable as a parameter."""
    for site in member_calls(parent.view, "установитьпараметр", "setparameter"):
        statement = parent.view.parent(site.chain)
        if len(site.arguments) != 2 or not isinstance(statement, tree.CallStatement) or not site.is_last:
            continue
        name, value = site.arguments
        lines = parent.lines_of(statement, statement)
        if isinstance(name, tree.Literal) and name.kind == "string" and isinstance(value, tree.Name) and lines:
            yield _Setting(site.owner, name.texts[0].strip('"'), value, lines)
