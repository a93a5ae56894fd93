"""Quantize as a KFP component."""

from typing import Any

from kfp import dsl
from kfp.dsl import Artifact, Dataset, Input, Metrics, Model, Output

from components import images


@dsl.component(base_image=images.GPU, install_kfp_package=False)
def quantize(
    base: Input[Model],
    adapter: Input[Model],
    splits: Input[Dataset],
    quantized: Output[Model],
    summary: Output[Artifact],
    metrics: Output[Metrics],
    settings: dict[str, Any],
) -> None:
    """Merge the adapter into the base model, make it 8 bits wide and judge what was lost.

    Args:
        base: The base model, or a reference to it.
        adapter: What training left.
        splits: The splits; test and validation records are what it is judged by.
        quantized: The servable model.
        summary: Sizes, perplexity, agreement and speed before and after, JSON.
        metrics: The same numbers.
        settings: Section `quantize` of the configuration.
    """
    from pathlib import Path

    from components.quantize.settings import QuantizeSettings
    from components.quantize.stage import quantize_model
    from components.shared.progress import open_progress

    with open_progress("quantize") as progress:
        result = quantize_model(
            Path(base.path),
            Path(adapter.path),
            Path(splits.path),
            Path(quantized.path),
            QuantizeSettings(**settings),
            progress,
        )
    result.write(summary.path)
    for name, value in result.model_dump(exclude={"seconds"}).items():
        if isinstance(value, int | float):
            metrics.log_metric(name, value)
    quantized.metadata.update(format=result.format, weights_sha256=result.weights_sha256)
