"""Values of literals."""

import re
from decimal import Decimal
from typing import Final

from components.shared.bsl.interpreter.conversions import date_of_literal
from components.shared.bsl.interpreter.numbers import normal
from components.shared.bsl.interpreter.values import NULL, Value
from components.shared.bsl.syntax import syntax_tree as tree

# The end of a line of a string, empty and comment lines, and the blanks before the bar of its next line
_NEXT_LINE: Final = re.compile(r"\r?\n(?:[^\S\n]*+(?://[^\n]*+)?\n)*+[^\S\n]*+\|")
_NAMED: Final[dict[str, Value]] = {"true": True, "false": False, "undefined": None, "null": NULL}


def literal_value(literal: tree.Literal) -> Value:
    """The value that a literal stands for.

    Raises:
        Failure: A number has too many digits, or a date has a day that its month has not.
    """
    if literal.kind == "string":
        return "\n".join(map(_string, literal.texts))
    if literal.kind == "number":
        return normal(Decimal(literal.texts[0]))
    if literal.kind == "date":
        return date_of_literal(literal.texts[0])
    return _NAMED[literal.kind]


def _string(text: str) -> str:
    return _NEXT_LINE.sub("\n", text[1:-1]).replace('""', '"')


def constant_value(default: tree.Literal | tree.Unary) -> Value:
    """The value of a parameter's default: a literal, with a sign where it is a number."""
    if isinstance(default, tree.Literal):
        return literal_value(default)
    assert isinstance(default.operand, tree.Literal)
    number = literal_value(default.operand)
    assert isinstance(number, int | Decimal)
    return normal(-number) if default.operator == "-" else number
