"""The command: ``train`` or ``measure``."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.context.figures import measure
from benchmarks.context.questions import KINDS, Corpus, Rows, fold_of
from components.shared.context.finding import Finder
from components.shared.context.index_file import load_context, save_context
from components.shared.context.model import NOTHING_HIDDEN
from components.shared.context.ranking import Ranking, shipped_ranking

WEIGHTS = Path("components/shared/context/weights.json")
TIMED = 200  # questions whose time is taken whole, the order included


def main() -> int:
    """Train or measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.context", description=__doc__)
    parser.add_argument("doing", choices=("train", "measure"))
    parser.add_argument("corpora", type=Path, nargs="+", metavar="CORPUS", help="exports of configurations")
    parser.add_argument("--folds", action="store_true", help="weights of the other half of the same corpus")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, help="what is known of a question")
    options = parser.parse_args()
    for path in options.corpora:
        _run(path, options)
    return 0


def _run(path: Path, options: argparse.Namespace) -> None:
    corpus = Corpus(path)
    size = f"{len(corpus.index.modules)} modules, {len(corpus.index.methods)} methods"
    print(f"{corpus.name}: {size}, {len(corpus.index.candidates)} candidates for any module")
    print(f"prepared in {corpus.prepare_seconds:.1f} s of processor time")
    rows = [corpus.rows(asked) for asked in corpus.asked(options.kinds)]
    if options.doing == "train" or options.folds:
        _print_folds(rows)
    else:
        measure(rows, lambda _: shipped_ranking()).print()
    if options.doing == "train":
        from benchmarks.context.learning import learn

        WEIGHTS.write_text(learn(rows).to_json() + "\n", encoding="utf-8")
        print(f"{WEIGHTS}: {WEIGHTS.stat().st_size / 1e3:.0f} KB")
    _print_cost(corpus, rows)


def _print_folds(rows: list[Rows]) -> None:
    from benchmarks.context.learning import learn

    rankings: list[Ranking] = []
    for fold in (0, 1):
        rankings.append(learn([part for part in rows if fold_of(part.asked.owner) != fold]))
    measure(rows, lambda part: rankings[fold_of(part.asked.owner)]).print()


def _print_cost(corpus: Corpus, rows: list[Rows]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "index"
        save_context(corpus.index, file)
        started = time.process_time()
        finder = Finder(load_context(file))
        print(f"index {file.stat().st_size / 1e6:.2f} MB, loaded in {time.process_time() - started:.1f} s")
    seconds = []
    for part in rows[:: max(1, len(rows) // TIMED)]:
        started = time.process_time()
        finder.text(part.asked.question, 40, 1500, NOTHING_HIDDEN)
        seconds.append(time.process_time() - started)
    middle, late = np.percentile(seconds, (50, 95)) * 1e3
    print(f"query: median {middle:.0f} ms, 95 % within {late:.0f} ms of processor time, {len(seconds)} questions")


if __name__ == "__main__":
    sys.exit(main())
