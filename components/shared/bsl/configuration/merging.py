"""A configuration with an extension over it, as code of the extension sees it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from components.shared.bsl.configuration.model import CommonModule, Configuration, Form, MetadataObject, TabularSection

Value = TypeVar("Value")
Key = TypeVar("Key")


def merge(base: Configuration, extension: Configuration) -> Configuration:
    """What both give together: adopted objects of the extension add to those of the base.

    Raises:
        ValueError: The second is no extension.
    """
    if not extension.is_extension:
        raise ValueError(f"{extension.name} is no extension; only an extension can be put over a configuration")
    return replace(
        base,
        objects=_merged(base.objects, extension.objects, _merged_object),
        common_modules=_merged(base.common_modules, extension.common_modules, _merged_module),
        common_forms=_merged(base.common_forms, extension.common_forms, _merged_form),
        application_methods={**base.application_methods, **extension.application_methods},
        application_variables=base.application_variables | extension.application_variables,
    )


def _merged(
    base: Mapping[Key, Value], extension: Mapping[Key, Value], join: Callable[[Value, Value], Value]
) -> dict[Key, Value]:
    found = dict(base)
    for key, added in extension.items():
        found[key] = join(found[key], added) if key in found else added
    return found


def _merged_object(base: MetadataObject, added: MetadataObject) -> MetadataObject:
    references = {key: names for key, names in added.references.items() if key not in base.references}
    for key, names in base.references.items():
        references[key] = tuple(dict.fromkeys((*names, *added.references.get(key, ()))))
    return replace(
        base,
        attributes={**added.attributes, **base.attributes},
        tabular_sections=_merged(base.tabular_sections, added.tabular_sections, _merged_section),
        forms=_merged(base.forms, added.forms, _merged_form),
        commands=base.commands | added.commands,
        templates=base.templates | added.templates,
        values={**base.values, **added.values},
        object_methods={**base.object_methods, **added.object_methods},
        manager_methods={**base.manager_methods, **added.manager_methods},
        record_set_methods={**base.record_set_methods, **added.record_set_methods},
        references=references,
        handlers=base.handlers | added.handlers,
    )


def _merged_section(base: TabularSection, added: TabularSection) -> TabularSection:
    return replace(base, attributes={**added.attributes, **base.attributes})


def _merged_module(base: CommonModule, added: CommonModule) -> CommonModule:
    """The flags are those of the base: an extension repeats at most some of them."""
    return replace(base, methods={**base.methods, **added.methods}, variables=base.variables | added.variables)


def _merged_form(base: Form, added: Form) -> Form:
    """A changed form is exported whole, as it was when it was changed; the base may have grown since."""
    return replace(
        base,
        attributes={**base.attributes, **added.attributes},
        columns={
            key: {**base.columns.get(key, {}), **added.columns.get(key, {})}
            for key in {**base.columns, **added.columns}
        },
        elements={**base.elements, **added.elements},
        commands={**base.commands, **added.commands},
        parameters={**base.parameters, **added.parameters},
        main_attribute=base.main_attribute or added.main_attribute,
        handlers=base.handlers | added.handlers,
    )
