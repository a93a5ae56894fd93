"""Folders and files that appear under their final name only when they are whole."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
        yield partial
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def scratch_folder(path: Path) -> Iterator[Path]:
    """Give an empty folder for the length of the block; what a killed run left there is removed first."""
    remove(path)
    path.mkdir(parents=True)
    try:
        yield path
    finally:
        remove(path)


def remove(path: Path) -> None:
    """Remove a folder or a file, if there is one."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
