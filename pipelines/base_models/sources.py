"""Where a base model is brought from: each source leaves its files in a folder and says what it knows of them."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from components.base_model.files import is_taken
from components.shared.errors import BadInput
from components.shared.object_store import open_object_store
from components.shared.progress import Progress, silent

_HUB_NAME = re.compile(r"[A-Za-z0-9_][\w.-]*/[A-Za-z0-9_][\w.-]*", re.ASCII)
SUPPORTED = (
    "give a folder, owner/name on the model hub, s3://bucket/prefix?endpoint=https://host, or oci:PATH of an OCI "
    "layout (a folder or a .tar)"
)


@dataclass(frozen=True, slots=True)
class Brought:
    """A model's files, not yet looked at."""

    name: str  # as people call it
    kind: str  # hub, folder, s3 or oci
    folder: Path
    revision: str = ""
    digests: dict[str, str] = field(default_factory=dict)  # SHA-256 of files, as the source says


def bring(source: str, revision: str, work: Path, progress: Progress = silent) -> Brought:
    """Bring what a source names.

    Args:
        source: A folder, ``owner/name`` on the hub, ``s3://bucket/prefix?endpoint=…``, or ``oci:PATH``.
        revision: Commit on the hub; empty: the newest one, which is then noted.
        work: An empty folder for what has to be brought.
        progress: Told how far it is.

    Raises:
        BadInput: There is no such thing, or it is damaged.
        TryAgain: Its server is away.
    """
    if source.startswith("oci:"):
        from pipelines.base_models.oci import bring_layout

        return bring_layout(source.removeprefix("oci:"), work)
    if source.startswith("s3:"):
        return _from_object_store(source, work, progress)
    folder = Path(source).expanduser()
    if folder.is_dir():
        return Brought(folder.absolute().name, "folder", folder.absolute())
    if folder.is_absolute() or source.startswith((".", "~")) or not _HUB_NAME.fullmatch(source):
        raise BadInput(f"{source}: no such folder, and no other source; {SUPPORTED}")
    from pipelines.base_models.hub import bring_from_hub

    return bring_from_hub(source, revision, work, progress)


def _from_object_store(url: str, work: Path, progress: Progress) -> Brought:
    """Below a prefix of a bucket; the store checks what it brings against the digests that it keeps."""
    store = open_object_store(url)
    entries = [entry for entry in store.entries("") if is_taken(entry.key)]
    if not entries:
        raise BadInput(f"{_without_query(url)}: no files of a model there; name the prefix that config.json lies under")
    for number, entry in enumerate(entries, start=1):
        progress("fetching", number, len(entries))
        store.fetch_file(entry.key, work / entry.key)
    return Brought(_without_query(url).rstrip("/").rpartition("/")[2], "s3", work)


def _without_query(url: str) -> str:
    return url.partition("?")[0]
