"""The stages of the training data alone, as one pipeline for the local runner."""

from typing import Any

from kfp import dsl

from components.curate.component import curate
from components.ingest.component import ingest
from components.split.component import split


@dsl.pipeline(name="data")
def data(ingest_settings: dict[str, Any], curate_settings: dict[str, Any], split_settings: dict[str, Any]) -> None:
    corpus = ingest(settings=ingest_settings)
    curated = curate(corpus=corpus.outputs["corpus"], settings=curate_settings)
    split(curated=curated.outputs["curated"], settings=split_settings)
