"""What the tests of names share: the sample configuration of this repository, and a way to ask for codes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from components.shared.bsl import parse
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.configuration.reader import read_configuration
from components.shared.bsl.context import Context
from components.shared.bsl.findings import Finding
from components.shared.bsl.names import check_names

SAMPLE = Path(__file__).parents[4] / "datasets" / "sample_configuration" / "designer"
Check = Callable[..., list[Finding]]
Judge = Callable[..., list[str]]


@pytest.fixture(scope="session")
def sample() -> Configuration:
    """The sample configuration."""
    return read_configuration(SAMPLE)


def findings(code: str, context: Context) -> list[Finding]:
    """What is said of code; the code must be well-formed, or the test would test nothing."""
    module = parse(code, context.dialect)
    assert module.errors == ()
    return check_names(module, context)


@pytest.fixture(scope="session")
def judged(sample: Configuration) -> Judge:
    """``judged(code, kind, owner)``: codes and names that are wrong, ``UndefinedVariable Икс``, with the sample."""

    def judge(code: str, kind: str = "common", owner: str = "CommonModule.Проба", **fields: object) -> list[str]:
        context = Context(module_kind=kind, owner=owner, configuration=sample)  # type: ignore[arg-type]
        return named(code, replace(context, **fields))  # type: ignore[arg-type]

    return judge


def named(code: str, context: Context) -> list[str]:
    """Each finding as its code and the name that it points at."""
    lines = code.split("\n")
    return [
        f"{found.rule.code} {lines[found.line - 1][found.column - 1 : found.column - 1 + found.end - found.start]}"
        for found in findings(code, context)
    ]


@pytest.fixture(scope="session")
def alone() -> Judge:
    """``alone(code, kind)``: the same with nothing known around the module."""

    def judge(code: str, kind: str = "common", **fields: object) -> list[str]:
        return named(code, Context(module_kind=kind, **fields))  # type: ignore[arg-type]

    return judge
