"""Recall of used names among the first entries, over the questions that use any."""

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from benchmarks.context.questions import Rows
from components.shared.context.ranking import Ranking

CUTS = (10, 20, 40, 80)


class Recalls:
    """Recalls of questions by kind and group."""

    def __init__(self) -> None:
        self._recalls: dict[tuple[str, str], list[list[float]]] = defaultdict(list)
        self._not_private: dict[tuple[str, str], list[list[float]]] = defaultdict(list)
        self._whole: dict[str, list[list[bool]]] = defaultdict(list)
        self._precisions: dict[str, list[float]] = defaultdict(list)
        self._seconds: list[float] = []
        self._questions: dict[str, int] = defaultdict(int)

    def add(self, rows: Rows, order: Sequence[int]) -> None:
        """Count one question, given the order of its candidates."""
        kind, group = rows.asked.kind, rows.asked.group
        self._seconds.append(rows.seconds)
        self._questions[kind] += 1
        places = {entry: place for place, entry in enumerate(rows.pool)}
        right = rows.right[[places[entry] for entry in order]]
        private = rows.private_right[[places[entry] for entry in order]]
        found = [int(right[:cut].sum()) for cut in CUTS]
        self._whole[kind].append([count == rows.targets for count in found])
        if not rows.targets:
            return
        self._precisions[kind].append(found[1] / CUTS[1])
        for name in (group, "all"):
            self._recalls[kind, name].append([count / rows.targets for count in found])
        left = rows.targets - rows.private
        if left:
            others = right & ~private
            self._not_private[kind, "all"].append([int(others[:cut].sum()) / left for cut in CUTS])

    def print(self) -> None:
        """A table: recall at each number of entries, a line for each kind of questions and group of modules."""
        print(f"questions: {dict(self._questions)}")
        print("| kind | modules | methods | " + " | ".join(f"at {cut}" for cut in CUTS) + " |")
        for (kind, group), recalls in sorted(self._recalls.items()):
            print(f"| {kind} | {group} | {len(recalls)} | {_row(np.mean(recalls, axis=0))} |")
        for (kind, _), recalls in sorted(self._not_private.items()):
            print(
                f"| {kind} | all, without helpers of this answer | {len(recalls)} | {_row(np.mean(recalls, axis=0))} |"
            )
        for kind, whole in sorted(self._whole.items()):
            print(f"| {kind} | share with every name found | {len(whole)} | {_row(np.mean(whole, axis=0))} |")
        for kind, precisions in sorted(self._precisions.items()):
            print(f"precision at {CUTS[1]}, {kind}: {statistics.mean(precisions):.3f}")


def measure(rows: Iterable[Rows], ranking_of: Callable[[Rows], Ranking]) -> Recalls:
    """Count all questions, each ordered by the model that it is to be judged by."""
    recalls = Recalls()
    for part in rows:
        recalls.add(part, ranking_of(part).order(part.pool, part.features.tolist()))
    return recalls


def _row(values: Iterable[float]) -> str:
    return " | ".join(f"{value:.3f}" for value in values)
