"""Expressions of queries as text, in one line each."""

from collections.abc import Callable, Iterable
from typing import Any, Literal

from components.shared.bsl.queries import tree
from components.shared.bsl.queries.words import KEYWORDS

Language = Literal["ru", "en"]
_AGGREGATES = {
    "sum": "СУММА",
    "avg": "СРЕДНЕЕ",
    "min": "МИНИМУМ",
    "max": "МАКСИМУМ",
    "count": "КОЛИЧЕСТВО",
}
_FUNCTIONS = {"cast": "ВЫРАЗИТЬ", "value": "ЗНАЧЕНИЕ", "type": "ТИП"}
_WORD_OPERATORS = frozenset({"and", "or"})


def dotted(path: Iterable[tree.Word]) -> str:
    """``А.Б.В``."""
    return ".".join(word.name for word in path)


class ExpressionPrinter:
    """Prints keywords in one language; names, numbers and strings stay as they were written."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.printers: dict[type, Callable[[Any], str]] = {
            tree.Constant: self.constant,
            tree.Parameter: lambda node: f"&{node.name}",
            tree.Field: lambda node: dotted(node.path),
            tree.Member: lambda node: f"{self.expression(node.owner)}.{dotted(node.path)}",
            tree.Call: lambda node: f"{node.name.name}({self.expressions(node.arguments)})",
            tree.Aggregate: self.aggregate,
            tree.Predefined: lambda node: f"{self.function('value')}({dotted(node.path)})",
            tree.TypeValue: lambda node: f"{self.function('type')}({dotted(node.path)})",
            tree.Cast: self.cast,
            tree.Unary: self.unary,
            tree.Operation: self.operation,
            tree.Parentheses: lambda node: f"({self.expression(node.inner)})",
            tree.Tuple: lambda node: f"({self.expressions(node.items)})",
            tree.Case: self.case,
            tree.In: self.membership,
            tree.Between: self.between,
            tree.Like: self.like,
            tree.IsNull: self.is_null,
            tree.Refs: lambda node: f"{self.expression(node.operand)} {self.word('refs')} {dotted(node.type_path)}",
        }

    def word(self, *kinds: str) -> str:
        """Keywords in capitals."""
        if self.language == "en":
            return " ".join(kinds).upper()
        return " ".join(KEYWORDS[kind][0] if KEYWORDS[kind] else kind for kind in kinds).upper()

    def function(self, name: str) -> str:
        """The name of a function that is a part of the grammar."""
        return name.upper() if self.language == "en" else (_FUNCTIONS | _AGGREGATES)[name]

    def expression(self, node: tree.Expression) -> str:
        """Any expression."""
        return self.printers[type(node)](node)

    def expressions(self, nodes: Iterable[tree.Expression]) -> str:
        """``А, Б``."""
        return ", ".join(map(self.expression, nodes))

    def select(self, node: tree.Select) -> str:
        """A selection inside parentheses."""
        raise NotImplementedError

    def constant(self, node: tree.Constant) -> str:
        """``1``, ``"текст"``, ``ИСТИНА``."""
        return node.text if node.kind in ("number", "string") else self.word(node.kind)

    def aggregate(self, node: tree.Aggregate) -> str:
        """``КОЛИЧЕСТВО(РАЗЛИЧНЫЕ А)``."""
        distinct = f"{self.word('distinct')} " if node.distinct else ""
        argument = "*" if node.argument is None else self.expression(node.argument)
        return f"{self.function(node.function)}({distinct}{argument})"

    def cast(self, node: tree.Cast) -> str:
        """``ВЫРАЗИТЬ(А КАК ЧИСЛО(15, 2))``."""
        sizes = f"({', '.join(map(str, node.sizes))})" if node.sizes else ""
        operand, type_name = self.expression(node.operand), dotted(node.type_path)
        return f"{self.function('cast')}({operand} {self.word('as')} {type_name}{sizes})"

    def unary(self, node: tree.Unary) -> str:
        """``НЕ А``, ``-А``; a space keeps two signs apart."""
        operand = self.expression(node.operand)
        if node.operator == "not":
            return f"{self.word('not')} {operand}"
        return f"{node.operator}{' ' if operand[0] in '+-' else ''}{operand}"

    def operation(self, node: tree.Operation) -> str:
        """``А + Б``."""
        parts = [self.expression(node.operands[0])]
        for operator, operand in zip(node.operators, node.operands[1:], strict=True):
            parts.append(self.word(operator) if operator in _WORD_OPERATORS else operator)
            parts.append(self.expression(operand))
        return " ".join(parts)

    def case(self, node: tree.Case) -> str:
        """``ВЫБОР КОГДА А ТОГДА Б ИНАЧЕ В КОНЕЦ``."""
        parts = [self.word("case")]
        if node.subject is not None:
            parts.append(self.expression(node.subject))
        for branch in node.branches:
            parts += [self.word("when"), self.expression(branch.condition)]
            parts += [self.word("then"), self.expression(branch.result)]
        if node.otherwise is not None:
            parts += [self.word("else"), self.expression(node.otherwise)]
        return " ".join([*parts, self.word("end")])

    def membership(self, node: tree.In) -> str:
        """``А НЕ В ИЕРАРХИИ (&Б)``."""
        words = [self.negated("in", negated=node.negated)]
        if node.hierarchy:
            words.append("HIERARCHY" if self.language == "en" else "ИЕРАРХИИ")
        values = self.select(node.values) if isinstance(node.values, tree.Select) else self.expressions(node.values)
        return f"{self.expression(node.operand)} {' '.join(words)} ({values})"

    def between(self, node: tree.Between) -> str:
        """``А МЕЖДУ Б И В``."""
        low, high = self.expression(node.low), self.expression(node.high)
        word = self.negated("between", negated=node.negated)
        return f"{self.expression(node.operand)} {word} {low} {self.word('and')} {high}"

    def like(self, node: tree.Like) -> str:
        """``А ПОДОБНО "%" СПЕЦСИМВОЛ "~"``."""
        escape = f" {self.word('escape')} {self.expression(node.escape)}" if node.escape is not None else ""
        word = self.negated("like", negated=node.negated)
        return f"{self.expression(node.operand)} {word} {self.expression(node.pattern)}{escape}"

    def is_null(self, node: tree.IsNull) -> str:
        """``А ЕСТЬ НЕ NULL``."""
        words = self.word("is", "not", "null") if node.negated else self.word("is", "null")
        return f"{self.expression(node.operand)} {words}"

    def negated(self, kind: str, *, negated: bool) -> str:
        """``НЕ В``."""
        return self.word("not", kind) if negated else self.word(kind)
