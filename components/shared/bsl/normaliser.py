"""Code as a list of tokens in which nothing is left of how it was laid out: what duplicates are compared by."""

import re

from components.shared.bsl.syntax.lexer import lex
from components.shared.bsl.syntax.tokens import (
    ANNOTATION,
    DIRECTIVE,
    END,
    NAME,
    RUSSIAN_OF_KEYWORD,
    STRING,
    UNCLOSED_STRING,
    WORDS,
)

_NEXT_LINE_OF_STRING = re.compile(r"\s*\n(?:[^\S\n]*(?://[^\n]*)?\n)*[^\S\n]*\|")
_DIRECTIVE_PART = re.compile(r'\w+|"[^"]*"|[^\w\s]')
_RUSSIAN = RUSSIAN_OF_KEYWORD | {
    "region": "область",
    "endregion": "конецобласти",
    "insert": "вставка",
    "endinsert": "конецвставки",
    "delete": "удаление",
    "enddelete": "конецудаления",
    "use": "использовать",
}


def normalised_tokens(text: str) -> list[str]:
    """Tokens without comments and blanks, words in lower case, English keywords as their Russian ones.

    Numbers and strings stay as they are, only the indents between the lines of a string go. Works on any text.
    """
    result: list[str] = []
    tokens = lex(text.removeprefix("\ufeff"))
    for kind, token in zip(tokens.kinds, tokens.texts, strict=True):
        if kind in WORDS:
            result.append(_word(kind, token, after_dot=bool(result) and result[-1] == "."))
        elif kind in (STRING, UNCLOSED_STRING):
            result.append(_NEXT_LINE_OF_STRING.sub("\n|", token).rstrip("\r"))
        elif kind == DIRECTIVE:
            result += ["#", *(_RUSSIAN.get(word.lower(), word.lower()) for word in _DIRECTIVE_PART.findall(token[1:]))]
        elif kind == ANNOTATION:
            result.append("&" + token[1:].strip().lower())
        elif kind != END:
            result.append(token)
    return result


def _word(kind: str, word: str, *, after_dot: bool) -> str:
    lower = word.lower()
    return lower if after_dot or kind == NAME else RUSSIAN_OF_KEYWORD[lower]
