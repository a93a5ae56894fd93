"""Entries of the tables as rows of text, and back.

A row is a mapping from column to text; an empty field says nothing. Arities are written ``1-3 5-*``, sides as letters,
lists with commas.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from components.shared.bsl.platform.model import (
    Arity,
    PlatformEnumeration,
    PlatformMethod,
    PlatformProperty,
    PlatformType,
    Side,
)

Row = Mapping[str, str]
Entry = TypeVar("Entry", PlatformMethod, PlatformProperty, PlatformType, PlatformEnumeration)

COLUMNS = {
    "functions": ("ru", "en", "aliases", "kind", "arities", "returns", "sides", "since", "hidden_below", "source"),
    "properties": ("ru", "en", "types", "access", "sides", "since", "hidden_below", "source"),
    "enumerations": ("ru", "en", "values", "flags", "since", "source"),
    "types": ("ru", "en", "aliases", "constructors", "elements", "flags", "sides", "since", "source"),
    "members": ("type", "kind", "ru", "en", "arities", "types", "sides", "since", "source"),
}
# what a row is found by when one table is laid over another
KEYS = {name: ("type", "ru") if name == "members" else ("ru",) for name in COLUMNS}

METHOD_KINDS = {"function": True, "procedure": False, "method": None}
PROPERTY_KINDS = {"property": True, "readonly": False, "field": None}
_SIDE_LETTERS = {
    "S": Side.SERVER,
    "X": Side.EXTERNAL_CONNECTION,
    "K": Side.THICK_CLIENT,
    "N": Side.THIN_CLIENT,
    "W": Side.WEB_CLIENT,
    "M": Side.MOBILE_CLIENT,
}


def arities_of(text: str) -> tuple[Arity, ...]:
    """``"0-1 3-*"`` as arities; a lone number is both ends."""
    return tuple(_arity(form) for form in text.split())


def _arity(form: str) -> Arity:
    least, _, most = form.partition("-")
    return Arity(int(least), None if most == "*" else int(most or least))


def arities_text(arities: Iterable[Arity]) -> str:
    """Arities as they are written in a table."""
    return " ".join(f"{arity.least}-{'*' if arity.most is None else arity.most}" for arity in arities)


def sides_of(letters: str) -> Side | None:
    """``"SXK"`` as sides; nothing written is unknown."""
    if not letters:
        return None
    sides = Side(0)
    for letter in letters:
        sides |= _SIDE_LETTERS[letter]
    return sides


def sides_text(sides: Side | None) -> str:
    """Sides as the letters of a table."""
    return "" if sides is None else "".join(letter for letter, side in _SIDE_LETTERS.items() if side in sides)


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def method_of(row: Row) -> PlatformMethod:
    """A row of ``functions``, or a method's row of ``members``."""
    return PlatformMethod(
        ru=row["ru"],
        en=row["en"],
        arities=arities_of(row["arities"]),
        is_function=METHOD_KINDS[row["kind"]],
        returns=_names(row["returns"] if "returns" in row else row["types"]),
        sides=sides_of(row["sides"]),
        since=row["since"],
        source=row["source"],
        hidden_below=row.get("hidden_below", ""),
    )


def property_of(row: Row) -> PlatformProperty:
    """A row of ``properties``, or a property's row of ``members``."""
    access = row["access"] if "access" in row else row["kind"]
    return PlatformProperty(
        ru=row["ru"],
        en=row["en"],
        types=_names(row["types"]),
        writable=PROPERTY_KINDS[access or "field"],
        sides=sides_of(row["sides"]),
        since=row["since"],
        source=row["source"],
        hidden_below=row.get("hidden_below", ""),
    )


def enumeration_of(row: Row) -> PlatformEnumeration:
    """A row of ``enumerations``: its values are ``Ru=En``, with blanks between them."""
    values = {}
    for pair in row["values"].split():
        ru, _, en = pair.partition("=")
        values[ru.lower()] = ru
        values.setdefault((en or ru).lower(), ru)
    return PlatformEnumeration(
        ru=row["ru"],
        en=row["en"],
        values=values,
        complete="complete" in row["flags"].split(","),
        since=row["since"],
        source=row["source"],
    )


