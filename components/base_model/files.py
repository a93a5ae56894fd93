"""Which files of a model are taken, and how it is seen that each is what its name says: tensors and text, no code."""

import json
import os
import shutil
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from components.base_model.existing import FETCHED, weight_files
from components.shared.errors import BadInput

LARGEST_HEADER_BYTES = 10 << 20  # of all tensors of a large model it is some hundred kB
LARGEST_TEXT_BYTES = 256 << 20  # a tokenizer of many languages has 30 MB
_LENGTH_BYTES = 8
_WEIGHTS = ".safetensors"
_CODE = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF", b"#!")


def is_taken(name: str) -> bool:
    """Whether a file of this name, in the model's own folder, is part of a model."""
    return Path(name).name == name and any(fnmatch(name, pattern) for pattern in FETCHED)


def take(folder: Path, target: Path) -> list[str]:
    """Put what is part of a model into an empty folder, by links where the disk allows; what is left out is returned.

    Raises:
        BadInput: There is no model, or a file is not what its name says.
    """
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    weights = {path.name for path in weight_files(folder)}
    taken = [name for name in names if is_taken(name) and (name in weights or not name.endswith(_WEIGHTS))]
    for name in taken:
        check_file(folder / name)
        _link_or_copy(folder / name, target / name)
    return sorted(name for name in set(names) - set(taken) if not name.startswith("."))


def check_file(path: Path) -> None:
    """Refuse a file that is not what its name says.

    Raises:
        BadInput: Weights that are no whole safetensors, JSON that is none, or text that begins like a program.
    """
    if path.name.endswith(_WEIGHTS):
        _check_weights(path)
        return
    if path.stat().st_size > LARGEST_TEXT_BYTES:
        raise BadInput(
            f"{path}: {path.stat().st_size} bytes are too many for a file of this name; copy the model again"
        )
    with path.open("rb") as file:
        if file.read(4).startswith(_CODE):
            raise BadInput(f"{path}: a program, pickle or archive under this name; take the model from elsewhere")
    if path.suffix == ".json":
        _check_json(path)


def _check_json(path: Path) -> None:
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}: not JSON: {error}; copy the model again") from error


def _check_weights(path: Path) -> None:
    """The library checks that tensors fill the file without gaps or overlaps; it trusts the size of the header more."""
    from safetensors import SafetensorError, safe_open

    with path.open("rb") as file:
        length = int.from_bytes(file.read(_LENGTH_BYTES), "little")
        first = file.read(1)
    if first != b"{" or length > min(LARGEST_HEADER_BYTES, path.stat().st_size - _LENGTH_BYTES):
        raise BadInput(f"{path}: no safetensors under this name, or a header that lies; take the model from elsewhere")
    try:
        with safe_open(path, "numpy") as file:
            file.keys()
    except (OSError, SafetensorError, ValueError) as error:
        raise BadInput(f"{path}: not a whole file of safetensors: {error}; copy the model again") from error


def _link_or_copy(source: Path, target: Path) -> None:
    real = source.resolve()  # the cache of the hub holds links
    try:
        os.link(real, target)
    except OSError:  # another disk, or one without links
        shutil.copyfile(real, target)


def check_expected(folder: Path, expected: Iterable[tuple[str, str]], found: dict[str, str]) -> None:
    """Refuse a model whose files are not those that somebody says they are.

    Args:
        folder: Where they lie, for messages.
        expected: Name and SHA-256 of each; a name that is no part of a model is passed over.
        found: Name and SHA-256 of each file taken.
    """
    known = {name: digest for name, digest in expected if is_taken(name)}
    for name, digest in sorted(known.items()):
        if name.endswith(_WEIGHTS) and name not in found:
            raise BadInput(f"{folder}: {name} is missing; copy the model again")
        if found.get(name, digest) != digest:
            raise BadInput(f"{folder / name}: SHA-256 {found[name][:12]}… where {digest[:12]}… is expected; copy again")
    if unknown := sorted(name for name in found if name not in known and name.endswith(_WEIGHTS)):
        raise BadInput(f"{folder / unknown[0]}: weights that the list of digests does not name; give the whole list")
