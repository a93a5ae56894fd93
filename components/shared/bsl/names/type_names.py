"""Names of types that a configuration adds: ``CatalogRef.Валюты`` and ``СправочникСсылка.Валюты`` are one type."""

from dataclasses import dataclass
from typing import Final

from components.shared.bsl.configuration.kinds import KIND_BY_NAME, KINDS, TYPE_SUFFIXES, Kind

# Where the word of the type is not the kind and a suffix.
_IRREGULAR: Final = {
    ("BusinessProcess", "RoutePointRef"): ("ТочкаМаршрутаБизнесПроцессаСсылка", "BusinessProcessRoutePointRef"),
    ("ChartOfCharacteristicTypes", "Characteristic"): ("Характеристика", "Characteristic"),
    ("DefinedType", ""): ("ОпределяемыйТип", "DefinedType"),
}


@dataclass(frozen=True, slots=True)
class TypeClass:
    """The word before the dot: which kind of object, and what of it."""

    kind: Kind
    suffix: str  # Ref, Object, …
    russian: str
    english: str


def _type_classes() -> list[TypeClass]:
    found = []
    for kind in KINDS:
        suffixes = [*kind.types]
        if "Object" in kind.types:
            suffixes += ["TabularSection", "TabularSectionRow"]
        for suffix in suffixes:
            if suffix in TYPE_SUFFIXES:
                russian, english = kind.russian + TYPE_SUFFIXES[suffix], kind.name + suffix
                russian, english = _IRREGULAR.get((kind.name, suffix), (russian, english))
                found.append(TypeClass(kind, suffix, russian, english))
    for (kind_name, suffix), (russian, english) in _IRREGULAR.items():
        if suffix not in TYPE_SUFFIXES:
            found.append(TypeClass(KIND_BY_NAME[kind_name], suffix, russian, english))
    return found


_CLASSES: Final = _type_classes()
TYPE_CLASS_BY_NAME: Final = {name.lower(): found for found in _CLASSES for name in (found.russian, found.english)}
_CLASS_OF: Final = {(found.kind.name, found.suffix): found for found in _CLASSES}


def type_of_kind(kind: str, suffix: str, name: str) -> str:
    """``("Catalog", "Ref", "Валюты")`` as the platform writes it in Russian; nothing where there is no such type."""
    found = _CLASS_OF.get((kind, suffix))
    return f"{found.russian}.{name}" if found else ""
