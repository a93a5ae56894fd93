"""Folders that travel through the object store: files first, then the manifest that makes them one whole."""

import json
from pathlib import Path
from typing import Any

from components.shared.errors import BadInput
from components.shared.object_store import NotFound, ObjectStore, file_sha256

MANIFEST = "manifest.json"


def send(store: ObjectStore, prefix: str, folders: dict[str, Path], facts: dict[str, Any]) -> None:
    """Write folders below a prefix, then what they are.

    Files that are there already are not sent again: a step that was killed in between goes on.
    """
    files: dict[str, str] = {}
    for name, folder in folders.items():
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            relative = f"{name}/{path.relative_to(folder).as_posix()}"
            digest = file_sha256(path)
            if store.etag(f"{prefix}{relative}") != digest:
                store.put_file(f"{prefix}{relative}", path)
            files[relative] = digest
    store.put(prefix + MANIFEST, json.dumps({"files": files, "facts": facts}, ensure_ascii=False).encode())


def facts_of(store: ObjectStore, prefix: str) -> dict[str, Any] | None:
    """What was sent beside the folders; None: nothing was, or not all of it."""
    try:
        facts: dict[str, Any] = json.loads(store.get(prefix + MANIFEST))["facts"]
    except NotFound:
        return None
    return facts


def fetch(store: ObjectStore, prefix: str, folders: dict[str, Path]) -> None:
    """Bring the folders that are asked for, whole.

    Raises:
        BadInput: A file is not the one that was sent.
    """
    files: dict[str, str] = json.loads(store.get(prefix + MANIFEST))["files"]
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    for relative, digest in files.items():
        name, _, rest = relative.partition("/")
        path = folders[name] / rest
        if ".." in Path(rest).parts:
            raise BadInput(f"{prefix}{relative}: a file outside of its folder; remove {prefix} and train again")
        path.parent.mkdir(parents=True, exist_ok=True)
        if store.fetch_file(f"{prefix}{relative}", path) != digest:
            raise BadInput(f"{prefix}{relative}: not the file that was sent; remove {prefix} and train again")


def forget(store: ObjectStore, prefix: str) -> None:
    """The manifest goes first: from then on there is nothing."""
    store.delete(prefix + MANIFEST)
    for key in list(store.list(prefix)):
        store.delete(key)
