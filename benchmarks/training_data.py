"""What ingest, curate and split make of five real libraries: do all fates add up, is test clean, does growth move it?

Wants the environment variable ``BSL_CORPORA``, a folder with checkouts ``ssl_3_1``, ``ssl_3_2``, ``add``, ``opm`` and
``logos``. The reports of curate and split (fates, deficits, examples made of others) go to the standard error stream.
"""

import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure, measured
from benchmarks.libraries import checkouts, ingested
from components.curate.settings import CurateSettings
from components.curate.sifting import Sketches, sketch
from components.curate.stage import curate_corpus
from components.shared.records import count_records, read_records
from components.shared.shingles import comparable_text, similarity
from components.shared.summaries import CurateSummary, IngestSummary, SplitSummary
from components.split.assignment import SPLITS
from components.split.likeness import AlikeSets
from components.split.settings import SplitSettings
from components.split.stage import split_records

COMMAND = "BSL_CORPORA=… python -m benchmarks training_data"
LIBRARIES = ("ssl_3_1", "ssl_3_2", "add", "opm", "logos")
SAMPLE, ALIKE = 10_000, 0.8


@dataclass(frozen=True, slots=True)
class Prepared:
    """One data set, and what its stages counted."""

    folder: Path
    ingested: IngestSummary
    curated: CurateSummary
    divided: SplitSummary
    seconds: float

    def places(self) -> dict[str, str]:
        """The split of each example."""
        return {
            record.id: split for split in SPLITS for record in read_records(self.folder / "splits" / f"{split}.parquet")
        }


def figures() -> Iterator[Figure]:
    libraries = checkouts("training_data", *LIBRARIES)
    if not libraries:
        return
    with TemporaryDirectory() as folder:
        five = _prepared(libraries, Path(folder) / "five")
        yield from _of_all(five)
        four = _prepared(libraries[:-1], Path(folder) / "four")
        yield from _of_growth(four.places(), five.places())
        yield from _of_pairs(_sample(five.folder / "corpus"))


def _prepared(libraries: list[Path], folder: Path) -> Prepared:
    folder.mkdir()
    started = time.monotonic()
    summary = ingested(libraries, folder / "corpus")
    curated = curate_corpus(folder / "corpus", folder / "curated", CurateSettings())
    divided = split_records(folder / "curated", folder / "splits", SplitSettings())
    return Prepared(folder, summary, curated, divided, time.monotonic() - started)


def _of_all(five: Prepared) -> Iterator[Figure]:
    print(five.curated.model_dump_json(indent=1, exclude={"drops", "redactions"}), file=sys.stderr)
    print(five.divided.model_dump_json(indent=1, exclude={"diversity"}), file=sys.stderr)
    met = sum(source.methods for source in five.ingested.sources)
    left_out = sum(five.curated.fates.values()) - five.curated.fates["kept"]
    made = sum(derived.kept for derived in five.curated.derived)
    kept = count_records(five.folder / "curated")
    divided = sum((*five.divided.quarantined.values(), *five.divided.capped.values()))
    divided += sum(getattr(five.divided, split) for split in SPLITS)
    yield _figure("five libraries: methods met", met)
    yield _figure("records of ingest that curate does not account for", five.ingested.records + made - kept - left_out)
    yield _figure("curated records that split does not account for", kept - divided)
    yield _figure("examples in train, validation and test", sum(getattr(five.divided, split) for split in SPLITS))
    yield _figure("of them made of other examples", made)
    certificate = five.divided.certificate
    likest = certificate and certificate.max_similarity
    yield _figure("greatest similarity of a training record to one of test", likest or 0.0)
    yield _figure("ingest, curate and split together", five.seconds, "s")


def _of_growth(four: dict[str, str], five: dict[str, str]) -> Iterator[Figure]:
    held_out = {record: split for record, split in four.items() if split != "train"}
    moved = Counter(five[record] for record, split in held_out.items() if five.get(record, split) != split)
    print(f"a fifth library moved to {dict(moved)} of {len(held_out)} held-out records", file=sys.stderr)
    yield _figure("records that a fifth library moves out of validation and test", moved["train"])


def _sample(corpus: Path) -> Sketches:
    total = count_records(corpus)
    wanted = set(random.Random(1).sample(range(total), min(SAMPLE, total)))
    texts = [comparable_text(record) for row, record in enumerate(read_records(corpus)) if row in wanted]
    return sketch(texts, ["write"] * len(texts))


def _of_pairs(sample: Sketches) -> Iterator[Figure]:
    index = AlikeSets([sample.sets], ALIKE)
    exact = {(row, number) for row, number, _ in index.pairs(sample.sets) if row < number}
    found = {pair for pair in _meeting(sample) if similarity(*(sample.sets[row] for row in pair)) >= ALIKE}
    yield _figure(f"pairs alike at {ALIKE} among {len(sample.sets):,} records, by an exhaustive join", len(exact))
    yield _figure("of them not found by the bands", len(exact - found))
    yield _figure("found by the bands and not alike", len(found - exact))


def _meeting(sample: Sketches) -> set[tuple[int, int]]:
    """Pairs that share a band."""
    pairs: set[tuple[int, int]] = set()
    for band in sample.bands.T.tolist():
        rows: dict[int, list[int]] = defaultdict(list)
        for row, value in enumerate(band):
            rows[value].append(row)
        for alike in rows.values():
            pairs.update(combinations(alike, 2))
    return pairs


def _figure(claim: str, value: float, unit: str = "") -> Figure:
    return measured(claim, [value], unit, COMMAND)
