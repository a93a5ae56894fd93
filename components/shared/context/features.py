"""What speaks for a candidate: some forty numbers, each of them 0 where nothing is known.

Never a feature: that nobody else calls a method, or how far it stands from another one. In a module where the answer
has been cut out, both would point at its private helpers.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from components.shared.bsl.platform.model import Side
from components.shared.context.model import ContextIndex, Method
from components.shared.context.scene import Retrieval, Scene
from components.shared.context.words import words_of

FEATURES: Final = (
    "name_score", "text_score", "score", "score_of_best", "name_covered", "question_covered", "module_covered",
    "object_covered", "begins_alike", "parameters_shared", "neighbours", "nearest_neighbour", "neighbours_rank",
    "inner", "nearest_inner", "namesakes", "of_module", "of_subsystem", "of_kind", "of_all", "to_its_module",
    "share_of_module", "named", "is_sibling", "is_common", "is_manager", "is_object", "can_call", "cannot_call",
    "shared_subsystem", "own_object", "own_title", "is_exported", "is_function", "deprecated", "overridable",
    "internal", "cached", "client", "described", "same_side", "has_signature",
)  # fmt: skip
# The more of these the better, whatever else is known: otherwise "used by nobody" could be learned from them.
INCREASING: Final = frozenset(
    {"neighbours", "nearest_neighbour", "inner", "nearest_inner", "namesakes", "of_module", "of_subsystem"}
    | {"of_kind", "of_all", "to_its_module", "share_of_module", "neighbours_rank"}
)
_MANAGED_CLIENT: Final = (Side.CLIENT & ~Side.THICK_CLIENT).value
_THICK: Final = Side.THICK_CLIENT.value


@dataclass(frozen=True, slots=True)
class _Entry:
    """What does not depend on the question."""

    words: tuple[str, ...]
    rarity: float
    module_words: tuple[str, ...]
    module_rarity: float
    parameters: frozenset[str]
    module: int
    title: str
    flags: tuple[float, ...]  # from is_common to described, where they are of the entry alone


class Features:
    """The features of the candidates of any question."""

    def __init__(self, retrieval: Retrieval) -> None:
        self._index = retrieval.index
        self._rarity = retrieval.lexicon.rarity
        self._entries: dict[int, _Entry] = {}

    def rows(self, scene: Scene) -> list[list[float]]:
        """A row of numbers for each entry of the pool, in its order."""
        row = self._prepared(scene)
        return [row(entry) for entry in scene.pool]

    def _prepared(self, scene: Scene) -> Callable[[int], list[float]]:
        words, names, texts = scene.fit.words, scene.fit.names, scene.fit.texts
        counts, module, sides = scene.counts, scene.edited.module, scene.edited.sides
        most_name = max((names[entry] for entry in scene.pool), default=0.0) or 1.0
        most_text = max((texts[entry] for entry in scene.pool), default=0.0) or 1.0
        best = max((names[entry] + texts[entry] for entry in scene.pool), default=0.0) or 1.0
        own_words = words_of(scene.signature.name)
        asked = sum(self._rarity(word) for word in set(own_words)) or 1.0
        own_set = frozenset(own_words)
        parameters = frozenset(name.lower() for name in scene.signature.parameters)
        siblings = frozenset(scene.edited.own.values())
        neighbours, inner = scene.neighbours, scene.inner
        total, inner_total = neighbours.total or 1.0, inner.total or 1.0
        ranks = {entry: 1 / (1 + rank) for rank, entry in enumerate(_by_weight(neighbours.sums))}
        of_module_count = math.log1p(len(module.methods)) if module else 1.0
        subsystems = frozenset(module.subsystems) if module else frozenset()
        owner = module.owner.lower() if module else ""
        log = math.log1p

        def row(entry: int) -> list[float]:
            fact = self._entry(entry)
            is_sibling = entry in siblings
            calls = counts.module.get(entry, 0)
            can = self._can_call(entry, sides, is_sibling)
            name, text = names[entry], texts[entry]
            shared = [word for word in fact.words if word in words]
            same_subsystem = not is_sibling and not subsystems.isdisjoint(self._subsystems(entry))
            return [
                name / most_name,
                text / most_text,
                log(name + text) / 4,
                (name + text) / best,
                sum(map(self._rarity, shared)) / fact.rarity,
                sum(self._rarity(word) for word in set(fact.words) & own_set) / asked,
                sum(self._rarity(word) for word in fact.module_words if word in words) / fact.module_rarity,
                float(bool(fact.module_words) and all(word in words for word in fact.module_words)),
                _common_start(fact.words, own_words),
                len(fact.parameters & parameters) / (1 + len(fact.parameters)) if parameters else 0.0,
                neighbours.sums.get(entry, 0.0) / total,
                neighbours.most.get(entry, 0.0),
                ranks.get(entry, 0.0),
                inner.sums.get(entry, 0.0) / inner_total,
                inner.most.get(entry, 0.0),
                scene.namesakes.get(entry, 0.0),
                log(max(0, calls)),
                log(max(0, counts.subsystem.get(entry, 0))),
                log(max(0, counts.kind.get(entry, 0))),
                log(max(0, counts.everywhere.get(entry, 0))),
                0.0 if is_sibling else log(max(0, counts.modules.get(fact.module, 0))),
                log(max(0, calls)) / of_module_count,
                scene.named.get(entry, 0.0),
                float(is_sibling),
                float(not is_sibling and fact.flags[0]),
                float(not is_sibling and fact.flags[1]),
                fact.flags[2],
                float(can == 1.0),
                float(can == 0.0),
                float(same_subsystem),
                float(bool(owner) and fact.title == owner),
                float(is_sibling and own_words[: len(fact.words)] == fact.words[: len(own_words)]),
                *fact.flags[3:],
                float(can == 1.0 and is_sibling and self._same_side(entry, sides)),
                float(bool(scene.signature.name)),
            ]

        return row

    def _entry(self, number: int) -> _Entry:
        if number not in self._entries:
            self._entries[number] = self._described(number)
        return self._entries[number]

    def _described(self, number: int) -> _Entry:
        item = self._index.object_at(number)
        if item is not None:
            words = words_of(item.name)
            flags = (0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
            return _Entry(words, self._sum(words), (), 1.0, frozenset(), -1, f"{item.kind}.{item.name}".lower(), flags)
        method = self._index.methods[number]
        module = self._index.modules[method.module]
        words, of_module = words_of(method.name), words_of(module.owner.partition(".")[2])
        parameters = frozenset(name.lower() for name in method.parameters)
        return _Entry(
            words, self._sum(words), of_module, self._sum(of_module), parameters, method.module, module.owner.lower(),
            _flags(self._index, method),
        )  # fmt: skip

    def _sum(self, words: Iterable[str]) -> float:
        return sum(map(self._rarity, words)) or 1.0

    def _subsystems(self, entry: int) -> tuple[int, ...]:
        item = self._index.object_at(entry)
        return item.subsystems if item else self._index.modules[self._index.methods[entry].module].subsystems

    def _can_call(self, entry: int, sides: int, is_sibling: bool) -> float:
        """1 yes, 0 no, ½ unknown."""
        if entry >= len(self._index.methods):
            return 0.5
        method = self._index.methods[entry]
        module = self._index.modules[method.module]
        callers = method.sides if is_sibling or module.kind != "common" else module.callers
        wanted = sides & ~_THICK or sides
        if not wanted or not callers:
            return 0.5
        if is_sibling and module.kind in ("form", "command"):
            # code of the client reaches methods of the server, and not the other way round
            return float(bool(callers & wanted or wanted & _MANAGED_CLIENT))
        return float(wanted & callers == wanted)

    def _same_side(self, entry: int, sides: int) -> bool:
        return bool(self._index.methods[entry].sides & (sides & ~_THICK or sides))


def _flags(index: ContextIndex, method: Method) -> tuple[float, ...]:
    module = index.modules[method.module]
    name = module.owner.lower()
    return (
        float(module.kind == "common"),
        float(module.kind == "manager"),
        0.0,
        float(method.export),
        float(method.is_function),
        float(method.deprecated),
        float("переопределяем" in name or "overridable" in name),
        float("служебн" in name or "internal" in name),
        float("повтисп" in name or "cached" in name),
        float("клиент" in name or "client" in name),
        float(bool(method.purpose)),
    )


def _common_start(words: tuple[str, ...], own: tuple[str, ...]) -> float:
    """How much of our name another one begins with: ``ВыполнитьОбмен``, ``ВыполнитьОбменЗавершение``."""
    shared = 0
    for one, other in zip(words, own, strict=False):
        if one != other:
            break
        shared += 1
    return shared / max(1, len(own))


def _by_weight(sums: dict[int, float]) -> list[int]:
    return sorted(sums, key=lambda entry: (-sums[entry], entry))
