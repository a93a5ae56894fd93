"""Errors of the parser as findings. Each of its codes belongs to one rule; code with such an error does not compile."""

from collections.abc import Iterator

from components.shared.bsl.diagnostics.registry import declare
from components.shared.bsl.diagnostics.view import ModuleView
from components.shared.bsl.findings import Finding, Rule
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import LINE_SHIFT


def _rule(
    code: str, title_ru: str, title_en: str, page: str, standards: tuple[int, ...] = (), own: bool = True
) -> Rule:
    rule = Rule(code, "compile", "strong", "error", title_ru, title_en, standards, own)
    declare(rule, page)
    return rule


PARSE_ERROR = _rule(
    "ParseError",
    "Ошибка разбора исходного кода",
    "The source code does not parse",
    """The text is no BSL from this place on; the message says what was found and what was expected.

Bad:
    Если Сумма > 0 Цикл
Good:
    Если Сумма > 0 Тогда
""",
    (439,),
    own=False,
)
PROCEDURE_RETURNS_VALUE = _rule(
    "ProcedureReturnsValue",
    "Процедура возвращает значение",
    "A procedure returns a value",
    """Only functions return values; a procedure ends with a bare return.

Bad:
    Процедура Сумма() Возврат 1; КонецПроцедуры
Good:
    Функция Сумма() Возврат 1; КонецФункции
""",
    own=False,
)
CODE_BEFORE_METHOD = _rule(
    "CodeBlockBeforeSub",
    "Методы и переменные модуля объявлены после операторов",
    "Methods and variables of a module are declared after statements",
    """The parts of a module have one order: variables, methods, statements.

Bad:
    Начать(); Процедура Начать() КонецПроцедуры
Good:
    Процедура Начать() КонецПроцедуры Начать();
""",
    (455,),
    own=False,
)
RETURN_WITHOUT_VALUE = _rule(
    "ReturnWithoutValue",
    "Возврат без значения в функции",
    "A function returns without a value",
    """A return of a function must say what it returns, be it nothing.

Bad:
    Функция Найти() Возврат; КонецФункции
Good:
    Функция Найти() Возврат Неопределено; КонецФункции
""",
)
DUPLICATE_DECLARATION = _rule(
    "DuplicateDeclaration",
    "Имя уже объявлено",
    "The name is declared already",
    """Methods of a module, its variables, parameters and labels of a method have different names each.

Bad:
    Процедура Записать(Объект, Объект)
Good:
    Процедура Записать(Объект, Отказ)
""",
)
MISPLACED_STATEMENT = _rule(
    "MisplacedStatement",
    "Оператор стоит там, где он недопустим",
    "The statement is not allowed here",
    """Break and continue belong into loops, a bare raise into a handler, awaiting into asynchronous methods, and
``ПродолжитьВызов`` into a method annotated ``&Вместо``.

Bad:
    Если Готово Тогда Прервать; КонецЕсли;
Good:
    Для Каждого Строка Из Строки Цикл Прервать; КонецЦикла;
""",
)
UNDEFINED_LABEL = _rule(
    "UndefinedLabel",
    "Метка не определена",
    "The label is not defined",
    """A jump leads to a label of the same method.

Bad:
    Перейти ~Конец;
Good:
    Перейти ~Конец; ~Конец: Возврат;
""",
)
UNKNOWN_PREPROCESSOR_SYMBOL = _rule(
    "UnknownPreprocessorSymbol",
    "Неизвестный символ препроцессора",
    "Unknown symbol of the preprocessor",
    """The conditions of ``#Если`` know a fixed list of environments.

Bad:
    #Если Сервер1 Тогда
Good:
    #Если Сервер Тогда
""",
    own=False,
)

RULE_OF_ERROR: dict[str, Rule] = {
    "value-from-procedure": PROCEDURE_RETURNS_VALUE,
    "no-value-from-function": RETURN_WITHOUT_VALUE,
    "late-variable": CODE_BEFORE_METHOD,
    "late-method": CODE_BEFORE_METHOD,
    "outside-loop": MISPLACED_STATEMENT,
    "raise-outside-handler": MISPLACED_STATEMENT,
    "await-outside-async": MISPLACED_STATEMENT,
    "proceed-outside-around": MISPLACED_STATEMENT,
    "duplicate-parameter": DUPLICATE_DECLARATION,
    "duplicate-variable": DUPLICATE_DECLARATION,
    "duplicate-method": DUPLICATE_DECLARATION,
    "duplicate-label": DUPLICATE_DECLARATION,
    "undefined-label": UNDEFINED_LABEL,
    "bad-condition": UNKNOWN_PREPROCESSOR_SYMBOL,
}


def compile_findings(module: ModuleView) -> Iterator[Finding]:
    """What the parser objected to; every other code of it is a ``ParseError``."""
    told_of_statements = False
    for error in module.tree.errors:
        rule = RULE_OF_ERROR.get(error.code, PARSE_ERROR)
        start = (error.line << LINE_SHIFT) + error.column
        end = _end(module, rule, start)
        if error.code == "late-method" and module.tree.statements:
            if told_of_statements:  # one block of statements makes every method behind it a late one
                continue
            told_of_statements = True
            start, end = _statements_before(module, start)
        yield Finding(rule, start, max(start, end), error.message_ru, error.message_en)


def _statements_before(module: ModuleView, method: int) -> tuple[int, int]:
    """From the first statement of a module to the last token before a method."""
    before = module.tokens.positions[module.token_at(method) - 1]
    first = module.tree.statements[0].position
    return (first, module.token_end(before)) if first <= before else (method, module.token_end(method))


def _end(module: ModuleView, rule: Rule, start: int) -> int:
    """The end of the token at fault; of the whole statement, where a procedure returns a value."""
    if rule is PROCEDURE_RETURNS_VALUE:
        for node in module.of(tree.Return):
            if node.position == start:
                return module.token_end(node.last)
    return module.token_end(start)
