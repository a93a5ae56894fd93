"""What a comment over a method says, as data. Nothing here is checked against the method itself."""

import re
from dataclasses import dataclass

from components.shared.bsl.nodes import node

_REFERENCE = re.compile(r"(?<!\w)(?:см|смотри|see)\b\.?\s++(?:также\s++|also\s++)?+([^\W\d][\w.]*+)", re.I)
_ONLY_REFERENCE = re.compile(
    r"(?:см|смотри|see)\b\.?\s++(?:также\s++|also\s++)?+\S++(?:\s*+\([^()\n]*+\))?+[.\s]*+", re.I
)


@node  # there are many, and freezing makes each three times as slow to build
class DescribedType:
    """A type as a comment names it: ``Строка``, ``Массив из Строка``, ``см. Модуль.Метод``."""

    name: str
    is_reference: bool = False  # the name is that of a method whose value, or whose parameter, has this type
    elements: "DescribedType | None" = None


@node
class Variant:
    """Types that share one explanation, with the fields that a value of them has.

    No types: the comment explains the value and does not say what it is.
    """

    types: tuple[DescribedType, ...] = ()
    text: str = ""  # several lines, without indent
    fields: tuple["Value", ...] = ()


@node
class Value:
    """A parameter, a field of a structure, or a column of a table."""

    name: str
    variants: tuple[Variant, ...] = ()

    @property
    def is_explained(self) -> bool:
        """Whether anything is said of it: a type or a text."""
        return any(variant.types or variant.text or variant.fields for variant in self.variants)


@dataclass(frozen=True, slots=True)
class Deprecation:
    """``Устарела.`` with the sentence that says what to use instead."""

    note: str = ""
    replacement: str = ""  # name of a method, as it would be called


@dataclass(frozen=True, slots=True)
class Description:
    """The parts of a comment. ``None`` is a heading that is not there; an empty part is a heading with nothing below.

    Texts keep their lines and the indent of these to one another.
    """

    purpose: str = ""
    deprecation: Deprecation | None = None
    parameters: tuple[Value, ...] | None = None
    parameters_text: str = ""  # what stands under the heading and belongs to no parameter: "Нет"
    returns: tuple[Variant, ...] | None = None
    examples: tuple[str, ...] = ()
    call_options: str | None = None
    notes: str | None = None

    @property
    def references(self) -> tuple[str, ...]:
        """Names that the purpose sends the reader to: ``См. Модуль.Метод``."""
        return tuple(found.group(1).rstrip(".") for found in _REFERENCE.finditer(self.purpose))

    @property
    def only_reference(self) -> bool:
        """Whether the purpose is nothing but ``См. Модуль.Метод``: everything is said there."""
        return _ONLY_REFERENCE.fullmatch(self.purpose) is not None
