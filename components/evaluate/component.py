"""Evaluate as a KFP component."""

from typing import Any

from kfp import dsl
from kfp.dsl import Artifact, Dataset, Input, Markdown, Metrics, Model, Output

from components import images


@dsl.component(base_image=images.GPU, install_kfp_package=False)
def evaluate(
    base: Input[Model],
    adapter: Input[Model],
    splits: Input[Dataset],
    summary: Output[Artifact],
    metrics: Output[Metrics],
    overview: Output[Markdown],
    settings: dict[str, Any],
) -> None:
    """Compare base and tuned model on the same test records.

    Args:
        base: The base model, or a reference to it.
        adapter: What training left.
        splits: The splits; the test records are asked.
        summary: Table, slices and all answers with what the parser found in them, JSON.
        metrics: The table's numbers.
        overview: The table as people read it.
        settings: Section `evaluate` of the configuration.
    """
    import math
    from pathlib import Path

    from components.evaluate.settings import EvaluateSettings
    from components.evaluate.stage import evaluate_models
    from components.shared.progress import open_progress
    from components.shared.reports import render_evaluation

    with open_progress("evaluate") as progress:
        result = evaluate_models(
            Path(base.path), Path(adapter.path), Path(splits.path), EvaluateSettings(**settings), progress
        )
    result.write(summary.path)
    Path(overview.path).write_text(render_evaluation(result), encoding="utf-8")
    metrics.log_metric("records", result.records)
    for measure in result.measures:
        for column, value in (("base", measure.base), ("tuned", measure.tuned), ("difference", measure.difference)):
            if value is not None and math.isfinite(value.value):  # protobuf's JSON has no NaN
                metrics.log_metric(f"{measure.key}_{column}", value.value)
