"""The work of ingest: every source in turn, streamed into one file of records."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from components.ingest.community import read_community
from components.ingest.context_known import has_configuration, known_of_folder, known_of_knowledge_base, once
from components.ingest.context_stage import with_context
from components.ingest.corrections import Seeds, find_seeds, read_corrections
from components.ingest.knowledge_base import read_knowledge_base
from components.ingest.module_files import open_source
from components.ingest.modules import read_modules
from components.ingest.patterns import read_patterns
from components.ingest.profile import told_count, told_drops
from components.ingest.public_sets import read_public
from components.ingest.repositories import RepositoryAccess, read_repositories
from components.ingest.settings import IngestSettings, SourceSettings
from components.ingest.tally import Tally
from components.ingest.templates import read_templates
from components.shared.errors import BadInput
from components.shared.folders import scratch_folder
from components.shared.progress import Progress, silent
from components.shared.records import Record, write_records
from components.shared.summaries import IngestSummary, SourceCount


class _Urls(NamedTuple):
    """Addresses of what lies outside, and where files of the run may lie until it ends."""

    ratings: str
    knowledge_base: str
    repositories: RepositoryAccess
    scratch: Path


def ingest_sources(
    corpus: Path,
    settings: IngestSettings,
    ratings_url: str,
    progress: Progress = silent,
    knowledge_base_url: str = "",
    repositories: RepositoryAccess | None = None,
) -> IngestSummary:
    """Write the records of all sources to ``corpus``.

    Args:
        corpus: File to write.
        settings: The sources.
        ratings_url: Where users' ratings are kept.
        progress: Told how far each source is.
        knowledge_base_url: Where the knowledge base is; needed by sources of this kind only.
        repositories: The token for hosts of repositories, and where archives are kept.

    Returns:
        What each source gave, and what was left out for which reason.

    Raises:
        BadInput: A source is missing, empty or malformed, or all of them together gave nothing.
    """
    started = time.monotonic()
    tallies = [Tally() for _ in settings.sources]
    with scratch_folder(corpus.with_name(corpus.name + ".scratch")) as scratch:
        access = replace(repositories or RepositoryAccess(), scratch=scratch)
        urls = _Urls(ratings_url, knowledge_base_url, access, scratch)
        total = write_records(corpus, _records(settings, urls, tallies, progress))
    return IngestSummary(
        records=total,
        sources=tuple(
            told_count(_count(source, tally), tally, settings.profile)
            for source, tally in zip(settings.sources, tallies, strict=True)
        ),
        drops=told_drops(tallies, settings.profile),
        by_category=_sum(tally.categories for tally in tallies),
        by_license=_sum(tally.licenses for tally in tallies),
        seconds=time.monotonic() - started,
    )


def _records(settings: IngestSettings, urls: _Urls, tallies: list[Tally], progress: Progress) -> Iterator[Record]:
    wants_corrections = any(source.kind == "corrections" for source in settings.sources)
    seeds = find_seeds(urls.ratings) if wants_corrections else Seeds()
    for source, tally in sorted(zip(settings.sources, tallies, strict=True), key=_is_corrections):
        yield from seeds.watch(tally.counted(_read(source, settings, urls, seeds, tally, progress)))
    if not any(tally.records for tally in tallies):
        kinds = ", ".join(source.kind for source in settings.sources)
        raise BadInput(f"ingest.sources: no record came from them ({kinds}); add a folder of patterns or modules")


def _is_corrections(source: tuple[SourceSettings, Tally]) -> bool:
    """Corrections come last, wherever they stand: they go where the records go that users were asked about."""
    return source[0].kind == "corrections"


def _read(
    source: SourceSettings, settings: IngestSettings, urls: _Urls, seeds: Seeds, tally: Tally, progress: Progress
) -> Iterator[Record]:
    match source.kind:
        case "patterns":
            return read_patterns(source.path, tally, progress)
        case "community":
            return read_community(source, tally, progress)
        case "public":
            return read_public(source, tally, progress)
        case "modules":
            return _read_folder(source, settings, urls.scratch, tally, progress)
        case "templates":
            return read_templates(source, tally, progress)
        case "corrections":
            return read_corrections(source, urls.ratings, seeds, tally, progress)
        case "knowledge_base":
            records = read_knowledge_base(source, urls.knowledge_base, tally, progress)
            known = partial(known_of_knowledge_base, source, urls.knowledge_base)
            return with_context(records, known, settings.context, tally, progress, urls.scratch)
        case "repository":
            choices = (settings.max_file_bytes, settings.context)
            return read_repositories(source, *choices, urls.repositories, tally, progress)


def _read_folder(
    source: SourceSettings, settings: IngestSettings, scratch: Path, tally: Tally, progress: Progress
) -> Iterator[Record]:
    folder = open_source(source, settings.max_file_bytes)
    records = read_modules(folder, tally, progress)
    if not settings.context.entries or not has_configuration(folder):
        return records
    known = once(partial(known_of_folder, folder))
    return with_context(records, known, settings.context, tally, progress, scratch)


def _count(source: SourceSettings, tally: Tally) -> SourceCount:
    return SourceCount(
        kind=source.kind,
        path=source.path,
        configuration=source.configuration or ", ".join(sorted(tally.configurations)),
        repository=tally.repository,
        commit=tally.commit,
        snapshot=tally.snapshot,
        license=", ".join(sorted(tally.licenses)),
        files=tally.files,
        methods=tally.methods,
        records=tally.records,
        dropped=dict(sorted(tally.dropped.items())),
        layouts=dict(sorted(tally.layouts.items())),
        columns=tally.columns,
        context=dict(sorted(tally.context.items())),
        by_user={user: dict(sorted(counts.items())) for user, counts in sorted(tally.by_user.items())},
    )


def _sum(counters: Iterator[Counter[str]]) -> dict[str, int]:
    total: Counter[str] = sum(counters, Counter())
    return dict(sorted(total.items()))
