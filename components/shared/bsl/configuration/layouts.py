"""Where each layout keeps what: the only place that knows folders and file names."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from components.shared.bsl.configuration.kinds import KIND_BY_NAME

Layout = Literal["designer", "edt"]

_DEEPEST_SEARCH: Final = 6  # folders below the given one
_SKIPPED: Final = frozenset({"node_modules", "__pycache__", "build", "out"})
_MODULES_OF_APPLICATION: Final = (
    "ManagedApplicationModule.bsl",
    "OrdinaryApplicationModule.bsl",
    "ExternalConnectionModule.bsl",
)


@dataclass(frozen=True, slots=True)
class Root:
    """A configuration found on disk: the folder of its objects' folders."""

    folder: Path
    layout: Layout

    @property
    def file(self) -> Path:
        """The file of the configuration itself."""
        if self.layout == "designer":
            return self.folder / "Configuration.xml"
        return self.folder / "Configuration" / "Configuration.mdo"

    def object_folder(self, kind: str, name: str) -> Path:
        """The folder with an object's modules and forms; of ``А.Б`` for a subsystem inside another."""
        plural = KIND_BY_NAME[kind].plural
        folder = self.folder
        for part in name.split("."):
            folder = folder / plural / _checked(part)
        return folder

    def object_file(self, kind: str, name: str) -> Path:
        """The file that declares an object."""
        folder = self.object_folder(kind, name)
        return folder.with_name(folder.name + ".xml") if self.layout == "designer" else folder / f"{folder.name}.mdo"

    def module(self, folder: Path, name: str) -> Path:
        """A module of an object: ``ObjectModule.bsl``."""
        return folder / "Ext" / name if self.layout == "designer" else folder / name

    def form_file(self, folder: Path, name: str) -> Path:
        """What a form consists of; ``folder`` is that of the object."""
        form = folder / "Forms" / _checked(name)
        return form / "Ext" / "Form.xml" if self.layout == "designer" else form / "Form.form"

    def common_form_file(self, folder: Path) -> Path:
        """What a common form consists of."""
        return folder / "Ext" / "Form.xml" if self.layout == "designer" else folder / "Form.form"

    def application_modules(self) -> Iterator[Path]:
        """Modules whose exports have no prefix: those of the application's start."""
        folder = self.folder / "Ext" if self.layout == "designer" else self.folder / "Configuration"
        yield from (folder / name for name in _MODULES_OF_APPLICATION)


def is_linear_export(folder: Path) -> bool:
    """Whether an export of an old platform lies here, with all files in one folder: ``Catalog.Валюты.xml``."""
    return any(path.name.partition(".")[0] in KIND_BY_NAME for path in folder.glob("*.*.xml"))


def _checked(name: str) -> str:
    """A name that comes from a file and becomes a part of a path."""
    if not name.isidentifier():
        raise ValueError(f"{name!r} in a file of the configuration is no name of an object; export it again")
    return name


def find_roots(path: Path) -> list[Root]:
    """All configurations and extensions at or below a path, the nearest first.

    Raises:
        ValueError: There is no such path.
    """
    if not path.exists():
        raise ValueError(f"{path}: no such file or folder")
    start = path.parent if path.is_file() else path
    found = list(_search(start, 0))
    # the path may lie inside an EDT project: src, or src/Configuration
    if not found and (start.parent / "Configuration" / "Configuration.mdo").is_file():
        found = [Root(start.parent, "edt")]
    return sorted(found, key=lambda root: (len(root.folder.parts), str(root.folder)))


def _search(folder: Path, depth: int) -> Iterator[Root]:
    if (folder / "Configuration.xml").is_file():
        yield Root(folder, "designer")
        return
    if (folder / "Configuration" / "Configuration.mdo").is_file():
        yield Root(folder, "edt")
        return
    if depth == _DEEPEST_SEARCH:
        return
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    for name in names:
        if not name.startswith(".") and name not in _SKIPPED:
            yield from _search(folder / name, depth + 1)
