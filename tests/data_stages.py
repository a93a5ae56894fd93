"""Ingest, curate and split in a process of its own: ``python -m tests.data_stages SOURCES OUTPUT PROCESSES ORDER``."""

import sys
from importlib import import_module
from pathlib import Path

from components.curate.settings import CurateSettings
from components.curate.stage import curate_corpus
from components.shared import processes
from components.split.settings import SplitSettings
from components.split.stage import split_records
from tests.data_sources import ingest, settings_of

CURATE = CurateSettings.model_validate({"derive": {"fewest_parents": 1}, "keep_undocumented": True, "reviews": ""})
SPLIT = SplitSettings(train_share=0.6, validation_share=0.2)
POOLS = (
    "components.ingest.context_stage.PIECES_WORTH_A_POOL",
    "components.curate.stage.PIECES_WORTH_A_POOL",
    "components.curate.derive.deriving.PIECES_WORTH_A_POOL",
)
PIECES = {
    "components.ingest.context_stage.ROWS_PER_PIECE": 20,
    "components.curate.stage.ROWS_PER_PIECE": 40,
    "components.curate.derive.deriving.ROWS_PER_PIECE": 30,
}


def use_processes(count: int) -> None:
    """Let so small an amount of data be worth a pool."""
    processes.cores = lambda: count
    for name, value in {**dict.fromkeys(POOLS, 1), **PIECES}.items():
        module, _, constant = name.rpartition(".")
        assert hasattr(import_module(module), constant), f"{name} is called otherwise now"
        setattr(import_module(module), constant, value)


def main(sources: Path, output: Path, count: int, order: str) -> None:
    """Run the three stages."""
    use_processes(count)
    ingest(sources, output / "corpus.parquet", settings_of(sources, reverse=order == "reverse"))
    curate_corpus(output / "corpus.parquet", output / "curated.parquet", CURATE)
    split_records(output / "curated.parquet", output / "splits", SPLIT)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
