"""A list of all files of a data set with their digests, by which a copy is checked."""

import hashlib
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
_CHUNK = 2**20


def manifest_of(folder: Path) -> dict[str, Any]:
    """Size and SHA-256 of each file but the list itself, and one digest of all of them."""
    files = {
        path.name: {"bytes": path.stat().st_size, "sha256": _sha256(path)}
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != MANIFEST
    }
    told = "".join(f"{facts['sha256']}  {name}\n" for name, facts in files.items())
    return {"files": files, "sha256": hashlib.sha256(told.encode()).hexdigest()}


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
