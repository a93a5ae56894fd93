"""Two tasks on the comment over a method: to write it, and to tell in prose what it says."""

import re
from collections.abc import Iterator

from components.curate.derive.parent import Parent
from components.shared.bsl.descriptions import read_description, write_description
from components.shared.bsl.descriptions.model import DescribedType, Description, Value, Variant

LONGEST_PURPOSE = 600
SHORTEST_PURPOSE = 25
# Words of a comment that are about the module and not about the task.
_ASIDE = re.compile(
    r"внутреннего использования|служебн\w+ (?:процедур|функци)|продолжение (?:процедур|функци|обработчик)"
    r"|завершение (?:процедур|функци|обработчик)|для вызова из|повторный вызов|\bсм\.|@skip|bslls|-{4,}|={4,}"
    r"|\bтодо\b|todo",
    re.I | re.M,
)
_REFERENCE = re.compile(r"\bсм\.\s", re.I)
_RUSSIAN = re.compile(r"[а-яё]", re.I)
_LATIN = re.compile(r"[a-z]", re.I)


def whole_description(parent: Parent) -> Description | str:
    """What a standard comment says of a method, or why its own comment is no model of one."""
    found = parent.description
    if found.deprecation is not None or not SHORTEST_PURPOSE <= len(found.purpose) <= LONGEST_PURPOSE:
        return "назначения нет, оно слишком короткое или длинное, или метод устарел"
    if _ASIDE.search(found.purpose) or len(_RUSSIAN.findall(found.purpose)) < len(_LATIN.findall(found.purpose)):
        return "описание не о задаче или не по-русски"
    documented = [value.name.lower() for value in found.parameters or ()]
    if documented != [parameter.name.lower() for parameter in parent.method.parameters]:
        return "описаны не все параметры, или не те"
    if not all(value.is_explained and value.variants[0].types for value in found.parameters or ()):
        return "у параметра нет типа"
    is_function = parent.method.kind == "function"
    if is_function != bool(found.returns) or (
        is_function and not all(variant.types for variant in found.returns or ())
    ):
        return "возвращаемое значение не описано, или описано у процедуры"
    kept = Description(
        purpose=found.purpose, parameters=found.parameters or None, returns=found.returns if is_function else None
    )
    if _REFERENCE.search(write_description(kept)):
        return "типы описаны ссылкой на другой метод, которого по коду не узнать"
    written = "\n".join(line[2:].removeprefix(" ") for line in comment_of(kept).split("\n"))
    return kept if read_description(written) == kept else "описание не читается обратно таким же"


def comment_of(description: Description) -> str:
    """A description as 1C's standard lays it out, with its slashes."""
    lines = write_description(description).split("\n")
    # what is indented starts two blanks behind the slashes, all else one
    return "\n".join([*(f"//{line}" if line.startswith(" ") else f"// {line}".rstrip() for line in lines), "//"])


def prose_of(parent: Parent, description: Description) -> str:
    """A description for people who ask: what it is for, what it takes, what it gives."""
    kind = "Функция" if parent.method.kind == "function" else "Процедура"
    purpose = " ".join(description.purpose.split()).rstrip(".")
    parts = [f"{kind} `{parent.method.name}`: {_lower_first(purpose)}."]
    if description.parameters:
        parts.append(
            "\n".join(["Параметры:", *(line for value in description.parameters for line in _value(value, 0))])
        )
    if description.returns:
        parts.append("\n".join(["Возвращает:", *_listed(description.returns, "", 0)]))
    if parent.method.export:
        parts.append("Метод экспортный: его можно вызывать из других модулей.")
    return "\n\n".join(parts)


def without_comment(parent: Parent) -> str:
    """The method without the comment over it."""
    return parent.text[parent.offset(parent.method.position) :]


def _value(value: Value, level: int) -> Iterator[str]:
    yield from _listed(value.variants, f"`{value.name}`", level)


def _listed(variants: tuple[Variant, ...], name: str, level: int) -> Iterator[str]:
    """One line with all types and what is said of them, and the fields below it."""
    types = ", ".join(dict.fromkeys(_type(named) for variant in variants for named in variant.types))
    head = f"{name} ({types})" if name and types else name or types
    texts = [" ".join(variant.text.split()) for variant in variants if variant.text]
    yield "  " * level + "- " + " — ".join(part for part in (head, "; ".join(texts)) if part)
    for variant in variants:
        for field in variant.fields:
            yield from _value(field, level + 1)


def _type(named: DescribedType) -> str:
    if named.is_reference:
        return f"см. {named.name}"
    return f"{named.name} из {_type(named.elements)}" if named.elements else named.name


def _lower_first(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
