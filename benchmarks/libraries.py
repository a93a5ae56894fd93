"""Real libraries that benchmarks measure on: checkouts in the folder that ``BSL_CORPORA`` names."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from components.ingest.settings import IngestSettings, SourceSettings
from components.ingest.stage import ingest_sources
from components.shared.summaries import IngestSummary


def checkouts(benchmark: str, *names: str) -> list[Path]:
    """The folders of all these libraries; none, and a word on the standard error stream, where one is lacking."""
    corpora = os.environ.get("BSL_CORPORA", "")
    found = [Path(corpora) / name for name in names]
    if corpora and all(map(Path.is_dir, found)):
        return found
    print(f"{benchmark}: skipped, BSL_CORPORA has no checkout of {', '.join(names)}", file=sys.stderr)
    return []


def ingested(libraries: Sequence[Path], corpus: Path) -> IngestSummary:
    """Write the records of libraries to a file, with the default settings; no rating lies beside it."""
    sources = tuple(SourceSettings(kind="modules", path=str(path)) for path in libraries)
    return ingest_sources(corpus, IngestSettings(sources=sources), f"file:{corpus.with_name('ratings')}")
