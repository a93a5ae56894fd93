"""A small model and small splits, as the tests of training share them."""

from pathlib import Path
from typing import Any

import pytest

from components.shared.records import Record, write_records
from components.shared.template_corpus import template_examples
from tests.tiny_model import write_model

QUICK = {"num_epochs": 1, "batch_size": 2, "learning_rate": 6e-3, "warmup_steps": 1, "max_tokens": 1200, "lora_rank": 4}


def record(number: int, **change: Any) -> Record:
    example = list(template_examples(number + 1, seed=3))[number]
    good: dict[str, Any] = {
        "id": f"{number:032x}",
        "instruction": example.name,
        "output": example.output[:120],
        "system": "с",
        "source": "template",
        "license": "Apache-2.0",
        "license_source": "settings",
        "module_key": f"m{number}",
    }
    return Record(**(good | change))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("models") / "base", hidden_size=64, intermediate_size=128)


@pytest.fixture(scope="module")
def splits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("splits")
    write_records(folder / "train.parquet", map(record, range(16)))
    write_records(folder / "validation.parquet", map(record, range(16, 20)))
    return folder
