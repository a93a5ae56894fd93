"""The KFP wrapper of split."""

from typing import Any

from kfp import dsl
from kfp.dsl import Artifact, Dataset, Input, Metrics, Output

from components import images


@dsl.component(base_image=images.CPU, install_kfp_package=False)
def split(
    curated: Input[Dataset],
    splits: Output[Dataset],
    summary: Output[Artifact],
    metrics: Output[Metrics],
    settings: dict[str, Any],
) -> int:
    """Divide records into train, validation and test, module by module.

    Args:
        curated: Records as kept, Parquet.
        splits: Folder with the three splits and the layouts that trainers read.
        summary: Sizes and mix of the splits, JSON.
        metrics: Sizes of the splits, records set aside as too near to validation or test, and categories of train.
        settings: Section `split` of the configuration.

    Returns:
        How many records there are to train on.
    """
    from pathlib import Path

    from components.shared.progress import open_progress
    from components.split.settings import SplitSettings
    from components.split.stage import split_records

    with open_progress("split") as progress:
        divided = split_records(Path(curated.path), Path(splits.path), SplitSettings(**settings), progress)
        divided.write(summary.path)
    for name in ("train", "validation", "test"):
        metrics.log_metric(name, getattr(divided, name))
    metrics.log_metric("quarantined", sum(divided.quarantined.values()))
    for category, count in divided.by_category["train"].items():
        metrics.log_metric(f"train: {category}", count)
    return divided.train
