"""Which module a question is about, by any of the names that people and programs have for it."""

from typing import Final

from components.shared.bsl.configuration.kinds import KIND_BY_ANY_NAME
from components.shared.bsl.places import place_of
from components.shared.context.facts import module_key
from components.shared.context.model import ContextIndex

FILE_BY_WORD: Final = {
    "модуль": "Module",
    "модульобъекта": "ObjectModule",
    "модульменеджера": "ManagerModule",
    "модульнаборазаписей": "RecordSetModule",
    "модулькоманды": "CommandModule",
    "форма": "Form",
    "команда": "Command",
}
UNKNOWN: Final = -1


def find_module(index: ContextIndex, name: str) -> int:
    """The number of a module, or -1.

    Args:
        index: Where it is.
        name: Its key (``Catalog.Товары.ManagerModule``), the same in Russian (``Справочник.Товары.МодульМенеджера``),
            the name of a common module alone, or a path of an export (``Catalogs/Товары/Ext/ManagerModule.bsl``).
    """
    for key in _keys(name.strip()):
        number = index.module_by_key.get(key.lower())
        if number is not None:
            return number
    return UNKNOWN


def _keys(name: str) -> list[str]:
    if "/" in name or "\\" in name:
        return [module_key(place_of(name.replace("\\", "/")))]
    parts = name.split(".")
    kind = KIND_BY_ANY_NAME.get(parts[0].lower())
    if kind is None or len(parts) == 1:
        return [name, f"CommonModule.{name}.Module"]
    rest = [FILE_BY_WORD.get(part.lower(), part) for part in parts[2:]]
    english = ".".join([kind.name, parts[1], *rest])
    return [english, f"{english}.Module", f"{english}.Form"]
