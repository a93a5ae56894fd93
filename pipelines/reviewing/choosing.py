"""Which records somebody should look at: some of each category and of each filter, all that a person never wrote."""

import heapq
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from components.curate.filters import fate_of
from components.curate.settings import CurateSettings
from components.shared.records import Record, read_records
from components.shared.reports.words import CATEGORIES, FATES
from pipelines.reviewing.sheet import Chosen

# made by rules from code that is looked at itself, and by the thousand: some are enough
BY_RULE = "derived:"
JUDGED_PER_FATE = 60


def choose(
    curated: Path, corpus: Path | None, settings: CurateSettings, per_category: int, per_filter: int
) -> Iterator[Chosen]:
    """Choose records; the same files give the same choice, whatever their order: ids are hashes, the least are taken.

    Args:
        curated: Records as kept.
        corpus: Records as ingested, for a look at what the filters leave out; None: no such look.
        settings: Those that the filters ran with.
        per_category: How many of each category.
        per_filter: How many of each filter, as far as a sample of the corpus has them.
    """
    seen = set[str]()
    for one in (*_kept(curated, per_category), *(_dropped(corpus, settings, per_filter) if corpus else ())):
        if one.record.id not in seen:
            seen.add(one.record.id)
            yield one


def needs_eyes(record: Record) -> str:
    """Why a record must be read whatever the sample is; empty: it need not."""
    if record.reviewer_kind == "person":
        return ""
    if record.source == "correction":
        return "исправление пользователя"
    if record.generator.startswith("model:"):
        return f"написано моделью: {record.generator.removeprefix('model:')}"
    return ""


def _kept(curated: Path, per_category: int) -> list[Chosen]:
    all_of_them: list[Chosen] = []
    groups: dict[str, list[tuple[str, Record]]] = defaultdict(list)
    for record in read_records(curated):
        if record.reviewer_kind == "person" or record.source == "template":
            continue
        if why := needs_eyes(record):
            all_of_them.append(Chosen(record, why))
            continue
        made = f", сделано правилом {record.generator}" if record.generator else ""
        name = f"выборка: {CATEGORIES.get(record.category, record.category)}{made}"
        _keep_least(groups[name], record, per_category)
    all_of_them.sort(key=lambda one: (one.reason, one.record.id))
    return all_of_them + _sorted(groups)


def _dropped(corpus: Path, settings: CurateSettings, per_filter: int) -> list[Chosen]:
    """Some of what each filter left out; copies are no mistake that a reader of one record could see."""
    sample: list[tuple[str, Record]] = []
    for record in read_records(corpus):
        _keep_least(sample, record, JUDGED_PER_FATE * per_filter)
    groups: dict[str, list[tuple[str, Record]]] = defaultdict(list)
    for _, record in sample:
        if fate := fate_of(record, settings):
            _keep_least(groups[f"отброшено: {FATES.get(fate, fate)}"], record, per_filter)
    return _sorted(groups)


def _keep_least(heap: list[tuple[str, Record]], record: Record, most: int) -> None:
    """Keep the records with the least ids; the greatest of those kept is on top."""
    item = (_turned(record.id), record)
    if len(heap) < most:
        heapq.heappush(heap, item) if all(item[0] != kept[0] for kept in heap) else None
    elif heap and item[0] > heap[0][0] and all(item[0] != kept[0] for kept in heap):
        heapq.heapreplace(heap, item)


def _turned(record_id: str) -> str:
    """Greater for lesser ids."""
    return f"{2**128 - 1 - int(record_id, 16):032x}"


def _sorted(groups: dict[str, list[tuple[str, Record]]]) -> list[Chosen]:
    return [
        Chosen(record, name)
        for name in sorted(groups)
        for _, record in sorted(groups[name], key=lambda item: item[1].id)
    ]
