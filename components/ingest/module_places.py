"""What a record says about the module that it was taken from: its key, its kind, where it runs, its configuration."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath

from components.shared.bsl.context import ModuleKind as JudgedKind
from components.shared.bsl.places import Place
from components.shared.bsl.places import place_of as judged_place
from components.shared.records import ExecutionContext, ModuleKind

_RECORD_KINDS: dict[JudgedKind, ModuleKind] = {
    "common": "common",
    "object": "object",
    "manager": "manager",
    "record_set": "record_set",
    "form": "form",
    "command": "command",
    "service": "service",
    "application": "application",
    "script": "script",
    "unknown": "none",
}
HEAD_BYTES = 65_536
_CLIENT_FILES = ("ManagedApplicationModule", "OrdinaryApplicationModule")
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
    return place_within(
        path, lambda base: _configuration_name(root / base), lambda description: _head(root / description)
    )


def place_within(
    path: str, configuration_name: Callable[[PurePosixPath], str], head: Callable[[PurePosixPath], str]
) -> ModulePlace:
    """Tell what a module is, wherever its neighbours are kept.

    Args:
        path: The module's path in its source.
        configuration_name: The name of the configuration whose folders lie in a folder of the source, or nothing.
        head: The beginning of a description, or nothing.
    """
    judged = judged_place(path)
    place = place_by_path(path)
    if not judged.in_configuration:
        return place
    parts = PurePosixPath(path).parts
    base, folder = PurePosixPath(*parts[: judged.above]), PurePosixPath(*parts[: judged.above + 2])
    return _with_flags(replace(place, configuration=configuration_name(base)), folder, head)


def place_by_path(path: str) -> ModulePlace:
    """Tell what a module is where nothing but its path is there."""
    judged = judged_place(path)
    return ModulePlace(_key(judged, path), _RECORD_KINDS[judged.module_kind], _context(judged))


def _key(place: Place, path: str) -> str:
    """The module without its configuration; outside of one the path is all there is."""
    if not place.in_configuration:
        return path
    if place.module_kind == "form":
        return place.owner if ".Form." in place.owner else f"{place.owner}.Form"
    return place.owner if ".Command." in place.owner else f"{place.owner}.{place.file}"


def _context(place: Place) -> ExecutionContext:
    if place.module_kind == "common":
        return _context_by_name(place.owner.partition(".")[2])
    if place.module_kind == "application" and place.file in _CLIENT_FILES:
        return "client"
    known = place.in_configuration or place.module_kind not in ("script", "unknown")
    return "server" if known else "unknown"


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


def _with_flags(place: ModulePlace, folder: PurePosixPath, head: Callable[[PurePosixPath], str]) -> ModulePlace:
    """A common module's own description is better evidence than its name."""
    if place.module_kind != "common":
        return place
    text = head(folder.with_name(folder.name + ".xml")) or head(folder / f"{folder.name}.mdo")
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
    return name_in(_head(base / "Configuration.xml") or _head(base / "Configuration" / "Configuration.mdo"))


def name_in(description: str) -> str:
    """The name that a configuration's own description gives it."""
    name = _NAME.search(description)
    return name.group(1) if name else ""


def flags_in(description: str) -> str:
    """Of a common module's description what counts: where it runs. A space stands for one that has nothing of it."""
    found = (*_SERVER_FLAGS.finditer(description), *_CLIENT_FLAGS.finditer(description))
    return " ".join(match.group() for match in found) or " "


def _head(path: Path, size: int = HEAD_BYTES) -> str:
    """The beginning of a description, as text: two facts are wanted of it, and no XML parser has to trust it."""
    try:
        if path.is_symlink():
            return ""
        with path.open("rb") as file:
            return file.read(size).decode("utf-8-sig", "replace")
    except OSError:
        return ""
