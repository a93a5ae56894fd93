"""Compiled pipelines put on a server: each version once, whatever happens on the way."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from components.shared.errors import BadInput
from pipelines.publishing.answers import Pipeline, Version
from pipelines.publishing.catalogue import (
    create_pipeline,
    find_pipeline,
    find_version,
    latest_version,
    upload_version,
)
from pipelines.publishing.compiled import Compiled
from pipelines.publishing.connection import SECONDS_BETWEEN_ATTEMPTS, Kfp
from pipelines.publishing.refusals import AlreadyThere, NoAnswer

ATTEMPTS = 5
DIGEST_TAG = "ir_sha256"
MAX_TAG_CHARACTERS = 63  # a server refuses longer ones; a SHA-256 has 64

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the sources of a version lie. It is no content: the same content keeps its version."""

    commit: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """What became of one pipeline."""

    pipeline: str
    version: str
    uploaded: bool
    latest: str

    def words(self) -> str:
        """One line for a person."""
        line = f"{self.pipeline}: {self.version} {'uploaded' if self.uploaded else 'is there already'}"
        if self.latest == self.version:
            return line
        return (
            f"{line}, but the server's latest version is {self.latest}, made after it: schedules that follow the "
            "latest run that one; pin this version in manifests/schedules.yaml (`version:`)"
        )


def publish(kfp: Kfp, pipelines: Iterable[Compiled], origin: Origin) -> list[Published]:
    """Make sure that each compiled pipeline is a version on the server.

    Raises:
        BadInput: A version of the same name holds something else.
        NoAnswer: The server did not answer; what was done stays, and running again goes on from there.
    """
    return [_publish(kfp, compiled, origin) for compiled in pipelines]


def _publish(kfp: Kfp, compiled: Compiled, origin: Origin) -> Published:
    pipeline, _ = ensured(
        lambda: find_pipeline(kfp, compiled.pipeline),
        lambda: create_pipeline(kfp, compiled.pipeline, compiled.about),
    )
    version, uploaded = ensured(
        lambda: _same_version(kfp, pipeline, compiled), lambda: _upload(kfp, pipeline, compiled, origin)
    )
    latest = latest_version(kfp, pipeline.pipeline_id) or version
    return Published(compiled.pipeline, compiled.version, uploaded, latest.known_as)


def ensured(find: Callable[[], T | None], make: Callable[[], T]) -> tuple[T, bool]:
    """What is looked for, made where it is absent, and whether it was made here.

    An answer that was lost and a conflict with somebody else end alike: by looking again.

    Raises:
        NoAnswer: Making it fails time and again.
    """
    for attempt in range(1, ATTEMPTS + 1):
        if (found := find()) is not None:
            return found, False
        try:
            return make(), True
        except (NoAnswer, AlreadyThere):
            if attempt == ATTEMPTS:
                raise
            time.sleep(SECONDS_BETWEEN_ATTEMPTS * attempt)
    raise AssertionError("the last attempt returns or raises")


def _same_version(kfp: Kfp, pipeline: Pipeline, compiled: Compiled) -> Version | None:
    version = find_version(kfp, pipeline.pipeline_id, compiled.version)
    if version is None:
        return None
    there = version.tags.get(DIGEST_TAG)
    if there is not None and there != compiled.digest[:MAX_TAG_CHARACTERS]:
        raise BadInput(
            f"{compiled.version}: the server's version of this name holds something else (tag {DIGEST_TAG} is "
            f"{there}): it was not made by this command; delete it in the UI and run again"
        )
    return version


def _upload(kfp: Kfp, pipeline: Pipeline, compiled: Compiled, origin: Origin) -> Version:
    tags = {DIGEST_TAG: compiled.digest, "profile": compiled.profile, "commit": origin.commit}
    return upload_version(
        kfp,
        pipeline.pipeline_id,
        compiled.version,
        compiled.text,
        description=compiled.description,
        tags={key: value[:MAX_TAG_CHARACTERS] for key, value in tags.items() if value},
        source_url=origin.url,
    )
