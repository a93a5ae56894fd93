"""The same inputs give the same bytes: whatever the order, the hash seed and the number of processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from components.shared.records import read_records
from tests.data_sources import rewrite_in_another_order, write_sources
from tests.digests import digests

# hash seed, number of processes, order of the sources, whether the files were made in the opposite order
RUNS = (("0", "1", "as given", False), ("1", "2", "as given", True), ("random", "1", "reverse", True))


def start(sources: Path, output: Path, seed: str, processes: str, order: str) -> subprocess.Popen[str]:
    output.mkdir()
    words = [sys.executable, "-m", "tests.data_stages", str(sources), str(output), processes, order]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("same bytes")
    write_sources(folder / "True")
    (folder / "True").rename(folder / "False")
    rewrite_in_another_order(folder / "False", folder / "True")
    found = [folder / f"output {number}" for number in range(len(RUNS))]
    started = [
        start(folder / str(rewritten), output, seed, processes, order)
        for output, (seed, processes, order, rewritten) in zip(found, RUNS, strict=True)
    ]
    for process in started:
        printed = process.communicate()[0]
        assert process.returncode == 0, printed
    return found


def test_all_kinds_of_sources_and_records_are_there(outputs: list[Path]) -> None:
    """Equal bytes say something only where everything took part."""
    corpus = list(read_records(outputs[0] / "corpus.parquet"))
    kinds = {"pattern", "community", "module", "template", "public", "knowledge_base", "correction"}
    assert {record.source for record in corpus} == kinds
    flags = {flag for record in corpus for flag in record.flags}
    assert flags >= {"context", "context_topped_up"}
    curated = list(read_records(outputs[0] / "curated.parquet"))
    assert {record.task for record in curated} >= {"write", "raw", "complete", "fill", "document", "explain", "fix"}
    assert any(len({origin.source for origin in record.origins} | {record.source}) > 1 for record in curated)
    parents = {record.id: record.module_key for record in corpus if record.source != "correction"}
    corrected = [record for record in curated if record.source == "correction"]
    assert [record.module_key for record in corrected] == [parents[record.parent_id] for record in corrected] != []
    for name in ("bsl_raw_train.jsonl", "quarantined.jsonl"):
        assert (outputs[0] / "splits" / name).stat().st_size


def test_neither_hash_seed_nor_processes_nor_order_of_files_changes_a_byte(outputs: list[Path]) -> None:
    assert digests(outputs[1]) == digests(outputs[0])


def test_the_order_of_the_sources_changes_only_that_of_the_corpus(outputs: list[Path]) -> None:
    first, other = digests(outputs[0]), digests(outputs[2])
    assert first.pop("corpus.parquet") != other.pop("corpus.parquet")
    assert other == first
