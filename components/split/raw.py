"""Plain code beside the examples, for training on code before instructions: modules put together from kept methods.

Every method in it is a record that was judged, freed of copies, licensed and split like any other, so nothing has to be
decided twice; what was dropped from a module is missing from its text. Regions and variables of modules are no part.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from components.shared.folders import scratch_folder
from components.shared.records import Record, Source

RECORDS_PER_PART = 20_000
SOURCES: frozenset[Source] = frozenset({"module", "knowledge_base"})


class Piece(NamedTuple):
    """One method and the module that it is a piece of."""

    module: str
    line: int
    text: str
    license: str
    facts: dict[str, str]


def is_module_code(record: Record) -> bool:
    """Whether a record holds a method as it stands in its module."""
    return record.source in SOURCES and record.task in ("write", "raw") and not record.parent_id


def write_raw(path: Path, records: Iterable[Record], count: int, scratch: Path) -> int:
    """Write one line for each module, in an order that depends on the modules alone.

    Args:
        path: File to write.
        records: Kept records of one split.
        count: How many there are, roughly: it tells how many parts keep the memory bounded.
        scratch: A folder that is free to be made; it is gone afterwards.

    Returns:
        How many modules there are.
    """
    modules = 0
    with scratch_folder(scratch) as folder, path.open("w", encoding="utf-8", newline="\n") as file:
        for part in _divided(filter(is_module_code, records), -(-count // RECORDS_PER_PART) or 1, folder):
            for line in _lines(part):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                modules += 1
    return modules


def _divided(records: Iterable[Record], parts: int, folder: Path) -> Iterator[list[Piece]]:
    """Pieces in lists, all of a module in one list; the digests of the modules rise from list to list."""
    with ExitStack() as files:
        opened = [
            files.enter_context((folder / str(part)).open("w", encoding="utf-8", newline="\n")) for part in range(parts)
        ]
        for record in records:
            piece = _piece(record)
            part = int(piece.module[:16], 16) * parts >> 64
            opened[part].write(json.dumps(piece, ensure_ascii=False) + "\n")
    for part in range(parts):
        with (folder / str(part)).open(encoding="utf-8") as lines:
            yield [Piece(*json.loads(line)) for line in lines]


def _piece(record: Record) -> Piece:
    facts = {
        "module_key": record.module_key,
        "configuration": record.configuration,
        "repository": record.repository,
        "commit": record.commit,
        "path": record.path,
    }
    digest = hashlib.blake2b(json.dumps([record.source, *facts.values()]).encode(), digest_size=16).hexdigest()
    return Piece(digest, record.line_start, record.output.strip("\n"), record.license, facts)


def _lines(pieces: list[Piece]) -> Iterator[dict[str, str]]:
    by_module: dict[str, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda piece: piece[:4]):
        by_module.setdefault(piece.module, []).append(piece)
    for module in by_module.values():
        text = "\n\n".join(piece.text for piece in module) + "\n"
        license_name = " AND ".join(sorted({piece.license for piece in module}))
        yield {"text": text, **module[0].facts, "license": license_name}
