"""``#Вставка`` and ``#Удаление`` of extensions, taken out of the text before it is cut into tokens.

They may stand between the lines of a string, so no token could hold them. Blanks take their place: positions stay.
"""

import re

from components.shared.bsl.syntax.lexer import LINE_SHIFT
from components.shared.bsl.syntax.messages import ParseError, parse_error, quote

_INSTRUCTION = re.compile(r"^[^\S\n]*\#[^\S\n]*+(\w+)[^\n]*", re.MULTILINE)
_WORD_OF_INSTRUCTION = re.compile(r"#[^\S\n]*+(\w++)")  # most texts have none of these words
_CLOSED_BY = {
    "вставка": "#КонецВставки",
    "insert": "#EndInsert",
    "удаление": "#КонецУдаления",
    "delete": "#EndDelete",
}
_OPENED_BY = {
    "конецвставки": "#Вставка",
    "endinsert": "#Insert",
    "конецудаления": "#Удаление",
    "enddelete": "#Delete",
}
_INSERTION_ENDS = frozenset({"конецвставки", "endinsert"})
_DELETION_ENDS = frozenset({"конецудаления", "enddelete"})
_PARTNERS = {
    "вставка": _INSERTION_ENDS,
    "insert": _INSERTION_ENDS,
    "удаление": _DELETION_ENDS,
    "delete": _DELETION_ENDS,
}
_MARKS = frozenset({*_CLOSED_BY, *_OPENED_BY})


def apply_extension_marks(text: str) -> tuple[str, list[ParseError]]:
    """Blank the marks and what is between marks of deletion.

    Returns:
        The text as the extended method will run, and the errors: marks that have no partner.
    """
    if not any(word.lower() in _MARKS for word in _WORD_OF_INSTRUCTION.findall(text)):
        return text, []
    pieces: list[str] = []
    errors: list[ParseError] = []
    opened: re.Match[str] | None = None
    opened_error: list[ParseError] = []
    done, line, counted = 0, 1, 0
    for mark in filter(_is_mark, _INSTRUCTION.finditer(text)):
        line, counted = line + text.count("\n", counted, mark.start()), mark.start()
        word = mark[1].lower()
        if opened is None and word in _CLOSED_BY:
            opened, opened_error = mark, [_unpaired(mark, line)]
        elif opened is not None and word in _PARTNERS[opened[1].lower()]:
            start = opened.end() if word in _INSERTION_ENDS else mark.start()
            pieces += [text[done : opened.start()], _blank(text[opened.start() : start])]
            pieces += [text[start : mark.start()], _blank(mark[0])]
            done, opened, opened_error = mark.end(), None, []
        else:
            errors.append(_unpaired(mark, line))
    errors += opened_error
    applied = "".join([*pieces, text[done:]])
    return (_without_marks(applied) if errors else applied), errors


def _is_mark(instruction: re.Match[str]) -> bool:
    return instruction[1].lower() in _MARKS


def _without_marks(text: str) -> str:
    """Marks without a partner are reported already and must not be found again as unknown instructions."""
    return _INSTRUCTION.sub(lambda found: _blank(found[0]) if _is_mark(found) else found[0], text)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _unpaired(mark: re.Match[str], line: int) -> ParseError:
    word = mark[1].lower()
    position = (line << LINE_SHIFT) + mark[0].index("#") + 1
    if word in _CLOSED_BY:
        return parse_error("unclosed-directive", position, found=quote(mark[0]), expected=_CLOSED_BY[word])
    return parse_error("unopened-directive", position, found=quote(mark[0]), expected=_OPENED_BY[word])
