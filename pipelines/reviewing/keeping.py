"""Decisions into the place where they are kept: all of an import at once, or none."""

import fcntl
import os
from collections.abc import Sequence
from pathlib import Path

from components.shared.environment import object_store_url
from components.shared.errors import TryAgain
from components.shared.object_store import Conflict, open_object_store
from components.shared.reviews import STORE, STORE_KEY, Decision, Merged, merge, open_decisions, to_lines


def take(where: str, new: Sequence[Decision]) -> Merged:
    """Add decisions to those kept; the same sheet again changes nothing.

    Args:
        where: ``store``, or the path of a file.
        new: In the order of the sheet.

    Raises:
        TryAgain: Somebody else writes at this moment; nothing was changed.
    """
    return _into_store(new) if where == STORE else _into_file(Path(where), new)


def _into_store(new: Sequence[Decision]) -> Merged:
    store = open_object_store(object_store_url())
    before = store.etag(STORE_KEY)
    merged = merge(open_decisions(STORE, object_store_url()), new)
    if merged.added or merged.changed:
        try:
            store.put(STORE_KEY, to_lines(merged.decisions), if_absent=before is None, if_match=before)
        except Conflict as error:
            raise TryAgain("somebody else has just imported decisions; nothing was changed, try again") from error
    return merged


def _into_file(path: Path, new: Sequence[Decision]) -> Merged:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(path.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        merged = merge(open_decisions(str(path), "") if path.exists() else [], new)
        if merged.added or merged.changed:
            partial = path.with_name(path.name + ".partial")
            partial.write_bytes(to_lines(merged.decisions))
            os.replace(partial, path)
    return merged