def type_of(row: Row, members: Iterable[Row]) -> PlatformType:
    """A row of ``types`` with its rows of ``members``."""
    methods: dict[str, PlatformMethod] = {}
    properties: dict[str, PlatformProperty] = {}
    for member in members:
        if member["kind"] in METHOD_KINDS:
            add_by_both_names(methods, method_of(member))
        else:
            add_by_both_names(properties, property_of(member))
    flags = row["flags"].split(",")
    return PlatformType(
        ru=row["ru"],
        en=row["en"],
        constructors=arities_of(row["constructors"]),
        methods=methods,
        properties=properties,
        elements=_names(row["elements"]),
        complete="complete" in flags,
        dynamic="dynamic" in flags,
        sides=sides_of(row["sides"]),
        since=row["since"],
        source=row["source"],
    )


def entries_of(table: Mapping[str, Entry]) -> list[Entry]:
    """Entries of a table that is keyed by several names, each once."""
    return list({id(entry): entry for entry in table.values()}.values())


def function_row(method: PlatformMethod) -> Row:
    """The row of ``functions`` for a global function."""
    return _method_columns(method) | {"returns": ",".join(method.returns)}


def global_property_row(field: PlatformProperty) -> Row:
    """The row of ``properties`` for a property of the global context."""
    return _property_columns(field) | {"access": _kind_of(PROPERTY_KINDS, field.writable)}


def enumeration_row(enumeration: PlatformEnumeration) -> Row:
    """The row of ``enumerations``."""
    english = {ru: name for name, ru in enumeration.values.items() if name != ru.lower()}
    names = dict.fromkeys(enumeration.values.values())
    return {
        "ru": enumeration.ru,
        "en": enumeration.en,
        "values": " ".join(f"{ru}={english.get(ru, ru)}" for ru in names),
        "flags": "complete" if enumeration.complete else "",
        "since": enumeration.since,
        "source": enumeration.source,
    }


def type_row(kind: PlatformType) -> Row:
    """The row of ``types``, without members."""
    flags = [name for name, stated in (("complete", kind.complete), ("dynamic", kind.dynamic)) if stated]
    return {
        "ru": kind.ru,
        "en": kind.en,
        "constructors": arities_text(kind.constructors),
        "elements": ",".join(kind.elements),
        "flags": ",".join(flags),
        "sides": sides_text(kind.sides),
        "since": kind.since,
        "source": kind.source,
    }


def member_rows(kind: PlatformType) -> list[Row]:
    """The rows of ``members`` for a type."""
    methods = [
        _method_columns(method) | {"type": kind.ru, "types": ",".join(method.returns)}
        for method in entries_of(kind.methods)
    ]
    fields = [
        _property_columns(field) | {"type": kind.ru, "kind": _kind_of(PROPERTY_KINDS, field.writable)}
        for field in entries_of(kind.properties)
    ]
    return [*methods, *fields]


def _method_columns(method: PlatformMethod) -> dict[str, str]:
    return {
        "ru": method.ru,
        "en": method.en,
        "kind": _kind_of(METHOD_KINDS, method.is_function),
        "arities": arities_text(method.arities),
        "sides": sides_text(method.sides),
        "since": method.since,
        "hidden_below": method.hidden_below,
        "source": method.source,
    }


def _property_columns(field: PlatformProperty) -> dict[str, str]:
    return {
        "ru": field.ru,
        "en": field.en,
        "types": ",".join(field.types),
        "sides": sides_text(field.sides),
        "since": field.since,
        "hidden_below": field.hidden_below,
        "source": field.source,
    }


def _kind_of(kinds: Mapping[str, bool | None], meaning: bool | None) -> str:
    return next(kind for kind, meant in kinds.items() if meant is meaning)


def add_by_both_names(table: dict[str, Entry], entry: Entry) -> None:
    """Make an entry findable by its Russian and its English name; a Russian name is never taken over."""
    table[entry.ru.lower()] = entry
    if entry.en:
        table.setdefault(entry.en.lower(), entry)
