"""Sizes of methods."""

from components.shared.bsl.syntax import syntax_tree as tree


def statement_count(method: tree.Method) -> int:
    """How many statements a method has, those inside other statements too; labels and declarations are none."""
    count = 0
    blocks: list[tree.Statements] = [method.body]
    while blocks:
        for statement in blocks.pop():
            count += not isinstance(statement, tree.Label)
            blocks += inner_blocks(statement)
    return count


def inner_blocks(statement: tree.Statement) -> list[tree.Statements]:
    """The blocks right inside a statement, in the order of the text."""
    if isinstance(statement, tree.If):
        blocks = [branch.body for branch in statement.branches]
        return blocks if statement.otherwise is None else [*blocks, statement.otherwise]
    if isinstance(statement, tree.For | tree.ForEach | tree.While):
        return [statement.body]
    return [statement.body, statement.handler] if isinstance(statement, tree.Try) else []
