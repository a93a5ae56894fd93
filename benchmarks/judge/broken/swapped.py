"""Tokens that are right somewhere else: in each other's place, or of another block."""

from collections.abc import Iterator

from benchmarks.judge.broken.method_text import OPERAND_ENDS, MethodText
from benchmarks.judge.broken.rule import DECLARATIONS, EXPRESSIONS, STATEMENTS, Rule, put
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.tokens import NAME, NUMBER


def method_end(method: MethodText) -> Iterator[str]:
    """The end of a method of the other kind."""
    other = "КонецПроцедуры" if method.method.kind == "function" else "КонецФункции"
    yield method.replaced(method.end, other)


def method_word(method: MethodText) -> Iterator[str]:
    """The start of a method of the other kind."""
    other = "Процедура" if method.method.kind == "function" else "Функция"
    yield method.replaced(method.token_at(method.method.name_position) - 1, other)


def function_as_procedure(method: MethodText) -> Iterator[str]:
    """Both words changed, with a value returned inside."""
    if method.method.kind == "function" and any(node.value for node in method.nodes(tree.Return)):
        text = method.replaced(method.end, "КонецПроцедуры")
        word = method.token_at(method.method.name_position) - 1
        yield text[: method.starts[word]] + "Процедура" + text[method.ends[word] :]


def operator_first(method: MethodText) -> Iterator[str]:
    """``А + Б`` as ``+ А Б``: two operands side by side, of which one is a name or a number for certain."""
    for token in method.of("*", "/", "%", "and", "or", "+", "-", "<>", "<", ">", "<=", ">="):
        left, right = method.kind(token - 1), method.kind(token + 1)
        if left in (NAME, NUMBER) and right in (NAME, NUMBER) and method.kind(token - 2) not in OPERAND_ENDS:
            pair = f"{method.words[token]} {method.words[token - 1]}"
            yield method.replaced(token - 1, pair, token)


def empty_brackets(method: MethodText) -> Iterator[str]:
    """``Ф)(``."""
    for token in method.of("("):
        if method.kind(token + 1) == ")":
            yield method.replaced(token, ")(", token + 1)


def other_bracket(method: MethodText) -> Iterator[str]:
    """``Ф(А]`` and ``А[Б)``."""
    for token in method.of(")", "]"):
        yield method.replaced(token, "]" if method.kind(token) == ")" else ")")


def name_before_word(method: MethodText) -> Iterator[str]:
    """``Имя Функция(``."""
    name = method.token_at(method.method.name_position)
    yield method.replaced(name - 1, f"{method.words[name]} {method.words[name - 1]}", name)


def export_before_brackets(method: MethodText) -> Iterator[str]:
    """``Процедура А Экспорт()``."""
    if method.method.export:
        text = method.replaced(method.header, "")
        name = method.token_at(method.method.name_position)
        yield text[: method.ends[name]] + " Экспорт " + text[method.ends[name] :]


def assignment_reversed(method: MethodText) -> Iterator[str]:
    """``1 = А;``: a literal on the left of an assignment."""
    for node in method.nodes(tree.Assignment):
        if isinstance(node.value, tree.Literal):
            left, right = method.places.text_of(node.target), method.places.text_of(node.value)
            yield method.node_replaced(node, f"{right} = {left}")


def block_around_its_header(method: MethodText) -> Iterator[str]:
    """``Тогда А Если``: the words of a condition in each other's place."""
    for node in method.nodes(tree.Branch):
        first = method.token_at(node.position)
        condition = method.places.text_of(node.condition)
        then = method.token_at(node.condition.last) + 1
        if method.kind(then) == "then":
            yield method.replaced(first, f"Тогда {condition} {method.words[first]}", then)


def _other(kind: str, word: str, says: str, example: str) -> Rule:
    return Rule(f"{word} for {kind}", says, STATEMENTS, example, put(word, kind))


RULES = (
    _other("endif", "КонецЦикла", "an Если ends with КонецЕсли", "Если А Тогда КонецЦикла;"),
    _other("endif", "КонецПопытки", "an Если ends with КонецЕсли", "Если А Тогда КонецПопытки;"),
    _other("enddo", "КонецЕсли", "a loop ends with КонецЦикла", "Пока А Цикл КонецЕсли;"),
    _other("endtry", "КонецЕсли", "a Попытка ends with КонецПопытки", "Попытка Исключение КонецЕсли;"),
    _other("then", "Цикл", "a condition is followed by Тогда", "Если А Цикл КонецЕсли;"),
    _other("do", "Тогда", "a loop's header is followed by Цикл", "Пока А Тогда КонецЦикла;"),
    _other("except", "Иначе", "a Попытка has its Исключение", "Попытка Иначе КонецПопытки;"),
    _other("else", "Исключение", "a branch starts with Иначе", "Если А Тогда Исключение КонецЕсли;"),
    _other("in", "По", "Для Каждого has its Из", "Для Каждого Э По А Цикл КонецЦикла;"),
    _other("to", "Из", "Для with a first value has its По", "Для Н = 1 Из 2 Цикл КонецЦикла;"),
    Rule(
        "end of the other method", "a method ends as it starts", DECLARATIONS, "Процедура А() КонецФункции", method_end
    ),
    Rule(
        "start of the other method",
        "a method ends as it starts",
        DECLARATIONS,
        "Функция А() КонецПроцедуры",
        method_word,
    ),
    Rule(
        "function as a procedure",
        "a procedure returns no value",
        STATEMENTS,
        "Процедура А() Возврат 1; КонецПроцедуры",
        function_as_procedure,
    ),
    Rule("operator before its operands", "an operator stands between", EXPRESSIONS, "А = * Б В;", operator_first),
    Rule("brackets the wrong way round", "a bracket is opened first", EXPRESSIONS, "Ф)(;", empty_brackets),
    Rule("bracket of the other kind", "a bracket is closed by its own kind", EXPRESSIONS, "Ф(А];", other_bracket),
    Rule(
        "name before its word",
        "the word Процедура comes first",
        DECLARATIONS,
        "А Процедура() КонецПроцедуры",
        name_before_word,
    ),
    Rule(
        "Экспорт before the brackets",
        "Экспорт ends the header",
        DECLARATIONS,
        "Процедура А Экспорт() КонецПроцедуры",
        export_before_brackets,
    ),
    Rule("value before its variable", "a literal is assigned nothing", STATEMENTS, "1 = А;", assignment_reversed),
    Rule(
        "Тогда before Если",
        "a condition stands between its words",
        STATEMENTS,
        "Тогда А Если КонецЕсли;",
        block_around_its_header,
    ),
)
