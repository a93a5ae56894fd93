"""Something is added that the language has no place for."""

from collections.abc import Iterator

from benchmarks.judge.broken.method_text import MethodText
from benchmarks.judge.broken.rule import (
    ASYNC,
    DECLARATIONS,
    EXPRESSIONS,
    EXTENSIONS,
    LEXEMES,
    STATEMENTS,
    Break,
    Rule,
    around,
    first_statement,
    put_after,
    put_before,
    where,
)
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.tokens import NUMBER

_UNKNOWN = "$@!\\`{}^№"  # ``&`` before a name and ``#`` are lexemes of their own


def doubled_operator(method: MethodText) -> Iterator[str]:
    """Of those that are no sign of a number: ``А - - Б`` is right."""
    for token in method.of("*", "/", "%", "and", "or", "<>", "<", ">", "<=", ">="):
        yield method.after(token, method.words[token])


def doubled_assignment_sign(method: MethodText) -> Iterator[str]:
    """``А = = Б``."""
    for node in method.nodes(tree.Assignment):
        yield method.after(method.token_at(node.target.last) + 1, "=")


def unknown_character(method: MethodText) -> Iterator[str]:
    """Before any token of the body: there it stands in no string and no comment."""
    token = method.random.randrange(method.body, method.end + 1)
    yield method.before(token, method.random.choice(_UNKNOWN))


def quotes_of_typography(method: MethodText) -> Iterator[str]:
    """«» or “” instead of the quotes of a string: they belong to no lexeme. The string must hold no quotes itself."""
    for token in method.of("string"):
        inner = method.words[token][1:-1]
        opening, closing = method.random.choice(("«»", "“”", "‘’", "„“"))
        if '"' not in inner and "//" not in inner:
            yield method.replaced(token, f"{opening}{inner}{closing}")


def second_parameter(method: MethodText) -> Iterator[str]:
    """The last parameter once more."""
    if method.method.parameters:
        last = method.method.parameters[-1]
        yield method.after(method.token_at(last.last), f", {last.name}")


def variable_like_parameter(method: MethodText) -> Iterator[str]:
    """``Перем`` of a parameter's name, before the first statement."""
    for parameter in method.shuffled(list(method.method.parameters)):
        yield method.first_statement(f"Перем {parameter.name};")


def late_variable(method: MethodText) -> Iterator[str]:
    """After all statements, if there is one."""
    if any(not isinstance(statement, tree.Label) for statement in method.method.body):
        yield method.before(method.end, "; Перем НоваяПеременная;")


def second_comma(method: MethodText) -> Iterator[str]:
    """Between parameters: no parameter is skipped in a header."""
    names = [parameter.name for parameter in method.method.parameters]
    if len(names) > 1:
        comma = method.token_at(method.method.parameters[0].last) + 1
        yield method.after(comma, ",")


def second_export(method: MethodText) -> Iterator[str]:
    """``Экспорт Экспорт``."""
    if method.method.export:
        yield method.after(method.header, "Экспорт")


def await_of_nothing(method: MethodText) -> Iterator[str]:
    """``Ждать;`` in an ``Асинх`` method."""
    if method.method.is_async:
        yield method.first_statement("Ждать;")


def method_inside(method: MethodText) -> Iterator[str]:
    """A whole procedure as the first statement."""
    yield method.first_statement("Процедура Внутренняя()\nКонецПроцедуры")


def _is_function(method: MethodText) -> bool:
    return method.method.kind == "function"


def _is_procedure(method: MethodText) -> bool:
    return method.method.kind == "procedure"


def _is_synchronous(method: MethodText) -> bool:
    return not method.method.is_async


def _procedure(body: str) -> str:
    return f"Процедура А()\n{body}\nКонецПроцедуры"


def _statement(code: str, says: str, kind: str, source: str = STATEMENTS, broken: Break | None = None) -> Rule:
    return Rule(kind, says, source, _procedure(code), broken or first_statement(code))


