"""The place of the parser in the tokens of a query, and what every rule of the grammar does there."""

from components.shared.bsl.queries import tree, words
from components.shared.bsl.queries.hints import WORD_HINTS
from components.shared.bsl.queries.lexer import Tokens
from components.shared.bsl.queries.messages import QueryError, query_error
from components.shared.bsl.queries.tree import Flavour, Word
from components.shared.bsl.queries.words import KEYWORDS, NAME, NEVER_A_MEMBER, NEVER_A_VALUE, NEVER_AN_ALIAS

_CODES_OF_BROKEN_TOKENS = {
    words.UNCLOSED_STRING: "unclosed-string",
    words.QUOTED: "single-quotes",
    words.UNKNOWN: "unknown-character",
}


class QueryFailure(Exception):
    """The statement cannot be parsed from here on."""

    def __init__(self, error: QueryError) -> None:
        super().__init__(str(error))
        self.error = error


class QueryCursor:
    """A walk over tokens that knows how deep it is and what was wrong on the way."""

    def __init__(self, tokens: Tokens, flavour: Flavour) -> None:
        self.kinds = tokens.kinds
        self.texts = tokens.texts
        self.positions = tokens.positions
        self.ends = tokens.ends
        self.flavour = flavour
        self.at = 0
        self.depth = 0
        self.errors: list[QueryError] = []

    @property
    def last_end(self) -> int:
        """Where the token before this one ends."""
        return self.ends[self.at - 1]

    def enter(self) -> None:
        """Go one level deeper, as long as there is stack for it. Levels are left by hand: a failure leaves them all."""
        self.depth += 1
        if self.depth > tree.DEEPEST:
            raise self.failure(str(tree.DEEPEST), "too-deep")

    def accept(self, kind: str) -> bool:
        """Step over a token of this kind, if it is one."""
        if self.kinds[self.at] != kind:
            return False
        self.at += 1
        return True

    def expect(self, *kinds: str) -> None:
        """Step over a token of one of these kinds, or fail."""
        if self.kinds[self.at] not in kinds:
            raise self.failure(kinds[0])
        self.at += 1

    def word(self, expected: str = NAME) -> Word:
        """Step over a name, or a keyword where only a name can stand."""
        at = self.at
        kind = self.kinds[at]
        if kind != NAME and kind not in KEYWORDS:
            raise self.failure(expected)
        self.at = at + 1
        return Word(self.positions[at], self.ends[at], self.texts[at])

    def table_name(self, expected: str = NAME) -> Word:
        """Step over the name of a table. What starts the next clause is none."""
        if self.kinds[self.at] in NEVER_A_VALUE and self.kinds[self.at + 1] not in (".", "as"):
            raise self.failure(expected)
        return self.word(expected)

    def alias(self) -> Word | None:
        """``КАК Имя``, or the name alone. A word that models write for a keyword is no alias."""
        if self.accept("as"):
            if self.kinds[self.at] in NEVER_AN_ALIAS:
                raise self.failure("alias")
            return self.word("alias")
        if self.kinds[self.at] != NAME or self.texts[self.at].lower() in WORD_HINTS:
            return None
        return self.word()

    def member_name(self) -> Word:
        """The name after a dot: any word, but not a keyword of the next clause that stands apart from the dot."""
        if self.kinds[self.at] in NEVER_A_MEMBER and self.positions[self.at] != self.last_end:
            raise self.failure(NAME)
        return self.word()

    def path(self) -> tuple[Word, ...]:
        """``А.Б.В``."""
        return (self.word(), *self.rest_of_path())

    def rest_of_path(self) -> tuple[Word, ...]:
        """``.Б.В``; nothing where no dot stands."""
        parts: list[Word] = []
        while self.accept("."):
            parts.append(self.member_name())
        return tuple(parts)

    def failure(self, expected: str | tuple[str, str], code: str = "unexpected-token") -> QueryFailure:
        """Why parsing stops at this token: it is none at all, or another one was expected."""
        return QueryFailure(self._error(_CODES_OF_BROKEN_TOKENS.get(self.kinds[self.at], code), self.at, expected))

    def report(self, code: str, token: int, expected: str | tuple[str, str] = "") -> None:
        """Note an error after which parsing goes on."""
        self.errors.append(self._error(code, token, expected))

    def _error(self, code: str, token: int, expected: str | tuple[str, str]) -> QueryError:
        text = self.texts[token]
        if self.kinds[token] == words.UNKNOWN and text in WORD_HINTS:
            code = "unexpected-token"
        end = self.kinds[token] == words.END
        return query_error(code, self.positions[token], self.ends[token], found=text, expected=expected, at_end=end)
