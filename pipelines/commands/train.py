"""Trains an adapter on a folder of splits; the base model is prepared first.

Example:
  bsl train --dataset artifacts/stages/split/splits --base_model tiny --output_dir adapter --epochs 3 --batch_size 8
"""

import argparse
import logging
import sys
from pathlib import Path

from components.shared.environment import artifacts_folder
from components.shared.errors import BadInput
from pipelines.commands.arguments import add_settings_arguments, settings_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the training guide."""
    parser.add_argument("--dataset", type=Path, required=True, help="folder that `bsl split` wrote")
    parser.add_argument("--base_model", "--base-model", help="`tiny`, a Hugging Face name, or a folder")
    parser.add_argument("--output_dir", "--output-dir", type=Path, help="folder of the adapter")
    parser.add_argument("--epochs", type=int, help="passes over the training records")
    parser.add_argument("--batch_size", "--batch-size", type=int, help="packed sequences in one forward pass")
    add_settings_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Prepare the base model, train, print the summary."""
    from kfp import dsl

    from components.base_model.component import base_model
    from components.train.component import train

    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    named = {
        "model.base_model": arguments.base_model,
        "training.num_epochs": arguments.epochs,
        "training.batch_size": arguments.batch_size,
    }
    config = settings_of(arguments).with_values({name: value for name, value in named.items() if value is not None})
    if not (arguments.dataset / "train.parquet").is_file():
        raise BadInput(f"{arguments.dataset}: no train.parquet; name the folder that `bsl split` wrote")
    adapter = arguments.output_dir or Path(
        config.model.output_dir or artifacts_folder() / "stages" / "train" / "adapter"
    )
    beside = adapter.absolute().parent
    beside.mkdir(parents=True, exist_ok=True)
    base = dsl.Model(uri=str(beside / f"{adapter.name}-base"))
    summary = dsl.Artifact(uri=str(beside / f"{adapter.name}-summary.json"))
    base_model.python_func(
        base=base,
        summary=dsl.Artifact(uri=str(beside / f"{adapter.name}-base-summary.json")),
        settings=config.arguments("base_model"),
    )
    train.python_func(
        base=base,
        splits=dsl.Dataset(uri=str(arguments.dataset.absolute())),
        adapter=dsl.Model(uri=str(adapter.absolute())),
        tensorboard=dsl.Artifact(uri=str(beside / f"{adapter.name}-tensorboard")),
        summary=summary,
        metrics=dsl.Metrics(uri=str(beside / f"{adapter.name}-metrics")),
        settings=config.arguments("train"),
    )
    print(Path(summary.path).read_text(encoding="utf-8"))
    return 0
