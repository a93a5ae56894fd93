"""Instructions to the preprocessor: ``#Область``, ``#Если``, and in OneScript ``#Использовать`` and the shebang."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from components.shared.bsl.syntax.branch_selection import Branches
from components.shared.bsl.syntax.lexer import Tokens, column_of, lex
from components.shared.bsl.syntax.messages import ParseError, describe_token, parse_error, quote
from components.shared.bsl.syntax.syntax_tree import DEEPEST, ConditionalBranch, Region
from components.shared.bsl.syntax.tokens import DIRECTIVE, END, NAME, WORDS

Dialect = Literal["1c", "onescript"]
_MOST_EARLIER = 100  # branches of one #Если; real code has five, and each is told those before it

_ROLES = {
    "если": "if",
    "if": "if",
    "иначеесли": "elsif",
    "elsif": "elsif",
    "иначе": "else",
    "else": "else",
    "конецесли": "endif",
    "endif": "endif",
    "область": "region",
    "region": "region",
    "конецобласти": "endregion",
    "endregion": "endregion",
}
_ONESCRIPT_ROLES = dict.fromkeys(("использовать", "use", "native", "stack", "обходимое", "iterable", "!"), "use")
_ENVIRONMENTS = frozenset(
    {"клиент", "client", "наклиенте", "atclient", "насервере", "atserver", "сервер", "server"}
    | {"тонкийклиент", "thinclient", "вебклиент", "webclient", "внешнеесоединение", "externalconnection"}
    | {"толстыйклиентобычноеприложение", "thickclientordinaryapplication"}
    | {"толстыйклиентуправляемоеприложение", "thickclientmanagedapplication"}
    | {"мобильныйклиент", "mobileclient", "мобильныйавтономныйсервер", "mobilestandaloneserver"}
    | {"мобильноеприложениеклиент", "mobileappclient", "мобильноеприложениесервер", "mobileappserver"}
    | {"windows", "linux", "macos"}
)
_REGION_NAME = re.compile(r"[^\W\d]\w*")
_DIRECTIVE = re.compile(r"#\s*(\w+|!|)\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Directive:
    """One instruction: what it does, the rest of its line, and the number of its token."""

    role: str
    rest: str
    token: int
    position: int
    text: str


@dataclass(slots=True)
class _OpenCondition:
    """An ``#Если`` whose end has not come yet."""

    opening: Directive
    branches: Branches
    has_else: bool = False


@dataclass(slots=True)
class Preprocessed:
    """What the instructions of a module say, and the tokens without them."""

    code: Tokens
    conditionals: list[Branches] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    errors: list[ParseError] = field(default_factory=list)


def preprocess(tokens: Tokens, dialect: Dialect) -> Preprocessed:
    """Read the instructions among the tokens and check that they fit together."""
    directives = _directives(tokens, dialect)
    result = Preprocessed(_without(directives, tokens))
    conditionals: list[_OpenCondition] = []
    regions: list[Directive] = []
    for directive in directives:
        if directive.role in ("if", "elsif", "else", "endif"):
            _follow_condition(directive, conditionals, result, dialect)
        elif directive.role in ("region", "endregion"):
            _follow_region(directive, regions, result)
        elif directive.role != "use":
            result.errors.append(parse_error("unknown-directive", directive.position, found=quote(directive.text)))
    for open_one in conditionals:
        open_one.branches[-1] = (open_one.branches[-1][0], len(tokens.kinds) - 1)
        result.conditionals.append(open_one.branches)
        result.errors.append(_unclosed(open_one.opening, "#КонецЕсли"))
    result.errors += [_unclosed(opening, "#КонецОбласти") for opening in regions]
    result.regions.sort(key=lambda region: region.position)
    return result


def conditional_branches(tokens: Tokens, conditionals: Sequence[Branches]) -> tuple[ConditionalBranch, ...]:
    """The branches of all ``#Если`` with their conditions, for whoever asks where a piece of code is compiled."""
    found = []
    for branches in conditionals:
        conditions: list[str] = []
        for start, end in branches:
            match = _DIRECTIVE.match(tokens.texts[start])
            word, rest = match.groups() if match else ("", "")
            condition = rest.rstrip() if _ROLES.get(word.lower()) in ("if", "elsif") else ""
            found.append(
                ConditionalBranch(
                    tokens.positions[start], tokens.positions[end], condition, tuple(conditions[-_MOST_EARLIER:])
                )
            )
            conditions.append(condition)
    return tuple(found)


