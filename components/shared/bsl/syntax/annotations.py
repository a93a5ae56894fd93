"""Annotations of 1C: where a method is compiled, and what it does to the method that an extension changes."""

import re

from components.shared.bsl.syntax.messages import ParseError, parse_error, quote
from components.shared.bsl.syntax.syntax_tree import Annotation

_COMPILATION = frozenset(
    {"наклиенте", "atclient", "насервере", "atserver", "насерверебезконтекста", "atservernocontext"}
    | {"наклиентенасервере", "atclientatserver", "наклиентенасерверебезконтекста", "atclientatservernocontext"}
)
_EXTENSION = frozenset(
    {"перед", "before", "после", "after", "вместо", "around", "изменениеиконтроль", "changeandvalidate"}
)
_NAME_IN_QUOTES = re.compile(r'"[^\W\d]\w*"')


def annotation_error(annotation: Annotation) -> ParseError | None:
    """Check an annotation as 1C does: known ones only, each with the arguments it has."""
    name = annotation.name.lower()
    found = quote(f"&{annotation.name}")
    if name in _COMPILATION:
        if not annotation.arguments:
            return None
        return parse_error("annotation-arguments", annotation.position, found=found, expected="no arguments")
    if name in _EXTENSION:
        if len(annotation.arguments) == 1 and _NAME_IN_QUOTES.fullmatch(annotation.arguments[0]):
            return None
        return parse_error("annotation-arguments", annotation.position, found=found, expected="one name")
    return parse_error("unknown-annotation", annotation.position, found=found)
