"""Records from users' corrections: a bad answer, and how it should have been written.

What a rating becomes:

| a person's rating | becomes |
| --- | --- |
| 1–2 with a correction that is well-formed and changes the answer | an example: the question, the correction |
| 1–2 without a correction | nothing: what is bad shows nobody what is good |
| 3, and 4–5 with or without a correction | nothing: a model does not learn from its own answers |
| several different corrections of one answer | that of most users; where none has most, none at all |
| any, beyond the quota of its user | nothing: one user does not write a data set |

An automatic rating becomes nothing. Whether a correction compiles, is good code, holds a secret or is near to a test
example is decided where that is decided of every example, in curate and split; `bsl review` shows all of them.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from components.ingest.categories import category_of
from components.ingest.licenses import REDISTRIBUTABLE, UNKNOWN
from components.ingest.methods import language_of, record_id
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.bsl import Module, extract_code, normalised_tokens, parse
from components.shared.progress import Progress
from components.shared.ratings import Rating, RatingStore, open_ratings
from components.shared.records import Record

HIGHEST_BAD_RATING = 2
NEUTRAL_RATING = 3


class _Correction(NamedTuple):
    rating: Rating
    code: str
    module: Module


@dataclass(slots=True)
class Seeds:
    """Records that were put to users, by id. What is made of one goes where the record goes: into the same split."""

    wanted: frozenset[str] = frozenset()
    module_keys: dict[str, str] = field(default_factory=dict)

    def watch(self, records: Iterator[Record]) -> Iterator[Record]:
        """Remember the module keys of wanted records as they pass; of copies the least, whatever their order."""
        for record in records:
            if record.id in self.wanted:
                known = self.module_keys.get(record.id, record.module_key)
                self.module_keys[record.id] = min(known, record.module_key)
            yield record


def find_seeds(ratings_url: str) -> Seeds:
    """Which records users were asked about."""
    answers = open_ratings(ratings_url).answers()
    return Seeds(frozenset(answer.record_id for answer in answers if answer.record_id))


def read_corrections(
    source: SourceSettings, ratings_url: str, seeds: Seeds, tally: Tally, progress: Progress
) -> Iterator[Record]:
    """Make a record of every correction by a person that parses; count every other rating.

    Args:
        source: Its settings may name the licence that users agreed to.
        ratings_url: Where ratings are kept.
        seeds: Records met so far.
        tally: Grows by what is met and what is left out.
        progress: Told after each rating.
    """
    store = open_ratings(ratings_url)
    by_answer: dict[str, list[_Correction]] = {}
    for number, rating in enumerate(store.ratings(), start=1):
        tally.methods += 1
        code = extract_code(rating.corrected_code)
        module = parse(code)
        if reason := unfit(rating, module):
            detail = str(module.errors[0]) if module.errors else ""
            tally.drop(reason, f"ratings/{rating.answer_id}", detail=detail)
        else:
            by_answer.setdefault(rating.answer_id, []).append(_Correction(rating, code, module))
        progress("corrections", number)
    taken: Counter[str] = Counter()
    for corrections in by_answer.values():
        for wanted in _agreed(corrections, tally):
            if taken[wanted.rating.user] == source.max_per_user:
                tally.drop("over_quota", f"ratings/{wanted.rating.answer_id}")
                continue
            taken[wanted.rating.user] += 1
            yield _record(wanted, source, _seed(store, wanted.rating, seeds))


def _agreed(corrections: list[_Correction], tally: Tally) -> list[_Correction]:
    """The correction of one answer that most users want, the first of equal ones; none where they disagree."""
    by_code: dict[tuple[str, ...], list[_Correction]] = {}
    for correction in corrections:
        by_code.setdefault(tuple(normalised_tokens(correction.code)), []).append(correction)
    most = max(map(len, by_code.values()))
    wanted = [group for group in by_code.values() if len(group) == most]
    agreed = wanted[0] if len(wanted) == 1 else []
    for correction in corrections:
        path = f"ratings/{correction.rating.answer_id}"
        if correction in agreed[1:]:
            tally.drop("duplicate", path)
        elif correction not in agreed:
            tally.drop("conflicting_corrections", path, detail=f"{len(by_code)} different ones of one answer")
    return agreed[:1]


def unfit(rating: Rating, module: Module) -> str:
    """Why a rating makes no record; empty when it makes one."""
    if rating.rater != "person":
        return "automatic_rater"
    if rating.user_rating > HIGHEST_BAD_RATING:
        return "answer_was_good" if rating.user_rating > NEUTRAL_RATING else "rating_is_neutral"
    if not rating.corrected_code.strip():
        return "no_correction"
    if module.errors or not (module.methods or module.statements):
        return "correction_does_not_parse"
    if normalised_tokens(extract_code(rating.generated_code)) == normalised_tokens(extract_code(rating.corrected_code)):
        return "correction_changes_nothing"
    return "" if rating.user_query.strip() else "no_query"


def _seed(store: RatingStore, rating: Rating, seeds: Seeds) -> tuple[str, str]:
    """The record that was asked and its module key; for a question of a user's own, a key of the question."""
    answer = store.answer(rating.answer_id)
    record_id_ = answer.record_id if answer else ""
    question = " ".join(rating.user_query.casefold().split())
    digest = hashlib.blake2b(question.encode(), digest_size=8).hexdigest()
    return record_id_, seeds.module_keys.get(record_id_, f"Correction.{digest}")


def _record(correction: _Correction, source: SourceSettings, seed: tuple[str, str]) -> Record:
    rating, code, module = correction
    only = module.methods[0] if len(module.methods) == 1 else None
    parent, module_key = seed
    license_name = source.license or UNKNOWN
    return Record(
        id=record_id(code, rating.user_query),
        instruction=rating.user_query,
        output=code,
        rationale="; ".join(rating.issues),
        category=category_of(code, "none"),
        # a question that brings code along asks for better code
        task="fix" if "```" in rating.user_query else "write",
        language=language_of(code),
        name=only.name if only else "",
        kind=only.kind if only else "module",
        export=bool(only and only.export),
        source="correction",
        path=f"ratings/{rating.answer_id}",
        license=license_name,
        license_source="settings" if source.license else "none",
        redistributable=license_name in REDISTRIBUTABLE,
        module_key=module_key,
        parent_id=parent,
    )
