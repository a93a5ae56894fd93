from pathlib import Path

import pytest
from kfp import dsl

from components.curate.component import curate
from components.ingest.component import ingest
from components.shared.records import count_records
from components.shared.summaries import CurateSummary, IngestSummary, SplitSummary
from components.split.component import split


@pytest.fixture(autouse=True)
def _ratings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BSL_RATINGS", f"file:{tmp_path / 'ratings'}")


def test_the_wrappers_pass_records_from_one_to_the_next(tmp_path: Path) -> None:
    corpus, curated, splits = (dsl.Dataset(uri=str(tmp_path / name)) for name in ("corpus", "curated", "splits"))
    ingested, judged, divided = (dsl.Artifact(uri=str(tmp_path / f"{name}.json")) for name in ("i", "c", "s"))
    metrics = dsl.Metrics(uri=str(tmp_path / "metrics"))
    # numbers arrive as floats from a pipeline
    sources = [{"kind": "templates", "count": 120.0, "seed": 1.0}, {"kind": "corrections"}]
    assert ingest.python_func(corpus, ingested, metrics, {"sources": sources}) == 120
    kept = curate.python_func(corpus, curated, judged, metrics, {"min_statements": 2.0})
    train = split.python_func(curated, splits, divided, metrics, {})

    assert IngestSummary.read(ingested.path).records == 120
    assert CurateSummary.read(judged.path).fates["kept"] == kept == count_records(Path(curated.path))
    summary = SplitSummary.read(divided.path)
    assert summary.train == train == count_records(Path(splits.path) / "train.parquet")
    set_aside = sum(summary.quarantined.values())
    assert summary.train + summary.validation + summary.test + set_aside == kept
    assert metrics.metadata["quarantined"] == set_aside
    assert metrics.metadata["records"] == 120
    assert metrics.metadata["kept"] == kept
    assert metrics.metadata["train"] == train
