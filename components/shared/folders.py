"""Folders that appear under their final name only when they are whole."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder beside the target; it takes the target's name when the block ends well.

    A failing block leaves the target as it was.
    """
    with scratch_folder(target.with_name(target.name + ".partial")) as partial:
        yield partial
        remove(target)
        os.replace(partial, target)


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
