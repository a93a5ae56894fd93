"""Archives on this machine: each fetched once, since a commit never changes; which commit a branch is, by ETag."""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from components.shared.archives.host_client import Clock, HostClient
from components.shared.archives.hosts import Host, address_of, host_of
from components.shared.archives.names import RepositoryName, is_commit
from components.shared.archives.refusals import RepositoryRefused
from components.shared.archives.settings import RepositorySettings
from components.shared.errors import BadInput
from components.shared.folders import full_disk_named

SECONDS_UNTIL_GIVEN_UP = 24 * 60 * 60  # nobody is writing a file any more that was not touched for so long
_STATUS_REASONS = {
    401: ("repository_forbidden", "the token in BSL_REPOSITORY_TOKEN is not accepted"),
    403: ("repository_forbidden", "the host refuses; a private repository needs BSL_REPOSITORY_TOKEN"),
    404: ("repository_not_found", "no such repository or ref, or it is private; set BSL_REPOSITORY_TOKEN then"),
    422: ("repository_not_found", "no such ref"),
}


@dataclass(frozen=True, slots=True)
class FetchedArchive:
    """An archive as a file, and what it is an archive of; of a folder's archive the file itself tells the commit."""

    path: Path
    commit: str


class ArchiveStore:
    """Archives of one host, kept in a folder."""

    def __init__(self, folder: Path, settings: RepositorySettings, token: str | None, clock: Clock | None = None):
        self._folder = folder
        self._settings = settings
        self._client = HostClient(settings, token, clock)

    def get(self, name: RepositoryName) -> FetchedArchive:
        """The archive of a repository, from the folder of archives, from what was kept, or from the host.

        Raises:
            RepositoryRefused: It cannot be had.
            TryAgain: The host's rate limit asks for a longer wait than the settings allow.
        """
        if self._settings.host == "folder":
            return self._given(name)
        host = host_of(self._settings)
        commit = name.commit or self._resolve(host, name)
        path = self._folder / f"{self._key(name.owner, name.name, commit)}.tar.gz"
        if not path.is_file():
            self._bring(host.archive_url(name, commit), path, name)
        return FetchedArchive(path, commit)

    def forget(self, archive: FetchedArchive) -> None:
        """Remove an archive that turned out to be damaged: the next run fetches it anew."""
        if self._settings.host != "folder":
            archive.path.unlink(missing_ok=True)

    def _given(self, name: RepositoryName) -> FetchedArchive:
        folder = Path(self._settings.address)
        if not self._settings.address or not folder.is_dir():
            raise BadInput(f"repositories.address: {folder}: no such folder; archives are <owner>/<name>.tar.gz in it")
        ref = name.ref.replace("/", "-")
        path = folder / name.owner / (f"{name.name}@{ref}.tar.gz" if ref else f"{name.name}.tar.gz")
        if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
            raise RepositoryRefused("repository_not_found", f"no file {path.relative_to(folder)} in the folder")
        return FetchedArchive(path, name.commit)

    def _resolve(self, host: Host, name: RepositoryName) -> str:
        """The commit of a ref; the host is asked whether it changed, which costs nothing of its rate limit."""
        path = self._folder / f"{self._key(name.owner, name.name, 'ref', name.ref)}.json"
        known = _read_json(path)
        headers = {"Accept": host.accept}
        if known:
            headers["If-None-Match"] = known["etag"]
        answer = self._client.ask(host.commit_url(name), headers)
        if known and answer.status == 304:
            return known["commit"]
        _check_status(answer.status, name)
        commit = host.read_commit(answer.body)
        if etag := answer.headers.get("etag"):
            self._write(path, json.dumps({"commit": commit, "etag": etag}).encode())
        return commit

    def _bring(self, url: str, path: Path, name: RepositoryName) -> None:
        with self._kept_as(path) as partial:
            _check_status(self._client.fetch(url, partial).status, name)

    def _write(self, path: Path, data: bytes) -> None:
        with self._kept_as(path) as partial:
            partial.write_bytes(data)

    @contextmanager
    def _kept_as(self, path: Path) -> Iterator[Path]:
        """A file of our own, though other runs may fetch the same; what a killed run left of it is removed first."""
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_given_up(path)
        with NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", suffix=".partial", delete=False) as file:
            partial = Path(file.name)
        try:
            with full_disk_named(path):
                yield partial
                os.replace(partial, path)
        finally:
            partial.unlink(missing_ok=True)

    def _key(self, *parts: str) -> str:
        """A name for files that we make ourselves, whatever the repository is called."""
        text = "\n".join((self._settings.host, address_of(self._settings), *parts))
        return hashlib.sha256(text.encode()).hexdigest()


def _remove_given_up(path: Path) -> None:
    for left in path.parent.glob(f"{path.name}.*.partial"):
        with suppress(FileNotFoundError):  # another run may remove it at the same time
            if time.time() - left.stat().st_mtime > SECONDS_UNTIL_GIVEN_UP:
                left.unlink()


def _check_status(status: int, name: RepositoryName) -> None:
    if status != 200:
        reason, hint = _STATUS_REASONS.get(status, ("host_answer", f"status {status}"))
        raise RepositoryRefused(reason, f"{name}: {hint}")


def _read_json(path: Path) -> dict[str, str] | None:
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    fine = isinstance(value, dict) and is_commit(str(value.get("commit"))) and isinstance(value.get("etag"), str)
    return value if fine and value["etag"].isascii() and value["etag"].isprintable() else None
