"""Prints every setting with its value, its meaning and its range.

Example: bsl settings > my.yaml && bsl run --config my.yaml
"""

import argparse
from typing import Any

import yaml
from pydantic import BaseModel

from pipelines.commands.arguments import add_settings_arguments, settings_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which settings to print."""
    add_settings_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print all settings as a file that ``--config`` takes."""
    print("\n".join(_lines(settings_of(arguments), "")))
    return 0


def _lines(settings: BaseModel, indent: str) -> list[str]:
    lines = []
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, BaseModel):
            if indent and name in ("hardware", "name"):
                continue  # shared by all stages, printed once at the top
            lines += ["", f"{indent}{name}:", *_lines(value, indent + "  ")]
        elif not (indent and name == "name"):
            about = " ".join([field.description or "", *_ranges(field.metadata)]).strip()
            lines.append(f"{indent}{name}: {_yaml(value)}  # {about}")
    return lines


def _ranges(metadata: list[Any]) -> list[str]:
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    limits = [f"{sign} {getattr(rule, key)}" for rule in metadata for key, sign in signs.items() if hasattr(rule, key)]
    return [f"[{', '.join(limits)}]"] if limits else []


def _yaml(value: Any) -> str:
    if isinstance(value, tuple):
        value = [item.model_dump(mode="json") if isinstance(item, BaseModel) else item for item in value]
    text: str = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=100_000)
    return text.removesuffix("\n").removesuffix("\n...")
