"""What can stand after a dot, or alone, and what is known about it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from components.shared.bsl.configuration.model import ExportedMethod
from components.shared.bsl.findings import Rule
from components.shared.bsl.names.rules import UNKNOWN_MEMBER
from components.shared.bsl.nodes import node
from components.shared.bsl.platform.model import (
    Arity,
    PlatformEnumeration,
    PlatformMethod,
    PlatformProperty,
    PlatformType,
    Side,
)

# A value may always be missing; what is asked of it afterwards is asked of the other type.
_MOST_TYPES: Final = 3
_EMPTY_TYPES: Final = frozenset({"Неопределено", "Null", "Undefined"})


@node  # not frozen at run time: a configuration has many, and freezing makes each three times as slow to build
class Member:
    """A method, a property, a function or a global name. What is not known is empty or None."""

    name: str
    is_method: bool = False
    type: str = ""  # of the value, or of what the method returns
    elements: str = ""  # type of what a loop over the value gives, where the type does not say it
    arities: tuple[Arity, ...] = ()
    is_function: bool | None = None
    writable: bool | None = None
    sides: Side | None = None
    since: str = ""
    exported: ExportedMethod | None = None


@dataclass(slots=True)
class Surface:
    """All that can be named on a value of one type."""

    title_ru: str
    title_en: str
    own: Mapping[str, Member] = field(default_factory=dict)  # of the configuration, by lower-case name
    methods_beside: Mapping[str, Member] = field(default_factory=dict)  # methods that a property has the name of too
    platform: tuple[PlatformType, ...] = ()
    complete_properties: bool = False  # there are no others: an unknown name without brackets is an error
    complete_methods: bool = False
    rule: Rule = UNKNOWN_MEMBER
    constructor: PlatformType | None = None
    elements: str = ""
    sides: Side | None = None
    may_grow: bool = False  # code adds names at run time, so a name that it has as a string may be there
    is_row: bool = False  # of a table of a form, which gets columns when the form's attributes are changed
    _found: dict[str, Member | None] = field(default_factory=dict)

    def find(self, name: str, *, is_call: bool = False) -> Member | None:
        """The member of this name in lower case; of a property and a method, the one that is called or not."""
        if is_call and name in self.methods_beside:
            return self.methods_beside[name]
        if name not in self._found:
            self._found[name] = self.own.get(name) or self._of_platform(name)
        return self._found[name]

    def refuses(self, *, is_call: bool) -> bool:
        """Whether a name that was not found is an error."""
        return self.complete_methods if is_call else self.complete_properties

    def names(self) -> Iterator[str]:
        """All names, as written."""
        yield from (member.name for member in self.own.values())
        for platform_type in self.platform:
            yield from written_names(platform_type.methods)
            yield from written_names(platform_type.properties)

    def lower_names(self) -> Iterator[str]:
        """All names in lower case."""
        yield from self.own
        for platform_type in self.platform:
            yield from platform_type.methods
            yield from platform_type.properties

    def _of_platform(self, name: str) -> Member | None:
        for platform_type in self.platform:
            if method := platform_type.methods.get(name):
                return method_member(method)
            if found := platform_type.properties.get(name):
                return property_member(found)
        return None


def told_apart(members: Iterable[tuple[str, Member]]) -> tuple[dict[str, Member], dict[str, Member]]:
    """Members by name, and the methods that are there beside a property of their name; later ones win.

    An attribute may be called ``Level``, and what records are written with is called ``Write`` as their flag is.
    """
    properties: dict[str, Member] = {}
    methods: dict[str, Member] = {}
    for name, member in members:
        (methods if member.is_method else properties)[name] = member
    return methods | properties, {name: method for name, method in methods.items() if name in properties}


def written_names(table: Mapping[str, PlatformMethod] | Mapping[str, PlatformProperty]) -> Iterator[str]:
    """Each name as it is written, in the language of its key."""
    for key, entry in table.items():
        yield entry.ru if entry.ru.lower() == key else entry.en


def single_type(types: Iterable[str]) -> str:
    """The one type of a value, or nothing where it may have several."""
    found = {name for name in types if name not in _EMPTY_TYPES}
    return found.pop() if len(found) == 1 else ""


def joined_types(types: Iterable[str]) -> str:
    """The type of a value, or its few types with ``|`` between them: then every member of any of them may be there."""
    found = list(dict.fromkeys(name for name in types if name not in _EMPTY_TYPES))
    return "|".join(found) if len(found) <= _MOST_TYPES and "Произвольный" not in found else ""


def merged_surface(parts: list[Surface]) -> Surface:
    """What can be named on a value of one of several types."""
    keys = {key for part in parts for key in part.lower_names()}
    elements = {part.elements for part in parts}
    return Surface(
        title_ru=" и ".join(part.title_ru for part in parts),
        title_en=" and ".join(part.title_en for part in parts),
        own={key: _merged([found for part in parts if (found := part.find(key))]) for key in keys},
        complete_properties=all(part.complete_properties for part in parts),
        complete_methods=all(part.complete_methods for part in parts),
        elements=elements.pop() if len(elements) == 1 else "",
    )


def _merged(members: list[Member]) -> Member:
    first = members[0]
    types, functions = {member.type for member in members}, {member.is_function for member in members}
    return Member(
        name=first.name,
        is_method=first.is_method,
        type=types.pop() if len(types) == 1 else "",
        arities=tuple(arity for member in members for arity in member.arities)
        if all(m.arities for m in members)
        else (),
        is_function=functions.pop() if len(functions) == 1 else None,
    )


def method_member(method: PlatformMethod) -> Member:
    """A method of the platform."""
    return Member(
        name=method.ru,
        is_method=True,
        type=joined_types(method.returns),
        arities=method.arities,
        is_function=method.is_function,
        sides=method.sides,
        since=method.since,
    )


def property_member(found: PlatformProperty) -> Member:
    """A property of the platform."""
    return Member(
        name=found.ru, type=joined_types(found.types), writable=found.writable, sides=found.sides, since=found.since
    )


def exported_member(method: ExportedMethod, sides: Side | None = None, *, is_server_call: bool = False) -> Member:
    """A method that a module of the configuration exports.

    Args:
        method: The method.
        sides: Where its module runs, if that is not asked of the module itself.
        is_server_call: Whether clients call it on the server, wherever it runs.
    """
    reach = method.sides if method.sides is not None else sides
    return Member(
        name=method.name,
        is_method=True,
        arities=(Arity(method.least, method.most),),
        is_function=None if method.is_async else method.is_function,  # a call of an async one gives a promise
        sides=None if is_server_call else reach,
        exported=method,
    )


def enumeration_surface(enumeration: PlatformEnumeration, rule: Rule) -> Surface:
    """The values of a system enumeration."""
    values = {name: Member(name=value, type=enumeration.ru) for name, value in enumeration.values.items()}
    return Surface(
        title_ru=f"системного перечисления «{enumeration.ru}»",
        title_en=f"system enumeration '{enumeration.en}'",
        own=values,
        complete_properties=enumeration.complete,
        complete_methods=True,
        rule=rule,
    )
