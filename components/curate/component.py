"""The KFP wrapper of curate."""

from typing import Any

from kfp import dsl
from kfp.dsl import Artifact, Dataset, Input, Metrics, Output

from components import images


@dsl.component(base_image=images.CPU, install_kfp_package=False)
def curate(
    corpus: Input[Dataset],
    curated: Output[Dataset],
    summary: Output[Artifact],
    metrics: Output[Metrics],
    settings: dict[str, Any],
) -> int:
    """Keep the records worth learning from.

    Args:
        corpus: Records as ingested, Parquet.
        curated: The records kept, Parquet.
        summary: How many records met each fate, JSON.
        metrics: The same counts.
        settings: Section `curate` of the configuration.

    Returns:
        How many records were kept.
    """
    from pathlib import Path

    from components.curate.settings import CurateSettings
    from components.curate.stage import curate_corpus
    from components.shared.environment import generator_token, object_store_url
    from components.shared.progress import open_progress
    from components.shared.reviews import effective, open_decisions

    chosen = CurateSettings(**settings)
    decisions = effective(open_decisions(chosen.reviews, object_store_url()))
    with open_progress("curate") as progress:
        endpoint = None
        if chosen.generate.endpoint:
            from components.curate.generate.endpoint import open_endpoint

            endpoint = open_endpoint(chosen.generate, generator_token(), object_store_url())
        counted = curate_corpus(Path(corpus.path), Path(curated.path), chosen, progress, decisions, endpoint)
        counted.write(summary.path)
    for fate, count in counted.fates.items():
        metrics.log_metric(fate, count)
    return counted.fates["kept"]
