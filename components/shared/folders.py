"""Folders and files that appear under their final name only when they are whole."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from components.shared.errors import NO_ROOM


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder beside the target; it takes the target's name when the block ends well.

    A failing block leaves the target as it was. A folder that is replaced goes aside at once and is removed there:
    killed while its files vanish one by one, a run would leave some of them under the final name.
    """
    replaced = target.with_name(target.name + ".replaced")
    with scratch_folder(target.with_name(target.name + ".partial")) as partial:
        yield partial
        remove(replaced)
        if target.exists() or target.is_symlink():
            os.replace(target, replaced)
        os.replace(partial, target)
    remove(replaced)


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give a name beside the target for a file; it takes the target's name when the block ends well.

    A failing block leaves the target as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    try:
        with full_disk_named(target):
            yield partial
            os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def full_disk_named(path: Path) -> Iterator[None]:
    """Let an error that says that there is no room say where: the system names no file when a write fails."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM and error.filename is None:
            error.filename = str(path)
        raise


@contextmanager
def scratch_folder(path: Path) -> Iterator[Path]:
    """Give an empty folder for the length of the block; what a killed run left there is removed first."""
    remove(path)
    try:
        with full_disk_named(path):
            path.mkdir(parents=True)
            yield path
    finally:
        remove(path)


def remove(path: Path) -> None:
    """Remove a folder or a file, if there is one."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
