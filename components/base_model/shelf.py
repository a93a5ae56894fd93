"""Imported base models in the object store and on the volume that steps see.

Files go first, each checked when it has arrived, the manifest last: a model is there whole or not at all, and a
repeated or interrupted import ends in the same state.
"""

import logging
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from components.base_model.imported import MANIFEST, ROOT, BaseManifest, check_sizes, digest_of, read_manifest
from components.shared.errors import BadInput, TryAgain
from components.shared.folders import whole_folder
from components.shared.object_store import Conflict, NotFound, ObjectStore, file_sha256
from components.shared.progress import Progress, silent

logger = logging.getLogger(__name__)


def keep(folder: Path, manifest: BaseManifest, store: ObjectStore, progress: Progress = silent) -> bool:
    """Put a model into the object store; False: it is there already, whole.

    Raises:
        BadInput: The same files are there under another licence or name, or were changed since.
        TryAgain: The store is away, or did not keep what it was given.
    """
    prefix = f"{ROOT}{manifest.digest}/"
    known = _find(store, manifest.digest)
    sizes = {entry.key: entry.size_bytes for entry in store.entries(prefix)}
    files = manifest.files()
    for number, (name, file) in enumerate(files, start=1):
        progress("keeping in the object store", number, len(files))
        if known is not None and sizes.get(prefix + name) == file.size:
            continue
        if store.put_file(prefix + name, folder / name) != file.sha256:
            raise TryAgain(f"{prefix}{name}: the store kept other bytes than it was given; import again")
    if known is not None:
        return _say_what_differs(known, manifest)
    with suppress(Conflict):  # another import of the same files has just ended
        store.put(prefix + MANIFEST, manifest.to_bytes(), if_absent=True)
    return True


def _say_what_differs(known: BaseManifest, manifest: BaseManifest) -> bool:
    if known.served != manifest.served:
        raise BadInput(
            f"{ROOT}{known.digest} is kept with weights served as {known.served_format}, these are "
            f"{manifest.served_format}; import with --format {known.served_format}"
        )
    if known.license != manifest.license:
        raise BadInput(
            f"{ROOT}{known.digest} is kept under {known.license}, not {manifest.license}; a licence that was wrong is "
            "mended by removing the model from the store and importing it again"
        )
    return False


def fetch(digest: str, store: ObjectStore, base_models: Path, progress: Progress = silent) -> bool:
    """Bring a model to the volume that steps see; False: it is there already.

    Raises:
        BadInput: The store has no such model, or a file of it was changed.
        TryAgain: The store is away.
    """
    digest = digest_of(digest)
    manifest = _find(store, digest)
    if manifest is None:
        raise BadInput(f"the object store has no {ROOT}{digest}; known: {_known(store)}; bsl base-model import SOURCE")
    if _is_there(manifest, base_models):
        return False
    files = manifest.files()
    with whole_folder(base_models / digest) as folder:
        for number, (name, file) in enumerate(files, start=1):
            progress("fetching from the object store", number, len(files))
            (folder / name).parent.mkdir(exist_ok=True)
            try:
                found = store.fetch_file(f"{ROOT}{digest}/{name}", folder / name)
            except NotFound:
                found = ""
            if found != file.sha256:
                raise BadInput(f"{ROOT}{digest}/{name}: missing or changed in the object store; import the model again")
        (folder / MANIFEST).write_bytes(manifest.to_bytes())
    return True


def put_on_volume(folder: Path, manifest: BaseManifest, base_models: Path, progress: Progress = silent) -> bool:
    """Copy a model that was just imported to the volume that steps see; False: it is there already."""
    if _is_there(manifest, base_models):
        return False
    files = manifest.files()
    with whole_folder(base_models / manifest.digest) as target:
        for number, (name, file) in enumerate(files, start=1):
            progress("copying to the volume", number, len(files))
            (target / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(folder / name, target / name)
            if file_sha256(target / name) != file.sha256:
                raise TryAgain(f"{target / name}: the disk kept other bytes than it was given; import again")
        (target / MANIFEST).write_bytes(manifest.to_bytes())
    return True


def on_volume(base_models: Path) -> list[str]:
    """Digests of the models on the volume."""
    return sorted(path.parent.name for path in base_models.glob(f"*/{MANIFEST}") if len(path.parent.name) == 64)


def in_store(store: ObjectStore) -> Iterator[BaseManifest]:
    """All models in the store whose import has ended."""
    for key in store.list(ROOT):
        digest, _, name = key.removeprefix(ROOT).partition("/")
        if name == MANIFEST:
            yield read_manifest(store.get(key), key, digest)


def _find(store: ObjectStore, digest: str) -> BaseManifest | None:
    key = f"{ROOT}{digest}/{MANIFEST}"
    try:
        return read_manifest(store.get(key), key, digest)
    except NotFound:
        return None


def _is_there(manifest: BaseManifest, base_models: Path) -> bool:
    """Whether the volume has these files, wherever they were once brought from."""
    folder = base_models / manifest.digest
    if not (folder / MANIFEST).is_file():
        return False
    try:
        kept = read_manifest((folder / MANIFEST).read_bytes(), folder / MANIFEST, manifest.digest)
        check_sizes(kept, folder)
    except BadInput as error:
        logger.warning("%s; it is brought again", error)
        return False
    return (kept.served, kept.license) == (manifest.served, manifest.license)


def _known(store: ObjectStore) -> str:
    return ", ".join(f"{one.digest} ({one.name})" for one in in_store(store)) or "none"
