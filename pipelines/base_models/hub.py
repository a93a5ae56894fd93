"""A model of the hub: one commit of it, with the digests that the hub itself keeps of its files.

The hub keeps the SHA-256 of large files and, as Git does, a SHA-1 of a short header and the bytes of small ones.
"""

import hashlib
from pathlib import Path
from typing import Any

from components.base_model.existing import FETCHED
from components.base_model.files import is_taken
from components.shared.errors import BadInput, TryAgain
from components.shared.progress import Progress, silent
from pipelines.base_models.sources import Brought


def bring_from_hub(
    name: str, revision: str, work: Path, progress: Progress = silent, endpoint: str | None = None
) -> Brought:
    """Fetch a commit of a model.

    Args:
        name: ``owner/name``.
        revision: A commit, tag or branch; empty: the main branch. The commit it stands for is noted.
        work: An empty folder for its files.
        progress: Told what is being done.
        endpoint: Address of a hub; none: the one that HF_ENDPOINT names, or the public one.

    Raises:
        BadInput: The hub has no such model or commit, asks for a token, or gave other bytes than it keeps.
        TryAgain: The hub cannot be reached.
    """
    from httpx2 import HTTPError  # what huggingface_hub speaks HTTP with, and lets through when nobody answers
    from huggingface_hub import HfApi, snapshot_download

    progress("asking the model hub")
    try:
        info = HfApi(endpoint).model_info(name, revision=revision or None, files_metadata=True)
        snapshot_download(name, revision=info.sha, allow_patterns=list(FETCHED), local_dir=work, endpoint=endpoint)
    except (HTTPError, OSError, ValueError) as error:
        raise _told(name, revision, error) from error
    files = [file for file in info.siblings or [] if is_taken(file.rfilename)]
    for file in files:
        _check_small(work / file.rfilename, file)
    large = {file.rfilename: str(file.lfs.sha256) for file in files if file.lfs}
    return Brought(name, "hub", work, str(info.sha), large)


def _check_small(path: Path, file: Any) -> None:
    """What is not large lies in Git, under the digest that Git makes."""
    if not path.is_file():
        raise TryAgain(f"{path.name}: the hub names it and did not give it; import again")
    if file.lfs or not file.blob_id:
        return
    content = path.read_bytes()
    found = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    if found != file.blob_id:
        raise TryAgain(f"{path.name}: the hub gave other bytes than it keeps; import again")


def _told(name: str, revision: str, error: Exception) -> Exception:
    from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RepositoryNotFoundError, RevisionNotFoundError

    reason = (str(error).strip() or type(error).__name__).splitlines()[0]
    if isinstance(error, GatedRepoError):
        return BadInput(f"{name}: its owner lets in only who accepted the licence; accept it on the hub, set HF_TOKEN")
    if isinstance(error, RepositoryNotFoundError):
        return BadInput(f"{name}: no such model on the hub, or a private one; check the name, or set HF_TOKEN")
    if isinstance(error, RevisionNotFoundError):
        return BadInput(f"{name}: no revision {revision!r}; give a commit, or none for the newest")
    status = getattr(getattr(error, "response", None), "status_code", 0)
    if isinstance(error, HfHubHTTPError) and 400 <= status < 500 and status not in (408, 429):
        return BadInput(f"{name}: the model hub refuses: {reason}")
    return TryAgain(f"{name}: the model hub cannot be reached: {reason}; without a network give a folder, s3: or oci:")
