"""The KFP wrapper of ingest."""

from typing import Any

from kfp import dsl
from kfp.dsl import Artifact, Dataset, Metrics, Output

from components import images


@dsl.component(base_image=images.CPU, install_kfp_package=False)
def ingest(
    corpus: Output[Dataset], summary: Output[Artifact], metrics: Output[Metrics], settings: dict[str, Any]
) -> int:
    """Read patterns, modules, templates, corrections and the knowledge base into one corpus of records.

    Args:
        corpus: All records, Parquet.
        summary: What each source gave and what was left out, JSON.
        metrics: Counts of records and of reasons.
        settings: Section `ingest` of the configuration.

    Returns:
        How many records there are.
    """
    from pathlib import Path

    from components.ingest.repositories import RepositoryAccess
    from components.ingest.settings import IngestSettings
    from components.ingest.stage import ingest_sources
    from components.shared.environment import knowledge_base_url, ratings_url, repository_token, user_cache_folder
    from components.shared.progress import open_progress

    chosen = IngestSettings(**settings)
    with open_progress("ingest") as progress:
        access = RepositoryAccess(repository_token(), user_cache_folder() / "repositories")
        counted = ingest_sources(Path(corpus.path), chosen, ratings_url(), progress, knowledge_base_url(), access)
        counted.write(summary.path)
    metrics.log_metric("records", counted.records)
    for category, count in counted.by_category.items():
        metrics.log_metric(category, count)
    for source in counted.sources:
        for reason, count in source.dropped.items():
            metrics.log_metric(f"{source.kind}: {reason}", count)
    return counted.records
