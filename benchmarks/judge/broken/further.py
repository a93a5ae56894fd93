"""More of what models and people write: wrong headers, loops, names and signs, text that was escaped on its way."""

from collections.abc import Iterator

from benchmarks.judge.broken.method_text import OPERAND_ENDS, OPERANDS, MethodText
from benchmarks.judge.broken.rule import (
    DECLARATIONS,
    EXPRESSIONS,
    LEXEMES,
    MODELS,
    STATEMENTS,
    Break,
    Rule,
    first_statement,
    put,
    put_after,
)
from components.shared.bsl.syntax import syntax_tree as tree


def semicolon_as(*signs: str) -> Break:
    """Another sign between two statements."""

    def broken(method: MethodText) -> Iterator[str]:
        for token in method.of(";"):
            if token >= method.body and method.kind(token - 1) in OPERAND_ENDS and method.kind(token + 1) != ";":
                yield method.replaced(token, method.random.choice(signs))

    return broken


def opening_quote_of_several_lines(method: MethodText) -> Iterator[str]:
    """A query without its quote: its second line starts with a bar outside a string."""
    for token in method.of("string"):
        if "\n" in method.words[token] and "//" not in method.words[token]:
            yield method.spliced(method.starts[token], method.starts[token] + 1, "")


def closing_quote_of_several_lines(method: MethodText) -> Iterator[str]:
    """No other quote in the rest of the line, and no line with a bar after it."""
    for token in method.of("string"):
        rest = method.text[method.ends[token] :].split("\n")
        if "\n" in method.words[token] and '"' not in rest[0]:
            yield method.spliced(method.ends[token] - 1, method.ends[token], "")


def newlines_escaped(method: MethodText) -> Iterator[str]:
    r"""``\n`` as two characters, where a method has more lines than one and no comment on its first."""
    lines = method.text.split("\n")
    if len(lines) > 1 and "//" not in lines[0]:
        yield "\\n".join(lines)


def quotes_escaped(method: MethodText) -> Iterator[str]:
    r"""``\"`` before a string."""
    return (
        method.spliced(method.starts[token], method.ends[token], f'\\"{method.words[token][1:-1]}\\"')
        for token in method.of("string")
    )


def operator_as(*others: str, kinds: tuple[str, ...]) -> Break:
    """Something else between two operands."""

    def broken(method: MethodText) -> Iterator[str]:
        for token in method.of(*kinds):
            if method.kind(token - 1) in OPERAND_ENDS and method.kind(token + 1) in OPERANDS:
                yield method.replaced(token, method.random.choice(others))

    return broken


def member_by(*signs: str) -> Break:
    """Another sign before a member."""
    return lambda method: (method.replaced(token, method.random.choice(signs)) for token in method.of("."))


def loop_of_two(method: MethodText) -> Iterator[str]:
    """``Для Каждого Ключ, Значение Из``."""
    for node in method.nodes(tree.ForEach):
        yield method.after(method.token_at(node.variable_position), ", Значение")


def loop_over_member(method: MethodText) -> Iterator[str]:
    """``Для Каждого А.Б Из``: the variable is a name."""
    loops = [node.variable_position for node in method.nodes(tree.ForEach)]
    for position in method.shuffled(loops + [node.variable_position for node in method.nodes(tree.For)]):
        yield method.after(method.token_at(position), ".Значение")


def loop_with_step(method: MethodText) -> Iterator[str]:
    """``Для Н = 1 По 10 Шаг 2 Цикл``."""
    for node in method.nodes(tree.For):
        yield method.after(
            method.token_at(node.last_value.last), method.random.choice(("Шаг 2", "Step 2", "С Шагом 2"))
        )


def argument(*others: str) -> Break:
    """Something in the place of an argument that is none."""

    def broken(method: MethodText) -> Iterator[str]:
        for node in method.nodes(tree.Call):
            for given in node.arguments[:1]:
                if given is not None:
                    yield method.node_replaced(given, method.random.choice(others))

    return broken


