"""The registry: versions of a model that never change, and what moves over them, in the object store.

``models/<name>/versions/<version>.json`` is written once and last: a version is there with all of its files or not at
all. ``models/<name>/<version>/`` holds the files, ``models/<name>/aliases.json`` and the traffic split move.
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
)

Pointer = TypeVar("Pointer", bound=BaseModel)

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
        self, folder: Path, details: VersionDetails, card: Callable[[VersionRecord], str] | None = None
    ) -> tuple[VersionRecord, bool]:
        """Keep the files of a folder as a new version.

        Args:
            folder: The files to be served.
            details: What is known of them.
            card: Writes the model card, when the version is known.

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
        record = VersionRecord(**dict(details), name=self.name, version=version, manifest=manifest, digest=digest)
        return self._keep(folder, record, card(record) if card else None)

    def register_base(self, folder: Path, summary: BaseModelSummary, created_at: datetime) -> str:
        """Keep the base model of a run, once; of a reference only the reference. Returns its version."""
        manifest = manifest_of(folder)
        if any(file.name == REFERENCE for file in manifest):
            manifest = tuple(file for file in manifest if file.name == REFERENCE)
        digest = manifest_digest(manifest)
        record = VersionRecord(
            name=self.name,
            version=f"base-{digest[:8]}",
            kind="base",
            status="passed",
            manifest=manifest,
            digest=digest,
            base_version=f"base-{digest[:8]}",
            created_at=created_at,
            licenses={"base": (summary.license,)},
            chat_template_sha256=summary.chat_template_sha256,
            summaries={"base_model": summary.model_dump()},
        )
        return self._keep(folder, record, None)[0].version

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
        """Bring the files of a version to this machine; each is checked against the manifest.

        Raises:
            BadInput: A file is missing, was changed, or lies there without being in the manifest.
        """
        record = self.version(version)
        folder = cache / self.name / version
        for file in record.manifest:
            self._bring(record, file, folder / file.name)
        names = {file.name for file in record.manifest}
        for path in folder.rglob("*"):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and name not in names and path.suffix != ".partial":
                raise BadInput(f"{path}: not a file of {version}; delete {folder} and repeat")
        return folder

    def verify(self, version: str) -> VersionRecord:
        """The record of a version whose files in the store were all checked; raises ``BadInput``."""
        record = self.version(version)
        for file in record.manifest:
            found = self._store.etag(self._file_key(version, file.name))
            if found != file.sha256:
                raise self._damaged(record, file, found)
        return record

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

    def card_key(self, version: str) -> str:
        """Where the model card of a version lies in the object store."""
        return f"models/{self.name}/versions/{version}.md"

    def card(self, version: str) -> str:
        """The model card of a version; empty when it was registered without one."""
        try:
            return self._store.get(self.card_key(version)).decode()
        except NotFound:
            return ""

    def _keep(self, folder: Path, record: VersionRecord, card: str | None) -> tuple[VersionRecord, bool]:
        """Files, then the card, then the record, once."""
        key = self._record_key(record.version)
        if self._store.etag(key) is not None:
            return self._same(record), False
        for file in record.manifest:
            if self._store.put_file(self._file_key(record.version, file.name), folder / file.name) != file.sha256:
                raise TryAgain(f"{folder / file.name} changed while it was registered; repeat when nobody writes there")
        if card is not None:
            self._store.put(self.card_key(record.version), card.encode())
        try:
            self._store.put(key, record.model_dump_json(indent=1).encode(), if_absent=True)
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
        return next((record for record in records if record.digest == digest), None)

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
            found: str | None = self._store.fetch_file(self._file_key(record.version, file.name), path)
        except NotFound:
            found = None
        if found != file.sha256:
            path.unlink(missing_ok=True)
            raise self._damaged(record, file, found)

    def _damaged(self, record: VersionRecord, file: VersionFile, found: str | None) -> BadInput:
        what = "is missing" if found is None else f"was changed: digest {found[:12]}, registered {file.sha256[:12]}"
        return BadInput(f"{self._file_key(record.version, file.name)} {what}; register the model anew")

    def _record_key(self, version: str) -> str:
        return f"models/{self.name}/versions/{version}.json"

    def _file_key(self, version: str, file: str) -> str:
        return f"models/{self.name}/{version}/{file}"

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
