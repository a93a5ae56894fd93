"""A record that is made of another one."""

import hashlib
from typing import Any

from components.shared.records import Record


def child_of(parent: Record, kind: str, **changes: Any) -> Record:
    """The parent with changes: origin, licence and module are its parent's, and nobody has read it yet.

    Args:
        parent: What it is made of.
        kind: How it is made; the same text made in two ways is two records.
        changes: Fields that differ from the parent's.
    """
    unread = {"parent_id": parent.id, "copies": 1, "origins": (), "reviewer": "", "reviewer_kind": ""}
    made = parent.model_copy(update={**unread, **changes})
    facts = (parent.id, kind, made.instruction, made.input, made.output)
    identifier = hashlib.blake2b("\x1e".join(facts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return made.model_copy(update={"id": identifier, "cluster_id": identifier})
