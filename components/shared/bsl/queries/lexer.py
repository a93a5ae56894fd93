"""Query text to tokens."""

from collections.abc import Sequence
from dataclasses import dataclass

from components.shared.bsl.queries import words
from components.shared.bsl.syntax.lexer import LINE_SHIFT

LONGEST_REMEMBERED = 40
MOST_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Tokens:
    """Four lists of one length; the last token is always the end of the text. An end is the position after a token."""

    kinds: Sequence[str]
    texts: Sequence[str]
    positions: Sequence[int]
    ends: Sequence[int]


class KindOfText(dict[str, str]):
    """Kinds of the texts seen so far: words repeat, so most tokens cost one look-up."""

    def __missing__(self, text: str) -> str:
        """Find the kind of a text met for the first time."""
        kind = _kind(text)
        if len(text) <= LONGEST_REMEMBERED:
            if len(self) >= MOST_REMEMBERED:
                self.clear()
            self[text] = kind
        return kind


_KINDS = KindOfText()


def lex(text: str) -> Tokens:
    """Cut a query into tokens without spaces and comments. Never fails: what fits nowhere is of an unknown kind."""
    kinds: list[str] = []
    texts: list[str] = []
    positions: list[int] = []
    ends: list[int] = []
    position = _FIRST
    for token in words.TOKEN.findall(text):
        end = _after(token, position)
        kind = _KINDS[token]
        if kind:
            kinds.append(kind)
            texts.append(token)
            positions.append(position)
            ends.append(end)
        position = end
    return Tokens([*kinds, words.END], [*texts, ""], [*positions, position], [*ends, position])


_FIRST = (1 << LINE_SHIFT) + 1


def _after(token: str, position: int) -> int:
    """The position after a token that starts at this one."""
    if "\n" not in token:
        return position + len(token)
    line = (position >> LINE_SHIFT) + token.count("\n")
    return (line << LINE_SHIFT) + len(token) - token.rfind("\n")


def _kind(text: str) -> str:
    first = text[0]
    if first.isspace() or first == "\ufeff" or text.startswith("//"):
        return words.TRIVIA
    if first.isalpha() or first == "_":
        return words.KIND_OF_KEYWORD.get(text.lower(), words.NAME)
    if text in words.SIGNS:
        return text
    if first == '"':
        return words.STRING if text.count('"') % 2 == 0 else words.UNCLOSED_STRING
    if first.isascii() and first.isdigit():
        return words.NUMBER
    if len(text) > 1 and first in "&#":
        return words.PARAMETER if first == "&" else words.HASH
    return words.QUOTED if first == "'" else words.UNKNOWN
