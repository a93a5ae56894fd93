"""Names that the platform gives to every object of a kind, beside those that the configuration gives.

Which of them an object has depends on its properties: no code without a length, no parent without a hierarchy.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from components.shared.bsl.configuration.model import Attribute, MetadataObject, TabularSection
from components.shared.bsl.configuration.standard_rows import SECTIONS, STANDARD, TABULAR_SECTION


@dataclass(frozen=True, slots=True)
class Field:
    """A field under both names; the same name twice where the configuration gives it."""

    name: str
    english: str
    types: tuple[str, ...] = ()  # as in ``Attribute.types``; empty: unknown


def both_names(fields: Iterable[Field]) -> dict[str, Field]:
    """Fields by both names, in lower case; the first of two of one name wins."""
    found: dict[str, Field] = {}
    for field in fields:
        found.setdefault(field.name.lower(), field)
        found.setdefault(field.english.lower(), field)
    return found


def standard_attributes(owner: MetadataObject, recorders: tuple[str, ...] = ()) -> tuple[Field, ...]:
    """Standard attributes that this object has.

    Args:
        owner: The object. Of one that an extension adopts the properties are unknown, so it has all of its kind.
        recorders: Types of the documents that write a register.
    """
    rows = STANDARD.get(owner.kind, ())
    return tuple(
        Field(row[0], row[1], _types(row[2], owner, recorders))
        for row in rows
        if len(row) == 3 or not owner.complete or row[3](owner)
    )


def section_attributes(owner: MetadataObject, section: TabularSection) -> tuple[Field, ...]:
    """All fields of a tabular section: the standard ones, then its own."""
    standard = (Field(row[0], row[1], _types(row[2], owner, ())) for row in TABULAR_SECTION)
    return (*standard, *own_fields(section.attributes))


def standard_sections(owner: MetadataObject) -> Iterator[tuple[str, str, tuple[Field, ...]]]:
    """Tabular sections that the platform gives: both names, and the fields."""
    for russian, english, rows in SECTIONS.get(owner.kind, ()):
        standard = [Field(row[0], row[1], _types(row[2], owner, ())) for row in (*TABULAR_SECTION, *rows)]
        own = owner.tabular_sections.get(russian.lower())
        yield russian, english, (*standard, *own_fields(own.attributes if own is not None else {}))


def own_fields(attributes: Mapping[str, Attribute]) -> tuple[Field, ...]:
    """Fields that the configuration names."""
    return tuple(Field(attribute.name, attribute.name, attribute.types) for attribute in attributes.values())


def reference_types(names: Iterable[str]) -> tuple[str, ...]:
    """``Catalog.Номенклатура`` as the type of its references: ``CatalogRef.Номенклатура``."""
    return tuple(f"{kind}Ref.{name}" for kind, dot, name in (full.partition(".") for full in names) if dot)


def _types(pattern: str, owner: MetadataObject, recorders: tuple[str, ...]) -> tuple[str, ...]:
    if pattern == "{kind}Ref.{name}":
        return (f"{owner.kind}Ref.{owner.name}",)
    if not pattern.startswith("{"):
        return (pattern,) if pattern else ()
    place = pattern.strip("{}")
    if place == "recorders":
        return recorders
    if place in ("CodeType", "NumberType"):
        return (owner.properties.get(place, "String"),)
    if place == "Type":
        return owner.references.get(place, ())
    if place in owner.properties:
        return reference_types([owner.properties[place]])
    return reference_types(owner.references.get(place, ()))
