"""Documented methods of a corpus as questions, with the names that their code uses as the right answers."""

import hashlib
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from components.shared.context.building import build_index, read_facts
from components.shared.context.facts import MethodFacts
from components.shared.context.features import Features
from components.shared.context.finding import Finder
from components.shared.context.measuring import alike_of, private_helpers, question_of
from components.shared.context.model import Hidden, Question

SHORTEST_PURPOSE = 15
GROUPS = {"common": "common", "manager": "object", "object": "object", "record_set": "object", "form": "form"}
METHODS_OF_GROUP = {"common": 1130, "object": 450, "form": 400}
KINDS = ("full", "text", "unseen")  # all is known; the task alone; the module is not known
_SEED = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of one kind."""

    group: str
    kind: str
    method: int
    owner: str  # what folds are cut by: no object stands on both sides
    question: Question
    hidden: Hidden


@dataclass(frozen=True, slots=True)
class Rows:
    """The candidates of a question."""

    asked: Asked
    pool: tuple[int, ...]
    features: NDArray[np.float32]
    right: NDArray[np.bool_]
    targets: int  # right answers, those outside of the pool too
    private: int  # of these the helpers that nothing else calls
    private_right: NDArray[np.bool_]
    seconds: float


class Corpus:
    """A corpus, read once."""

    def __init__(self, path: Path) -> None:
        configuration, facts = read_facts(path, with_code=True)
        self.name = path.name
        self.facts: list[MethodFacts] = [method for module in facts for method in module.methods]
        started = time.process_time()
        self.index = build_index(configuration, facts)
        self.finder = Finder(self.index)
        self.prepare_seconds = time.process_time() - started
        self.features = Features(self.finder.retrieval)

    def asked(self, kinds: Sequence[str]) -> Iterator[Asked]:
        """Questions about a sample of documented methods."""
        shingles = [facts.shingles for facts in self.facts]
        for number, (group, method) in enumerate(self._sample()):
            facts = self.facts[method]
            question = question_of(self.index, method, facts)
            hidden = alike_of(self.finder.retrieval, question, method, shingles)
            owner = self.index.modules[self.index.methods[method].module].owner
            for kind in kinds:
                if kind == "full" or len(kinds) == 1 or number % 2 == 0:
                    yield Asked(group, kind, method, owner, _as_kind(question, kind), hidden)

    def _sample(self) -> list[tuple[str, int]]:
        groups: dict[str, list[int]] = {group: [] for group in METHODS_OF_GROUP}
        for number, method in enumerate(self.index.methods):
            group = GROUPS.get(self.index.modules[method.module].kind)
            if group and len(self.facts[number].purpose) >= SHORTEST_PURPOSE:
                groups[group].append(number)
        chosen = random.Random(_SEED)
        return [
            (group, method)
            for group, methods in groups.items()
            for method in sorted(chosen.sample(methods, min(METHODS_OF_GROUP[group], len(methods))))
        ]

    def rows(self, asked: Asked) -> Rows:
        """Features of the candidates, and which of them are right."""
        started = time.process_time()
        scene = self.finder.retrieval.scene(asked.question, asked.hidden)
        features = self.features.rows(scene)
        seconds = time.process_time() - started
        targets = self.targets(asked)
        private = private_helpers(self.index, asked.method) & targets
        return Rows(
            asked,
            scene.pool,
            np.array(features, np.float32),
            np.array([entry in targets for entry in scene.pool], bool),
            len(targets),
            len(private),
            np.array([entry in private for entry in scene.pool], bool),
            seconds,
        )

    def targets(self, asked: Asked) -> frozenset[int]:
        """What the method uses and can be told about: its siblings only where its module is known."""
        method = self.index.methods[asked.method]
        siblings = self.index.modules[method.module].methods
        return frozenset(
            use for use in method.uses if use in self.index.candidates or (asked.question.module and use in siblings)
        )


def fold_of(owner: str) -> int:
    """Which half of the corpus an object is in."""
    return hashlib.blake2b(owner.encode(), digest_size=1).digest()[0] % 2


def _as_kind(question: Question, kind: str) -> Question:
    if kind == "text":
        return replace(question, signature="", documentation="")
    return replace(question, module="") if kind == "unseen" else question
