"""A module: variables, methods, statements, in this order. What is broken is lost alone, what is around it stays."""

from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.definitions import ModuleParser
from components.shared.bsl.syntax.extension_marks import apply_extension_marks
from components.shared.bsl.syntax.lexer import Tokens, lex
from components.shared.bsl.syntax.preprocessor import (
    Dialect,
    Preprocessed,
    conditional_branches,
    preprocess,
    select_branches,
    without_directives,
)
from components.shared.bsl.syntax.surroundings import Surroundings
from components.shared.bsl.syntax.tokens import DIRECTIVE

_MOST_SELECTIONS = 8  # more branches than execution environments that differ; each costs a parse of the module


def parse(text: str, dialect: Dialect = "1c") -> tree.Module:
    """Parse a text of any kind: a whole module, one method, bare statements, or no BSL at all. Never raises.

    Args:
        text: Source code, without a byte order mark or with one.
        dialect: The language of the platform, or of OneScript, which allows a little more.
    """
    clean_text, mark_errors = apply_extension_marks(text.removeprefix("\ufeff"))
    tokens = lex(clean_text)
    instructions = preprocess(tokens, dialect) if DIRECTIVE in tokens.kinds else Preprocessed()
    surroundings = Surroundings(clean_text, instructions.regions)
    parsed = _parse_branches(tokens, instructions, surroundings, dialect)
    errors = {*parsed.errors, *instructions.errors, *mark_errors}
    return tree.Module(
        methods=tuple(sorted(parsed.methods, key=lambda method: method.position)),
        variables=tuple(parsed.variables),
        statements=tuple(parsed.statements),
        regions=tuple(instructions.regions),
        errors=tuple(sorted(errors, key=lambda error: (error.line, error.column, error.code))),
        lines=len(surroundings.lines),
        branches=conditional_branches(tokens, instructions.conditionals),
        faulty_methods=tuple(parsed.faulty_methods),
    )


def _parse_branches(
    tokens: Tokens, instructions: Preprocessed, surroundings: Surroundings, dialect: Dialect
) -> ModuleParser:
    """Parse all branches of ``#Если`` as one text; where that cannot be, every branch in its turn must be right."""
    whole = ModuleParser(without_directives(tokens), surroundings, dialect)
    whole.parse()
    if not whole.errors or not instructions.conditionals or instructions.errors:
        return whole
    first, *others = [
        ModuleParser(select_branches(tokens, instructions.conditionals, choice), surroundings, dialect)
        for choice in range(min(instructions.selections, _MOST_SELECTIONS))
    ]
    first.parse()
    for other in others:
        other.parse()
        known = {method.position for method in first.methods}
        first.methods += [method for method in other.methods if method.position not in known]
        first.errors += other.errors
    return first
