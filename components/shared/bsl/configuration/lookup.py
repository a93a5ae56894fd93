"""Finding things in a configuration by the names that code and queries give them, in either language."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from components.shared.bsl.configuration.kinds import KIND_BY_ANY_NAME, KIND_BY_NAME, KINDS, TYPE_SUFFIXES
from components.shared.bsl.configuration.model import Attribute, Configuration, MetadataObject
from components.shared.bsl.configuration.remembered import objects_by_kind
from components.shared.bsl.configuration.standard import (
    Field,
    both_names,
    own_fields,
    standard_attributes,
)

# Kinds whose objects can have common attributes as fields.
_TAKES_COMMON: Final = frozenset(
    {"ExchangePlan", "Catalog", "Document", "Sequence", "ChartOfCharacteristicTypes", "ChartOfAccounts"}
    | {"ChartOfCalculationTypes", "InformationRegister", "AccumulationRegister", "AccountingRegister"}
    | {"CalculationRegister", "BusinessProcess", "Task"}
)
_REGISTERS: Final = ("InformationRegister", "AccumulationRegister", "AccountingRegister", "CalculationRegister")
_RUSSIAN_TYPES: Final = {
    "String": "Строка",
    "Number": "Число",
    "Boolean": "Булево",
    "Date": "Дата",
    "DefinedType": "ОпределяемыйТип",
    "Characteristic": "Характеристика",
}
_SUFFIX_BY_RUSSIAN: Final = {russian: english for english, russian in TYPE_SUFFIXES.items()}
_ENGLISH_HEADS: Final = {
    kind.name + suffix: kind.russian + russian for kind in KINDS for suffix, russian in TYPE_SUFFIXES.items()
} | {"BusinessProcessRoutePointRef": "ТочкаМаршрутаБизнесПроцессаСсылка"}
_RUSSIAN_HEADS: Final = {russian.lower(): english for english, russian in _ENGLISH_HEADS.items()}


def find_object(configuration: Configuration, full_name: str) -> MetadataObject | None:
    """The object called ``Справочник.Номенклатура`` or ``Catalogs.Номенклатура``; what follows is ignored."""
    kind_name, _, rest = full_name.partition(".")
    kind = KIND_BY_ANY_NAME.get(kind_name.lower())
    if kind is None or not rest:
        return None
    return configuration.objects.get((kind.name, rest.partition(".")[0].lower()))


def object_of_type(configuration: Configuration, type_name: str) -> MetadataObject | None:
    """The object that ``CatalogRef.Номенклатура`` or ``DocumentObject.Реализация`` is of."""
    head, _, name = type_name.partition(".")
    for suffix in TYPE_SUFFIXES:
        if head.endswith(suffix) and head.removesuffix(suffix) in KIND_BY_NAME:
            return configuration.objects.get((head.removesuffix(suffix), name.lower()))
    return None


def russian_type(type_name: str) -> str:
    """``CatalogRef.Номенклатура`` as Russian code writes it: ``СправочникСсылка.Номенклатура``."""
    head, dot, name = type_name.partition(".")
    return (_ENGLISH_HEADS.get(head) or _RUSSIAN_TYPES.get(head, head)) + dot + name


def english_type(type_name: str) -> str:
    """``СправочникСсылка.Номенклатура`` as the index writes it; what is no type of an object stays."""
    head, dot, name = type_name.partition(".")
    return _RUSSIAN_HEADS.get(head.lower(), head) + dot + name


def resolve_types(configuration: Configuration, types: Iterable[str]) -> tuple[str, ...]:
    """Types with defined types, characteristics and sets (``CatalogRef``, ``AnyRef``) replaced by what they stand for.

    What the configuration does not know stays as it is.
    """
    found: dict[str, None] = {}
    pending = list(types)[::-1]
    seen: set[str] = set()
    while pending:
        name = pending.pop()
        if name in seen:
            continue
        seen.add(name)
        inner = _inner_types(configuration, name)
        if inner is None:
            found[name] = None
        else:
            pending += inner[::-1]
    return tuple(found)


def _inner_types(configuration: Configuration, name: str) -> list[str] | None:
    """What a name of several types stands for, or None where it is one type."""
    head, dot, rest = name.partition(".")
    if dot:
        kind = {"DefinedType": "DefinedType", "Characteristic": "ChartOfCharacteristicTypes"}.get(head)
        owner = configuration.objects.get((kind, rest.lower())) if kind else None
        return list(owner.references.get("Type", ())) if owner is not None and owner.complete else None
    if head == "AnyRef":
        return [f"{kind.name}Ref" for kind in KINDS if kind.is_reference]
    kind_name = head.removesuffix("Ref")
    if head.endswith("Ref") and kind_name in KIND_BY_NAME:
        return [f"{head}.{item.name}" for item in objects_by_kind(configuration).get(kind_name, ())]
    return None


def common_attributes(configuration: Configuration, owner: MetadataObject) -> Iterator[Attribute]:
    """Common attributes, separators among them, that this object has."""
    if owner.kind not in _TAKES_COMMON:
        return
    full_name = f"{owner.kind}.{owner.name}"
    for attribute in objects_by_kind(configuration).get("CommonAttribute", ()):
        if _applies(attribute, full_name):
            yield Attribute(attribute.name, attribute.references.get("Type", ()), "common")


def _applies(common: MetadataObject, full_name: str) -> bool:
    if full_name in common.references.get("Use", ()):
        return True
    if full_name in common.references.get("DontUse", ()):
        return False
    return common.properties.get("AutoUse") == "Use" or not common.complete


def recorders(configuration: Configuration) -> Mapping[str, tuple[str, ...]]:
    """Types of the documents that write each register, by its full name in lower case."""
    found: dict[str, tuple[str, ...]] = {}
    for document in objects_by_kind(configuration).get("Document", ()):
        for register in document.references.get("RegisterRecords", ()):
            key = register.lower()
            found[key] = (*found.get(key, ()), f"DocumentRef.{document.name}")
    return found


def fields_of(
    configuration: Configuration, owner: MetadataObject, types_of_recorders: tuple[str, ...] = ()
) -> dict[str, Field]:
    """Standard, own and common attributes of an object by both names, in lower case."""
    common = ((item.name.lower(), item) for item in common_attributes(configuration, owner))
    return both_names(
        (*standard_attributes(owner, types_of_recorders), *own_fields(owner.attributes), *own_fields(dict(common)))
    )
