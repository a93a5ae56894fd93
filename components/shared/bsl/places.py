"""What a module is, told by where it lies: the layouts of the Designer's export and of EDT, or neither.

The Designer puts modules into ``Ext`` folders, EDT does not; without these folders both look the same.
"""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from components.shared.bsl.configuration.kinds import KIND_BY_FOLDER
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.context import Context, ModuleKind
from components.shared.bsl.platform.model import Platform, Side

SERVER: Final = Side.SERVER | Side.EXTERNAL_CONNECTION | Side.THICK_CLIENT

_KIND_BY_FILE: Final[dict[str, ModuleKind]] = {
    "ObjectModule": "object",
    "ValueManagerModule": "object",
    "ManagerModule": "manager",
    "RecordSetModule": "record_set",
    "CommandModule": "command",
    "SessionModule": "application",
    "ExternalConnectionModule": "application",
    "ManagedApplicationModule": "application",
    "OrdinaryApplicationModule": "application",
}
_SIDES_OF_APPLICATION: Final = {
    "SessionModule": Side.SERVER,
    "ExternalConnectionModule": Side.EXTERNAL_CONNECTION,
    "ManagedApplicationModule": Side.CLIENT,
    "OrdinaryApplicationModule": Side.THICK_CLIENT,
}
_SERVICES: Final = ("HTTPService", "WebService", "IntegrationService", "Bot", "WebSocketClient")
_DEEPEST: Final = 5  # parts of the longest path inside a configuration: Catalogs/X/Forms/F/Module.bsl


@dataclass(frozen=True, slots=True)
class Place:
    """What the path of a module says about it."""

    module_kind: ModuleKind = "unknown"
    owner: str = ""  # "Document.Заказ", "Document.Заказ.Form.Форма", "CommonModule.Общие", "Configuration"
    file: str = ""  # the file's name without its ending: ObjectModule
    above: int = 0  # how many folders lie above those of the configuration

    @property
    def in_configuration(self) -> bool:
        """Whether the folders around it are those of a configuration."""
        return bool(self.owner)


def place_of(path: str) -> Place:
    """Tell what a module is.

    Args:
        path: The module's path with forward slashes, from anywhere above the configuration.
    """
    parts = _without_ext(PurePosixPath(path).parts)
    for start in range(max(0, len(parts) - _DEEPEST), len(parts)):
        found = _in_configuration(parts[start:])
        if found:
            kind, owner = found
            return Place(kind, owner, PurePosixPath(parts[-1]).stem, start)
    return Place(_kind_elsewhere(path), file=PurePosixPath(path).stem)


def context_of(
    path: str,
    configuration: Configuration | None = None,
    library: Configuration | None = None,
    *,
    platform: Platform | None = None,
    whole_module: bool = True,
    allowed_names: frozenset[str] = frozenset(),
) -> Context:
    """What is known around a module that lies at a path.

    Args:
        path: As for ``place_of``; an ending ``.os`` means OneScript.
        configuration: What the module belongs to, or None.
        library: A library that the configuration is built on, or None.
        platform: Tables of a platform of the user's own, or None for the shipped ones.
        whole_module: Whether its whole text is judged.
        allowed_names: Names in lower case that the surroundings are said to have.
    """
    place = place_of(path)
    return Context(
        dialect="onescript" if path.lower().endswith(".os") else "1c",
        module_kind=place.module_kind,
        sides=_sides(place, configuration),
        owner=place.owner,
        configuration=configuration,
        library=library,
        platform=platform,
        platform_version=configuration.compatibility_mode if configuration else "",
        whole_module=whole_module,
        allowed_names=allowed_names,
    )


def _without_ext(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out what only the Designer has: ``Ext/Form`` of a form, ``Ext`` of everything else."""
    if parts[-3:-1] == ("Ext", "Form"):
        return (*parts[:-3], parts[-1])
    return (*parts[:-2], parts[-1]) if parts[-2:-1] == ("Ext",) else parts


def _in_configuration(parts: tuple[str, ...]) -> tuple[ModuleKind, str] | None:
    stem = PurePosixPath(parts[-1]).stem
    kind = KIND_BY_FOLDER.get(parts[0])
    owner = kind.name if kind else ""
    match parts:
        case (_, name, _) if owner:
            return _of_object(owner, name, stem)
        case (_, name, "Forms", form, _) if owner and stem == "Module":
            return "form", f"{owner}.{name}.Form.{form}"
        case (_, name, "Commands", command, _) if owner and stem == "CommandModule":
            return "command", f"{owner}.{name}.Command.{command}"
        case ("Configuration", _) | (_,) if _KIND_BY_FILE.get(stem) == "application":
            return "application", "Configuration"
    return None


def _of_object(owner: str, name: str, stem: str) -> tuple[ModuleKind, str] | None:
    full_name = f"{owner}.{name}"
    if stem in _KIND_BY_FILE:
        return _KIND_BY_FILE[stem], full_name
    if stem != "Module":
        return None
    if owner == "CommonForm":  # a form, though its file is named like that of a common module
        return "form", full_name
    if owner == "CommonModule":
        return "common", full_name
    return "service" if owner in _SERVICES else "unknown", full_name


def _kind_elsewhere(path: str) -> ModuleKind:
    """A module outside of any configuration: its file name is all there is."""
    file = PurePosixPath(path)
    if path.casefold().endswith(".os"):
        return "script"
    if "Forms" in file.parts and file.stem == "Module":
        return "form"
    return _KIND_BY_FILE.get(file.stem, "unknown")


def _sides(place: Place, configuration: Configuration | None) -> Side | None:
    """Where code without a directive of its own runs; None where that cannot be known."""
    if place.module_kind in ("unknown", "script"):
        return None
    if place.module_kind == "application":
        return _SIDES_OF_APPLICATION.get(place.file)
    if place.module_kind != "common":
        return SERVER
    name = place.owner.partition(".")[2].lower()
    module = configuration.common_modules.get(name) if configuration else None
    return module.sides if module else None
