"""A valid method as a list of tokens that can be dropped, replaced and added."""

from collections.abc import Iterator
from random import Random
from typing import TypeVar

from components.shared.bsl import Method, Node, SourceMap, parse, walk
from components.shared.bsl.syntax.lexer import lex
from components.shared.bsl.syntax.tokens import END, KIND_OF_KEYWORD, NAME, NUMBER, STRING

LITERALS = frozenset({NUMBER, STRING, "date", "true", "false", "undefined", "null"})
OPERANDS = LITERALS | {NAME}  # a token that is an operand, or the start or the end of one, for certain
OPERAND_ENDS = OPERANDS | {")", "]"}
_Of = TypeVar("_Of", bound=Node)


class MethodText:
    """Where each token of a method is, and what is left of the text when one is changed.

    Members and labels named like keywords are of the kind ``name`` here: they count for nothing in a block. Places
    come in an order of chance, so that taking the first one is taking any.
    """

    def __init__(self, text: str, method: Method, random: Random) -> None:
        self.text = text
        self.method = method
        self.random = random
        self.places = SourceMap(text)
        tokens = lex(text)
        self.words = list(tokens.texts[:-1])
        self.kinds = _kinds(list(tokens.kinds))
        self.starts = [self.places.offset_of(position) for position in tokens.positions]
        self.ends = [start + len(word) for start, word in zip(self.starts, [*self.words, ""], strict=True)]
        self.header = self.token_at(method.header_last)
        self.body = self._first_of_body()

    def _first_of_body(self) -> int:
        """The token after the header, its needless semicolons and the declarations of variables."""
        body = self.token_at(self.method.variables[-1].last) + 1 if self.method.variables else self.header + 1
        while self.kinds[body] == ";":
            body += 1
        return body

    @property
    def end(self) -> int:
        """The token that ends the method."""
        return len(self.words) - 1

    def token_at(self, position: int) -> int:
        """Number of the token at a position."""
        return self.starts.index(self.places.offset_of(position))

    def of(self, *kinds: str) -> list[int]:
        """Tokens of these kinds."""
        return self.shuffled([token for token, kind in enumerate(self.kinds) if kind in kinds])

    def nodes(self, kind: type[_Of]) -> list[_Of]:
        """Nodes of this class."""
        return self.shuffled([node for node in walk([self.method]) if isinstance(node, kind)])

    def shuffled(self, places: list[_Of] | list[int]) -> list:  # type: ignore[type-arg]
        """Places in an order of chance."""
        self.random.shuffle(places)
        return places

    def kind(self, token: int) -> str:
        """Kind of a token; what is before the first one or after the last one is the end."""
        return self.kinds[token] if 0 <= token < len(self.words) else END

    def before(self, token: int, text: str) -> str:
        """The code with something more before a token."""
        return self.spliced(self.starts[token], self.starts[token], f" {text} ")

    def after(self, token: int, text: str) -> str:
        """The code with something more after a token."""
        return self.spliced(self.ends[token], self.ends[token], f" {text} ")

    def replaced(self, first: int, text: str, last: int | None = None) -> str:
        """The code with other text in the place of some tokens; blanks keep it apart from its neighbours."""
        return self.spliced(self.starts[first], self.ends[first if last is None else last], f" {text} ")

    def node_replaced(self, node: Node, text: str) -> str:
        """The code with other text in the place of a node."""
        return self.spliced(*self.places.range_of(node), f" {text} ")

    def first_statement(self, code: str) -> str:
        """The code with something more before its first statement, on lines of its own."""
        return self.spliced(self.starts[self.body], self.starts[self.body], f"\n{code}\n")

    def spliced(self, start: int, end: int, text: str) -> str:
        """The code with other text between two offsets."""
        return self.text[:start] + text + self.text[end:]


def _kinds(kinds: list[str]) -> list[str]:
    for token in range(1, len(kinds)):
        if kinds[token - 1] in (".", "~") and kinds[token] in KIND_OF_KEYWORD.values():
            kinds[token] = NAME
    return kinds


def single_methods(text: str, random: Random) -> Iterator[MethodText]:
    """The methods of a module that are valid by themselves: not those around half an ``#Если``."""
    places = SourceMap(text)
    for method in parse(text).methods:
        alone = places.text_of(method)
        module = parse(alone)
        if len(module.methods) == 1 and not module.errors and "#Удал" not in alone and "#Встав" not in alone:
            yield MethodText(alone, module.methods[0], random)
