"""Records in an order that depends on nothing but themselves, so that the same records make the same files."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from components.shared.folders import scratch_folder
from components.shared.records import Record, to_json

RECORDS_PER_PART = 20_000

_Keyed = tuple[bytes, str, Record]


def in_order(records: Iterable[Record], count: int, scratch: Path) -> Iterator[Record]:
    """Records ordered by the digest of their id, as good as shuffled.

    Args:
        records: In any order.
        count: How many there are, roughly: it tells how many parts keep the memory bounded.
        scratch: A folder that is free to be made; it is gone afterwards.
    """
    parts = -(-count // RECORDS_PER_PART)
    if parts <= 1:
        yield from _sorted(records)
        return
    with scratch_folder(scratch) as folder:
        _divide(records, parts, folder)
        for part in range(parts):
            with (folder / str(part)).open(encoding="utf-8") as lines:
                yield from _sorted(Record.model_validate_json(line) for line in lines)


def _divide(records: Iterable[Record], parts: int, folder: Path) -> None:
    with ExitStack() as files:
        opened = [
            files.enter_context((folder / str(part)).open("w", encoding="utf-8", newline="\n")) for part in range(parts)
        ]
        for record in records:
            # the upper digits, so that the parts one after another are in order too
            part = int.from_bytes(_digest(record), "big") * parts >> 64
            opened[part].write(to_json(record) + "\n")


def _sorted(records: Iterable[Record]) -> Iterator[Record]:
    keyed = sorted(((_digest(record), to_json(record), record) for record in records), key=_key)
    return (record for _, _, record in keyed)


def _key(keyed: _Keyed) -> tuple[bytes, str]:
    return keyed[:2]


def _digest(record: Record) -> bytes:
    return hashlib.blake2b(record.id.encode(), digest_size=8).digest()
