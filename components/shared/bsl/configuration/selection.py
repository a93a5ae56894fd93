"""A part of a configuration: what a prompt allows, in the shape that everything else judges against."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from components.shared.bsl.configuration.kinds import KIND_BY_ANY_NAME, KIND_BY_NAME
from components.shared.bsl.configuration.lookup import find_object
from components.shared.bsl.configuration.model import CommonModule, Configuration, Form, MetadataObject

_FORM = ("форма", "form")


@dataclass(frozen=True, slots=True)
class Thing:
    """What one wanted name stands for; exactly one of the three is there."""

    name: str
    item: MetadataObject | None = None
    form: Form | None = None
    module: CommonModule | None = None


def find_thing(configuration: Configuration, name: str) -> Thing:
    """What a name stands for.

    Args:
        configuration: Where it is.
        name: ``Справочник.Товары``, ``Документ.Продажа.Форма.ФормаДокумента``, ``ОбщаяФорма.Подбор``, a common module
            ``РасчетЦен`` (or ``ОбщийМодуль.РасчетЦен``), one method of it ``РасчетЦен.Цена``: the module with it alone.

    Raises:
        ValueError: The configuration has no such thing.
    """
    parts = name.split(".")
    kind = KIND_BY_ANY_NAME.get(parts[0].lower())
    if kind is KIND_BY_NAME["CommonForm"] and len(parts) == 2 and parts[1].lower() in configuration.common_forms:
        return Thing(name, form=configuration.common_forms[parts[1].lower()])
    owner = find_object(configuration, name)
    if owner is not None and len(parts) == 2:
        return Thing(name, item=owner)
    if owner is not None and len(parts) == 4 and parts[2].lower() in _FORM and parts[3].lower() in owner.forms:
        return Thing(name, form=owner.forms[parts[3].lower()])
    return Thing(
        name, module=_module(configuration, name, parts[1:] if kind is KIND_BY_NAME["CommonModule"] else parts)
    )


def _module(configuration: Configuration, name: str, parts: list[str]) -> CommonModule:
    module = configuration.common_modules.get(parts[0].lower()) if parts else None
    if module is None or len(parts) > 2:
        raise ValueError(f"{name}: the configuration {configuration.name} has no such object, form, module or method")
    if len(parts) == 1:
        return module
    method = module.methods.get(parts[1].lower())
    if method is None:
        raise ValueError(f"{name}: the module {module.name} exports no such method")
    return replace(module, methods={parts[1].lower(): method})


def part_of(configuration: Configuration, wanted: Iterable[str]) -> Configuration:
    """The configuration with nothing but the wanted things; forms of an object come with the object.

    Raises:
        ValueError: It has no such thing.
    """
    objects: dict[tuple[str, str], MetadataObject] = {}
    modules: dict[str, CommonModule] = {}
    common_forms: dict[str, Form] = {}
    for name in wanted:
        thing = find_thing(configuration, name)
        owner = find_object(configuration, name)
        if thing.module is not None:
            key = thing.module.name.lower()
            known = modules.get(key)
            methods = {**known.methods, **thing.module.methods} if known is not None else thing.module.methods
            modules[key] = replace(thing.module, methods=methods)
        elif owner is not None:
            objects[owner.kind, owner.name.lower()] = owner
        elif thing.form is not None:
            common_forms[thing.form.name.lower()] = thing.form
    return replace(configuration, objects=objects, common_modules=modules, common_forms=common_forms)
