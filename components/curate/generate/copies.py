"""Generated answers that are near to an answer that is there already: to any kept record, or to one another."""

from itertools import islice
from pathlib import Path

import numpy as np

from components.curate.leaders import find_leaders
from components.curate.sifting import Sketches, sketch
from components.shared.records import Record, read_records
from components.shared.shingles import comparable_text, joined

KEPT_AT_ONCE = 5000
_GROUP = "write"


def near_copies(made: list[Record], kept: Path, threshold: float) -> set[str]:
    """Ids of those records whose answer is a copy, or almost one; of two such made ones the first stays.

    Args:
        made: Records with new answers, none of them without a token.
        kept: Records that are kept; they always come first, because people wrote them.
        threshold: Least Jaccard similarity of 5-grams of tokens that makes a copy.
    """
    if not made:
        return set()
    copies: set[str] = set()
    own = _sketched(made)
    answers = (record for record in read_records(kept) if record.task == "write" and comparable_text(record).strip())
    while block := list(islice(answers, KEPT_AT_ONCE)):
        others = _sketched(block)
        both = Sketches(joined([others.sets, own.sets]), np.concatenate((others.bands, own.bands)))
        leaders = _leaders(both, threshold)[len(block) :]
        copies |= {record.id for record, leader in zip(made, leaders, strict=True) if leader < len(block)}
    rest = [record for record in made if record.id not in copies]
    leaders = _leaders(_sketched(rest), threshold) if rest else []
    return copies | {record.id for number, record in enumerate(rest) if leaders[number] != number}


def _leaders(sketches: Sketches, threshold: float) -> list[int]:
    found: list[int] = find_leaders(sketches.bands, sketches.sets, np.arange(len(sketches.bands)), threshold).tolist()
    return found


def _sketched(records: list[Record]) -> Sketches:
    return sketch([comparable_text(record) for record in records], [_GROUP] * len(records))
