"""The lines under ``Параметры:`` and ``Возвращаемое значение:``: values, their types, their fields.

A value is ``Имя - Тип - текст``; a further type stands on a line of its own behind a dash; a field stands behind as
many stars as it lies deep. What is none of this goes on with the text of the value before it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from components.shared.bsl.descriptions.model import DescribedType, Value, Variant
from components.shared.bsl.descriptions.sections import indent_of
from components.shared.bsl.descriptions.types import read_types

_NAME = r"(?P<name>[^\W\d]\w*+)"
_PARAMETER = re.compile(rf"{_NAME}(?:\s++[-–—]|\s*+[-–—](?=\s|\Z))\s*+(?P<rest>.*)")
_FIELD = re.compile(rf"(?P<stars>[*•]++)\s*+{_NAME}(?:(?:\s++[-–—]|[-–—](?=\s|\Z)|\s*+:)\s*+(?P<rest>.*)|\s*+)")
_VARIANT = re.compile(r"[-–—]\s*+(?P<rest>\S.*)")
# How far to the right of the first parameter another one may begin; explanations begin further away.
_MOST_SHIFTED = 3
# Fields deeper than this count as this deep: trees of values are compared and hashed by recursion.
_DEEPEST = 16


@dataclass(slots=True)
class _OpenVariant:
    types: tuple[DescribedType, ...]
    lines: list[str]
    fields: list["_OpenValue"] = field(default_factory=list)


@dataclass(slots=True)
class _OpenValue:
    """A value whose lines are still being read; the returned value is one without a name."""

    name: str
    level: int
    column: int
    variants: list[_OpenVariant] = field(default_factory=list)

    def explain(self, text: str) -> None:
        """Add a line that says what the value is: the first one begins with its types."""
        if self.variants:
            self.variants[-1].lines.append(text)
        elif text:
            types, explanation = read_types(text)
            self.variants.append(_OpenVariant(types, [explanation] if explanation else []))

    def add_field(self, value: "_OpenValue") -> None:
        """A field of whatever was said last."""
        if not self.variants:
            self.variants.append(_OpenVariant((), []))
        self.variants[-1].fields.append(value)


class _ValueReader:
    """Lines of one section; ``path`` leads from a value to the field of it that was read last."""

    def __init__(self) -> None:
        self.values: list[_OpenValue] = []
        self.path: list[_OpenValue] = []
        self.text: list[str] = []
        self.first_column: int | None = None

    def open(self, name: str, level: int, column: int) -> _OpenValue:
        """Begin a value, or a field of the last value that is less deep."""
        value = _OpenValue(name, level, column)
        while self.path and self.path[-1].level >= level:
            self.path.pop()
        if self.path:
            self.path[-1].add_field(value)
        else:
            self.values.append(value)
        self.path.append(value)
        return value

    def read_field(self, line: str, column: int) -> bool:
        """``* Имя - Тип - текст``, if the line is one."""
        found = _FIELD.fullmatch(line)
        if found is None or not self.path:
            return False
        level = min(len(found["stars"]), _DEEPEST)
        self.open(found["name"], level, column).explain(found["rest"] or "")
        return True

    def read_variant(self, line: str, column: int) -> bool:
        """``- Тип - текст``: a further type of the value that the dash stands right of, if the line is one."""
        found = _VARIANT.fullmatch(line)
        types, explanation = read_types(found["rest"]) if found and self.path else ((), "")
        if not types:
            return False
        while len(self.path) > 1 and column <= self.path[-1].column:
            self.path.pop()
        self.path[-1].variants.append(_OpenVariant(types, [explanation] if explanation else []))
        return True

    def read_parameter(self, line: str, column: int) -> bool:
        """``Имя - Тип - текст``, if the line is one."""
        found = _PARAMETER.fullmatch(line)
        if found is None or (self.first_column is not None and column > self.first_column + _MOST_SHIFTED):
            return False
        if self.first_column is None:
            self.first_column = column
        self.open(found["name"], 0, column).explain(found["rest"])
        return True

    def read_text(self, line: str) -> None:
        """Whatever goes on with the text before it."""
        if self.path:
            self.path[-1].explain(line)
        else:
            self.text.append(line)


def read_parameters(lines: Iterable[str]) -> tuple[tuple[Value, ...], str]:
    """Parameters, and the text before the first one."""
    reader = _ValueReader()
    for line in filter(str.strip, lines):
        column, stripped = indent_of(line), line.strip()
        if not (
            reader.read_field(stripped, column)
            or reader.read_variant(stripped, column)
            or reader.read_parameter(stripped, column)
        ):
            reader.read_text(stripped)
    return tuple(map(_closed, reader.values)), "\n".join(reader.text)


def read_returns(lines: Iterable[str]) -> tuple[Variant, ...]:
    """What a function returns: one variant for each explanation."""
    reader = _ValueReader()
    root = reader.open("", 0, -1)
    first_column: int | None = None
    for line in filter(str.strip, lines):
        column, stripped = indent_of(line), line.strip()
        first_column = column if first_column is None else first_column
        if reader.read_field(stripped, column) or reader.read_variant(stripped, column):
            continue
        types = read_types(stripped)[0] if root.variants and column <= first_column else ()
        if not (types and reader.read_variant(f"- {stripped}", -1)):
            reader.read_text(stripped)
    return _closed(root).variants


def _closed(value: _OpenValue) -> Value:
    return Value(
        value.name,
        tuple(
            Variant(variant.types, "\n".join(variant.lines), tuple(map(_closed, variant.fields)))
            for variant in value.variants
        ),
    )
