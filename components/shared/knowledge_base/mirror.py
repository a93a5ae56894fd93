"""A copy of a reading in a folder, brought up to date by what changed: asked for are the changes and the keys.

What it gives is what a full reading would give, in the same order.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator
from heapq import merge
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from components.shared.folders import whole_file
from components.shared.knowledge_base.files import read_file, write_methods
from components.shared.knowledge_base.methods import KnowledgeBase, Notes, StoredMethod
from components.shared.knowledge_base.settings import ColumnSettings

logger = logging.getLogger(__name__)

VERSION = 1


class Mark(BaseModel):
    """Up to where a mirror was read. Written after the rows: what a killed run left is read again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    origin: str
    watermark: int
    rows: str  # name of the file with the rows


def read_mirrored(base: KnowledgeBase, folder: Path, notes: Notes) -> Iterator[StoredMethod]:
    """Bring a mirror up to date, then read it.

    Args:
        base: The knowledge base; where it cannot tell what changed, it is read whole and nothing is kept.
        folder: Where the mirror lies.
        notes: Filled as for a reading; rows are those that came from the server.
    """
    origin = base.origin()
    if not origin:
        yield from base.read(notes)
        return
    old = _read_mark(folder, origin)
    name = hashlib.blake2b(origin.encode(), digest_size=8).hexdigest()
    target = folder / f"{name}-{'b' if old and old.rows.endswith('-a.parquet') else 'a'}.parquet"
    write_methods(target, _brought_up_to_date(base, folder, old, notes) if old else base.rows(notes))
    mark = Mark(version=VERSION, origin=origin, watermark=notes.watermark, rows=target.name)
    with whole_file(folder / "mark.json") as partial:
        partial.write_text(mark.model_dump_json(), encoding="utf-8")
    for file in folder.glob("*-[ab].parquet"):
        if file != target:
            file.unlink()
    yield from read_file(target, ColumnSettings())


def _read_mark(folder: Path, origin: str) -> Mark | None:
    """What the mirror holds; None: nothing that can be built on."""
    try:
        mark = Mark.model_validate_json((folder / "mark.json").read_bytes())
    except (OSError, ValidationError):
        return None
    usable = mark.version == VERSION and mark.origin == origin and (folder / Path(mark.rows).name).is_file()
    return mark if usable else None


def _brought_up_to_date(base: KnowledgeBase, folder: Path, old: Mark, notes: Notes) -> Iterator[StoredMethod]:
    changed = {method.key: method for method in base.read(notes, since=old.watermark)}
    # asked for after the rows: what is removed in between is left out, what comes in between has a later mark
    there = set(base.keys())
    kept = (
        method
        for method in read_file(folder / old.rows, ColumnSettings())
        if method.key not in changed and method.key in there
    )
    order: Callable[[StoredMethod], object] = _by_number if notes.numeric_keys else _by_text
    yield from merge(kept, sorted((m for m in changed.values() if m.key in there), key=order), key=order)  # type: ignore


def _by_number(method: StoredMethod) -> int:
    return int(method.key)


def _by_text(method: StoredMethod) -> bytes:
    return method.key.encode()
