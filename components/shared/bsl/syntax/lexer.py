"""Text to tokens. Works on whole lists with functions written in C: this is a quarter of the parser's time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress, count
from operator import sub
from typing import TypeVar

from components.shared.bsl.syntax.dates import is_date
from components.shared.bsl.syntax.tokens import (
    ANNOTATION,
    BAD_DATE,
    DATE,
    DIRECTIVE,
    END,
    KIND_OF_KEYWORD,
    NAME,
    NUMBER,
    SIGNS,
    STRING,
    TOKEN,
    TRIVIA,
    UNCLOSED_STRING,
    UNKNOWN,
)

# A position is one number, so that a token costs one: the line in the upper bits, the column in the lower.
LINE_SHIFT = 32
COLUMN_MASK = (1 << LINE_SHIFT) - 1

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
    texts = TOKEN.findall(text)
    kinds = [*map(_KINDS.__getitem__, texts), END]
    texts.append("")
    places = compress(accumulate(map(_ADVANCES.__getitem__, texts), initial=0), kinds)
    corrections = _corrections(text)
    positions = [place + corrections[place >> LINE_SHIFT] for place in places]
    return Tokens(list(filter(None, kinds)), list(compress(texts, kinds)), positions)


def line_of(position: int) -> int:
    """Line of a position, from 1."""
    return position >> LINE_SHIFT


def column_of(position: int) -> int:
    """Column of a position, from 1, in characters."""
    return position & COLUMN_MASK


def _corrections(text: str) -> list[int]:
    """What makes a position of a place, for each line: places count from the start of the text, and lines from 0."""
    lengths = accumulate(map(len, text.split("\n")), initial=0)
    return list(map(sub, count(COLUMN_MASK + 2, -1), lengths))


def _advance(text: str) -> int:
    """From the start of a token to the next one: ends of lines in the upper bits, characters in the lower."""
    return (text.count("\n") << LINE_SHIFT) + len(text)


def _kind(text: str) -> str:
    first = text[0]
    if first.isspace() or text.startswith("//"):
        return TRIVIA
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


_KINDS = FactsOfTexts(_kind)
_ADVANCES = FactsOfTexts(_advance)
