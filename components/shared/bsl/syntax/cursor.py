"""The place of the parser in the tokens, and what every rule of the grammar does there: expect, fail, report."""

from components.shared.bsl.syntax import syntax_tree as tree
from components.shared.bsl.syntax.lexer import Tokens, line_of
from components.shared.bsl.syntax.messages import ParseError, describe_kind, describe_token, parse_error, quote
from components.shared.bsl.syntax.tokens import BAD_DATE, CONTEXTUAL, NAME, UNCLOSED_STRING, UNKNOWN

_CODES_OF_BROKEN_TOKENS = {UNCLOSED_STRING: "unclosed-string", BAD_DATE: "bad-date", UNKNOWN: "unknown-character"}


class SyntaxFailure(Exception):
    """The text cannot be parsed from here on."""

    def __init__(self, error: ParseError) -> None:
        super().__init__(str(error))
        self.error = error


class TokenCursor:
    """A walk over tokens that knows how deep it is and what was wrong on the way."""

    def __init__(self, tokens: Tokens) -> None:
        self.kinds = tokens.kinds
        self.texts = tokens.texts
        self.positions = tokens.positions
        self.at = 0
        self.depth = 0
        self.errors: list[ParseError] = []

    def enter(self) -> None:
        """Go one level deeper, as long as there is stack for it. Levels are left by hand: a failure leaves them all."""
        self.depth += 1
        if self.depth > tree.DEEPEST:
            raise self.too_deep()

    def too_deep(self) -> "SyntaxFailure":
        """Why parsing stops where nesting gets too deep."""
        return self.failure(str(tree.DEEPEST), "too-deep")

    def expect(self, kind: str) -> None:
        """Step over a token of this kind, or fail."""
        if self.kinds[self.at] != kind:
            raise self.failure(kind)
        self.at += 1

    def close(self, kind: str, opened: int) -> None:
        """Step over the word that ends a block, or fail and tell where the block started."""
        if self.kinds[self.at] == kind:
            self.at += 1
            return
        (russian, english), (word_ru, word_en) = describe_kind(kind), quote(self.texts[opened])
        line = line_of(self.positions[opened])
        raise self.failure((f"{russian} (для {word_ru} в строке {line})", f"{english} (for {word_en} in line {line})"))

    def name(self, expected: str = NAME) -> str:
        """Step over a name and return it."""
        kind = self.kinds[self.at]
        if kind != NAME and kind not in CONTEXTUAL:
            raise self.failure(expected)
        self.at += 1
        return self.texts[self.at - 1]

    def failure(self, expected: str | tuple[str, str], code: str = "unexpected-token") -> SyntaxFailure:
        """Why parsing stops at this token: it is none at all, or another one was expected."""
        kind = self.kinds[self.at]
        found = describe_token(kind, self.texts[self.at])
        code = _CODES_OF_BROKEN_TOKENS.get(kind, code)
        return SyntaxFailure(parse_error(code, self.positions[self.at], found=found, expected=expected))

    def report(self, code: str, token: int, expected: str = "") -> None:
        """Note an error after which parsing goes on."""
        found = quote(self.texts[token])
        self.errors.append(parse_error(code, self.positions[token], found=found, expected=expected))
