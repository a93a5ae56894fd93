"""The names of the platform as data. Every entry names its source; what no source states is unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Flag, auto


class Side(Flag):
    """Where code runs."""

    SERVER = auto()
    EXTERNAL_CONNECTION = auto()
    THICK_CLIENT = auto()
    THIN_CLIENT = auto()
    WEB_CLIENT = auto()
    MOBILE_CLIENT = auto()

    CLIENT = THICK_CLIENT | THIN_CLIENT | WEB_CLIENT | MOBILE_CLIENT
    ALL = SERVER | EXTERNAL_CONNECTION | CLIENT


@dataclass(frozen=True, slots=True)
class Arity:
    """How many arguments one form of a call takes; ``most`` is None where there is no limit."""

    least: int
    most: int | None

    def allows(self, count: int) -> bool:
        """Whether a call with this many arguments fits."""
        return self.least <= count and (self.most is None or count <= self.most)


@dataclass(frozen=True, slots=True)
class PlatformMethod:
    """A global function or procedure, or a method of a type."""

    ru: str
    en: str
    arities: tuple[Arity, ...]  # empty: unknown
    is_function: bool | None  # None: unknown
    returns: tuple[str, ...] = ()  # Russian names of types; empty: unknown or none
    sides: Side | None = None  # None: unknown
    since: str = ""  # "8.3.22"; empty: unknown
    source: str = ""
    hidden_below: str = ""  # compatibility modes below this one hide the name: it does not compile; empty: none known


@dataclass(frozen=True, slots=True)
class PlatformProperty:
    """A property of a type, or of the global context."""

    ru: str
    en: str
    types: tuple[str, ...] = ()
    writable: bool | None = None
    sides: Side | None = None
    since: str = ""
    source: str = ""
    hidden_below: str = ""  # as of a method


@dataclass(frozen=True, slots=True)
class PlatformType:
    """A type with its members. Members are looked up in lower case, by both names."""

    ru: str
    en: str
    constructors: tuple[Arity, ...] = ()  # empty: it is not made with Новый
    methods: Mapping[str, PlatformMethod] = field(default_factory=dict)
    properties: Mapping[str, PlatformProperty] = field(default_factory=dict)
    elements: tuple[str, ...] = ()  # types of what a loop over it gives
    complete: bool = False  # no other members: an unknown name is an error
    dynamic: bool = False  # members come from data or metadata too (Структура, СтрокаТаблицыЗначений)
    sides: Side | None = None
    since: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class PlatformEnumeration:
    """A system enumeration; values are looked up in lower case, by both names, and give the Russian one."""

    ru: str
    en: str
    values: Mapping[str, str]
    complete: bool = False
    since: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Platform:
    """All tables, keyed in lower case by both names."""

    functions: Mapping[str, PlatformMethod]
    types: Mapping[str, PlatformType]
    enumerations: Mapping[str, PlatformEnumeration]
    properties: Mapping[str, PlatformProperty]  # Справочники, Метаданные, Символы, ПараметрыСеанса, …
    version: str = ""  # of an imported help; empty for the shipped tables
