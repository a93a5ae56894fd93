"""Dimensions of the registers that the queries of a record read: no text of the method tells them.

Ingest notes them where it knows the configuration; curation proves by them that a condition may stand elsewhere.
"""

import json
import re
from collections.abc import Mapping

from components.shared.bsl.configuration.kinds import KIND_BY_ANY_NAME
from components.shared.bsl.configuration.model import Configuration

_KINDS = ("РегистрСведений", "РегистрНакопления", "РегистрБухгалтерии")
_KINDS_ENGLISH = ("InformationRegister", "AccumulationRegister", "AccountingRegister")
_VIRTUAL_TABLE = re.compile(rf"(?<![\w.])({'|'.join(_KINDS + _KINDS_ENGLISH)})\.(\w+)\.\w+\s*\(", re.I)


def noted_dimensions(code: str, configuration: Configuration) -> str:
    """What a record notes of the registers whose virtual tables its code reads.

    Returns:
        JSON of kind and name of each register, as its code names it in lower case, with the names of its dimensions;
        empty where there is no such register, or it is not known whole.
    """
    found: dict[str, list[str]] = {}
    for kind, name in _VIRTUAL_TABLE.findall(code):
        item = configuration.objects.get((KIND_BY_ANY_NAME[kind.lower()].name, name.lower()))
        if item is not None and item.complete:
            fields = item.attributes.values()
            found[f"{kind}.{name}".lower()] = sorted(field.name for field in fields if field.role == "dimension")
    return json.dumps(dict(sorted(found.items())), ensure_ascii=False) if found else ""


def dimensions_of(noted: str) -> Mapping[str, frozenset[str]]:
    """Registers by kind and name, with the names of their dimensions, all in lower case."""
    registers = json.loads(noted) if noted else {}
    return {register: frozenset(name.lower() for name in names) for register, names in registers.items()}