def named_argument(method: MethodText) -> Iterator[str]:
    """``Ф(Имя := 1)``, ``Ф(Имя: 1)``; ``Ф(Имя = 1)`` is a comparison and right."""
    for node in method.nodes(tree.Call):
        for given in node.arguments[:1]:
            if given is not None:
                yield method.node_replaced(given, f"Имя {method.random.choice((':=', ':', '=>'))} 1")


def generic_type(method: MethodText) -> Iterator[str]:
    """``Новый Массив<Строка>``."""
    for node in method.nodes(tree.New):
        if node.type_name:
            yield method.after(method.token_at(node.type_position), "<Строка>()")


def parameter_as(*forms: str) -> Break:
    """Another word for a parameter's name."""

    def broken(method: MethodText) -> Iterator[str]:
        for parameter in method.shuffled(list(method.method.parameters)):
            yield method.replaced(method.token_at(parameter.position), method.random.choice(forms))

    return broken


def default_as(*values: str) -> Break:
    """A default that is no constant."""

    def broken(method: MethodText) -> Iterator[str]:
        for parameter in method.shuffled(list(method.method.parameters)):
            if parameter.default is None:
                yield method.after(method.token_at(parameter.position), f"= {method.random.choice(values)}")

    return broken


def name_as(*forms: str) -> Break:
    """Another name of the method, made from its own."""

    def broken(method: MethodText) -> Iterator[str]:
        name = method.token_at(method.method.name_position)
        yield method.replaced(name, method.random.choice(forms).format(method.words[name]))

    return broken


def second_value_of_return(method: MethodText) -> Iterator[str]:
    """``Возврат А, Б;``."""
    for node in method.nodes(tree.Return):
        if node.value is not None:
            yield method.after(method.token_at(node.last), ", Истина")


def _rule(kind: str, says: str, example: str, broken: Break, source: str = MODELS) -> Rule:
    return Rule(kind, says, source, example, broken)


def _statement(kind: str, says: str, *codes: str, source: str = STATEMENTS) -> Rule:
    return Rule(kind, says, source, codes[0], first_statement(*codes))


