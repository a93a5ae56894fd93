"""The objects of a configuration as entries, and the subsystems that things belong to."""

from collections.abc import Iterator, Mapping
from typing import Final

from components.shared.bsl.configuration.kinds import KIND_BY_NAME
from components.shared.bsl.configuration.model import Configuration, MetadataObject
from components.shared.context.model import Object

# What code names with another prefix than the plural of its kind, or with none
_TITLES: Final = {
    "SessionParameter": "ПараметрыСеанса",
    "CommonForm": "ОбщаяФорма",
    "DefinedType": "ОпределяемыйТип",
    "FunctionalOption": "ФункциональнаяОпция",
}
_MOST_PARTS: Final = 60  # of an object with more the first ones say enough

Subsystems = Mapping[str, tuple[int, ...]]


def subsystems_of(configuration: Configuration) -> Subsystems:
    """Numbers of the subsystems of each thing, by its full name in lower case."""
    found: dict[str, tuple[int, ...]] = {}
    subsystems = (item for (kind, _), item in sorted(configuration.objects.items()) if kind == "Subsystem")
    for number, subsystem in enumerate(subsystems):
        for name in subsystem.references.get("Content", ()):
            found[name.lower()] = (*found.get(name.lower(), ()), number)
    return found


def objects_of(configuration: Configuration, subsystems: Subsystems) -> Iterator[Object]:
    """All objects that code or a query can name, in an order of their own."""
    for (kind, _), item in sorted(configuration.objects.items()):
        if kind in _TITLES or KIND_BY_NAME[kind].has_manager:
            prefix = _TITLES.get(kind) or KIND_BY_NAME[kind].russian_plural
            groups = subsystems.get(f"{kind}.{item.name}".lower(), ())
            yield Object(kind, item.name, f"{prefix}.{item.name}", tuple(_parts(item)), groups)
    for _, form in sorted(configuration.common_forms.items()):
        groups = subsystems.get(f"commonform.{form.name}".lower(), ())
        yield Object("CommonForm", form.name, f"{_TITLES['CommonForm']}.{form.name}", (), groups)


def _parts(item: MetadataObject) -> list[str]:
    names = [attribute.name for attribute in item.attributes.values()]
    names += [section.name for section in item.tabular_sections.values()]
    return [*names, *item.values.values()][:_MOST_PARTS]
