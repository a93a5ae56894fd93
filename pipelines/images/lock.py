"""docker/images.lock.yaml: the digest that each image got when it was pushed, and what it was made of."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from components.images import LOCK, REPOSITORIES
from components.shared.errors import BadInput, Refused
from components.shared.folders import whole_file
from pipelines.images.inputs import read_inputs

Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
_DIGEST = re.compile(r"\bsha256:[0-9a-f]{64}\b")
_HEADER = "# Written by `bsl images lock`, read by `bsl compile`. `bsl images check` says when it is stale.\n"


class LockedImage(BaseModel):
    """One image as it lies in a registry."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    repository: str = Field(min_length=1, description="Registry and repository, without tag and digest")
    inputs: str = Field(pattern=r"^[0-9a-f]{64}$", description="Hash of what it was made of")
    base: str | None = Field(None, description="The base image, where it is not the one that the Dockerfile names")
    digest: Digest = Field(description="What the registry answered when it was pushed")


class ImageLock(BaseModel):
    """All images."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    images: dict[str, LockedImage] = {}


def read_lock(root: Path) -> ImageLock:
    """The lock of the repository at ``root``; empty where there is none.

    Raises:
        BadInput: It cannot be read as one.
    """
    path = root / LOCK
    try:
        return ImageLock.model_validate(yaml.safe_load(path.read_bytes()) if path.is_file() else {})
    except (yaml.YAMLError, ValidationError) as error:
        raise BadInput(f"{path}: {error}; write it again with `bsl images lock`") from error


def locked(root: Path, registry: str, pushed: Mapping[str, str], base: str | None = None) -> ImageLock:
    """The lock after a push: the images that were pushed are replaced, others stay as they were.

    Args:
        root: The root of the repository, as it was when the images were built.
        registry: Where they were pushed, before the name of the repository.
        pushed: The digest of each target.
        base: The base image that they were built on, where it is not the one of the Dockerfile.
    """
    images = dict(read_lock(root).images)
    for target, digest in pushed.items():
        images[target] = LockedImage(
            repository=f"{registry.rstrip('/')}/{REPOSITORIES[target]}",
            inputs=read_inputs(target, context=root, base=base).sha256(root),
            base=base,
            digest=digest,
        )
    return ImageLock(images=images)


def write_lock(root: Path, lock: ImageLock) -> Path:
    """Write the lock, whole or not at all."""
    images = {target: lock.images[target].model_dump() for target in REPOSITORIES if target in lock.images}
    with whole_file(root / LOCK) as path:
        path.write_text(_HEADER + yaml.safe_dump({"images": images}, sort_keys=False), encoding="utf-8")
    return root / LOCK


def check_lock(root: Path) -> ImageLock:
    """The lock, when every image in it is made of what lies here now.

    Raises:
        Refused: Files, packages or the Dockerfile have changed since.
    """
    lock = read_lock(root)
    stale = [target for target, image in lock.images.items() if not _is_fresh(target, image, root)]
    if stale:
        names = " ".join(stale)
        raise Refused(
            f"{LOCK}: {', '.join(stale)}: what goes into the image has changed since it was pushed; run `bsl images "
            f"build {names} --push` and `bsl images lock`, then `bsl compile`"
        )
    return lock


def digest_in(text: str, place: str) -> str:
    """The digest of what was pushed, from what a builder said about it.

    Understood are ``buildah push --digestfile``, ``docker buildx build --metadata-file`` and the output of
    ``docker push``.

    Args:
        text: What it said.
        place: Where that stands, for the message.

    Raises:
        BadInput: There is no digest, or more than one.
    """
    found: set[str] = set(_DIGEST.findall(_of_metadata(text) if text.lstrip().startswith("{") else text))
    if len(found) != 1:
        raise BadInput(f"{place}: {len(found)} digests; give what `buildah push --digestfile` or `docker push` wrote")
    return found.pop()


def _of_metadata(text: str) -> str:
    try:
        return str(json.loads(text)["containerimage.digest"])
    except (ValueError, KeyError):
        return ""


def _is_fresh(target: str, image: LockedImage, root: Path) -> bool:
    return image.inputs == read_inputs(target, context=root, base=image.base).sha256(root)
