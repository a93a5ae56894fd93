"""Something that the language demands is left out."""

from collections.abc import Iterator

from benchmarks.judge.broken.method_text import LITERALS, OPERAND_ENDS, OPERANDS, MethodText
from benchmarks.judge.broken.rule import (
    ASYNC,
    DECLARATIONS,
    EXPRESSIONS,
    LEXEMES,
    STATEMENTS,
    Rule,
    dropped,
)
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.tokens import KIND_OF_KEYWORD, NAME, STRING

_STARTS = frozenset({NAME, "if", "for", "while", "try", "return", "raise", "break", "continue", "goto", "execute"})
_ENDS = OPERAND_ENDS | {"endif", "enddo", "endtry", "break", "continue"}
_OPERATORS = ("*", "/", "%", "+", "-", "and", "or", "<>", "<", ">", "<=", ">=")
_AFTER_OPERAND = frozenset({";", ")", "]", ",", "then", "do", *_OPERATORS})


def semicolon(method: MethodText) -> Iterator[str]:
    """Between an end and a start of statements for certain: ``ВызватьИсключение; А = 1`` would be one statement."""
    for token in method.of(";"):
        if token >= method.body and method.kind(token - 1) in _ENDS and method.kind(token + 1) in _STARTS:
            yield method.replaced(token, "")


def quote(method: MethodText, *, closing: bool) -> Iterator[str]:
    """The only string of a line without comments: the other quote then opens one that no line continues."""
    for token in method.of(STRING):
        word, line = method.words[token], method.places.line_text(_line(method, token))
        if "\n" in word or line.count('"') != 2 or "//" in line or "'" in line or _has_bars(method):
            continue
        at = method.ends[token] - 1 if closing else method.starts[token]
        yield method.spliced(at, at + 1, "")


def _line(method: MethodText, token: int) -> int:
    return method.places.position_at(method.starts[token]) >> 32


def _has_bars(method: MethodText) -> bool:
    return any(line.lstrip().startswith("|") for line in method.text.split("\n"))


def bar(method: MethodText) -> Iterator[str]:
    """Of a line that is then neither blank nor a comment nor another line with a bar: those may lie between."""
    for token in method.of(STRING):
        start = method.starts[token]
        for line in method.words[token].split("\n")[1:]:
            start = method.text.index("\n", start) + 1
            rest = line.lstrip().removeprefix("|").lstrip()
            if line.lstrip().startswith("|") and rest and not rest.startswith(("//", "|")):
                at = method.text.index("|", start)
                yield method.spliced(at, at + 1, "")


def date_quote(method: MethodText) -> Iterator[str]:
    """The closing one, where it is the line's last: what follows up to the line's end is no date."""
    for token in method.of("date"):
        line_end = method.text.find("\n", method.ends[token])
        if "'" not in method.text[method.ends[token] : line_end]:
            yield method.spliced(method.ends[token] - 1, method.ends[token], "")


def assignment_sign(method: MethodText) -> Iterator[str]:
    """Not before a bracket, which would make a call of it."""
    for node in method.nodes(tree.Assignment):
        sign = method.token_at(node.target.last) + 1
        if method.kind(sign) == "=" and method.kind(sign + 1) != "(":
            yield method.replaced(sign, "")


def right_operand(method: MethodText) -> Iterator[str]:
    """One token between an operator and something that starts no operand."""
    for token in method.of(*OPERANDS):
        if method.kind(token - 1) in _OPERATORS and method.kind(token + 1) in _AFTER_OPERAND - {"+", "-"}:
            yield method.replaced(token, "")


def between_operands(method: MethodText, *signs: str) -> Iterator[str]:
    """A sign between two tokens that are operands for certain, and not both strings, which may be adjacent."""
    for token in method.of(*signs):
        left, right = method.kind(token - 1), method.kind(token + 1)
        if left in OPERAND_ENDS and right in OPERANDS and not left == right == STRING:
            yield method.replaced(token, "")


def dot(method: MethodText) -> Iterator[str]:
    """Before a member whose name is no keyword: two names side by side."""
    for token in method.of("."):
        if method.words[token + 1].lower() not in KIND_OF_KEYWORD and method.kind(token - 1) in OPERAND_ENDS:
            yield method.replaced(token, "")


def type_name(method: MethodText) -> Iterator[str]:
    """Not before brackets: ``Новый(Имя)`` is right."""
    for node in method.nodes(tree.New):
        name = method.token_at(node.type_position)
        if node.type_name and method.kind(name + 1) != "(":
            yield method.replaced(name, "")


def condition(method: MethodText) -> Iterator[str]:
    """All between ``Если`` and ``Тогда``."""
    return (method.node_replaced(node.condition, "") for node in method.nodes(tree.Branch))


def header_brackets(method: MethodText) -> Iterator[str]:
    """The parameters with their brackets."""
    opening = method.token_at(method.method.name_position) + 1
    closing = method.header - method.method.export
    yield method.replaced(opening, "", closing)


def third_of_ternary(method: MethodText) -> Iterator[str]:
    """``?(А, Б)``."""
    for node in method.nodes(tree.Ternary):
        start, end = method.places.token_end(node.when_true.last), method.places.range_of(node)[1]
        yield method.spliced(start, end, ")")


