"""Which candidates are shown first: a logistic model over all of them, then small trees over the best of these.

Both were trained on our own measurements by ``python -m benchmarks.context train``; at run time this file is all.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from components.shared.context.features import FEATURES

RERANKED: Final = 200  # candidates that the trees look at
_WEIGHTS: Final = "weights.json"


@dataclass(frozen=True, slots=True)
class Tree:
    """Inner nodes by number; a child below 0 is the leaf ``-1 - child``."""

    features: tuple[int, ...]
    thresholds: tuple[float, ...]
    left: tuple[int, ...]  # where the feature is at most the threshold
    right: tuple[int, ...]
    leaves: tuple[float, ...]

    def value(self, row: Sequence[float]) -> float:
        """What this tree says of a candidate."""
        if not self.features:
            return self.leaves[0]
        node = 0
        while node >= 0:
            below = row[self.features[node]] <= self.thresholds[node]
            node = self.left[node] if below else self.right[node]
        return self.leaves[-1 - node]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Weights of the logistic model, one for each feature, and the trees."""

    weights: tuple[float, ...]
    trees: tuple[Tree, ...]

    def order(self, pool: Sequence[int], rows: Sequence[Sequence[float]]) -> list[int]:
        """Entries from the best to the worst; equal ones by number."""
        weights = self.weights
        rough = [sum(weight * value for weight, value in zip(weights, row, strict=True)) for row in rows]
        places = sorted(range(len(pool)), key=lambda place: (-rough[place], pool[place]))
        best = {place: self.score(rows[place]) for place in places[:RERANKED]}
        reranked = sorted(best, key=lambda place: (-best[place], pool[place]))
        return [pool[place] for place in (*reranked, *places[RERANKED:])]

    def score(self, row: Sequence[float]) -> float:
        """What the trees say together."""
        return sum(tree.value(row) for tree in self.trees)

    def to_json(self) -> str:
        """The same in a file."""
        trees = [[tree.features, tree.thresholds, tree.left, tree.right, tree.leaves] for tree in self.trees]
        model = {"features": FEATURES, "weights": self.weights, "trees": trees}
        return json.dumps(model, ensure_ascii=False, separators=(",", ":"))


def ranking_from(text: str) -> Ranking:
    """Read a model.

    Raises:
        ValueError: It was trained for other features.
    """
    model = json.loads(text)
    if tuple(model["features"]) != FEATURES:
        raise ValueError("this model knows other features; train it again: python -m benchmarks.context train")
    trees = tuple(Tree(*(tuple(part) for part in tree)) for tree in model["trees"])
    return Ranking(tuple(model["weights"]), trees)


@lru_cache(maxsize=1)
def shipped_ranking() -> Ranking:
    """The model that comes with this package."""
    return ranking_from(files(__package__).joinpath(_WEIGHTS).read_text(encoding="utf-8"))
