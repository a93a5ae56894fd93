"""Files of a source of modules: finding them without leaving the folder, and reading them whatever is in them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from components.ingest.checkout import Checkout, find_checkout
from components.ingest.licenses import forget_licenses
from components.ingest.module_places import forget_configurations
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.bsl import decode_module
from components.shared.errors import BadInput

SUFFIXES = (".bsl", ".os")
GIT_FOLDER = ".git"


@dataclass(frozen=True, slots=True)
class ModuleSource:
    """A source of modules with what is known before any of them is opened."""

    root: Path
    settings: SourceSettings
    max_file_bytes: int
    checkout: Checkout

    def shown(self, path: str) -> str:
        """The path as people and records see it: from the top of the checkout."""
        return as_text((self.root / path).relative_to(self.checkout.root).as_posix())


def as_text(name: str) -> str:
    """A name as text: those of files may hold any bytes."""
    return os.fsencode(name).decode("utf-8", "replace")


def open_source(settings: SourceSettings, max_file_bytes: int) -> ModuleSource:
    """Find the folder and the checkout it lies in.

    Raises:
        BadInput: There is no such folder.
    """
    root = Path(settings.path)
    if not settings.path or not root.exists():
        raise BadInput(f"{settings.path or '(empty path)'}: no such folder; name a folder of BSL modules")
    if not root.is_dir():
        raise BadInput(f"{root}: a file; name the folder that it lies in")
    root = root.resolve()
    forget_licenses()  # the folder may have changed since it was read last
    forget_configurations()
    return ModuleSource(root, settings, max_file_bytes, find_checkout(root))


def find_modules(source: ModuleSource, tally: Tally) -> list[str]:
    """Paths of all modules in the folder, in the same order everywhere; links are counted and not followed."""
    return sorted(_walk(source, source.root, tally))


def _walk(source: ModuleSource, folder: Path, tally: Tally) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        path = source.shown(folder.relative_to(source.root).as_posix())
        tally.drop("folder_unreadable", path, detail=error.strerror or "")
        return
    for entry in entries:
        path = Path(entry.path).relative_to(source.root).as_posix()
        module = entry.name.casefold().endswith(SUFFIXES)
        if entry.is_symlink():
            if module or entry.is_dir():
                tally.drop("symlink", source.shown(path))
        elif entry.is_dir():
            if entry.name != GIT_FOLDER:
                yield from _walk(source, Path(entry.path), tally)
        elif module:
            yield path


def read_module(source: ModuleSource, path: str, tally: Tally) -> str | None:
    """The text of a module with plain line ends; None, counted, when it cannot be had.

    Args:
        source: Where the module lies.
        path: Its path in the source.
        tally: Grows by what is left out.
    """
    file = source.root / path
    try:
        if not file.is_file():
            tally.drop("not_a_file", source.shown(path))
            return None
        size = file.stat().st_size
        if size > source.max_file_bytes:
            tally.drop("file_too_large", source.shown(path), detail=f"{size} bytes of {source.max_file_bytes}")
            return None
        data = file.read_bytes()
    except OSError as error:
        tally.drop("file_unreadable", source.shown(path), detail=error.strerror or "")
        return None
    return text_of(data, source.shown(path), tally)


def text_of(data: bytes, shown: str, tally: Tally) -> str | None:
    """The text of a module with plain line ends; None, counted, when it is none."""
    try:
        text = decode_module(data)
    except ValueError as error:
        tally.drop("file_not_text", shown, detail=str(error))
        return None
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
