"""Versions of one method from a history: whether the judge sees what the newer one mends.

A commit that says "fixed" often reworks, moves or renames, and what it says is known to its author only. Of 1,848
such pairs of nine libraries that passed all other filters the judge sees in 154 that a fault is gone and none is new.
"""

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache

from components.shared.bsl import Finding, normalised_tokens
from components.shared.judging import judge_code
from components.shared.records import FROM_HISTORY, Record

LEAST_ALIKE = 0.7  # more changed tokens than that are a rework, and the fault is gone by the way
MOST_NAMED = 3
_CODE = re.compile(r"```bsl\n(.*)\n```\Z", re.S)


def is_from_history(record: Record) -> bool:
    """Whether a record is a pair of versions that no person has read."""
    return record.generator == FROM_HISTORY and record.reviewer_kind != "person"


@lru_cache(maxsize=4)
def mended(record: Record) -> tuple[str, ...]:
    """Titles, in Russian, of what the judge finds in the code as it was and not as it became.

    Empty where nothing is seen to be mended, something new is found, or too much is changed.
    """
    found = _CODE.search(record.input)
    if not found or not _is_alike(found[1], record.output):
        return ()
    before, after = (_counted(record, code) for code in (found[1], record.output))
    gone = before - after
    return () if after - before else tuple(sorted(gone))


def with_faults_told(record: Record) -> Record:
    """A pair whose task names the faults; what its commit said explains the answer."""
    whose, _, message = record.instruction.partition(": ")
    faults = "; ".join(mended(record)[:MOST_NAMED])
    return record.model_copy(update={"instruction": f"{whose}: {faults}.", "rationale": record.rationale or message})


def _is_alike(before: str, after: str) -> bool:
    return SequenceMatcher(None, normalised_tokens(before), normalised_tokens(after), False).ratio() >= LEAST_ALIKE


def _counted(record: Record, code: str) -> Counter[str]:
    return Counter(finding.rule.title_ru for finding in judge_code(record, code).findings if _counts(finding))


def _counts(finding: Finding) -> bool:
    return finding.rule.strength != "report"
