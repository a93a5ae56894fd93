"""Text to tokens. Works on whole lists with functions written in C: this is a quarter of the parser's time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from components.shared.bsl.syntax.dates import is_date
from components.shared.bsl.syntax.tokens import (
    ANNOTATION,
    BAD_DATE,
    BLANKS,
    DATE,
    DIRECTIVE,
    END,
    KIND_OF_KEYWORD,
    NAME,
    NUMBER,
    SIGNS,
    STRING,
    TOKEN,
    TOKEN_AND_BLANKS,
    UNCLOSED_STRING,
    UNKNOWN,
)

# A position is one number, so that a token costs one: the line in the upper bits, the column in the lower.
LINE_SHIFT = 32
COLUMN_MASK = (1 << LINE_SHIFT) - 1
_START = (1 << LINE_SHIFT) + 1

LONGEST_REMEMBERED = 40
MOST_REMEMBERED = 100_000
_Fact = TypeVar("_Fact")


class FactsOfTexts(dict[str, _Fact]):
    """What was found out about the texts seen so far: words repeat, so most tokens cost one look-up."""

    def __init__(self, find: Callable[[str], _Fact]) -> None:
        super().__init__()
        self.find = find

    def __missing__(self, text: str) -> _Fact:
        """Find it out about a text met for the first time."""
        fact = self.find(text)
        if len(text) <= LONGEST_REMEMBERED:
            if len(self) >= MOST_REMEMBERED:
                self.clear()
            self[text] = fact
        return fact


@dataclass(frozen=True, slots=True)
class Tokens:
    """Three lists of one length; the last token is always the end of the text."""

    kinds: Sequence[str]
    texts: Sequence[str]
    positions: Sequence[int]


def lex(text: str) -> Tokens:
    """Cut a text into tokens without spaces and comments. Never fails: what fits nowhere is of an unknown kind."""
    blanks = BLANKS.match(text)
    before = blanks[0] if blanks else ""
    words = TOKEN_AND_BLANKS.findall(text, len(before))
    texts = [*map(_TEXTS.__getitem__, words)]
    kinds = [*map(_KINDS.__getitem__, texts), END]
    texts.append("")
    return Tokens(kinds, texts, _positions(before, words))


def numbers_of(kind: str, tokens: Tokens) -> list[int]:
    """The numbers of the tokens of a kind. The loop takes a turn for each of them, and none for all the others."""
    found: list[int] = []
    number = -1
    for _ in range(tokens.kinds.count(kind)):
        number = tokens.kinds.index(kind, number + 1)
        found.append(number)
    return found


def line_of(position: int) -> int:
    """Line of a position, from 1."""
    return position >> LINE_SHIFT


def column_of(position: int) -> int:
    """Column of a position, from 1, in characters."""
    return position & COLUMN_MASK


def _positions(before: str, words: Sequence[str]) -> list[int]:
    """Where each token starts, and where the text ends.

    Args:
        before: The blanks and comments before the first token.
        words: The tokens, each with the blanks and comments behind it.
    """
    position = _moved(_START, _advance(before))
    positions = [position]
    append = positions.append
    for advance in map(_ADVANCES.__getitem__, words):  # the function below, which would take twice as long if called
        position = position + advance if advance > 0 else (position | COLUMN_MASK) - advance
        append(position)
    return positions


def _moved(position: int, advance: int) -> int:
    return position + advance if advance >= 0 else (position | COLUMN_MASK) - advance


def _advance(word: str) -> int:
    """From the start of a token to the next one: characters; negative, what to add to the last place of its line."""
    lines = word.count("\n")
    if not lines:
        return len(word)
    column = len(word) - word.rfind("\n")
    return -(((lines - 1) << LINE_SHIFT) + column + 1)


def _text(word: str) -> str:
    """A token without the blanks and comments behind it."""
    token = TOKEN.match(word)
    return token[0] if token else word


def _kind(text: str) -> str:
    first = text[0]
    if first == '"':
        return STRING if _is_closed(text) else UNCLOSED_STRING
    if first == "'":
        return DATE if is_date(text) else BAD_DATE
    if text in SIGNS:
        return text
    if first == "#":
        return DIRECTIVE
    if first == "&" and len(text) > 1:
        return ANNOTATION
    if "0" <= first <= "9":
        return NUMBER
    if first.isalpha() or first == "_":
        return KIND_OF_KEYWORD.get(text.lower(), NAME)
    return UNKNOWN


def _is_closed(string: str) -> bool:
    """Whether the last line of a string holds its closing quote; quotes come in pairs inside."""
    last_line = string.rfind("\n") + 1
    quotes_without_pair = 1 if last_line else 0  # the opening one is on the first line
    return string.count('"', last_line) % 2 == quotes_without_pair


LOWER_CASE = FactsOfTexts(str.lower)  # of names: Cyrillic letters are put into lower case one after another
_TEXTS = FactsOfTexts(_text)
_KINDS = FactsOfTexts(_kind)
_ADVANCES = FactsOfTexts(_advance)
