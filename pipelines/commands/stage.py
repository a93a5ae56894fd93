"""Runs one stage through its wrapper, with artifacts made from paths.

Outputs that are not named go to the folder of the stage under the artifacts folder. The settings are those of
`bsl run`: --config and --set.

Example:
  bsl ingest --corpus corpus.parquet
  bsl curate --corpus corpus.parquet --curated curated.parquet --set curate.min_statements=3
"""

import argparse
import json
import logging
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from components.shared.environment import artifacts_folder
from components.shared.errors import BadInput
from pipelines.commands.arguments import add_settings_arguments, settings_of


def add_arguments(parser: argparse.ArgumentParser, command: str) -> None:
    """One argument for each artifact and parameter of the wrapper, with the text that Kubeflow shows."""
    stage = command.replace("-", "_")
    specification = _component(stage).component_spec
    for name, given in (specification.inputs or {}).items():
        if name.endswith("settings"):
            continue
        path = _is_artifact(given.type)
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            dest=name,
            type=Path if path else str,
            required=not given.optional,
            help=(given.description or "").strip() or None,
        )
    for name, made in (specification.outputs or {}).items():
        if _is_artifact(made.type):
            parser.add_argument(f"--{name.replace('_', '-')}", dest=name, type=Path, help=f"where to write the {name}")
    add_settings_arguments(parser)
    parser.set_defaults(stage=stage)


def run(arguments: argparse.Namespace) -> int:
    """Call the wrapper's function as KFP's executor would, and print what it returned and measured."""
    from kfp import dsl

    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    config = settings_of(arguments)
    component = _component(arguments.stage)
    folder = artifacts_folder() / "stages" / arguments.stage
    values: dict[str, Any] = {}
    for name, given in (component.component_spec.inputs or {}).items():
        if name.endswith("settings"):
            stage = arguments.stage if name == "settings" else name.removesuffix("_settings")
            values[name] = config.arguments("base_model" if stage == "model" else stage)
        elif getattr(arguments, name) is not None:
            value = getattr(arguments, name)
            values[name] = _read(dsl, given.type, value) if _is_artifact(given.type) else value
    for name, made in (component.component_spec.outputs or {}).items():
        if _is_artifact(made.type):
            path = getattr(arguments, name) or folder / name
            path.absolute().parent.mkdir(parents=True, exist_ok=True)
            values[name] = _artifact(dsl, made.type, path)
    returned = component.python_func(**values)
    measured = values["metrics"].metadata if "metrics" in values else {}
    outputs = {name: value.path for name, value in values.items() if isinstance(value, dsl.Artifact)}
    print(json.dumps({"returned": returned, "metrics": measured, "artifacts": outputs}, ensure_ascii=False, indent=1))
    return 1 if arguments.stage == "gate" and returned is False else 0


def _component(stage: str) -> Any:
    return getattr(import_module(f"components.{stage}.component"), stage)


def _is_artifact(kind: str) -> bool:
    return kind.startswith("system.")


def _read(dsl: Any, kind: str, path: Path) -> Any:
    if not path.exists():
        raise BadInput(f"{path}: there is nothing; name what an earlier stage wrote")
    return _artifact(dsl, kind, path)


def _artifact(dsl: Any, kind: str, path: Path) -> Any:
    name = kind.partition("@")[0].removeprefix("system.")
    return getattr(dsl, name)(uri=str(path.absolute()))
