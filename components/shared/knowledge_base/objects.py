"""The objects of a stored configuration, as the loader wrote them: what is known of it beside its methods."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from components.shared.bsl.configuration.kinds import KIND_BY_NAME
from components.shared.bsl.configuration.model import (
    Attribute,
    CommonModule,
    Configuration,
    Form,
    MetadataObject,
    TabularSection,
)
from components.shared.bsl.platform.model import Side
from components.shared.knowledge_base.methods import StoredObject


def configuration_of(name: str, rows: Iterable[StoredObject]) -> Configuration:
    """A configuration as far as its rows tell; what they hold in another shape than ours is left out."""
    modules: dict[str, CommonModule] = {}
    objects: dict[tuple[str, str], MetadataObject] = {}
    forms: dict[str, Form] = {}
    for row in rows:
        facts = _facts(row.metadata)
        if row.kind == "CommonModule":
            modules[row.name.lower()] = _common_module(row.name, facts)
        elif row.kind == "CommonForm":
            forms[row.name.lower()] = Form(row.name, complete=False)
        elif row.kind in KIND_BY_NAME:
            objects[row.kind, row.name.lower()] = _object(row, facts)
    return Configuration(
        name=name,
        objects=dict(sorted(objects.items())),
        common_modules=dict(sorted(modules.items())),
        common_forms=dict(sorted(forms.items())),
    )


def _facts(metadata: str) -> dict[str, Any]:
    try:
        facts = json.loads(metadata)
    except (ValueError, RecursionError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _common_module(name: str, facts: dict[str, Any]) -> CommonModule:
    sides = Side(0)
    for side in _texts(facts.get("sides")):
        sides |= Side.__members__.get(side, Side(0))
    return CommonModule(
        name,
        sides,
        is_global=facts.get("global") is True,
        server_call=facts.get("server_call") is True,
        privileged=facts.get("privileged") is True,
        complete=False,
    )


def _object(row: StoredObject, facts: dict[str, Any]) -> MetadataObject:
    sections = {
        name.lower(): TabularSection(name, _attributes(fields))
        for name, fields in _mapping(facts.get("tabular_sections")).items()
    }
    return MetadataObject(
        kind=row.kind,
        name=row.name,
        attributes=_attributes(facts.get("attributes")),
        tabular_sections=sections,
        forms={name.lower(): Form(name, complete=False) for name in _texts(facts.get("forms"))},
        values={name.lower(): name for name in _texts(facts.get("values"))},
        references={"Content": _texts(facts.get("content"))} if facts.get("content") else {},
        complete=False,
    )


def _attributes(fields: Any) -> dict[str, Attribute]:
    return {name.lower(): Attribute(name, _texts(types)) for name, types in _mapping(fields).items()}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, list) else ()
