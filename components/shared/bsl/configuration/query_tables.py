"""The tables that queries name: their fields with types, and the parameters of virtual tables.

Source of the tables, fields and parameters: the chapters on query tables in the platform's documentation.
"""

from collections.abc import Mapping
from typing import Final

from components.shared.bsl.configuration import virtual_tables
from components.shared.bsl.configuration.kinds import KINDS, Kind
from components.shared.bsl.configuration.lookup import common_attributes, fields_of, recorders
from components.shared.bsl.configuration.model import Attribute, Configuration, MetadataObject
from components.shared.bsl.configuration.query_shapes import QueryField, QueryTable, TableParameter
from components.shared.bsl.configuration.register_tables import Register
from components.shared.bsl.configuration.standard import (
    Field,
    both_names,
    own_fields,
    reference_types,
    section_attributes,
    standard_sections,
)

__all__ = ["QueryField", "QueryTable", "TableParameter", "find_table"]

# a query says the kind in the singular only
_KINDS: Final = {name.lower(): kind for kind in KINDS if kind.is_table for name in (kind.name, kind.russian)}
_CHANGES: Final = ("изменения", "changes")
_MOST_REMEMBERED: Final = 4096


def find_table(configuration: Configuration, name: str) -> QueryTable | None:
    """The table of this full name, Russian, English or mixed, or None where the configuration has no such table."""
    global _last
    tables = _last  # a name of its own: another thread may ask about another configuration meanwhile
    if tables is None or tables.configuration is not configuration:
        tables = _last = _Tables(configuration)
    return tables.find(name)


class _Tables:
    """Tables of one configuration, each built when it is first asked for."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self._recorders = recorders(configuration)
        self._built: dict[str, QueryTable | None] = {}

    def find(self, name: str) -> QueryTable | None:
        key = name.lower()
        if key not in self._built:
            if len(self._built) >= _MOST_REMEMBERED:  # names come from texts that nobody vouches for
                self._built.clear()
            self._built[key] = self._build(key.split("."))
        return self._built[key]

    def _build(self, parts: list[str]) -> QueryTable | None:
        if parts in (["константы"], ["constants"]):
            return self._constants()
        kind = _KINDS.get(parts[0])
        if kind is None or len(parts) < 2:
            return None
        owner = self.configuration.objects.get((kind.name, parts[1]))
        if owner is None:
            return None
        if kind.name == "ExternalDataSource":  # its tables are not read: whatever it is asked for may exist
            return QueryTable(f"{kind.russian}.{owner.name}", {}, complete=False)
        name = f"{kind.russian}.{owner.name}"
        if len(parts) == 2:
            return self._main(kind, owner, name)
        return self._inner(owner, name, parts[2]) if len(parts) == 3 else None

    def _main(self, kind: Kind, owner: MetadataObject, name: str) -> QueryTable | None:
        if kind.name == "FilterCriterion":
            value = TableParameter("Значение", "Value")
            return QueryTable(name, both_names([Field("Ссылка", "Ref")]), {}, (value,))
        if kind.name == "DocumentJournal":
            fields: Mapping[str, QueryField] = self._journal(owner)
        elif kind.name in virtual_tables.REGISTERS:
            fields = both_names(self._register(owner).record_fields())
        else:
            fields = fields_of(self.configuration, owner)
        return QueryTable(name, fields, self._sections(owner, name), complete=owner.complete)

    def _sections(self, owner: MetadataObject, name: str) -> dict[str, QueryTable]:
        found: dict[str, QueryTable] = {}
        for section in owner.tabular_sections.values():
            fields = both_names(section_attributes(owner, section))
            found[section.name.lower()] = QueryTable(f"{name}.{section.name}", fields, complete=owner.complete)
        for russian, english, standard in standard_sections(owner):
            table = QueryTable(f"{name}.{russian}", both_names(standard), complete=owner.complete)
            found[russian.lower()] = found[english.lower()] = table
        return found

    def _inner(self, owner: MetadataObject, name: str, suffix: str) -> QueryTable | None:
        section = self._sections(owner, name).get(suffix)
        if section is not None:
            return section
        if suffix in _CHANGES:
            return self._changes(owner, name)
        table = virtual_tables.find_virtual_table(self._register(owner), name, suffix)
        if table is None and not owner.complete:
            return QueryTable(f"{name}.{suffix}", {}, complete=False)
        return table

    def _register(self, owner: MetadataObject) -> Register:
        full_name = f"{owner.kind}.{owner.name}"
        common = tuple(common_attributes(self.configuration, owner))
        return Register(self.configuration, owner, self._recorders.get(full_name.lower(), ()), common)

    def _journal(self, owner: MetadataObject) -> dict[str, QueryField]:
        columns = {
            key: Attribute(column.name, self._types_of_column(column)) for key, column in owner.attributes.items()
        }
        return both_names([*dict.fromkeys(fields_of(self.configuration, owner).values()), *own_fields(columns)]) | {
            key: Field(column.name, column.name, column.types) for key, column in columns.items()
        }

    def _types_of_column(self, column: Attribute) -> tuple[str, ...]:
        """Types of the attributes that a column shows: ``Document.Реализация.Attribute.Склад``."""
        types: dict[str, None] = {}
        for shown in filter(None, column.properties.get("References", "").split(",")):
            kind, _, rest = shown.partition(".")
            name, _, path = rest.partition(".")
            document = self.configuration.objects.get((kind, name.lower()))
            attribute = document.attributes.get(path.rpartition(".")[2].lower()) if document is not None else None
            types.update(dict.fromkeys(attribute.types if attribute is not None else ()))
        return tuple(types)

    def _constants(self) -> QueryTable:
        constants = [item for (kind, _), item in self.configuration.objects.items() if kind == "Constant"]
        fields = both_names(Field(item.name, item.name, item.references.get("Type", ())) for item in constants)
        return QueryTable("Константы", fields, complete=not self.configuration.is_extension)

    def _changes(self, owner: MetadataObject, name: str) -> QueryTable | None:
        """The table of changes registered for exchange plans; only an object in the content of one has it."""
        full_name = f"{owner.kind}.{owner.name}"
        plans = [
            f"{kind}.{plan.name}"
            for (kind, _), plan in self.configuration.objects.items()
            if kind == "ExchangePlan" and full_name in plan.references.get("Content", ())
        ]
        if not plans and not self.configuration.is_extension:
            return None
        node = Field("Узел", "Node", reference_types(plans))
        number = Field("НомерСообщения", "MessageNo", ("Number",))
        keys = self._register(owner).change_keys()
        return QueryTable(f"{name}.Изменения", both_names((node, number, *keys)), complete=owner.complete)


_last: _Tables | None = None  # the configuration asked about last; queries of a module all ask about one
