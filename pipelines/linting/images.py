"""What the name of a container image promises."""

import re

_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")


def image_problem(image: str) -> str | None:
    """What is wrong with an image that must always be the same bytes."""
    if _DIGEST.search(image):
        return None
    return f"image {image or '(none)'} is not pinned by digest (name@sha256:…)"


def is_latest(image: str) -> bool:
    """Whether the name means whatever was pushed last: a tag ``latest``, or neither tag nor digest."""
    if "@" in image or not image:
        return False
    tag = image.rpartition("/")[2].partition(":")[2]
    return tag in ("", "latest")
