"""Examples made of kept records: how many of each kind, what verification refuses, what it costs.

    python -m benchmarks.derived CORPUS_FOLDER [EVERY]

Reads the modules of the standard subsystems library (ssl_3_1) as ``bsl run`` does and curates them with the default
settings. With EVERY only each n-th piece of the records is looked at for the cost; the counts are always of all.
"""

import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.judge.corpora import corpus_folder
from benchmarks.libraries import ingested
from components.curate.derive.deriving import ROWS_PER_PIECE
from components.curate.derive.making import Maker, Piece
from components.curate.derive.pairs import ALREADY_FOUND, BROKEN, DOES_NOT_COMPILE, NOT_CHANGED, NOT_FOUND
from components.curate.settings import CurateSettings
from components.curate.stage import curate_corpus
from components.shared.records import count_records, read_records, write_records
from components.shared.summaries import CurateSummary, DerivedCount

CORPUS = "ssl_3_1"
PER = 1000
# What the judge said no to, of all that a transform had changed; the rest of the reasons are preconditions and limits.
VERIFIED = frozenset({NOT_CHANGED, BROKEN, DOES_NOT_COMPILE, ALREADY_FOUND, NOT_FOUND})
LIMITS = frozenset({"enough_of_the_kind", "enough_of_the_method", "duplicate"})


def table(summary: CurateSummary) -> str:
    """A row for each kind."""
    rows = [_row(count) for count in sorted(summary.derived, key=lambda count: (-count.kept, count.kind))]
    heads = "| kind | kept | cut off by limits | refused by the judge | precondition not proven | first reason |"
    return "\n".join([heads, "| --- | ---: | ---: | ---: | ---: | --- |", *rows])


def _row(count: DerivedCount) -> str:
    groups: Counter[str] = Counter()
    for reason, times in count.refused.items():
        groups["limit" if reason in LIMITS else "judge" if reason in VERIFIED else "precondition"] += times
    changed = count.kept + groups["limit"] + groups["judge"]
    share = groups["judge"] / changed if changed else 0
    reasons = [reason for reason in count.refused if reason not in LIMITS]
    return (
        f"| {count.kind} | {count.kept:,} | {groups['limit']:,} | {groups['judge']:,} ({share:.1%}) "
        f"| {groups['precondition']:,} | {reasons[0] if reasons else '—'} |"
    )


def seconds_of_processor(records: Path, every: int) -> float:
    """What making examples of a thousand kept records costs, in one process."""
    count = count_records(records)
    pieces = [
        Piece(records, range(start, min(start + ROWS_PER_PIECE, count)), False)
        for start in range(0, count, ROWS_PER_PIECE)
    ]
    make = Maker(CurateSettings())
    make(pieces[0])  # tables of the judge are loaded once
    looked = pieces[::every]
    started = time.process_time()
    for piece in looked:
        make(piece)
    return (time.process_time() - started) * PER / sum(len(piece.rows) for piece in looked)


def main(arguments: list[str]) -> int:
    """Print the table and the cost."""
    folder = corpus_folder(arguments) / CORPUS
    every = int(arguments[2]) if len(arguments) > 2 else 1
    with TemporaryDirectory() as work:
        corpus, curated, kept = (Path(work) / name for name in ("corpus", "curated", "kept"))
        ingested([folder], corpus)
        summary = curate_corpus(corpus, curated, CurateSettings())
        write_records(kept, (record for record in read_records(curated) if not record.parent_id))
        made = sum(count.kept for count in summary.derived)
        print(table(summary))
        print(f"\n{summary.fates['kept']:,} kept records of {CORPUS}, {made:,} examples made of them")
        print(f"{seconds_of_processor(kept, every):.1f} s of processor time for {PER:,} kept records, one process")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
