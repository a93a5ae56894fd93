"""Constructs of other languages, as models and people who know those write them."""

from collections.abc import Iterator

from benchmarks.judge.broken.method_text import OPERAND_ENDS, OPERANDS, MethodText
from benchmarks.judge.broken.rule import EXPRESSIONS, LEXEMES, MODELS, Break, Rule, first_statement, put, put_after
from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.dates import is_date


def comparison(method: MethodText, sign: str, other: str) -> Iterator[str]:
    """A comparison in the spelling of another language; not the sign of an assignment, which is no operator."""
    for node in method.nodes(tree.Operation):
        if sign in node.operators:
            at = node.operators.index(sign)
            yield method.replaced(method.token_at(node.operands[at].last) + 1, other)


def compared(sign: str, other: str) -> Break:
    """``А == Б``."""
    return lambda method: comparison(method, sign, other)


def value(*others: str) -> Break:
    """Assign something else: none of these is a value."""
    return lambda method: (
        method.node_replaced(node.value, method.random.choice(others)) for node in method.nodes(tree.Assignment)
    )


def assigned(*signs: str) -> Break:
    """Assign with another sign."""

    def broken(method: MethodText) -> Iterator[str]:
        for node in method.nodes(tree.Assignment):
            yield method.replaced(method.token_at(node.target.last) + 1, method.random.choice(signs))

    return broken


def typed_parameter(method: MethodText) -> Iterator[str]:
    """``Процедура А(Б: Строка)``."""
    for parameter in method.shuffled(list(method.method.parameters)):
        yield method.after(method.token_at(parameter.position), ": Строка")


def prefixed_string(method: MethodText) -> Iterator[str]:
    """``f"…"``: a name beside a string."""
    for token in method.of("string"):
        yield method.spliced(method.starts[token], method.starts[token], method.random.choice("frb"))


def single_quotes(method: MethodText) -> Iterator[str]:
    """``'текст'``: a date for the lexer, and no date."""
    for token in method.of("string"):
        text = f"'{method.words[token][1:-1]}'"
        if "'" not in text[1:-1] and any(map(str.isalpha, text)) and not is_date(text):
            yield method.replaced(token, text)


def slice_of_index(method: MethodText) -> Iterator[str]:
    """``А[0:5]``."""
    for node in method.nodes(tree.Index):
        yield method.after(method.token_at(node.index.last), ": 5")


def optional_chain(method: MethodText) -> Iterator[str]:
    """``А?.Б``."""
    return (method.replaced(token, "?.") for token in method.of(".") if method.kind(token - 1) in OPERAND_ENDS)


def power(method: MethodText) -> Iterator[str]:
    """``А ** 2``: a second sign with no operand between."""
    for token in method.of("number"):
        if method.kind(token - 1) in ("+", "-", "*", "/", "=", "<", ">"):
            yield method.after(token, "** 2")


def braces(method: MethodText) -> Iterator[str]:
    """``Если А { … }``."""
    for node in method.nodes(tree.If):
        then = method.token_at(node.branches[0].condition.last) + 1
        if method.kind(then) == "then":
            text = method.replaced(method.token_at(node.last), "}")
            yield text[: method.starts[then]] + "{" + text[method.ends[then] :]


def for_of_c(method: MethodText) -> Iterator[str]:
    """``Для (Н = 0; Н < 10; Н++) Цикл``: after Для stands a name."""
    for node in (*method.nodes(tree.For), *method.nodes(tree.ForEach)):
        loop = method.token_at(node.position)
        do = next(token for token in range(loop, method.end) if method.kind(token) == "do")
        yield method.replaced(loop, "Для (Н = 0; Н < 10; Н++)", do - 1)


def header(text: str) -> Break:
    """Another header: ``def Имя(А):``. What follows the brackets is kept."""

    def broken(method: MethodText) -> Iterator[str]:
        name = method.token_at(method.method.name_position)
        yield method.replaced(name - 1, text)

    return broken


def negation(method: MethodText) -> Iterator[str]:
    """``!А``."""
    return (method.replaced(token, "!") for token in method.of("not"))


def ternary(*forms: str) -> Break:
    """``А ? Б : В`` and ``Б if А else В`` instead of ``?(А, Б, В)``."""

    def broken(method: MethodText) -> Iterator[str]:
        for node in method.nodes(tree.Ternary):
            parts = [method.places.text_of(part) for part in (node.condition, node.when_true, node.when_false)]
            yield method.node_replaced(node, method.random.choice(forms).format(*parts))

    return broken


def keyword_between(word: str) -> Break:
    """A word between two operands instead of an operator."""

    def broken(method: MethodText) -> Iterator[str]:
        for token in method.of("<", ">", "<>", "<=", ">="):
            if method.kind(token - 1) in OPERAND_ENDS and method.kind(token + 1) in OPERANDS:
                yield method.replaced(token, word)

    return broken