def _without(directives: list[Directive], tokens: Tokens) -> Tokens:
    """The tokens of all branches: few are left out, so the rest is copied in long pieces."""
    kinds: list[str] = []
    texts: list[str] = []
    positions: list[int] = []
    start = 0
    for end in (*(directive.token for directive in directives), len(tokens.kinds)):
        kinds += tokens.kinds[start:end]
        texts += tokens.texts[start:end]
        positions += tokens.positions[start:end]
        start = end + 1
    return Tokens(kinds, texts, positions)


def _directives(tokens: Tokens, dialect: Dialect) -> list[Directive]:
    roles = _ROLES if dialect == "1c" else _ROLES | _ONESCRIPT_ROLES
    found: list[Directive] = []
    for _ in range(tokens.kinds.count(DIRECTIVE)):
        token = tokens.kinds.index(DIRECTIVE, found[-1].token + 1 if found else 0)
        text = tokens.texts[token]
        match = _DIRECTIVE.match(text)
        word, rest = match.groups() if match else ("", "")
        found.append(Directive(roles.get(word.lower(), ""), rest.rstrip(), token, tokens.positions[token], text))
    return found


def _follow_condition(
    directive: Directive, open_ones: list[_OpenCondition], result: Preprocessed, dialect: Dialect
) -> None:
    if directive.role in ("if", "elsif"):
        result.errors += _condition_errors(directive, dialect)
    elif directive.rest:
        result.errors.append(_code_after(directive, directive.rest))
    if directive.role == "if":
        if len(open_ones) == DEEPEST:
            result.errors.append(parse_error("too-deep", directive.position, expected=str(DEEPEST)))
        open_ones.append(_OpenCondition(directive, [(directive.token, directive.token)]))
        return
    if not open_ones:
        result.errors.append(_unopened(directive, "#Если"))
        return
    open_one = open_ones[-1]
    branches = open_one.branches
    branches[-1] = (branches[-1][0], directive.token)
    if directive.role == "endif":
        result.conditionals.append(branches)
        open_ones.pop()
        return
    branches.append((directive.token, directive.token))
    if open_one.has_else:
        result.errors.append(parse_error("late-branch", directive.position, found=quote(directive.text)))
    open_one.has_else = open_one.has_else or directive.role == "else"


def _follow_region(directive: Directive, open_ones: list[Directive], result: Preprocessed) -> None:
    if directive.role == "region":
        open_ones.append(directive)
        if not _REGION_NAME.fullmatch(directive.rest):
            result.errors.append(_region_name_error(directive))
    elif open_ones:
        opening = open_ones.pop()
        result.regions.append(Region(opening.position, directive.position, opening.rest, len(open_ones)))
    else:
        result.errors.append(_unopened(directive, "#Область"))


def _region_name_error(directive: Directive) -> ParseError:
    """What is wrong where a region has no name, or more than one word."""
    tokens = lex(directive.rest)
    wrong = 0 if tokens.kinds[0] not in WORDS else 1
    found, expected = describe_token(tokens.kinds[wrong], tokens.texts[wrong]), END if wrong else NAME
    return parse_error("unexpected-token", directive.position, found=found, expected=expected)


def _condition_errors(directive: Directive, dialect: Dialect) -> list[ParseError]:
    """Check ``Сервер И Не (Клиент Или ВебКлиент) Тогда``; a loop and a counter, so nesting costs no stack."""
    condition = lex(directive.rest)
    wants_operand, depth = True, 0
    start = directive.position + directive.text.rfind(directive.rest)
    for token, (kind, text) in enumerate(zip(condition.kinds, condition.texts, strict=True)):
        expected = "condition" if wants_operand else ")" if depth else "then"
        if wants_operand and kind == NAME and (dialect == "onescript" or text.lower() in _ENVIRONMENTS):
            wants_operand = False
        elif wants_operand and kind in ("not", "("):
            depth += kind == "("
        elif not wants_operand and kind in ("and", "or"):
            wants_operand = True
        elif not wants_operand and depth and kind == ")":
            depth -= 1
        elif expected == kind == "then":
            rest = " ".join(condition.texts[token + 1 :])
            return [_code_after(directive, rest)] if rest else []
        else:
            found = describe_token(kind, text)
            place = start + column_of(condition.positions[token]) - 1 if kind == NAME else directive.position
            return [parse_error("bad-condition", place, found=found, expected=expected)]
    return []


def _code_after(directive: Directive, rest: str) -> ParseError:
    """Code in the line of an instruction would be lost with it."""
    expected = ("конец строки", "the end of the line")
    return parse_error("unexpected-token", directive.position, found=quote(rest), expected=expected)


def _unclosed(opening: Directive, expected: str) -> ParseError:
    return parse_error("unclosed-directive", opening.position, found=quote(opening.text), expected=expected)


def _unopened(closing: Directive, expected: str) -> ParseError:
    return parse_error("unopened-directive", closing.position, found=quote(closing.text), expected=expected)