def index(method: MethodText) -> Iterator[str]:
    """``А[]``."""
    return (method.node_replaced(node.index, "") for node in method.nodes(tree.Index))


def asynchronous(method: MethodText) -> Iterator[str]:
    """``Асинх`` of a method in which ``Ждать`` has an operand that starts with no bracket or sign."""
    for token in method.of("await"):
        if method.method.is_async and method.kind(token + 1) in LITERALS | {NAME, "new"}:
            yield method.replaced(method.token_at(method.method.name_position) - 2, "")


_COUNTED = {  # word: rule, example
    "if": ("every Тогда belongs to an Если or ИначеЕсли", "А = 1 Тогда Б = 1; КонецЕсли;"),
    "then": ("a condition is followed by Тогда", "Если А Б = 1; КонецЕсли;"),
    "endif": ("every Если has its КонецЕсли", "Если А Тогда Б = 1;"),
    "for": ("По and Из belong to a Для", "Н = 1 По 2 Цикл КонецЦикла;"),
    "each": ("Из belongs to Для Каждого", "Для Э Из А Цикл КонецЦикла;"),
    "in": ("Для Каждого has its Из", "Для Каждого Э А Цикл КонецЦикла;"),
    "to": ("Для with a first value has its По", "Для Н = 1 2 Цикл КонецЦикла;"),
    "while": ("every Цикл belongs to a Для or Пока", "А Цикл КонецЦикла;"),
    "do": ("a loop's header is followed by Цикл", "Пока А Б = 1; КонецЦикла;"),
    "enddo": ("every loop has its КонецЦикла", "Пока А Цикл Б = 1;"),
    "try": ("every Исключение belongs to a Попытка", "А(); Исключение КонецПопытки;"),
    "except": ("every Попытка has its Исключение", "Попытка А(); КонецПопытки;"),
    "endtry": ("every Попытка has its КонецПопытки", "Попытка А(); Исключение Б();"),
}
RULES = (
    *(Rule(f"dropped {kind}", says, STATEMENTS, example, dropped(kind)) for kind, (says, example) in _COUNTED.items()),
    *(
        Rule(f"dropped {sign}", "brackets come in pairs", EXPRESSIONS, example, dropped(sign))
        for sign, example in {"(": "А = Ф1);", ")": "А = Ф(1;", "[": "А = Б1];", "]": "А = Б[1;"}.items()
    ),
    Rule("dropped semicolon", "statements are separated by ;", STATEMENTS, "А = 1\nБ = 2;", semicolon),
    Rule(
        "dropped opening quote",
        "a string starts with a quote",
        LEXEMES,
        'А = б";',
        lambda method: quote(method, closing=False),
    ),
    Rule(
        "dropped closing quote",
        "a string ends with a quote",
        LEXEMES,
        'А = "б;',
        lambda method: quote(method, closing=True),
    ),
    Rule("dropped bar", "each further line of a string starts with a bar", LEXEMES, 'А = "б\nв";', bar),
    Rule("dropped quote of a date", "a date ends with a quote", LEXEMES, "А = '20240101;", date_quote),
    Rule("dropped assignment sign", "no expression is a statement", STATEMENTS, "А 1;", assignment_sign),
    Rule("dropped right operand", "an operator has two operands", EXPRESSIONS, "А = Б + ;", right_operand),
    Rule(
        "dropped operator",
        "operands are joined by an operator",
        EXPRESSIONS,
        "А = Б В;",
        lambda method: between_operands(method, *_OPERATORS),
    ),
    Rule(
        "dropped comma",
        "arguments and parameters are separated by commas",
        EXPRESSIONS,
        "Ф(А Б);",
        lambda method: between_operands(method, ","),
    ),
    Rule("dropped dot", "a member is joined by a dot", EXPRESSIONS, "А = Б В;", dot),
    Rule("dropped type", "Новый is followed by a type or brackets", EXPRESSIONS, "А = Новый;", type_name),
    Rule("dropped condition", "Если and ИначеЕсли have a condition", STATEMENTS, "Если Тогда КонецЕсли;", condition),
    Rule("dropped third of ?", "?(,,) has three operands", EXPRESSIONS, "А = ?(Б, В);", third_of_ternary),
    Rule("dropped index", "an index has a value", EXPRESSIONS, "А = Б[];", index),
    Rule(
        "dropped method word",
        "a method starts with Процедура or Функция",
        DECLARATIONS,
        "А() Б = 1; КонецПроцедуры",
        dropped("procedure", "function"),
    ),
    Rule(
        "dropped method end",
        "a method ends with КонецПроцедуры or КонецФункции",
        DECLARATIONS,
        "Процедура А() Б = 1;",
        dropped("endprocedure", "endfunction"),
    ),
    Rule(
        "dropped method name",
        "a method has a name",
        DECLARATIONS,
        "Процедура () КонецПроцедуры",
        lambda method: [method.replaced(method.token_at(method.method.name_position), "")],
    ),
    Rule(
        "dropped parameters",
        "a method's name is followed by brackets",
        DECLARATIONS,
        "Процедура А КонецПроцедуры",
        header_brackets,
    ),
    Rule(
        "dropped Асинх",
        "Ждать with an operand stands in an Асинх method only",
        ASYNC,
        "Процедура А() Ждать Б(); КонецПроцедуры",
        asynchronous,
    ),
)
