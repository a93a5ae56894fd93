"""Types as comments name them: ``Строка, Число``, ``Массив из Строка``, ``см. Модуль.Метод``."""

import re

from components.shared.bsl.descriptions.model import DescribedType

_NAME = r"[^\W\d]\w*+(?:\.(?:\w++|<[\w ]++>|\*))*+"
_TYPE = re.compile(rf"(?P<reference>(?:см|смотри|see)\b\.?\s++)?(?P<name>{_NAME})(?:\(\s*+\))?", re.I)
_OF = re.compile(r"\s++(?:из|of|contains)\s++", re.I)
_COMMA = re.compile(r"\s*+,\s*+(?=\w)")
# What may follow the types of a value: its explanation after a dash, or nothing but a sign that ends the line.
_TEXT = re.compile(r"\s++[-–—]\s*+|[-–—]\s++|\s*+[.,;:]*+\s*+\Z|\s*+[.,;:]\s++[-–—]\s++")
_PRIMITIVES = frozenset({
    "строка", "число", "дата", "булево", "неопределено", "произвольный", "тип", "массив", "структура", "соответствие",
    "string", "number", "date", "boolean", "undefined", "null", "arbitrary", "type", "array", "structure", "map",
})  # fmt: skip
# Words that begin a text with a capital letter more often than they name a type.
_NO_TYPES = frozenset({"истина", "ложь", "true", "false", "если", "if", "не", "not", "да", "нет"})
# Array of arrays of arrays: the tree of types stays small enough to be compared.
_DEEPEST = 5


def read_types(text: str) -> tuple[tuple[DescribedType, ...], str]:
    """Take the types off the beginning of a text: the types, and the explanation after them.

    No types: the text is no more than an explanation.
    """
    types: list[DescribedType] = []
    at = 0
    while True:
        type_, at = _read_type(text, at)
        if type_ is None:
            return (), text
        types.append(type_)
        comma = _COMMA.match(text, at)
        if comma is None:
            break
        at = comma.end()
    explanation = _TEXT.match(text, at)
    return ((), text) if explanation is None else (tuple(types), text[explanation.end() :].strip())


def _read_type(text: str, at: int) -> tuple[DescribedType | None, int]:
    names: list[tuple[str, bool]] = []
    while len(names) < _DEEPEST:
        found = _TYPE.match(text, at)
        if found is None or not _names_a_type(found):
            return None, at
        names.append((found["name"], found["reference"] is not None))
        at = found.end()
        of = _OF.match(text, at)
        if of is None:
            break
        at = of.end()
    described = None
    for name, is_reference in reversed(names):
        described = DescribedType(name, is_reference, described)
    return described, at


def _names_a_type(found: re.Match[str]) -> bool:
    name = found["name"]
    if found["reference"] is not None:
        return "." in name or name[0].isupper()
    return (name[0].isupper() and name.lower() not in _NO_TYPES) or name.lower() in _PRIMITIVES


def write_types(types: tuple[DescribedType, ...], see: str, of: str) -> str:
    """Types in one line, in the words of a language."""
    return ", ".join(_written(type_, see, of) for type_ in types)


def _written(type_: DescribedType, see: str, of: str) -> str:
    words = []
    current: DescribedType | None = type_
    while current is not None:
        words.append(f"{see} {current.name}" if current.is_reference else current.name)
        current = current.elements
    return f" {of} ".join(words)
