"""Arguments that several commands share: which settings to use."""

import argparse
from pathlib import Path

from components.shared.errors import BadInput
from pipelines.config import DEFAULT_CONFIG, Config, read_config


def add_settings_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a command take ``--config`` and ``--set``."""
    parser.add_argument("--config", type=Path, default=DEFAULT_CONFIG, help="file of settings (default: %(default)s)")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="change one setting, for example training.num_epochs=1; may be repeated",
    )


def settings_of(arguments: argparse.Namespace) -> Config:
    """The settings that the arguments ask for."""
    config = read_config(arguments.config)
    changes: dict[str, str] = {}
    for change in arguments.set:
        name, equals, value = change.partition("=")
        if not equals:
            raise BadInput(f"--set {change}: write NAME=VALUE, for example training.num_epochs=1")
        changes[name] = value
    return config.with_values(changes) if changes else config
