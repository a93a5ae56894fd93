"""The rule of the lock of images."""

from collections.abc import Iterator
from pathlib import Path

from components.shared.errors import BadInput, Refused
from pipelines.linting.rules import Problem, rule


@rule("images-lock-stale", "lock", "warning")
def images_lock_stale(root: Path) -> Iterator[Problem]:
    """The digests are of images that were made of other files than lie here: what runs is not what is read.

    A warning, because between a change and the push of its images this is so.

    Bad:  docker/images.lock.yaml from before a change in components/
    Good: bsl images build --push, bsl images lock, bsl compile
    """
    from pipelines.images.lock import check_lock

    try:
        check_lock(root)
    except (Refused, BadInput) as error:
        yield 1, str(error)
