"""The parts of a description to a comment, laid out as 1C's standard 453 asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from components.shared.bsl.descriptions.model import Deprecation, Description, Value, Variant
from components.shared.bsl.descriptions.sections import is_plain
from components.shared.bsl.descriptions.sentences import ends_sentence
from components.shared.bsl.descriptions.types import write_types

Language = Literal["ru", "en"]
_STEP = 2


@dataclass(frozen=True, slots=True)
class _Words:
    deprecated: str
    parameters: str
    returns: str
    example: str
    call_options: str
    note: str
    see: str
    of: str


_WORDS: dict[Language, _Words] = {
    "ru": _Words(
        "Устарела", "Параметры:", "Возвращаемое значение:", "Пример:", "Варианты вызова:", "Примечание:", "см.", "из"
    ),
    "en": _Words("Deprecated", "Parameters:", "Returns:", "Example:", "Call options:", "Note:", "see", "of"),
}


def write_description(description: Description, language: Language = "ru") -> str:
    """The lines of a comment, without their slashes: ``read_description`` takes them apart into the same parts.

    Args:
        description: As read. One made by hand reads back the same if its texts hold no headings, if only the first
            variant of a value has no types, and if nothing is empty that has a place in the middle of a line.
        language: Of the headings, and of the words for references and elements.
    """
    words = _WORDS[language]
    parts = [_head(description, words), *_blocks(description, words)]
    return "\n\n".join(part for part in parts if part)


def _head(description: Description, words: _Words) -> str:
    if description.deprecation is None:
        return description.purpose
    mark = _deprecation(description.deprecation, words)
    if not description.purpose:
        return mark
    if description.deprecation.note and not ends_sentence(description.deprecation.note):
        return f"{mark}\n\n{description.purpose}"
    return mark + ("\n" if is_plain(description.purpose.partition("\n")[0]) else " ") + description.purpose


def _deprecation(deprecation: Deprecation, words: _Words) -> str:
    if not deprecation.note:
        return f"{words.deprecated}."
    return f"{words.deprecated}{':' if deprecation.note[0].islower() else '.'} {deprecation.note}"


def _blocks(description: Description, words: _Words) -> Iterator[str]:
    if description.parameters is not None:
        lines = [" " * _STEP + line for line in description.parameters_text.split("\n") if line]
        lines += [line for value in description.parameters for line in _value(value, 0, words)]
        yield "\n".join([words.parameters, *lines])
    if description.returns is not None:
        yield "\n".join([words.returns, *_returns(description.returns, words)])
    if description.call_options is not None:
        yield _text_block(words.call_options, description.call_options)
    for example in description.examples:
        yield _text_block(words.example, example)
    if description.notes is not None:
        yield _text_block(words.note, description.notes)


def _text_block(heading: str, text: str) -> str:
    return "\n".join([heading, *(" " * _STEP + line if line else "" for line in text.split("\n"))]).rstrip()


def _value(value: Value, level: int, words: _Words) -> Iterator[str]:
    column = _STEP * (level + 1)
    head = " " * column + "*" * level + (" " if level else "") + value.name
    if not value.variants:
        yield head if level else f"{head} -"
    for number, variant in enumerate(value.variants):
        if number == 0:
            start = f"{head} - "
        elif value.variants[number - 1].fields:
            start = " " * (column + 1) + "- "  # right of the value, left of the fields above
        else:
            start = " " * (len(head) + 1) + "- "
        yield from _variant(start, variant, level, words)


def _returns(variants: tuple[Variant, ...], words: _Words) -> Iterator[str]:
    for number, variant in enumerate(variants):
        if variant.types or variant.text:
            yield from _variant(" " * _STEP + ("- " if number else ""), variant, 0, words)
        else:
            yield from _fields(variant, 0, words)


def _variant(start: str, variant: Variant, level: int, words: _Words) -> Iterator[str]:
    first, *others = variant.text.split("\n")
    types = write_types(variant.types, words.see, words.of)
    said = f"{types} - {first}" if types and first else types + first
    if variant.fields and types and not first:
        said += ":"
    yield (start + said).rstrip()
    indent = " " * max(len(start), _STEP * (level + 3))
    yield from (indent + line for line in others)
    yield from _fields(variant, level, words)


def _fields(variant: Variant, level: int, words: _Words) -> Iterator[str]:
    for value in variant.fields:
        yield from _value(value, level + 1, words)
