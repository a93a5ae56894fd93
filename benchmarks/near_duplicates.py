"""Near-duplicates of the methods of a library, beside datasketch: ``python -m benchmarks near_duplicates``.

Wants the environment variable ``BSL_CORPORA``, a folder with a checkout ``ssl_3_1``. Ours starts from text and ends
with verified leaders: comments out, tokens, shingles, signatures, buckets, comparison of full sets. datasketch is given
the shingles ready made, as numbers, with the same 25 bands of 5 rows, and ends with what its index returns for each
method, not verified. Both use one core, and take turns.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from datasketch import MinHash, MinHashLSH

from benchmarks.figure import Figure, measured
from benchmarks.libraries import checkouts, ingested
from components.curate.leaders import find_leaders
from components.curate.minhash import BANDS, ROWS
from components.curate.sifting import TOKENS_PER_SHINGLE, sketch
from components.curate.stage import ROWS_PER_PIECE
from components.shared.records import Record, read_records
from components.shared.shingles import blocks, comparable_text, joined, shingles_of, tokens_of

COMMAND = "BSL_CORPORA=… python -m benchmarks near_duplicates"
LIBRARY, SIMILARITY, ROUNDS = "ssl_3_1", 0.8, 3


def figures() -> Iterator[Figure]:
    libraries = checkouts("near_duplicates", LIBRARY)
    if not libraries:
        return
    records = _records(libraries)
    shingles = _shingles(records)
    rounds = [(_seconds(lambda: ours(records)), _seconds(lambda: theirs(shingles))) for _ in range(ROUNDS)]
    count = f"{len(records):,} methods"
    yield _figure(f"near-duplicates of {count}, from text, verified", [our for our, _ in rounds], "s")
    yield _figure("datasketch, from shingles, not verified", [their for _, their in rounds], "s")
    yield _figure("speed beside datasketch", [their / our for our, their in rounds], "×")


def ours(records: list[Record]) -> int:
    """Find the leaders; returns how many methods are led."""
    sketches = []
    for start in range(0, len(records), ROWS_PER_PIECE):
        texts = [comparable_text(record) for record in records[start : start + ROWS_PER_PIECE]]
        sketches.append(sketch(texts, ["write"] * len(texts)))
    bands = np.concatenate([part.bands for part in sketches])
    sets = joined([part.sets for part in sketches])
    order = np.arange(len(sets))
    return int(np.count_nonzero(find_leaders(bands, sets, order, SIMILARITY) != order))


def theirs(shingles: list[list[int]]) -> int:
    """Ask the index for each method; returns how many pairs it names."""
    index = MinHashLSH(num_perm=BANDS * ROWS, params=(BANDS, ROWS))
    empty = MinHash(num_perm=BANDS * ROWS, hashfunc=_itself)
    pairs = 0
    for number, values in enumerate(shingles):
        signature = empty.copy()
        signature.update_batch(values)
        pairs += len(index.query(signature))
        index.insert(number, signature, check_duplication=False)
    return pairs


def _itself(value: int) -> int:
    return value


def _records(libraries: list[Path]) -> list[Record]:
    with TemporaryDirectory() as place:
        corpus = Path(place) / "corpus"
        ingested(libraries, corpus)
        return [record for record in read_records(corpus) if comparable_text(record).strip()]


def _shingles(records: list[Record]) -> list[list[int]]:
    """The same sets as ours, cut to the 32 bits that datasketch's quickest scheme takes."""
    found: list[list[int]] = []
    for block in blocks(map(comparable_text, records), len):
        sets = shingles_of(tokens_of(block), TOKENS_PER_SHINGLE)
        found += [(sets[row] >> np.uint64(21)).tolist() for row in range(len(sets))]
    return found


def _seconds(work: Callable[[], int]) -> float:
    """Processor seconds of one call, which must find something."""
    before = time.process_time()
    assert work() > 0
    return time.process_time() - before


def _figure(claim: str, values: list[float], unit: str) -> Figure:
    return measured(claim, values, unit, COMMAND)
