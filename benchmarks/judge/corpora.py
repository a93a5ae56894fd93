"""The corpora that the judge is measured on: checkouts in one folder, outside this repository."""

import sys
from collections.abc import Iterator
from pathlib import Path

from components.shared.bsl import Dialect, decode_module

# name of the checkout: methods it holds, as counted when the figures of the issue were set (0: not counted)
METHODS = {
    "ssl_3_1": 38_310,
    "ssl_3_2": 38_164,
    "ssl_3_1_eng": 32_625,
    "add": 0,
    "opm": 0,
    "logos": 0,
    "OneScript": 0,
}
_DIALECTS: dict[str, Dialect] = {".bsl": "1c", ".os": "onescript"}


def corpus_folder(arguments: list[str]) -> Path:
    """The folder that a command was given; ends the program with a message where there is none."""
    folder = Path(arguments[1]) if len(arguments) > 1 else Path()
    if len(arguments) < 2 or not folder.is_dir():
        sys.exit(f"usage: {arguments[0]} CORPUS_FOLDER, a folder with checkouts: {', '.join(METHODS)}")
    return folder


def module_files(folder: Path) -> list[Path]:
    """All modules below a folder, in the same order everywhere."""
    return sorted(path for path in folder.rglob("*") if path.suffix in _DIALECTS and path.is_file())


def dialect_of(path: Path) -> Dialect:
    """The language of a file by its ending."""
    return _DIALECTS[path.suffix]


def texts(folder: Path) -> Iterator[str]:
    """The texts of all modules of a checkout."""
    return (decode_module(path.read_bytes()) for path in module_files(folder))
