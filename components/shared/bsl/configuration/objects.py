"""From what an export declares to what the index holds."""

from collections.abc import Iterable
from typing import Final

from components.shared.bsl.configuration.declarations import Declaration
from components.shared.bsl.configuration.model import Attribute, CommonModule, MetadataObject, TabularSection
from components.shared.bsl.platform.model import Side

_ROLES: Final = {
    "Attribute": "attribute",
    "Dimension": "dimension",
    "Resource": "resource",
    "AccountingFlag": "accounting_flag",
    "ExtDimensionAccountingFlag": "ext_dimension_flag",
    "AddressingAttribute": "addressing",
    "Column": "column",
}
EXT_DIMENSION_TYPES: Final = "ВидыСубконто"  # of a chart of accounts: the platform's section, with the flags as its own
_HANDLERS: Final = ("Handler", "ProcedureName", "ReceiveMessageProcessing")


def metadata_object(declaration: Declaration, predefined: Iterable[str] = ()) -> MetadataObject:
    """The object without what lies in other files: forms and methods of modules are added by the reader."""
    values = [part.name for part in declaration.of_kind("EnumValue")]
    return MetadataObject(
        kind=declaration.kind,
        name=declaration.name,
        attributes=_attributes(declaration),
        tabular_sections=_tabular_sections(declaration),
        commands=_names(declaration, "Command"),
        templates=_names(declaration, "Template"),
        values={name.lower(): name for name in (*values, *predefined)},
        properties=declaration.properties,
        references=_references(declaration),
        handlers=frozenset(_handlers(declaration)),
        complete=not declaration.is_adopted,
    )


def common_module(declaration: Declaration) -> CommonModule:
    """The flags of a common module; what it exports is added by the reader."""
    properties = declaration.properties
    reuse = properties.get("ReturnValuesReuse", "")
    return CommonModule(
        name=declaration.name,
        sides=_sides(properties.keys()),
        is_global="Global" in properties,
        server_call="ServerCall" in properties,
        privileged="Privileged" in properties,
        reuse="" if reuse == "DontUse" else reuse,
        complete=not declaration.is_adopted,
    )


def _sides(flags: Iterable[str]) -> Side:
    sides = Side(0)
    for flag in flags:
        sides |= _SIDES_OF_FLAG.get(flag, Side(0))
    return sides


_SIDES_OF_FLAG: Final = {
    "Server": Side.SERVER,
    "ExternalConnection": Side.EXTERNAL_CONNECTION,
    "ClientManagedApplication": Side.CLIENT,
    "ClientOrdinaryApplication": Side.THICK_CLIENT,
}


def _attributes(declaration: Declaration) -> dict[str, Attribute]:
    return {
        part.name.lower(): Attribute(part.name, tuple(part.lists.get("Type", ())), _ROLES[part.kind], _properties(part))
        for part in declaration.parts
        # flags of ext dimensions may have the names of accounting flags: they belong to a tabular section
        if part.kind in _ROLES and part.kind != "ExtDimensionAccountingFlag"
    }


def _properties(part: Declaration) -> dict[str, str]:
    """Properties of an attribute; the columns of a journal also tell which attributes they show."""
    shown = part.lists.get("References", ())
    return part.properties | ({"References": ",".join(shown)} if shown else {})


def _tabular_sections(declaration: Declaration) -> dict[str, TabularSection]:
    sections = declaration.of_kind("TabularSection")
    found = {section.name.lower(): TabularSection(section.name, _attributes(section)) for section in sections}
    flags = declaration.of_kind("ExtDimensionAccountingFlag")
    if flags:
        attributes = {flag.name.lower(): Attribute(flag.name, ("Boolean",), _ROLES[flag.kind]) for flag in flags}
        found[EXT_DIMENSION_TYPES.lower()] = TabularSection(EXT_DIMENSION_TYPES, attributes)
    return found


def _names(declaration: Declaration, kind: str) -> frozenset[str]:
    return frozenset(part.name.lower() for part in declaration.of_kind(kind))


def _references(declaration: Declaration) -> dict[str, tuple[str, ...]]:
    recalculations = tuple(part.name for part in declaration.of_kind("Recalculation"))
    lists = {name: tuple(items) for name, items in declaration.lists.items()}
    return lists | ({"Recalculations": recalculations} if recalculations else {})


def _handlers(declaration: Declaration) -> Iterable[str]:
    """Methods of services: those of operations, of methods under URL templates, of channels."""
    if declaration.kind not in ("WebService", "HTTPService", "IntegrationService"):
        return
    pending = list(declaration.parts)
    while pending:
        part = pending.pop()
        pending += part.parts
        yield from (part.properties[name].lower() for name in _HANDLERS if name in part.properties)
