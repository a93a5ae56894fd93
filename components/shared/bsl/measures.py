"""Sizes of methods."""

from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.syntax_tree import inner_blocks

__all__ = ["inner_blocks", "statement_count"]


def statement_count(method: tree.Method) -> int:
    """How many statements a method has, those inside other statements too; labels and declarations are none."""
    count = 0
    blocks: list[tree.Statements] = [method.body]
    while blocks:
        for statement in blocks.pop():
            count += not isinstance(statement, tree.Label)
            blocks += inner_blocks(statement)
    return count
