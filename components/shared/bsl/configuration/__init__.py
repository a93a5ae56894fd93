"""What a configuration holds: read from an export or a project, kept in one small file, asked by every room above.

::

    configuration = read_configuration(Path("datasets/sample_configuration/designer"))
    save_index(configuration, Path("index.bslx"))
    find_table(load_index(Path("index.bslx")), "РегистрНакопления.ТоварыНаСкладах.Остатки")
    names_for_prompt(configuration, ["Справочник.Номенклатура", "ЦенообразованиеСервер"])    # what a model is told,
    part_of(configuration, ["Справочник.Номенклатура", "ЦенообразованиеСервер"])             # and what it may use then
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from components.shared.bsl.configuration.index_file import load_index, save_index
    from components.shared.bsl.configuration.merging import merge
    from components.shared.bsl.configuration.prompt import names_for_prompt
    from components.shared.bsl.configuration.query_tables import find_table
    from components.shared.bsl.configuration.reader import read_configuration, read_extensions
    from components.shared.bsl.configuration.selection import part_of

# The shapes are needed wherever code is judged, XML only where an export is read: it is imported on first use.
_HOMES = {
    "find_table": "query_tables",
    "load_index": "index_file",
    "merge": "merging",
    "names_for_prompt": "prompt",
    "part_of": "selection",
    "read_configuration": "reader",
    "read_extensions": "reader",
    "save_index": "index_file",
}

__all__ = [
    "find_table",
    "load_index",
    "merge",
    "names_for_prompt",
    "part_of",
    "read_configuration",
    "read_extensions",
    "save_index",
]


def __getattr__(name: str) -> Any:
    """Import what is asked for, and no more."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
