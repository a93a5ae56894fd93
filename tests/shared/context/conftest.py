from pathlib import Path

import pytest

from components.shared.context import ContextIndex, Finder, read_context

SAMPLE = Path("datasets/sample_configuration/designer")


@pytest.fixture(scope="session")
def sample_index() -> ContextIndex:
    return read_context(SAMPLE)


@pytest.fixture(scope="session")
def sample_finder(sample_index: ContextIndex) -> Finder:
    return Finder(sample_index)
