"""The knowledge base: methods of configurations in PostgreSQL, or in files that look the same to who reads them.

::

    base = open_knowledge_base("postgresql://bsl_reader@db/knowledge_base", KnowledgeBaseSettings())
    notes = Notes()
    for method in base.read(notes): ...                  # one snapshot; survives cut connections
    load_export(url, Path("export"), LoadSettings("ERP"))     # fills it, as its owner

The only room that knows the driver, and it is imported when it is needed: reading files takes none.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from components.shared.knowledge_base.methods import (
    Contents,
    KnowledgeBase,
    Notes,
    StoredMethod,
    StoredObject,
)
from components.shared.knowledge_base.settings import ColumnSettings, KnowledgeBaseSettings

if TYPE_CHECKING:
    from components.shared.knowledge_base.door import load_export, open_knowledge_base
    from components.shared.knowledge_base.mirror import read_mirrored
    from components.shared.knowledge_base.reports import LoadReport, LoadSettings

_HOMES = {
    "LoadReport": "reports",
    "LoadSettings": "reports",
    "load_export": "door",
    "open_knowledge_base": "door",
    "read_mirrored": "mirror",
}

__all__ = [
    "ColumnSettings",
    "Contents",
    "KnowledgeBase",
    "KnowledgeBaseSettings",
    "LoadReport",
    "LoadSettings",
    "Notes",
    "StoredMethod",
    "StoredObject",
    "load_export",
    "open_knowledge_base",
    "read_mirrored",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for, and no more."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
