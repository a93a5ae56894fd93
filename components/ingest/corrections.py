"""Records from users' corrections: a bad answer, and how it should have been written."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from components.ingest.categories import category_of
from components.ingest.licenses import REDISTRIBUTABLE, UNKNOWN
from components.ingest.methods import language_of, record_id
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.bsl import Module, extract_code, parse
from components.shared.progress import Progress
from components.shared.ratings import Rating, RatingStore, open_ratings
from components.shared.records import Record

HIGHEST_BAD_RATING = 2


@dataclass(slots=True)
class Seeds:
    """Records that were put to users, by id. What is made of one goes where the record goes: into the same split."""

    wanted: frozenset[str] = frozenset()
    module_keys: dict[str, str] = field(default_factory=dict)

    def watch(self, records: Iterator[Record]) -> Iterator[Record]:
        """Remember the module keys of wanted records as they pass."""
        for record in records:
            if record.id in self.wanted:
                self.module_keys.setdefault(record.id, record.module_key)
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
    for number, rating in enumerate(store.ratings(), start=1):
        tally.methods += 1
        code = extract_code(rating.corrected_code)
        module = parse(code)
        reason = unfit(rating, module)
        if reason:
            tally.drop(reason, f"ratings/{rating.answer_id}", detail=str(module.errors[0]) if module.errors else "")
        else:
            yield _record(rating, code, module, source, _seed(store, rating, seeds))
        progress("corrections", number)


def unfit(rating: Rating, module: Module) -> str:
    """Why a rating makes no record; empty when it makes one."""
    if rating.rater != "person":
        return "automatic_rater"
    if rating.user_rating > HIGHEST_BAD_RATING:
        return "answer_was_good"
    if not rating.corrected_code.strip():
        return "no_correction"
    if module.errors or not (module.methods or module.statements):
        return "correction_does_not_parse"
    return "" if rating.user_query.strip() else "no_query"


def _seed(store: RatingStore, rating: Rating, seeds: Seeds) -> tuple[str, str]:
    """The record that was asked and its module key; for a question of a user's own, a key of the question."""
    answer = store.answer(rating.answer_id)
    record_id_ = answer.record_id if answer else ""
    question = " ".join(rating.user_query.casefold().split())
    digest = hashlib.blake2b(question.encode(), digest_size=8).hexdigest()
    return record_id_, seeds.module_keys.get(record_id_, f"Correction.{digest}")


def _record(rating: Rating, code: str, module: Module, source: SourceSettings, seed: tuple[str, str]) -> Record:
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
