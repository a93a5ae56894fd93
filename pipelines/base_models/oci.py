"""A model in an OCI layout: what `skopeo copy`, `oras copy --to-oci-layout` or `docker buildx -o type=oci` leave.

A layer is one file, named by its title as ORAS does, or a tar, as in images that carry a model (KServe's modelcars).
Every blob is checked against the digest that it is named by. Nothing is unpacked: files are read by name, and only
those of a model, whatever else an archive says about places and links.
"""

import gzip
import hashlib
import json
import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from components.base_model.files import is_taken
from components.shared.errors import BadInput
from pipelines.base_models.sources import Brought

_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
_TITLE = "org.opencontainers.image.title"
_TAG = "org.opencontainers.image.ref.name"
_INDEXES = ("application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json")
_LARGEST_JSON_BYTES = 4 << 20
_FOLDERS = (".", "models", "/models")  # where an image keeps a model: KServe's modelcars have it in /models
_DEEPEST = 3  # an index may name an index


class Layout:
    """The blobs of a layout, in a folder or in a tar, each read once and checked."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._tar = None if root.is_dir() else tarfile.open(root, "r:")  # noqa: SIM115  closed by ``close``

    def close(self) -> None:
        """Close the archive, where there is one."""
        if self._tar:
            self._tar.close()

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A file of the layout."""
        try:
            file = self._tar.extractfile(name) if self._tar else (self._root / name).open("rb")
        except (KeyError, OSError):
            file = None
        if file is None:
            raise BadInput(f"{self._root}: {name} is missing; copy the layout again")
        with file:
            yield file

    def json(self, name: str) -> dict[str, Any]:
        """A small file of the layout, as JSON; raises ``BadInput`` when it is none."""
        with self.open(name) as file:
            data = file.read(_LARGEST_JSON_BYTES)
        return self._parsed(name, data)

    def blob_json(self, digest: str) -> dict[str, Any]:
        """A blob, as JSON."""
        name = self.blob(digest)
        with self.open(name) as file:
            data = file.read(_LARGEST_JSON_BYTES)
        if hashlib.sha256(data).hexdigest() != name.rpartition("/")[2]:
            raise self._other(digest)
        return self._parsed(name, data)

    def blob(self, digest: object) -> str:
        """The name of a blob's file."""
        match = _DIGEST.fullmatch(str(digest))
        if match is None:
            raise BadInput(f"{self._root}: {digest!r} is no SHA-256 digest; copy the layout again")
        return f"blobs/sha256/{match[1]}"

    def check(self, digest: str) -> None:
        """Refuse a blob whose bytes are not those that it is named by."""
        name = self.blob(digest)
        with self.open(name) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != name.rpartition("/")[2]:  # type: ignore[arg-type]
                raise self._other(digest)

    def _other(self, digest: str) -> BadInput:
        return BadInput(f"{self._root}: blob {digest[:19]}… holds other bytes; copy the layout again")

    def _parsed(self, name: str, data: bytes) -> dict[str, Any]:
        try:
            content = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise BadInput(f"{self._root}: {name}: not JSON: {error}; copy the layout again") from error
        if not isinstance(content, dict):
            raise BadInput(f"{self._root}: {name}: not what OCI says it is; copy the layout again")
        return content


def bring_layout(place: str, work: Path) -> Brought:
    """Take a model out of an OCI layout.

    Args:
        place: ``PATH`` or ``PATH:TAG`` of a folder or a tar; without a tag the layout must hold one manifest.
        work: An empty folder for its files.

    Raises:
        BadInput: It is no layout, has no such tag, holds no model, or a blob is damaged.
    """
    path, tag = _split(place)
    try:
        layout = Layout(path)
    except (OSError, tarfile.TarError) as error:
        raise BadInput(f"{path}: no OCI layout: {error}; give the folder with index.json, or a tar of it") from error
    try:
        layout.json("oci-layout")
        digest = _manifest_digest(layout, layout.json("index.json"), tag, path)
        for layer in _list(layout.blob_json(digest).get("layers"), path):
            _take(layout, layer, work, path)
    except (tarfile.TarError, EOFError, gzip.BadGzipFile) as error:
        raise BadInput(f"{path}: a damaged archive: {error}; copy the layout again") from error
    finally:
        layout.close()
    return Brought(tag or path.name.removesuffix(".tar"), "oci", work, digest)


def _split(place: str) -> tuple[Path, str]:
    if place.startswith("//"):
        raise BadInput(
            f"oci:{place}: a registry is not asked; bring it with `skopeo copy docker:{place} oci:FOLDER:TAG` or "
            "`oras copy --to-oci-layout`, then give oci:FOLDER:TAG"
        )
    path = Path(place).expanduser()
    if path.exists() or ":" not in place:
        return path, ""
    before, _, tag = place.rpartition(":")
    return Path(before).expanduser(), tag


def _manifest_digest(layout: Layout, index: dict[str, Any], tag: str, path: Path, depth: int = 0) -> str:
    found = _list(index.get("manifests"), path)
    if tag and depth == 0:
        found = [one for one in found if (one.get("annotations") or {}).get(_TAG) == tag]
    if len(found) != 1 or depth > _DEEPEST:
        tags = sorted(str((one.get("annotations") or {}).get(_TAG, "?")) for one in _list(index["manifests"], path))
        raise BadInput(
            f"{path}: {len(found)} manifests fit; give oci:PATH:TAG with one of: {', '.join(tags) or 'none'}"
        )
    digest = str(found[0].get("digest"))
    if found[0].get("mediaType") in _INDEXES:
        return _manifest_digest(layout, layout.blob_json(digest), tag, path, depth + 1)
    return digest


def _take(layout: Layout, layer: dict[str, Any], work: Path, path: Path) -> None:
    """The model's files of a layer; a later layer covers an earlier one."""
    digest, kind = str(layer.get("digest")), str(layer.get("mediaType"))
    title = str((layer.get("annotations") or {}).get(_TITLE, ""))
    is_tar = ".tar" in kind or kind.endswith("+tar")
    if not is_tar and not is_taken(title):
        return
    layout.check(digest)
    with layout.open(layout.blob(digest)) as file:
        if not is_tar:
            _write(file, work / title)
            return
        if kind.endswith("zstd"):
            raise BadInput(f"{path}: a layer packed with zstd; copy it with `skopeo copy --dest-compress-format gzip`")
        with tarfile.open(fileobj=file, mode="r:gz" if kind.endswith("gzip") else "r:") as archive:
            for member in archive:
                place = PurePosixPath(member.name)
                is_of_model = member.isreg() and str(place.parent) in _FOLDERS and is_taken(place.name)
                if is_of_model and (content := archive.extractfile(member)):
                    _write(content, work / place.name)


def _write(content: IO[bytes], target: Path) -> None:
    with target.open("wb") as file:
        shutil.copyfileobj(content, file, 1 << 20)


def _list(found: Any, path: Path) -> list[dict[str, Any]]:
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise BadInput(f"{path}: not what OCI says it is; copy the layout again")
    return found
