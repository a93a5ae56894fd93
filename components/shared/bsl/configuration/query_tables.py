"""The tables that queries name: their fields with types, and the parameters of virtual tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from components.shared.bsl.configuration.model import Configuration


@dataclass(frozen=True, slots=True)
class QueryField:
    """A field of a table, under both names where the platform gives two."""

    name: str
    english: str  # the same as ``name`` where the field is named by the configuration alone
    types: tuple[str, ...] = ()  # as in ``Attribute.types``; empty: unknown


@dataclass(frozen=True, slots=True)
class TableParameter:
    """A parameter of a virtual table."""

    name: str
    english: str
    is_condition: bool = False  # an expression over the fields in ``QueryTable.condition_fields``
    values: tuple[str, ...] = ()  # words it takes instead of an expression (Месяц, Регистратор), lower case, ru and en


@dataclass(frozen=True, slots=True)
class QueryTable:
    """A table of a query; everything is looked up in lower case, by both names."""

    name: str  # as the platform writes it: "РегистрНакопления.Остатки.ОстаткиИОбороты"
    fields: Mapping[str, QueryField]
    tables: Mapping[str, "QueryTable"] = field(default_factory=dict)  # nested: tabular sections
    parameters: tuple[TableParameter, ...] | None = None  # None: no virtual table, takes no parentheses
    condition_fields: Mapping[str, QueryField] = field(default_factory=dict)  # what its condition may name
    complete: bool = True  # False: other fields are unknown, not wrong


def find_table(configuration: Configuration, name: str) -> QueryTable | None:
    """The table of this full name, Russian, English or mixed, or None where the configuration has no such table."""
    raise NotImplementedError
