"""``#Вставка`` and ``#Удаление`` of extensions, taken out of the text before it is cut into tokens.

They may stand between the lines of a string, so no token could hold them. Blanks take their place: positions stay.
"""

import re

from components.shared.bsl.lexer import LINE_SHIFT
from components.shared.bsl.messages import ParseError, parse_error, quote

_MARK = re.compile(
    r"^[^\S\n]*\#[^\S\n]*+(вставка|конецвставки|удаление|конецудаления|insert|endinsert|delete|enddelete)\b[^\n]*",
    re.IGNORECASE | re.MULTILINE,
)
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
_PAIRS = {
    ("вставка", "конецвставки"),
    ("вставка", "endinsert"),
    ("insert", "конецвставки"),
    ("insert", "endinsert"),
    ("удаление", "конецудаления"),
    ("удаление", "enddelete"),
    ("delete", "конецудаления"),
    ("delete", "enddelete"),
}
_DELETIONS = {"удаление", "delete"}


def apply_extension_marks(text: str) -> tuple[str, list[ParseError]]:
    """Blank the marks and what is between marks of deletion.

    Returns:
        The text as the extended method will run, and the marks that have no partner.
    """
    pieces: list[str] = []
    errors: list[ParseError] = []
    opened: re.Match[str] | None = None
    done = 0
    for mark in _MARK.finditer(text):
        word = mark[1].lower()
        if opened is not None and (opened[1].lower(), word) in _PAIRS:
            start = opened.start() if opened[1].lower() in _DELETIONS else mark.start()
            pieces += [text[done:start], _blank(text[start : mark.end()])]
            done, opened = mark.end(), None
            continue
        if word in _CLOSED_BY and opened is None:
            opened = mark
            if word not in _DELETIONS:
                pieces += [text[done : mark.start()], _blank(mark[0])]
                done = mark.end()
            continue
        errors.append(_unpaired(text, mark))
    if opened is not None:
        errors.append(_unpaired(text, opened))
    if not done:
        return text, errors
    return "".join([*pieces, text[done:]]), errors


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _unpaired(text: str, mark: re.Match[str]) -> ParseError:
    word = mark[1].lower()
    position = _position(text, mark.start() + mark[0].index("#"))
    if word in _CLOSED_BY:
        return parse_error("unclosed-directive", position, found=quote(mark[0]), expected=_CLOSED_BY[word])
    return parse_error("unopened-directive", position, found=quote(mark[0]), expected=_OPENED_BY[word])


def _position(text: str, offset: int) -> int:
    line = text.count("\n", 0, offset) + 1
    return (line << LINE_SHIFT) + offset - text.rfind("\n", 0, offset)
