"""What a module is, told by where it lies: the layouts of the Designer's export and of EDT, or neither.

The Designer puts modules into ``Ext`` folders, EDT does not; without these folders both look the same.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath

from components.shared.records import ExecutionContext, ModuleKind

_SINGULAR = {
    "AccountingRegisters": "AccountingRegister",
    "AccumulationRegisters": "AccumulationRegister",
    "Bots": "Bot",
    "BusinessProcesses": "BusinessProcess",
    "CalculationRegisters": "CalculationRegister",
    "Catalogs": "Catalog",
    "ChartsOfAccounts": "ChartOfAccounts",
    "ChartsOfCalculationTypes": "ChartOfCalculationTypes",
    "ChartsOfCharacteristicTypes": "ChartOfCharacteristicTypes",
    "CommonCommands": "CommonCommand",
    "CommonForms": "CommonForm",
    "CommonModules": "CommonModule",
    "Constants": "Constant",
    "DataProcessors": "DataProcessor",
    "DocumentJournals": "DocumentJournal",
    "Documents": "Document",
    "Enums": "Enum",
    "ExchangePlans": "ExchangePlan",
    "ExternalDataSources": "ExternalDataSource",
    "FilterCriteria": "FilterCriterion",
    "HTTPServices": "HTTPService",
    "InformationRegisters": "InformationRegister",
    "IntegrationServices": "IntegrationService",
    "Reports": "Report",
    "Sequences": "Sequence",
    "SettingsStorages": "SettingsStorage",
    "Tasks": "Task",
    "WebServices": "WebService",
    "WebSocketClients": "WebSocketClient",
}
_KIND_BY_FILE: dict[str, ModuleKind] = {
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
_CLIENT_FILES = ("ManagedApplicationModule", "OrdinaryApplicationModule")
_SERVICES = ("HTTPService", "WebService", "IntegrationService", "Bot", "WebSocketClient")
_FLAG = r"<{0}>\s*true\s*</{0}>"
_SERVER_FLAGS = re.compile("|".join(_FLAG.format(f) for f in ("Server", "ServerCall", "ExternalConnection")), re.I)
_CLIENT_FLAGS = re.compile(
    "|".join(_FLAG.format(f) for f in ("ClientManagedApplication", "ClientOrdinaryApplication")), re.I
)
_MANAGED_CLIENT = re.compile(_FLAG.format("ClientManagedApplication"), re.I)
_NAME = re.compile(r"<Name>\s*([^<]+?)\s*</Name>", re.I)


@dataclass(frozen=True, slots=True)
class ModulePlace:
    """What the path of a module says about it."""

    module_key: str
    module_kind: ModuleKind
    context: ExecutionContext
    configuration: str = ""


def place_of(root: Path, path: str) -> ModulePlace:
    """Tell what a module is.

    Args:
        root: Folder of the source.
        path: The module's path in it, with forward slashes.
    """
    parts = _without_ext(PurePosixPath(path).parts)
    for start in range(max(0, len(parts) - 5), len(parts)):
        place = _in_configuration(parts[start:])
        if place:
            base = root.joinpath(*parts[:start])
            known = replace(place, configuration=_configuration_name(base))
            return _with_flags(known, base.joinpath(*parts[start : start + 2]))
    return _elsewhere(path)


def _without_ext(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out what only the Designer has: ``Ext/Form`` of a form, ``Ext`` of everything else."""
    if parts[-3:-1] == ("Ext", "Form"):
        return (*parts[:-3], parts[-1])
    return (*parts[:-2], parts[-1]) if parts[-2:-1] == ("Ext",) else parts


def _in_configuration(parts: tuple[str, ...]) -> ModulePlace | None:
    stem = PurePosixPath(parts[-1]).stem
    owner = _SINGULAR.get(parts[0], "")
    match parts:
        case (_, name, _) if owner:
            return _of_object(owner, name, stem)
        case (_, name, "Forms", form, _) if owner and stem == "Module":
            return ModulePlace(f"{owner}.{name}.Form.{form}", "form", "server")
        case (_, name, "Commands", command, _) if owner and stem == "CommandModule":
            return ModulePlace(f"{owner}.{name}.Command.{command}", "command", "server")
        case ("Configuration", _) | (_,) if _KIND_BY_FILE.get(stem) == "application":
            return ModulePlace(f"Configuration.{stem}", "application", "client" if stem in _CLIENT_FILES else "server")
    return None


def _of_object(owner: str, name: str, stem: str) -> ModulePlace | None:
    key = f"{owner}.{name}.{stem}"
    if stem in _KIND_BY_FILE:
        return ModulePlace(key, _KIND_BY_FILE[stem], "server")
    if stem != "Module":
        return None
    if owner == "CommonForm":  # a form, though its file is named like that of a common module
        return ModulePlace(f"{owner}.{name}.Form", "form", "server")
    if owner == "CommonModule":
        return ModulePlace(key, "common", _context_by_name(name))
    return ModulePlace(key, "service" if owner in _SERVICES else "none", "server")


def _elsewhere(path: str) -> ModulePlace:
    """A module outside of any configuration: its file name is all there is."""
    parts = PurePosixPath(path).parts
    stem = PurePosixPath(path).stem
    if path.casefold().endswith(".os"):
        return ModulePlace(path, "script", "unknown")
    if "Forms" in parts and stem == "Module":
        return ModulePlace(path, "form", "server")
    kind = _KIND_BY_FILE.get(stem, "none")
    return ModulePlace(path, kind, "unknown" if kind == "none" else "server")


def _context_by_name(name: str) -> ExecutionContext:
    """The naming rule of 1C's standards, for modules that came without their description."""
    folded = name.casefold()
    if any(mark in folded for mark in ("клиентсервер", "clientserver")):
        return "both"
    if any(mark in folded for mark in ("вызовсервера", "servercall", "полныеправа", "fullaccess")):
        return "server"
    if any(mark in folded for mark in ("клиент", "client")):
        return "client"
    return "server" if folded.endswith(("сервер", "server")) else "unknown"


def _with_flags(place: ModulePlace, folder: Path) -> ModulePlace:
    """A common module's own description is better evidence than its name."""
    if place.module_kind != "common":
        return place
    text = _head(folder.with_name(folder.name + ".xml")) or _head(folder / f"{folder.name}.mdo")
    # server modules are often ticked for the ordinary client too; it is the managed client that counts then
    server = bool(_SERVER_FLAGS.search(text))
    client = bool((_MANAGED_CLIENT if server else _CLIENT_FLAGS).search(text))
    if not (server or client):
        return place
    return replace(place, context="both" if server and client else "client" if client else "server")


def forget_configurations() -> None:
    """Read descriptions of configurations anew."""
    _configuration_name.cache_clear()


@lru_cache(maxsize=1024)
def _configuration_name(base: Path) -> str:
    text = _head(base / "Configuration.xml") or _head(base / "Configuration" / "Configuration.mdo")
    name = _NAME.search(text)
    return name.group(1) if name else ""


def _head(path: Path, size: int = 65_536) -> str:
    """The beginning of a description, as text: two facts are wanted of it, and no XML parser has to trust it."""
    try:
        if path.is_symlink():
            return ""
        with path.open("rb") as file:
            return file.read(size).decode("utf-8-sig", "replace")
    except OSError:
        return ""
