"""The KFP wrapper of train."""

from typing import Any

from kfp import dsl
from kfp.dsl import Artifact, Dataset, Input, Metrics, Model, Output

from components import images


@dsl.component(base_image=images.GPU, install_kfp_package=False)
def train(
    base: Input[Model],
    splits: Input[Dataset],
    adapter: Output[Model],
    tensorboard: Output[Artifact],
    summary: Output[Artifact],
    metrics: Output[Metrics],
    settings: dict[str, Any],
    job: dict[str, Any] = {},  # noqa: B006  kfp reads the default, nobody changes it
) -> None:
    """Train an adapter of the base model on the splits.

    Args:
        base: The base model, or a reference to it.
        splits: The splits; train is learnt, validation is watched.
        adapter: The best adapter, in the format of peft; the whole model where all weights were trained.
        tensorboard: Events for TensorBoard: losses, perplexities, learning rate, norm of gradients.
        summary: How training went, JSON.
        metrics: Its main numbers.
        settings: Sections `training`, `optimization` and `hardware` of the configuration.
        job: The TrainJob that trains, as the deployment profile says; empty: this pod does.
    """
    from pathlib import Path

    from components.shared.cluster import open_cluster
    from components.shared.environment import object_store_url
    from components.shared.object_store import open_object_store
    from components.shared.progress import open_progress
    from components.train.settings import TrainSettings
    from components.train.stage import train_adapter
    from components.train.trainjob.settings import TrainJobSettings
    from components.train.trainjob.waiting import train_in_job

    paths = Path(base.path), Path(splits.path), Path(adapter.path), Path(tensorboard.path)
    store = open_object_store(object_store_url())
    with open_progress("train") as progress:
        if job:
            machine = TrainJobSettings(**job)
            result = train_in_job(
                *paths, TrainSettings(**settings), progress, store, machine, open_cluster(), object_store_url()
            )
        else:
            result = train_adapter(*paths, TrainSettings(**settings), progress, store)
        result.write(summary.path)
    for name, value in result.model_dump(exclude={"seconds"}).items():
        if isinstance(value, int | float):
            metrics.log_metric(name, value)
    adapter.metadata.update(adapter_sha256=result.adapter_sha256, best_step=result.best_step)
