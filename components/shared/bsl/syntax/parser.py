"""A module: variables, methods, statements, in this order. What is broken is lost alone, what is around it stays."""

import gc
from collections.abc import Sequence
from operator import attrgetter
from typing import TypeVar

from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.branch_selection import nest, select, selections
from components.shared.bsl.syntax.definitions import ModuleParser
from components.shared.bsl.syntax.extension_marks import apply_extension_marks
from components.shared.bsl.syntax.lexer import Tokens, lex
from components.shared.bsl.syntax.preprocessor import (
    Dialect,
    Preprocessed,
    conditional_branches,
    preprocess,
)
from components.shared.bsl.syntax.surroundings import Surroundings

_Node = TypeVar("_Node", bound=tree.Node)
_MOST_TOKENS = 4_000_000  # parsed again for branches that cannot be parsed as one text: no text costs minutes


def parse(text: str, dialect: Dialect = "1c") -> tree.Module:
    """Parse a text of any kind: a whole module, one method, bare statements, or no BSL at all. Never raises.

    Args:
        text: Source code, without a byte order mark or with one.
        dialect: The language of the platform, or of OneScript, which allows a little more.
    """
    collecting = gc.isenabled()
    gc.disable()  # a tree holds no cycles, and looking for them takes a fifth of the time
    try:
        return _parse(text, dialect)
    finally:
        if collecting:
            gc.enable()


def _parse(text: str, dialect: Dialect) -> tree.Module:
    clean_text, mark_errors = apply_extension_marks(text.removeprefix("\ufeff"))
    tokens = lex(clean_text)
    instructions = preprocess(tokens, dialect) if "#" in clean_text else Preprocessed(tokens)
    surroundings = Surroundings(clean_text, instructions.regions)
    parsed = _parse_branches(tokens, instructions, surroundings, dialect)
    by_place = attrgetter("position")
    errors = {*parsed.errors, *instructions.errors, *mark_errors}
    return tree.Module(
        methods=tuple(sorted(parsed.methods, key=by_place)),
        variables=tuple(sorted(parsed.variables, key=by_place)),
        statements=tuple(sorted(parsed.statements, key=by_place)),
        regions=tuple(instructions.regions),
        errors=tuple(sorted(errors, key=lambda error: (error.line, error.column, error.code))),
        lines=clean_text.count("\n") + 1,
        branches=conditional_branches(tokens, instructions.conditionals),
        faulty_methods=tuple(parsed.faulty_methods),
        tokens=tokens,
    )


def _parse_branches(
    tokens: Tokens, instructions: Preprocessed, surroundings: Surroundings, dialect: Dialect
) -> ModuleParser:
    """Parse all branches of ``#Если`` as one text; where that cannot be, every branch in its turn must be right."""
    whole = ModuleParser(instructions.code, surroundings, dialect)
    whole.parse()
    if not whole.errors or not instructions.conditionals or instructions.errors:
        return whole
    conditionals = nest(instructions.conditionals)
    affordable = max(2, _MOST_TOKENS // len(tokens.kinds))
    first, *others = [
        ModuleParser(select(tokens, conditionals, number), surroundings, dialect)
        for number in range(min(selections(conditionals), affordable))
    ]
    first.parse()
    for other in others:
        other.parse()
        _add_parts(first, other)
    return first


def _add_parts(first: ModuleParser, other: ModuleParser) -> None:
    """Add what was not in the branches that were parsed before."""
    first.methods += _unknown(first.methods, other.methods)
    first.variables += _unknown(first.variables, other.variables)
    first.statements += _unknown(first.statements, other.statements)
    first.errors += other.errors


def _unknown(known: Sequence[_Node], found: Sequence[_Node]) -> list[_Node]:
    places = {node.position for node in known}
    return [node for node in found if node.position not in places]
