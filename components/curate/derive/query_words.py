"""One task on a query: to write its text from words. The words are honest only where a method does nothing else."""

import re

from components.curate.derive.parent import Parent
from components.shared.bsl.queries import QueryInModule
from components.shared.bsl.queries import tree as query_tree
from components.shared.bsl.queries.evident import evident_variables, texts_of
from components.shared.bsl.syntax import syntax_tree as tree

_RETURNS = re.compile(r"(?:функция\s+)?(возвращает|получает|выбирает|формирует|определяет|находит)\s+", re.I)
# what a query does not give: its method makes it of the rows
_NO_ROWS = re.compile(r"\b(?:признак|массив|структур|соответстви|истин)", re.I)
_RESULTS = frozenset({"выгрузить", "выбрать", "выполнить", "выгрузитьколонку", "пустой", "unload", "select", "execute"})
_PLAIN = (tree.Assignment, tree.CallStatement, tree.Return)
_SENTENCE = re.compile(r"\.\s")


def query_of(parent: Parent) -> QueryInModule | str:
    """The only query of a function that does nothing but execute it, or why there is none."""
    if parent.method.kind != "function" or not parent.queries:
        return "не функция с запросом"
    found = list(evident_variables(parent.queries))
    if len(found) != 1 or len(parent.queries) != 1:
        return "запрос не один, или его текст собирается из частей"
    if not all(isinstance(statement, _PLAIN) for statement in parent.method.body):
        return "функция не только выполняет запрос"
    if not _returns_the_result(parent):
        return "возвращается не сам результат запроса"
    variable, group = found[0]
    return texts_of(variable, group)[0]


def words_of(parent: Parent) -> str:
    """What the function gives, as it goes on after «запрос, который …»; empty where its description does not say so."""
    purpose = " ".join(parent.description.purpose.split())
    sentence = _SENTENCE.split(purpose, maxsplit=1)[0].rstrip(".")
    verb = _RETURNS.match(sentence)
    if _NO_ROWS.search(sentence):
        return ""
    return f"{verb[1].lower()} {sentence[verb.end() :]}" if verb else ""


def parameters_of(query: QueryInModule) -> list[str]:
    """Names of the parameters, in the order of the text."""
    nodes = query_tree.walk(query.package.statements)
    return list(dict.fromkeys(node.name for node in nodes if isinstance(node, query_tree.Parameter)))


def _returns_the_result(parent: Parent) -> bool:
    """``Возврат Запрос.Выполнить().Выгрузить()``, or of a variable with nothing else done to it."""
    last = parent.method.body[-1]
    value = last.value if isinstance(last, tree.Return) else None
    if isinstance(value, tree.Name):
        uses = parent.code.names.get(value.name.lower(), [])
        assigned = [n for n in parent.method.body if isinstance(n, tree.Assignment) and n.target in uses]
        value = assigned[0].value if len(uses) == 2 and len(assigned) == 1 else None
    if not isinstance(value, tree.Chain):
        return False
    called = {step.name.lower() for step in value.steps if isinstance(step, tree.Member)}
    return "выполнить" in called and called <= _RESULTS