_STRINGS = (
    _rule(
        "query without its first quote",
        "a string starts with a quote",
        "А = ВЫБРАТЬ\n| Б;",
        opening_quote_of_several_lines,
        LEXEMES,
    ),
    _rule(
        "query without its last quote",
        "a string ends with a quote",
        'А = "б\n| в;',
        closing_quote_of_several_lines,
        LEXEMES,
    ),
    _rule("escaped ends of lines", "no such character", "Процедура А()\\nКонецПроцедуры", newlines_escaped, LEXEMES),
    _rule("escaped quotes", "a quote in a string is doubled", 'А = \\"б\\";', quotes_escaped, LEXEMES),
    _rule(
        "signs of HTML",
        "& starts an annotation",
        "Если А &lt; Б Тогда КонецЕсли;",
        operator_as("&lt;", "&gt;", "&amp;", kinds=("<", ">", "<>", "and")),
    ),
)
_SIGNS = (
    _rule(
        "semicolon as a comma",
        "statements are separated by ;",
        "А = 1, Б = 2;",
        semicolon_as(",", ":", "|", "\\"),
        LEXEMES,
    ),
    _rule("full-width signs", "no such character", "А = 1；", semicolon_as("；", "．", "，"), LEXEMES),
    _rule(
        "minus of typography", "no such character", "А = Б – 1;", operator_as("–", "—", "−", kinds=("-", "+")), LEXEMES
    ),
    _rule(
        "comparison of typography",
        "no such character",
        "А = Б ≤ В;",
        operator_as("≤", "≥", "≠", kinds=("<", ">", "<=", ">=", "<>")),
        LEXEMES,
    ),
    _rule(
        "comparison the wrong way round",
        "the signs are <= and >=",
        "А = Б =< В;",
        operator_as("=<", "=>", "><", kinds=("<", ">", "<=", ">=", "<>")),
        EXPRESSIONS,
    ),
    _rule("Basic: &", "strings are joined by +", 'А = "б" & В;', operator_as("&", kinds=("+",))),
    _rule(
        "PHP: .=",
        "an assignment has one sign",
        "А .= Б;",
        lambda method: (
            method.before(method.token_at(node.target.last) + 1, ".") for node in method.nodes(tree.Assignment)
        ),
    ),
    _rule(
        "Pascal: div, mod",
        "the operators are / and %",
        "А = Б div В;",
        operator_as("div", "mod", "ДЕЛ", kinds=("/", "%", "*")),
    ),
    _rule("C++: -> and ::", "a member is joined by a dot", "А->Б();", member_by("->", "::", "\\")),
    _rule(
        "R: <-",
        "an assignment has one sign",
        "А <- Б;",
        lambda method: (
            method.replaced(method.token_at(node.target.last) + 1, "<-") for node in method.nodes(tree.Assignment)
        ),
    ),
    _rule("C: >> and <<", "no such operator", "А = Б << 2;", operator_as("<<", ">>", "|", "^", kinds=("+", "-", "*"))),
)
_STATEMENTS = (
    _rule(
        "loop over two",
        "Для Каждого has one variable",
        "Для Каждого К, З Из А Цикл КонецЦикла;",
        loop_of_two,
        STATEMENTS,
    ),
    _rule(
        "loop over a member",
        "the variable of a loop is a name",
        "Для Каждого А.Б Из В Цикл КонецЦикла;",
        loop_over_member,
        STATEMENTS,
    ),
    _rule("loop with a step", "Для counts by one", "Для Н = 1 По 9 Шаг 2 Цикл КонецЦикла;", loop_with_step),
    _rule("КонецДля, КонецПока", "a loop ends with КонецЦикла", "Пока А Цикл КонецПока;", put("КонецДля", "enddo")),
    _rule("Цикл twice", "one Цикл starts a loop", "Пока А Цикл Цикл КонецЦикла;", put_after("Цикл", "do"), STATEMENTS),
    _rule(
        "Иначе Тогда",
        "Тогда follows a condition",
        "Если А Тогда Иначе Тогда КонецЕсли;",
        put_after("Тогда", "else"),
        STATEMENTS,
    ),
    _rule(
        "Иначе with a condition",
        "Иначе has no condition",
        "Если А Тогда Иначе (Б = 1) В(); КонецЕсли;",
        put_after("(А = 1)", "else"),
        STATEMENTS,
    ),
    _rule(
        "value after Прервать",
        "Прервать has no value",
        "Пока А Цикл Прервать 2; КонецЦикла;",
        put_after("2", "break", "continue"),
        STATEMENTS,
    ),
    _rule(
        "several values of Возврат",
        "Возврат has one value",
        "Функция А() Возврат Б, В; КонецФункции",
        second_value_of_return,
        STATEMENTS,
    ),
    _statement(
        "Наконец",
        "a Попытка has one handler",
        "Попытка А(); Исключение Б(); Наконец В(); КонецПопытки;",
        "Попытка А(); finally Б(); КонецПопытки;",
    ),
    _statement("jump without a tilde", "a label has a tilde", "Перейти Метка;"),
    _statement(
        "handler without a comma",
        "ДобавитьОбработчик names event and handler",
        "ДобавитьОбработчик А.Б;",
        "УдалитьОбработчик А.Б В;",
    ),
    _statement("empty Выполнить", "Выполнить has a text", "Выполнить;"),
    _statement(
        "several values in brackets", "brackets hold one value", "А = (1, 2);", "А = (Б, );", source=EXPRESSIONS
    ),
    _statement("empty brackets", "brackets hold one value", "А = ();", source=EXPRESSIONS),
    _statement(
        "assignment to brackets",
        "nothing is assigned to an expression",
        "(А) = 1;",
        "А + 1 = Б;",
        "-А = 1;",
        "Не А = Истина;",
    ),
    _statement(
        "number with a unit",
        "a number is followed by an operator",
        "А = 10х;",
        "А = 0x1F;",
        "А = 1e5;",
        "А = 1_000;",
        "А = 5%;",
        source=LEXEMES,
    ),
    _statement(
        "number that starts with a point", "a number starts with a digit", "А = .5;", "А = 1.2.3;", source=LEXEMES
    ),
    _statement(
        "date that is none",
        "the parts of a date are within their ranges",
        "А = '20241301';",
        "А = '20240132';",
        "А = '2024-1-1';",
        "А = 'вчера';",
        source=LEXEMES,
    ),
    _statement(
        "comment of Basic and Lisp",
        "comments start with //",
        "' пояснение",
        "REM пояснение о методе",
        "<!-- пояснение -->",
        "% пояснение",
        source=LEXEMES,
    ),
    _statement(
        "cycle of C",
        "there is no such statement",
        "do { А(); } while (Б);",
        "foreach (А Из Б) { }",
        "repeat А(); until Б;",
    ),
    _statement(
        "words of other languages",
        "two names are no statement",
        "end if;",
        "return_ А;",
        "print А;",
        "raise_ А Б;",
        "del А;",
        "yield Б;",
        "global А;",
        "assert А;",
        "echo Б;",
    ),
    _statement(
        "lock, using, go to",
        "there is no such statement",
        "using (А) { Б(); }",
        "lock (А) { }",
        "go to А;",
        "unless А Тогда",
    ),
)
_DEFINITIONS = (
    _rule(
        "name that starts with a digit",
        "a name starts with a letter",
        "Процедура 1А() КонецПроцедуры",
        name_as("1{}", "2_{}"),
        DECLARATIONS,
    ),
    _rule(
        "name with other signs",
        "a name has letters, digits, _",
        "Процедура А-Б() КонецПроцедуры",
        name_as("{}-Новая", "Мой {}", "{}.Новая", "{}!", "{}?"),
        DECLARATIONS,
    ),
    _rule(
        "keyword as a method's name",
        "keywords are no names",
        "Процедура Если() КонецПроцедуры",
        name_as("Если", "Новый", "Возврат", "Процедура", "Null"),
        DECLARATIONS,
    ),
    _rule(
        "keyword as a parameter",
        "keywords are no names",
        "Процедура А(Если) КонецПроцедуры",
        parameter_as("Если", "Для", "Не", "Истина", "Функция"),
        DECLARATIONS,
    ),
    _rule(
        "value as a parameter",
        "a parameter is a name",
        "Процедура А(1) КонецПроцедуры",
        parameter_as("1", '"а"', "А.Б", "*Аргументы", "...А", "&А"),
        DECLARATIONS,
    ),
    _rule(
        "default that is no constant",
        "a default is a literal",
        "Процедура А(Б = В) КонецПроцедуры",
        default_as("Новый Массив", "Ф()", "Перечисление.А", "[]", "{}", "1 + 1"),
        DECLARATIONS,
    ),
    _rule(
        "brackets after the end",
        "the end of a method is one word",
        "Процедура А() КонецПроцедуры()",
        lambda method: [f"{method.text}()"],
        DECLARATIONS,
    ),
    _rule(
        "Экспорт before the method",
        "Экспорт ends the header",
        "Экспорт Процедура А() КонецПроцедуры",
        lambda method: [
            f"{method.random.choice(('Экспорт', 'public', 'static', 'private', 'Асинх Асинх'))} {method.text}"
        ],
        DECLARATIONS,
    ),
    _statement(
        "Перем with a value",
        "Перем declares without a value",
        "Перем Новая = 1;",
        "Перем Новая: Число;",
        "Перем Новая Как Число;",
        "Перем;",
        source=DECLARATIONS,
    ),
)
_VALUES = (
    _rule(
        "placeholder",
        "no such value",
        "А = Ф(<Имя>);",
        argument("<Имя>", "[Имя]", "{Имя}", "$Имя", "@Имя", "%Имя%", "...", "…"),
    ),
    _rule("named argument", "arguments have no names", "Ф(Имя := 1);", named_argument),
    _rule("spread argument", "no such operator", "Ф(*А);", argument("*А", "**А", "...А", "&А", "А...")),
    _rule("generic type", "types have no parameters", "А = Новый Массив<Строка>();", generic_type),
    _rule(
        "statement as an argument",
        "an argument is an expression",
        "Ф(Возврат А);",
        argument("Возврат А", "Если А Тогда Б КонецЕсли", "А = 1; Б", "Перем А"),
    ),
)
RULES = (*_STRINGS, *_SIGNS, *_STATEMENTS, *_DEFINITIONS, *_VALUES)
