"""Weights for ranking: a logistic model of our own, and trees by LightGBM.

LightGBM is wanted for training alone and is no dependency of the project: `pip install lightgbm` into an environment
of its own. What is shipped are numbers.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.context.questions import Rows
from components.shared.context.features import FEATURES, INCREASING
from components.shared.context.ranking import RERANKED, Ranking, Tree

NEWTON_STEPS = 20
RIDGE = 3.0
TREES = 120
_PARAMETERS = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 60,
    "num_leaves": 24,
    "learning_rate": 0.08,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "monotone_constraints": [int(name in INCREASING) for name in FEATURES],
    "deterministic": True,
    "num_threads": 2,
    "seed": 1,
    "verbose": -1,
}
_INCREASING = np.array([name in INCREASING for name in FEATURES])


def learn(rows: Sequence[Rows]) -> Ranking:
    """A model from questions with right answers."""
    weights = _logistic(np.concatenate([part.features for part in rows]), np.concatenate([part.right for part in rows]))
    best = [np.argsort(-part.features @ weights, kind="stable")[:RERANKED] for part in rows]
    features = np.concatenate([part.features[places] for part, places in zip(rows, best, strict=True)])
    right = np.concatenate([part.right[places] for part, places in zip(rows, best, strict=True)])
    return Ranking(tuple(map(_short, weights)), _trees(features, right, [len(places) for places in best]))


def _logistic(features: NDArray[np.float32], right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Newton's method on standardised features; weights that must not be negative are kept at 0."""
    scale = features.std(axis=0, dtype=np.float64) + 1e-9
    x = np.column_stack([(features / scale).astype(np.float32), np.ones(len(features), np.float32)])
    bound = np.append(_INCREASING, False)
    weights = np.zeros(x.shape[1])
    ridge = np.append(np.full(len(scale), RIDGE), 1e-6)
    for _ in range(NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (right - chance) - ridge * weights
        free = ~(bound & (weights <= 0) & (gradient < 0))
        curvature = (x * (chance * (1 - chance))[:, None]).T @ x + np.diag(ridge)
        step = np.zeros_like(weights)
        step[free] = np.linalg.solve(curvature[np.ix_(free, free)], gradient[free])
        weights = np.where(bound, np.maximum(0, weights + step), weights + step)
    return np.asarray(weights[:-1] / scale, np.float64)


def _trees(features: NDArray[np.float32], right: NDArray[np.bool_], groups: list[int]) -> tuple[Tree, ...]:
    import lightgbm  # type: ignore[import-not-found]  # see above: not in our locks

    data = lightgbm.Dataset(features, right.astype(int), group=groups)
    model = lightgbm.train(_PARAMETERS, data, TREES)
    return tuple(_tree(info["tree_structure"]) for info in model.dump_model()["tree_info"])


def _tree(root: dict[str, Any]) -> Tree:
    inner: list[dict[str, Any]] = []
    leaves: list[float] = []

    def place(node: dict[str, Any]) -> int:
        if "leaf_value" in node:
            leaves.append(_short(node["leaf_value"]))
            return -len(leaves)
        number = len(inner)
        inner.append(node)
        children[number] = (place(node["left_child"]), place(node["right_child"]))
        return number

    children: dict[int, tuple[int, int]] = {}
    place(root)
    return Tree(
        tuple(int(node["split_feature"]) for node in inner),
        tuple(_short(node["threshold"]) for node in inner),
        tuple(children[number][0] for number in range(len(inner))),
        tuple(children[number][1] for number in range(len(inner))),
        tuple(leaves),
    )


def _short(value: float) -> float:
    return float(f"{value:.6g}")