RULES = (
    Rule("added )", "brackets come in pairs", EXPRESSIONS, "А = Ф(1));", put_after(")", ")", "]", NUMBER)),
    Rule("added (", "brackets come in pairs", EXPRESSIONS, "А = (1;", put_before("(", "string", NUMBER, "undefined")),
    Rule("added КонецЕсли", "КонецЕсли ends an Если", STATEMENTS, "А = 1; КонецЕсли;", put_after("КонецЕсли;", ";")),
    Rule("added КонецЦикла", "КонецЦикла ends a loop", STATEMENTS, "А = 1; КонецЦикла;", put_after("КонецЦикла;", ";")),
    Rule(
        "added Исключение",
        "Исключение belongs to a Попытка",
        STATEMENTS,
        "А(); Исключение",
        put_after("Исключение", ";"),
    ),
    Rule("added Тогда", "Тогда follows a condition", STATEMENTS, "А = 1; Тогда", put_after("Тогда", ";", "then")),
    Rule(
        "added Иначе",
        "an Если has one Иначе",
        STATEMENTS,
        "Если А Тогда Иначе Иначе КонецЕсли;",
        put_after("Иначе", "else"),
    ),
    Rule(
        "added ИначеЕсли after Иначе",
        "Иначе is the last branch",
        STATEMENTS,
        "Если А Тогда Иначе ИначеЕсли Б Тогда КонецЕсли;",
        put_after("ИначеЕсли Истина Тогда", "else"),
    ),
    _statement("Прервать;", "Прервать stands in a loop", "added Прервать outside a loop"),
    _statement("Продолжить;", "Продолжить stands in a loop", "added Продолжить outside a loop"),
    _statement("ВызватьИсключение;", "without a value only in a handler", "added ВызватьИсключение outside a handler"),
    _statement(
        "Возврат 1;",
        "a procedure returns no value",
        "added value to a procedure's Возврат",
        broken=where(first_statement("Возврат 1;", "Возврат Неопределено;", 'Возврат "";'), _is_procedure),
    ),
    Rule(
        "added Возврат without a value",
        "a function returns a value",
        STATEMENTS,
        "Функция А()\nВозврат;\nКонецФункции",
        where(first_statement("Возврат;"), _is_function),
    ),
    _statement(
        "Б = 1; Перем В;", "Перем stands before the statements", "added late Перем", DECLARATIONS, late_variable
    ),
    Rule(
        "added parameter of the same name",
        "names of parameters differ",
        DECLARATIONS,
        "Процедура А(Б, Б) КонецПроцедуры",
        second_parameter,
    ),
    Rule(
        "added Перем like a parameter",
        "names of variables and parameters differ",
        DECLARATIONS,
        "Процедура А(Б) Перем Б; КонецПроцедуры",
        variable_like_parameter,
    ),
    _statement(
        "Перем Новая Экспорт;", "only variables of a module are exported", "added Экспорт of a variable", DECLARATIONS
    ),
    _statement("Перем Новая, Новая;", "names of variables differ", "added Перем twice", DECLARATIONS),
    Rule(
        "added method of the same name",
        "names of methods differ",
        DECLARATIONS,
        f"{_procedure('')}\n{_procedure('')}",
        lambda method: [f"{method.text}\n\n{method.text}"],
    ),
    _statement("Перейти ~НетТакойМетки;", "a jump has its label in the method", "added jump to nowhere"),
    _statement("~Дубль: ; ~Дубль: ;", "names of labels differ", "added label twice"),
    _statement("~БезДвоеточия ;", "a label ends with a colon", "added label without a colon"),
    _statement(
        "Ждать Ф();",
        "Ждать with an operand stands in an Асинх method only",
        "added Ждать outside Асинх",
        ASYNC,
        where(first_statement("Ждать Ф();", "А = Ждать Ф();", "Ждать А.Б();"), _is_synchronous),
    ),
    Rule(
        "added Ждать of nothing",
        "in an Асинх method Ждать has an operand",
        ASYNC,
        "Асинх Процедура А() Ждать; КонецПроцедуры",
        await_of_nothing,
    ),
    _statement(
        "Процедура Б() КонецПроцедуры", "methods are not nested", "added method inside", DECLARATIONS, method_inside
    ),
    Rule(
        "added code before the method",
        "methods stand before the module's statements",
        DECLARATIONS,
        f"А = 1;\n{_procedure('')}",
        around("НоваяПеременная = 1;\n"),
    ),
    Rule(
        "added variable after the method",
        "variables of a module stand before its methods",
        DECLARATIONS,
        f"{_procedure('')}\nПерем А;",
        around("", "\nПерем НоваяПеременная;"),
    ),
    _statement(
        "ПродолжитьВызов();", "only a method with &Вместо continues the call", "added ПродолжитьВызов", EXTENSIONS
    ),
    Rule(
        "added unknown annotation",
        "1C has a fixed list of annotations",
        EXTENSIONS,
        f"&НаКлиент\n{_procedure('')}",
        around("&НаКлиент\n"),
    ),
    Rule(
        "added annotation without a name",
        "&Перед, &После, &Вместо name a method",
        EXTENSIONS,
        f"&Перед\n{_procedure('')}",
        lambda method: [f"{method.random.choice(('&Перед', '&После', '&Вместо()'))}\n{method.text}"],
    ),
    Rule(
        "added comma between parameters",
        "no parameter is skipped in a header",
        DECLARATIONS,
        "Процедура А(Б,, В) КонецПроцедуры",
        second_comma,
    ),
    Rule("added operator", "an operator has two operands", EXPRESSIONS, "А = Б * * В;", doubled_operator),
    Rule(
        "added assignment sign",
        "a value starts with no sign of equality",
        EXPRESSIONS,
        "А = = 1;",
        doubled_assignment_sign,
    ),
    Rule("added dot", "a member is joined by one dot", EXPRESSIONS, "А = Б..В;", put_after(".", ".")),
    Rule("added unknown character", "no such character outside strings", LEXEMES, "А = $Б;", unknown_character),
    Rule("added quotes of typography", "strings have straight quotes", LEXEMES, "А = «Б»;", quotes_of_typography),
    Rule(
        "added Экспорт",
        "one Экспорт ends the header",
        DECLARATIONS,
        "Процедура А() Экспорт Экспорт КонецПроцедуры",
        second_export,
    ),
    Rule(
        "added Знач",
        "one Знач stands before a parameter",
        DECLARATIONS,
        "Процедура А(Знач Знач Б) КонецПроцедуры",
        put_after("Знач", "val"),
    ),
    _statement('"Описание метода.";', "a string is no statement", "added string as a statement"),
    _statement("НоваяПеременная;", "a name is no statement", "added name as a statement"),
    _statement("А + Б;", "an expression is no statement", "added expression as a statement"),
    _statement("Ф() = 1;", "nothing is assigned to a call", "added assignment to a call"),
    _statement(
        "А = Новый Файл(Б).Имя;",
        "a new object is assigned before its members are used",
        "added member of Новый",
        EXPRESSIONS,
    ),
    _statement("А = Ф()();", "only what has a name is called", "added call of a call", EXPRESSIONS),
    _statement("Если = 1;", "keywords are no names", "added keyword as a variable", LEXEMES),
)
