"""A model of random weights for the tests of this folder."""

from pathlib import Path

import pytest

from components.shared.language_model import LanguageModel
from tests.tiny_model import write_adapter, write_model


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("models") / "base", max_position_embeddings=512)


@pytest.fixture(scope="session")
def adapter(base: Path) -> Path:
    return write_adapter(base.parent / "adapter", base)


@pytest.fixture(scope="session")
def model(base: Path) -> LanguageModel:
    return LanguageModel.load(base)
