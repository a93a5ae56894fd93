"""A tree as text: what is printed parses to the same tree, and looks as 1C people lay it out.

Only what is in the tree is printed: the comment over a method, but none inside it, and no instruction of the
preprocessor. Names, numbers and strings are printed as they were written, keywords in the language asked for.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.tokens import KEYWORDS

Language = Literal["ru", "en"]
INDENT = "\t"
_WORDS: dict[Language, dict[str, str]] = {
    "ru": {english.lower(): russian for english, russian in KEYWORDS.items()},
    "en": {english.lower(): english for english in KEYWORDS},
}


def print_module(module: tree.Module, language: Language = "ru") -> str:
    """Everything that was understood of a module, a blank line around each method."""
    printer = _Printer(language)
    text, blank = "", False
    for part in module.tree:
        is_method = isinstance(part, tree.Method)
        text += "\n" if text and (is_method or blank) else ""
        text += "\n".join(printer.lines(part, "")) + "\n"
        blank = is_method
    return text


def print_node(node: tree.Node, language: Language = "ru") -> str:
    """One expression, statement, variable or method."""
    printer = _Printer(language)
    if isinstance(node, tree.Expression):
        return printer.expression(node)
    return "\n".join(printer.lines(node, ""))


class _Printer:
    """Turns nodes into text with the keywords of one language."""

    def __init__(self, language: Language) -> None:
        self.words = _WORDS[language]

    def lines(self, node: tree.Node, indent: str) -> Iterator[str]:
        """The lines of a statement or a declaration, with its semicolon."""
        rule = _BLOCKS.get(type(node))
        if rule is not None:
            yield from rule(self, node, indent)
            return
        ending = "" if isinstance(node, tree.Label) else ";"
        yield f"{indent}{_LINES[type(node)](self, node)}{ending}"

    def block(self, statements: tree.Statements, indent: str) -> Iterator[str]:
        """The lines of a block, one level deeper."""
        for statement in statements:
            yield from self.lines(statement, indent + INDENT)

    def method(self, node: tree.Method, indent: str) -> Iterator[str]:
        """A method with the comment over it."""
        if node.comment:
            yield from (f"// {line}".rstrip() for line in node.comment.split("\n"))
        yield from map(self.annotation, node.annotations)
        asynchronous = f"{self.words['async']} " if node.is_async else ""
        export = f" {self.words['export']}" if node.export else ""
        parameters = ", ".join(map(self.parameter, node.parameters))
        yield f"{asynchronous}{self.words[node.kind]} {node.name}({parameters}){export}"
        for variable in node.variables:
            yield from self.variable(variable, indent + INDENT)
        yield from self.block(node.body, indent)
        yield self.words["end" + node.kind]

    def variable(self, node: tree.Variable, indent: str) -> Iterator[str]:
        """``Перем А Экспорт;``."""
        yield from (f"{indent}{self.annotation(annotation)}" for annotation in node.annotations)
        export = f" {self.words['export']}" if node.export else ""
        yield f"{indent}{self.words['var']} {node.name}{export};"

    def annotation(self, node: tree.Annotation) -> str:
        """``&Вместо("Имя")``."""
        return f"&{node.name}({', '.join(node.arguments)})" if node.arguments else f"&{node.name}"

    def parameter(self, node: tree.Parameter) -> str:
        """``Знач А = 1``."""
        annotations = "".join(f"{self.annotation(annotation)} " for annotation in node.annotations)
        by_value = f"{self.words['val']} " if node.by_value else ""
        default = f" = {self.expression(node.default)}" if node.default else ""
        return f"{annotations}{by_value}{node.name}{default}"

    def if_(self, node: tree.If, indent: str) -> Iterator[str]:
        """``Если … КонецЕсли``."""
        for number, branch in enumerate(node.branches):
            word = self.words["elsif" if number else "if"]
            yield f"{indent}{word} {self.expression(branch.condition)} {self.words['then']}"
            yield from self.block(branch.body, indent)
        if node.otherwise is not None:
            yield f"{indent}{self.words['else']}"
            yield from self.block(node.otherwise, indent)
        yield f"{indent}{self.words['endif']};"

    def loop(self, node: tree.For | tree.ForEach | tree.While, indent: str) -> Iterator[str]:
        """``Для … КонецЦикла``, ``Пока … КонецЦикла``."""
        yield f"{indent}{self.loop_header(node)} {self.words['do']}"
        yield from self.block(node.body, indent)
        yield f"{indent}{self.words['enddo']};"

    def loop_header(self, node: tree.For | tree.ForEach | tree.While) -> str:
        """What is repeated how often, without ``Цикл``."""
        words = self.words
        if isinstance(node, tree.While):
            return f"{words['while']} {self.expression(node.condition)}"
        if isinstance(node, tree.ForEach):
            collection = self.expression(node.collection)
            return f"{words['for']} {words['each']} {node.variable} {words['in']} {collection}"
        first, last = self.expression(node.first), self.expression(node.last_value)
        return f"{words['for']} {node.variable} = {first} {words['to']} {last}"

    def try_(self, node: tree.Try, indent: str) -> Iterator[str]:
        """``Попытка … Исключение … КонецПопытки``."""
        yield f"{indent}{self.words['try']}"
        yield from self.block(node.body, indent)
        yield f"{indent}{self.words['except']}"
        yield from self.block(node.handler, indent)
        yield f"{indent}{self.words['endtry']};"

    def raise_(self, node: tree.Raise) -> str:
        """Several arguments stand in brackets, one does not need them."""
        word = self.words["raise"]
        if len(node.arguments) > 1:
            return f"{word}({self.arguments(node.arguments)})"
        return f"{word} {self.arguments(node.arguments)}".rstrip(" ")

    def handler(self, node: tree.AddHandler | tree.RemoveHandler) -> str:
        """``ДобавитьОбработчик А.Б, В``."""
        word = self.words[type(node).__name__.lower()]
        return f"{word} {self.expression(node.event)}, {self.expression(node.handler)}"

    def return_(self, node: tree.Return) -> str:
        """``Возврат А``."""
        return f"{self.words['return']} {self.expression(node.value)}" if node.value else self.words["return"]

    def expression(self, node: tree.Node) -> str:
        """An expression, or a step of a chain."""
        return _EXPRESSIONS[type(node)](self, node)

    def arguments(self, given: Sequence[tree.Expression | None]) -> str:
        """What is between the brackets."""
        return ", ".join("" if argument is None else self.expression(argument) for argument in given)

    def unary(self, node: tree.Unary) -> str:
        """``-А``, ``Не А``."""
        sign = f"{self.words['not']} " if node.operator == "not" else node.operator
        return f"{sign}{self.expression(node.operand)}"

    def operation(self, node: tree.Operation) -> str:
        """Operands with their operators between them: what binds stronger needs no brackets, it had none."""
        first, *others = map(self.expression, node.operands)
        signs = (self.words.get(operator, operator) for operator in node.operators)
        return first + "".join(f" {sign} {operand}" for sign, operand in zip(signs, others, strict=True))

    def ternary(self, node: tree.Ternary) -> str:
        """``?(А, Б, В)``."""
        return f"?({self.arguments((node.condition, node.when_true, node.when_false))})"

    def new(self, node: tree.New) -> str:
        """``Новый Тип``, ``Новый Тип(А)``, ``Новый(А)``."""
        name = f" {node.type_name}" if node.type_name else ""
        arguments = f"({self.arguments(node.arguments)})" if node.arguments else ""
        return f"{self.words['new']}{name}{arguments}"

    def chain(self, node: tree.Chain) -> str:
        """``А.Б(В)[0]``."""
        return self.expression(node.first) + "".join(map(self.expression, node.steps))


# A node of each class comes to the rule for its class, so the rules are typed and the tables are not.
_BLOCKS: dict[type, Callable[[_Printer, Any, str], Iterator[str]]] = {
    tree.Method: _Printer.method,
    tree.Variable: _Printer.variable,
    tree.If: _Printer.if_,
    tree.For: _Printer.loop,
    tree.ForEach: _Printer.loop,
    tree.While: _Printer.loop,
    tree.Try: _Printer.try_,
}
_LINES: dict[type, Callable[[_Printer, Any], str]] = {
    tree.Assignment: lambda printer, node: f"{printer.expression(node.target)} = {printer.expression(node.value)}",
    tree.CallStatement: lambda printer, node: printer.expression(node.call),
    tree.Raise: _Printer.raise_,
    tree.Return: _Printer.return_,
    tree.Break: lambda printer, node: printer.words["break"],
    tree.Continue: lambda printer, node: printer.words["continue"],
    tree.Goto: lambda printer, node: f"{printer.words['goto']} ~{node.label}",
    tree.Label: lambda printer, node: f"~{node.name}:",
    tree.Execute: lambda printer, node: f"{printer.words['execute']} {printer.expression(node.code)}",
    tree.AddHandler: _Printer.handler,
    tree.RemoveHandler: _Printer.handler,
}
_EXPRESSIONS: dict[type, Callable[[_Printer, Any], str]] = {
    tree.Literal: lambda printer, node: " ".join(node.texts),
    tree.Name: lambda printer, node: node.name,
    tree.Unary: _Printer.unary,
    tree.Operation: _Printer.operation,
    tree.Parentheses: lambda printer, node: f"({printer.expression(node.inner)})",
    tree.Ternary: _Printer.ternary,
    tree.New: _Printer.new,
    tree.Await: lambda printer, node: f"{printer.words['await']} {printer.expression(node.operand)}",
    tree.Chain: _Printer.chain,
    tree.Member: lambda printer, node: f".{node.name}",
    tree.Call: lambda printer, node: f"({printer.arguments(node.arguments)})",
    tree.Index: lambda printer, node: f"[{printer.expression(node.index)}]",
}
