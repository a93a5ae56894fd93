"""Which split a record belongs to: told by its module alone, so that it never changes as the data grow."""

import hashlib
from typing import Literal

from components.split.settings import SplitSettings

SplitName = Literal["train", "validation", "test"]
SPLITS: tuple[SplitName, ...] = ("train", "validation", "test")


def split_of(module_key: str, settings: SplitSettings) -> SplitName:
    """The split of a module. Methods of one module resemble each other, so they stay together.

    Args:
        module_key: The module without configuration and repository: the same library in two of them is one.
        settings: Shares and salt.
    """
    digest = hashlib.blake2b(f"{settings.salt}\n{module_key}".encode(), digest_size=8).digest()
    place = int.from_bytes(digest, "big") / 2**64
    if place < settings.train_share:
        return "train"
    return "validation" if place < settings.train_share + settings.validation_share else "test"