def _statement(kind: str, says: str, *codes: str) -> Rule:
    return Rule(kind, says, MODELS, codes[0], first_statement(*codes))


PYTHON = (
    Rule("Python: colon for Тогда", "a condition is followed by Тогда", MODELS, "Если А: КонецЕсли;", put(":", "then")),
    Rule("Python: elif", "the word is ИначеЕсли", MODELS, "Если А Тогда elif Б Тогда КонецЕсли;", put("elif", "elsif")),
    Rule(
        "Python: def",
        "a method starts with Процедура or Функция",
        MODELS,
        "def А(): Б = 1; КонецПроцедуры",
        header("def"),
    ),
    _statement(
        "Python: comment",
        "# starts an instruction of the preprocessor",
        "# вычисляем итог",
        "#TODO проверить",
        "# 1. Шаг",
    ),
    Rule("Python: prefixed string", "a string has no prefix", MODELS, 'А = f"б";', prefixed_string),
    _statement("Python: docstring", "a string is no statement", '"""Описание метода."""', '"""\nОписание\n"""'),
    Rule(
        "Python: list",
        "there are no literals of collections",
        MODELS,
        "А = [1, 2];",
        value("[1, 2]", "[]", '["а"]', "[х for х in А]"),
    ),
    Rule(
        "Python: dictionary",
        "there are no literals of collections",
        MODELS,
        'А = {"б": 1};',
        value('{"а": 1}', "{}", "{1, 2}"),
    ),
    Rule("Python: += and others", "an assignment has one sign", MODELS, "А += 1;", assigned("+=", "-=", "*=", "/=")),
    Rule("Python: **", "an operator has two operands", MODELS, "А = Б + 2 ** 2;", power),
    Rule("Python: in", "Из belongs to Для Каждого", MODELS, "А = Б in В;", keyword_between("in")),
    Rule("Python: is", "no such operator", MODELS, "А = Б is В;", keyword_between("is")),
    Rule("Python: slice", "an index is one value", MODELS, "А = Б[0:5];", slice_of_index),
    Rule(
        "Python: lambda",
        "there are no anonymous methods",
        MODELS,
        "А = lambda х: х + 1;",
        value("lambda х: х + 1", "lambda: 0"),
    ),
    Rule(
        "Python: except as",
        "Исключение names nothing",
        MODELS,
        "Попытка А(); except Exception as e: КонецПопытки;",
        put("except Exception as e:", "except"),
    ),
    Rule(
        "Python: type hint",
        "parameters have no types",
        MODELS,
        "Процедура А(Б: Строка) КонецПроцедуры",
        typed_parameter,
    ),
    Rule(
        "Python: type of the result",
        "a header has no type",
        MODELS,
        "Процедура А() -> Строка КонецПроцедуры",
        lambda method: [method.after(method.header, "-> Строка:")],
    ),
    _statement("Python: pass", "a name is no statement", "pass", "pass;"),
    _statement("Python: several targets", "an assignment has one target", "А, Б = 1, 2;", "А, Б = Б, А;"),
    Rule(
        "Python: conditional value",
        "the operator is ?(,,)",
        MODELS,
        "А = Б if В else Г;",
        ternary("{1} if {0} else {2}"),
    ),
    _statement("Python: import", "there is no import", "import json", "from datetime import date", "import os;"),
    _statement("Python: with", "there is no such statement", 'with open("а") as f:', "with А as Б: ;"),
    Rule(
        "Python: decorator",
        "no such character",
        MODELS,
        "@cached\nПроцедура А() КонецПроцедуры",
        lambda method: [f"@cached\n{method.text}"],
    ),
)
JAVASCRIPT = (
    Rule("JavaScript: ==", "equality is one sign", MODELS, "Если А == Б Тогда КонецЕсли;", compared("=", "==")),
    Rule("JavaScript: ===", "equality is one sign", MODELS, "Если А === Б Тогда КонецЕсли;", compared("=", "===")),
    Rule("JavaScript: !=", "inequality is <>", MODELS, "Если А != Б Тогда КонецЕсли;", compared("<>", "!=")),
    Rule("JavaScript: &&", "the operator is И", MODELS, "Если А && Б Тогда КонецЕсли;", put("&&", "and")),
    Rule("JavaScript: ||", "the operator is Или", MODELS, "Если А || Б Тогда КонецЕсли;", put("||", "or")),
    Rule("JavaScript: !", "the operator is Не", MODELS, "Если !А Тогда КонецЕсли;", negation),
    Rule("JavaScript: braces", "blocks have words", MODELS, "Если А { Б(); };", braces),
    _statement("JavaScript: ++", "an expression is no statement", "Счетчик++;", "Счетчик--;", "++Счетчик;"),
    _statement(
        "JavaScript: let, const, var", "Перем declares without a value", "let а = 1;", "const Б = 2;", "var в = 3;"
    ),
    Rule(
        "JavaScript: arrow function",
        "there are no anonymous methods",
        MODELS,
        "А = (Х) => Х;",
        value("(Х) => Х", "() => 1", "Х => Х + 1"),
    ),
    Rule(
        "JavaScript: function value",
        "there are no anonymous methods",
        MODELS,
        "А = function(Х) { return Х; };",
        value("function(Х) { return Х; }", "Функция(Х) Возврат Х; КонецФункции"),
    ),
    Rule(
        "JavaScript: template string",
        "strings have straight quotes",
        LEXEMES,
        "А = `б ${в}`;",
        value("`а ${Б}`", "`текст`"),
    ),
    _statement(
        "JavaScript: comment", "comments start with //", "/* пояснение */", "/** @param А */", "/* а\n * б\n */"
    ),
    Rule("JavaScript: ? :", "the operator is ?(,,)", MODELS, "А = Б ? В : Г;", ternary("{0} ? {1} : {2}")),
    Rule("JavaScript: ?.", "a member is joined by a dot", MODELS, "А = Б?.В;", optional_chain),
    Rule(
        "JavaScript: object",
        "there are no literals of collections",
        MODELS,
        "А = {б: 1};",
        value("{а: 1, б: 2}", "{ ...А }"),
    ),
    Rule("JavaScript: strings in single quotes", "those are dates", LEXEMES, "А = 'текст';", single_quotes),
    _statement("JavaScript: switch", "there is no such statement", "switch (А) { case 1: break; }", "switch (А) {"),
    _statement("JavaScript: throw", "the statement is ВызватьИсключение", 'throw new Error("а");', 'throw "а";'),
    _statement("JavaScript: try with braces", "blocks have words", "try { А(); } catch (e) { }", "try {"),
    Rule(
        "JavaScript: for of C", "after Для stands a name", MODELS, "Для (Н = 0; Н < 10; Н++) Цикл КонецЦикла;", for_of_c
    ),
    _statement("JavaScript: typeof", "no such operator", 'А = typeof Б = "string";'),
    _statement("C: typed variable", "Перем declares", "int а = 1;", "Строка А = 1;", "Число А;"),
    Rule("Pascal: :=", "an assignment has one sign", MODELS, "А := 1;", assigned(":=")),
    _statement("Pascal: begin", "a name is no statement", "begin", "begin;", "Начало"),
    _statement("Basic: Dim", "Перем declares", "Dim А As Integer", "Set А = Б"),
    Rule("Basic: End If", "the word is КонецЕсли", MODELS, "Если А Тогда End If;", put("End If", "endif")),
    Rule("Basic: Next", "the word is КонецЦикла", MODELS, "Пока А Цикл Next;", put("Next", "enddo")),
)
SQL = (
    _statement(
        "SQL: query in code",
        "a query is a string",
        "ВЫБРАТЬ Код ИЗ Справочник.Товары;",
        "SELECT * FROM Goods;",
        "ВЫБРАТЬ РАЗЛИЧНЫЕ А КАК Б;",
    ),
    Rule("SQL: LIKE", "no such operator", MODELS, 'А = Б ПОДОБНО "%";', keyword_between("ПОДОБНО")),
    Rule(
        "SQL: IS NULL",
        "no such operator",
        MODELS,
        "А = Б ЕСТЬ NULL;",
        value("А ЕСТЬ NULL", "А IS NULL", "А ЕСТЬ НЕ NULL"),
    ),
    Rule("SQL: BETWEEN", "no such operator", MODELS, "А = Б МЕЖДУ 1 И 2;", value("А МЕЖДУ 1 И 2", "А BETWEEN 1 AND 2")),
    Rule("SQL: IN", "no such operator", MODELS, "А = Б В (1, 2);", value("Б В (1, 2)", "Б В (А)", "Б IN (1, 2)")),
    Rule(
        "SQL: CASE",
        "the operator is ?(,,)",
        MODELS,
        "А = ВЫБОР КОГДА Б ТОГДА 1 ИНАЧЕ 2 КОНЕЦ;",
        value("ВЫБОР КОГДА А ТОГДА 1 ИНАЧЕ 2 КОНЕЦ", "CASE WHEN А THEN 1 END"),
    ),
    Rule(
        "SQL: parameter", "& starts an annotation", MODELS, "А = &Склад;", value("&Склад", "&Период + 1", "Ф(&Склад)")
    ),
    _statement("SQL: comment", "an expression is no statement", "-- пояснение", "-- SELECT 1"),
    Rule("SQL: AS", "no such operator", EXPRESSIONS, "А = Б КАК В;", value("Б КАК В", "Б AS В", "Ф(А) КАК Б")),
    _statement(
        "SQL: INSERT, UPDATE, DELETE",
        "no such statement",
        "INSERT INTO А VALUES (1);",
        "UPDATE А SET Б = 1;",
        "DELETE FROM А;",
    ),
    Rule("SQL: two signs of joining", "no such operator", MODELS, 'А = Б || "в";', put_after('|| "а"', "string")),
)
RULES = (*PYTHON, *JAVASCRIPT, *SQL)
