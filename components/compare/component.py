"""The compare stage as a KFP component."""

from typing import Any

from kfp import dsl
from kfp.dsl import HTML, Artifact, Output

from components import images


@dsl.component(base_image=images.CPU, install_kfp_package=False)
def compare(summary: Output[Artifact], report: Output[HTML], settings: dict[str, Any]) -> str:
    """Promote the canary, raise its share, wait, or roll it back, by what came of the answers of both versions.

    Args:
        summary: The decision with the evidence behind it, JSON.
        report: The whole story of the version with this decision, one page.
        settings: Section `compare` of the configuration.

    Returns:
        promote, advance, hold, roll_back or nothing.
    """
    from datetime import UTC, datetime
    from pathlib import Path

    from components.compare.settings import CompareSettings
    from components.compare.stage import compare_variants, report_summaries
    from components.shared.environment import object_store_url, ratings_url
    from components.shared.object_store import open_object_store
    from components.shared.progress import open_progress
    from components.shared.ratings import open_ratings
    from components.shared.registry import Registry
    from components.shared.reports import render_report

    choices = CompareSettings(**settings)
    with open_progress("compare") as progress:
        registry = Registry(open_object_store(object_store_url()), choices.name)
        ratings = open_ratings(ratings_url())
        compared = compare_variants(registry, ratings, choices, now=datetime.now(UTC), progress=progress)
        progress("writing the report")
        Path(report.path).write_text(render_report(report_summaries(registry, compared)), encoding="utf-8")
    compared.write(summary.path)
    summary.metadata["decision"] = compared.decision
    summary.metadata["reason"] = compared.reason
    return compared.decision
