"""Chance that depends on nothing but what it decides on: the same record meets the same lot in every run."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def lot(*parts: str) -> float:
    """A number from 0 up to 1, evenly spread over all texts."""
    digest = hashlib.blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def pick(items: Sequence[Item], *parts: str) -> Item:
    """One of several."""
    return items[int(lot(*parts) * len(items))]
