"""Deletes what was chosen, in an order that leaves everything that can be seen whole at any moment."""

import logging
import time
from collections.abc import Callable, Iterator

from components.shared.object_store import ObjectStore
from pipelines.collecting.choosing import Choice
from pipelines.collecting.units import Unit

LOOK_AGAIN_SECONDS = 10
logger = logging.getLogger(__name__)


def delete(store: ObjectStore, choose: Callable[[], list[Choice]], first: list[Choice]) -> Iterator[Unit]:
    """Delete what nothing refers to, one unit after the other; gives each when it is gone.

    What is referred to is looked up anew every few seconds: a deploy or a registration may have come in between. A
    unit that is half deleted after a kill is finished by the next run.

    Args:
        store: Where it lies.
        choose: Looks at everything.
        first: What it said just now.
    """
    choices, looked_at = first, time.monotonic()
    while garbage := [choice.unit for choice in choices if not choice.kept_because]:
        for unit in garbage:
            if time.monotonic() - looked_at > LOOK_AGAIN_SECONDS:
                break
            for entry in unit.entries:
                store.delete(entry.key)
            logger.info("deleted %s %s: %d objects, %d bytes", unit.kind, unit.name, len(unit.entries), unit.size_bytes)
            yield unit
        choices, looked_at = choose(), time.monotonic()
