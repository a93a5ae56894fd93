"""``#Если`` as a server sees it: code of other sides is blanked, so that lines keep their numbers."""

from typing import Final

from components.shared.bsl.syntax.lexer import lex, line_of
from components.shared.bsl.syntax.tokens import DIRECTIVE

_TRUE_HERE: Final = frozenset({"сервер", "server", "насервере", "atserver", "linux"})
_IF: Final = frozenset({"если", "if"})
_ELSIF: Final = frozenset({"иначеесли", "elsif"})
_ELSE: Final = frozenset({"иначе", "else"})
_ENDIF: Final = frozenset({"конецесли", "endif"})


def server_source(source: str) -> str:
    """The source without the branches that a server does not run."""
    if "#" not in source:
        return source
    lines = source.split("\n")
    kept = _kept_lines(source, len(lines))
    return "\n".join(line if keep else "" for line, keep in zip(lines, kept, strict=True))


def _kept_lines(source: str, count: int) -> list[bool]:
    """For each line whether the server sees it; lines with conditions themselves are not kept."""
    kept = [True] * count
    # of each open condition: whether one of its branches was taken, and whether the present one is
    open_ones: list[tuple[bool, bool]] = []
    previous = 0
    for line, text in _directives(source):
        _mark(kept, previous, line, all(active for _, active in open_ones))
        previous = line
        if _follow(text, open_ones):
            kept[line] = False
            previous = line + 1
    _mark(kept, previous, count, all(active for _, active in open_ones))
    return kept


def _mark(kept: list[bool], first: int, end: int, active: bool) -> None:
    if not active:
        kept[first:end] = [False] * (end - first)


def _directives(source: str) -> list[tuple[int, str]]:
    """Lines, from 0, and texts of all instructions to the preprocessor."""
    tokens = lex(source)
    return [
        (line_of(position) - 1, text.lstrip("#").strip())
        for kind, text, position in zip(tokens.kinds, tokens.texts, tokens.positions, strict=True)
        if kind == DIRECTIVE
    ]


def _follow(text: str, open_ones: list[tuple[bool, bool]]) -> bool:
    """Open, continue or close a condition; False for an instruction that is none."""
    word, _, rest = text.partition(" ")
    role = word.lower()
    if role in _IF:
        active = _holds(rest)
        open_ones.append((active, active))
    elif role in _ELSIF and open_ones:
        taken, _ = open_ones[-1]
        active = not taken and _holds(rest)
        open_ones[-1] = (taken or active, active)
    elif role in _ELSE and open_ones:
        taken, _ = open_ones[-1]
        open_ones[-1] = (True, not taken)
    elif role in _ENDIF and open_ones:
        open_ones.pop()
    else:
        return False
    return True


def _holds(condition: str) -> bool:
    """Value of ``Сервер И Не (Клиент Или ВебКлиент) Тогда``: brackets are evaluated innermost first."""
    tokens = lex(condition)
    stack: list[list[bool | str]] = [[]]
    for kind, text in zip(tokens.kinds, tokens.texts, strict=True):
        if kind == "(":
            stack.append([])
        elif kind == ")" and len(stack) > 1:
            value = _flat(stack.pop())
            stack[-1].append(value)
        elif kind in ("and", "or", "not"):
            stack[-1].append(kind)
        elif kind == "then":
            break
        else:
            stack[-1].append(text.lower() in _TRUE_HERE)
    return _flat(stack[0])


def _flat(parts: list[bool | str]) -> bool:
    """``А Или Не Б И В`` without brackets."""
    whole, conjunction, negated = False, True, False
    for part in parts:
        if part == "or":
            whole, conjunction = whole or conjunction, True
        elif part == "not":
            negated = not negated
        elif isinstance(part, bool):
            conjunction = conjunction and part is not negated
            negated = False
    return whole or conjunction
