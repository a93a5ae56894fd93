"""The registry: versions of a model that never change, and what moves over them, in the object store.

``models/<name>/versions/<version>.json`` is written once and last: a version is there with all of its files or not at
all. ``models/<name>/<version>/<digest>/`` holds the release: the files that are served and, under ``release/``, its
documents with a signed manifest. ``models/<name>/aliases.json`` and the traffic split move.

KServe brings every object whose key begins with an address: an address that ends in the digest and ``/`` brings one
version and never the beginning of another (kserve#3776).
"""

import hashlib
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from components.shared.errors import BadInput, TryAgain
from components.shared.object_store import Conflict, NotFound, ObjectStore, file_sha256
from components.shared.summaries import BaseModelSummary
from components.shared.traffic import Split, split_key
from components.shared.versions import (
    NAME,
    REFERENCE,
    VERSION,
    VersionDetails,
    VersionFile,
    VersionRecord,
    manifest_digest,
    manifest_of,
    number_of,
    served_weights,
)

Pointer = TypeVar("Pointer", bound=BaseModel)
Documents = Mapping[str, bytes]

CARD = "release/README.md"

logger = logging.getLogger(__name__)


class _Aliases(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    names: dict[str, str] = Field(default_factory=dict)
    generation: int = Field(0, description="Of the split that they follow")


class Registry:
    """Versions, aliases and the traffic split of one model."""

    def __init__(self, store: ObjectStore, name: str) -> None:
        if not NAME.fullmatch(name):
            raise BadInput(f"{name!r} cannot be the name of a model; use a-z, 0-9 and -, at most 40 characters")
        self.name = name
        self._store = store

    def register(
        self, folder: Path, details: VersionDetails, documents: Callable[[VersionRecord], Documents]
    ) -> tuple[VersionRecord, bool]:
        """Keep the files of a folder as a new version.

        Args:
            folder: The files to be served.
            details: What is known of them.
            documents: Writes what lies beside the files, by name, when the version is known.

        Returns:
            The version, and whether it is new: the same files are the version they were before.
        """
        manifest = manifest_of(folder)
        digest = manifest_digest(manifest)
        # counted before the look for the same files: a run that ends in between has its claim, and we take it up
        newest = max((number_of(version) for version in self.versions()), default=0)
        if (known := self._with_digest(digest)) is not None:
            return known, False
        version = self._claim(digest, newest)
        record = VersionRecord(
            **dict(details), name=self.name, version=version, manifest=manifest, digest=digest,
            storage=f"models/{self.name}/{version}/{digest}/",
        )  # fmt: skip
        return self._keep(folder, record, documents(record))

    def register_base(
        self,
        folder: Path,
        summary: BaseModelSummary,
        created_at: datetime,
        documents: Callable[[VersionRecord], Documents],
    ) -> str:
        """Keep the base model of a run once, as it is served; else only the reference. Returns its version."""
        folder = served_weights(folder) or folder
        manifest = manifest_of(folder)
        if any(file.name == REFERENCE for file in manifest):
            manifest = tuple(file for file in manifest if file.name == REFERENCE)
        digest = manifest_digest(manifest)
        version = f"base-{digest[:8]}"
        record = VersionRecord(
            name=self.name,
            version=version,
            kind="base",
            status="passed",
            manifest=manifest,
            digest=digest,
            storage=f"models/{self.name}/{version}/{digest}/",
            base_version=version,
            created_at=created_at,
            licenses={"base": (summary.license,)},
            chat_template_sha256=summary.chat_template_sha256,
            summaries={"base_model": summary.model_dump()},
        )
        return self._keep(folder, record, documents(record))[0].version

    def version(self, version: str) -> VersionRecord:
        """All that is known of a version.

        Raises:
            BadInput: There is no such version, or its record is damaged.
        """
        key = self._record_key(version) if VERSION.fullmatch(version) else ""
        try:
            record = VersionRecord.model_validate_json(self._store.get(key)) if key else None
        except NotFound:
            record = None
        except ValidationError as error:
            raise BadInput(f"{key}: not the record of a version: {error}") from error
        if record is None:
            known = ", ".join(self.versions()) or "none yet"
            raise BadInput(f"{self.name} has no version {version!r}; known: {known}")
        if record.digest != manifest_digest(record.manifest):
            raise BadInput(f"{key}: the manifest does not have the digest {record.digest}; register the model anew")
        return record

    def versions(self) -> list[str]:
        """All versions: base models first, then in the order of their numbers."""
        prefix = f"models/{self.name}/versions/"
        names = (key[len(prefix) :].removesuffix(".json") for key in self._store.list(prefix) if key.endswith(".json"))
        return sorted((name for name in names if VERSION.fullmatch(name)), key=lambda name: (number_of(name), name))

    def folder(self, version: str, cache: Path) -> Path:
        """Bring a release to this machine: its files, each checked against the record, and its documents.

        Raises:
            BadInput: A file is missing, was changed, or lies there without being in the release.
        """
        record = self.version(version)
        folder = cache / self.name / version
        for file in record.manifest:
            self._bring(record, file, folder / file.name)
        documents = self.documents(record)
        for name in documents:
            self._store.fetch_file(record.storage + name, folder / name)
        names = {*documents, *(file.name for file in record.manifest)}
        for path in folder.rglob("*"):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and name not in names and path.suffix != ".partial":
                raise BadInput(f"{path}: not a file of {version}; delete {folder} and repeat")
        return folder

    def verify(self, version: str) -> VersionRecord:
        """The record of a version whose files in the store were all checked; raises ``BadInput``."""
        record = self.version(version)
        for file in record.manifest:
            found = self._store.etag(_file_key(record, file.name))
            if found != file.sha256:
                raise self._damaged(record, file, found)
        return record

    def documents(self, record: VersionRecord) -> dict[str, str]:
        """What lies beside the files of a version, by name, each with its SHA-256."""
        if not record.storage:
            return {}
        files = {file.name for file in record.manifest}
        names = (key.removeprefix(record.storage) for key in self._store.list(record.storage))
        return {name: self._store.etag(record.storage + name) or "" for name in names if name not in files}

    def document(self, record: VersionRecord, name: str) -> bytes:
        """One of the documents of a version; raises ``NotFound``."""
        return self._store.get(record.storage + name)

    def aliases(self) -> dict[str, str]:
        """Names that move: ``stable`` and ``canary`` -> version."""
        return self._aliases()[0].names

    def move_aliases(self, new: Mapping[str, str], expected: Mapping[str, str]) -> None:
        """Replace all aliases; raises ``TryAgain`` when they are not as expected, and says what they are."""
        found, etag = self._aliases()
        if found.names != dict(expected):
            raise TryAgain(f"aliases of {self.name} were moved by somebody else: {_said(found.names)}")
        self._put_aliases(_Aliases(names=dict(new), generation=found.generation), etag)

    def follow_split(self) -> dict[str, str]:
        """Move the aliases to where the split is now; ``stable`` only when something was promoted.

        Reads the split after the aliases and marks them with its generation, so that a slower writer with an older
        split always finds that they have moved.
        """
        while True:
            found, etag = self._aliases()
            split = self.split()
            wanted = _Aliases(names=_alias_names(split), generation=split.generation if split else 0)
            if found == wanted:
                return wanted.names
            try:
                self._put_aliases(wanted, etag)
            except TryAgain:
                continue
            return wanted.names

    def split(self) -> Split | None:
        """How users are divided between versions now, or None before the first deploy."""
        return self._split()[0]

    def write_split(self, split: Split, expected: Split | None) -> None:
        """Replace the split; raises ``TryAgain`` when it is not as expected, and says what it is."""
        found, etag = self._split()
        if found == expected:
            try:
                self._put(split_key(self.name), split.model_dump_json(indent=1).encode(), etag)
            except Conflict:
                found = self._split()[0]
            else:
                return
        raise TryAgain(f"the split of {self.name} was changed by somebody else: {describe(found)}; look and repeat")

    def card(self, version: str) -> str:
        """The model card of a version; empty when it was registered without one."""
        try:
            return self.document(self.version(version), CARD).decode()
        except NotFound:
            return ""

    def _keep(self, folder: Path, record: VersionRecord, documents: Documents) -> tuple[VersionRecord, bool]:
        """Files, then the documents, then the record, once."""
        key = self._record_key(record.version)
        found = self._store.etag(key)
        if found is not None and (known := self._same(record)).storage:
            return known, False
        for file in record.manifest:
            if self._store.put_file(_file_key(record, file.name), folder / file.name) != file.sha256:
                raise TryAgain(f"{folder / file.name} changed while it was registered; repeat when nobody writes there")
        for name, data in documents.items():
            self._store.put(record.storage + name, data)
        try:
            self._put(key, record.model_dump_json(indent=1).encode(), found)
        except Conflict:
            return self._same(record), False
        logger.info(
            "registered %s %s, %d files, digest %s", self.name, record.version, len(record.manifest), record.digest
        )
        return record, True

    def _same(self, record: VersionRecord) -> VersionRecord:
        found = self.version(record.version)
        if found.digest != record.digest:
            raise BadInput(f"{self.name} {record.version} is registered with other files; choose another name")
        return found

    def _with_digest(self, digest: str) -> VersionRecord | None:
        records = (self.version(version) for version in self.versions() if number_of(version))
        # what was registered before releases were signed cannot be served: the same files get a new version
        return next((record for record in records if record.digest == digest and record.storage), None)

    def _claim(self, digest: str, newest: int) -> str:
        """The next free version, ours even if two are registered at once; a repeated run takes up its own claim."""
        for number in count(newest + 1):
            key = f"models/{self.name}/claims/v{number}"
            try:
                self._store.put(key, digest.encode(), if_absent=True)
            except Conflict:
                if self._store.get(key) != digest.encode():
                    continue
            break
        return f"v{number}"

    def _bring(self, record: VersionRecord, file: VersionFile, path: Path) -> None:
        if path.is_file() and file_sha256(path) == file.sha256:
            return
        try:
            found: str | None = self._store.fetch_file(_file_key(record, file.name), path)
        except NotFound:
            found = None
        if found != file.sha256:
            path.unlink(missing_ok=True)
            raise self._damaged(record, file, found)

    def _damaged(self, record: VersionRecord, file: VersionFile, found: str | None) -> BadInput:
        what = "is missing" if found is None else f"was changed: digest {found[:12]}, registered {file.sha256[:12]}"
        return BadInput(f"{_file_key(record, file.name)} {what}; register the model anew")

    def _record_key(self, version: str) -> str:
        return f"models/{self.name}/versions/{version}.json"

    def _aliases(self) -> tuple[_Aliases, str | None]:
        return self._read(f"models/{self.name}/aliases.json", _Aliases) or (_Aliases(), None)

    def _put_aliases(self, aliases: _Aliases, etag: str | None) -> None:
        try:
            self._put(f"models/{self.name}/aliases.json", aliases.model_dump_json(indent=1).encode(), etag)
        except Conflict:
            raise TryAgain(f"aliases of {self.name} were moved by somebody else: {_said(self.aliases())}") from None

    def _split(self) -> tuple[Split | None, str | None]:
        return self._read(split_key(self.name), Split) or (None, None)

    def _read(self, key: str, kind: type[Pointer]) -> tuple[Pointer, str] | None:
        try:
            data = self._store.get(key)
            return kind.model_validate_json(data), hashlib.sha256(data).hexdigest()
        except NotFound:
            return None
        except ValidationError as error:
            raise BadInput(f"{key}: damaged, put it right or delete it: {error}") from error

    def _put(self, key: str, data: bytes, etag: str | None) -> None:
        """Write over exactly what was read: an object with this etag, or none."""
        self._store.put(key, data, if_absent=etag is None, if_match=etag)


def _file_key(record: VersionRecord, file: str) -> str:
    return (record.storage or f"models/{record.name}/{record.version}/") + file


def card_key(record: VersionRecord) -> str:
    """Where the model card of a version lies in the object store."""
    return record.storage + CARD


def describe(split: Split | None) -> str:
    """A split in one line, for messages."""
    if split is None:
        return "nothing is deployed"
    canary = f", canary {split.canary} {split.canary_percent} %" if split.canary else ", no canary"
    return f"stable {split.stable}{canary}, generation {split.generation}"


def _alias_names(split: Split | None) -> dict[str, str]:
    if split is None:
        return {}
    stable = {"stable": split.stable} if split.stable != split.base else {}
    return stable | ({"canary": split.canary} if split.canary else {})


def _said(aliases: Mapping[str, str]) -> str:
    return ", ".join(f"{alias} {version}" for alias, version in sorted(aliases.items())) or "none are set"
