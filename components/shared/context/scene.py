"""All that an index says to one question, gathered once: every feature of a candidate is looked up here."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice
from typing import Final

from components.shared.context.counters import EVERYWHERE, Counters, kind_group
from components.shared.context.lexical import Lexicon, weighted_words
from components.shared.context.model import ContextIndex, Hidden, Module, Question
from components.shared.context.modules import UNKNOWN, find_module
from components.shared.context.resolving import Names
from components.shared.context.signatures import Signature, read_signature
from components.shared.context.words import dotted_names_in, identifiers_in, words_of

NEIGHBOURS: Final = 60
INNER_NEIGHBOURS: Final = 20
_TEXT_SHARE: Final = 0.7  # of the second field in the score that neighbours are chosen by
# how many entries of each signal become candidates
_LEXICAL: Final = 300
_SUBSYSTEM: Final = 200
_FREQUENT: Final = 100


@dataclass(frozen=True, slots=True)
class Edited:
    """What is edited: the module, its methods by their names in lower case, and where the new code runs."""

    module: Module | None
    number: int
    own: dict[str, int]
    sides: int


@dataclass(frozen=True, slots=True)
class Fit:
    """How all entries fit the words of a question, in each field."""

    words: dict[str, float]
    names: list[float]
    texts: list[float]

    def scores(self) -> list[float]:
        """Both fields together."""
        return [name + _TEXT_SHARE * text for name, text in zip(self.names, self.texts, strict=True)]


@dataclass(frozen=True, slots=True)
class Uses:
    """What neighbours use: the sum of the weights of those that do, and the greatest of these."""

    sums: dict[int, float]
    most: dict[int, float]
    total: float


@dataclass(frozen=True, slots=True)
class Counts:
    """How many methods use an entry: of the edited module, of its subsystems, of its kind, of all."""

    module: Counter[int]
    subsystem: Counter[int]
    kind: Counter[int]
    everywhere: Counter[int]
    modules: Counter[int]  # uses that the edited module has of what other modules offer, by their numbers


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known about one question."""

    signature: Signature
    edited: Edited
    fit: Fit
    neighbours: Uses
    inner: Uses  # the same within the edited module
    namesakes: dict[int, float]
    counts: Counts
    named: dict[int, float]
    pool: tuple[int, ...]  # the candidates


class Retrieval:
    """An index with all that is counted once, before the first question."""

    def __init__(self, index: ContextIndex) -> None:
        self.index = index
        self.lexicon = Lexicon(index)
        self.counters = Counters(index)
        methods = [[index.methods[number] for number in module.methods] for module in index.modules]
        self.names = Names(index.configuration, index.modules, methods, index.objects)
        self._by_name: dict[str, list[int]] = {}
        for entry in sorted(index.candidates):
            item = index.object_at(entry)
            name = item.name if item else index.methods[entry].name
            self._by_name.setdefault(name.lower(), []).append(entry)

    def scene(self, question: Question, hidden: Hidden) -> Scene:
        """Gather what is known about a question."""
        signature = read_signature(question.signature)
        edited = self._edited(question, signature, hidden)
        fit = self.fit(question, signature)
        scores = fit.scores()
        inside = edited.module.methods if edited.module else range(0)
        neighbours = self._uses(scores, range(len(self.index.methods)), NEIGHBOURS, edited.own, hidden)
        inner = self._uses(scores, inside, INNER_NEIGHBOURS, edited.own, hidden)
        namesakes = self._namesakes(signature.name, edited.own, hidden)
        counts = self._counts(edited, hidden)
        named = self._named(question, edited.own)
        pool = set(edited.own.values())
        allowed = self.index.candidates
        for entries in (neighbours.sums, inner.sums, namesakes, named, _frequent(counts), self._nearest(scores)):
            pool.update(allowed.intersection(entries))
        pool.discard(hidden.answer)
        return Scene(signature, edited, fit, neighbours, inner, namesakes, counts, named, tuple(sorted(pool)))

    def fit(self, question: Question, signature: Signature) -> Fit:
        """How near all entries are to a question in words."""
        words = weighted_words(question, signature.name, signature.parameters)
        asked = self.lexicon.heaviest(words)
        return Fit(words, self.lexicon.names.scores(asked), self.lexicon.texts.scores(asked))

    def _edited(self, question: Question, signature: Signature, hidden: Hidden) -> Edited:
        number = find_module(self.index, question.module)
        if number == UNKNOWN:
            return Edited(None, number, {}, question.sides or signature.sides)
        module = self.index.modules[number]
        own = {name: entry for name, entry in self.names.own(number).items() if entry not in hidden.missing}
        return Edited(module, number, own, question.sides or signature.sides or module.sides)

    def _nearest(self, scores: list[float]) -> list[int]:
        return nlargest(_LEXICAL, self.index.candidates, key=lambda entry: (scores[entry], -entry))

    def _uses(self, scores: list[float], among: Iterable[int], count: int, own: dict[str, int], hidden: Hidden) -> Uses:
        """What the methods nearest in words use."""
        best = nlargest(count + len(hidden.alike) + 1, among, key=lambda method: (scores[method], -method))
        chosen = list(islice((method for method in best if method not in hidden and scores[method] > 0), count))
        most = scores[chosen[0]] if chosen else 1.0
        uses = Uses({}, {}, sum((scores[method] / most) ** 2 for method in chosen))
        for method in chosen:
            weight = (scores[method] / most) ** 2
            for entry in self._seen_from(method, own):
                uses.sums[entry] = uses.sums.get(entry, 0.0) + weight
                uses.most[entry] = max(uses.most.get(entry, 0.0), weight)
        return uses

    def _seen_from(self, number: int, own: dict[str, int]) -> Iterator[int]:
        """What a method uses; a method of its own module stands for the one of the edited module of this name."""
        method = self.index.methods[number]
        for entry in method.uses:
            if entry < len(self.index.methods) and self.index.methods[entry].module == method.module:
                yield own.get(self.index.methods[entry].name.lower(), entry)
            else:
                yield entry

    def _namesakes(self, name: str, own: dict[str, int], hidden: Hidden) -> dict[int, float]:
        """Handlers of one event do alike: the share of methods of the same name that use an entry."""
        numbers = self.counters.namesakes(name, hidden)
        counts = Counter(entry for number in numbers for entry in self._seen_from(number, own))
        return {entry: count / len(numbers) for entry, count in counts.items()}

    def _counts(self, edited: Edited, hidden: Hidden) -> Counts:
        everywhere = self.counters.uses(EVERYWHERE, hidden)
        if edited.module is None:
            return Counts(Counter(), Counter(), Counter(), everywhere, Counter())
        subsystem: Counter[int] = Counter()
        for group in edited.module.subsystems:
            subsystem |= self.counters.uses(("subsystem", group), hidden)
        return Counts(
            self.counters.uses(("module", edited.number), hidden),
            subsystem,
            self.counters.uses(kind_group(edited.module.kind, edited.sides), hidden),
            everywhere,
            self.counters.uses_of_modules(edited.number, hidden),
        )

    def _named(self, question: Question, own: dict[str, int]) -> dict[int, float]:
        """Entries that the question names itself: 1 for ``Модуль.Метод``, less for a lone name that is no word."""
        found: dict[int, float] = {}
        text = f"{question.text}\n{question.signature}\n{question.documentation}"
        for name in identifiers_in(text):
            if len(words_of(name)) > 1:
                entries = [own[name.lower()]] if name.lower() in own else self._by_name.get(name.lower(), [])
                found.update(dict.fromkeys(entries, 1 / (1 + len(entries))))
        for name in dotted_names_in(text):
            entry = self.names.entry_of(name.lower())
            if entry is not None:
                found[entry] = 1.0
        return found


def alike_candidates(retrieval: Retrieval, question: Question, number: int) -> set[int]:
    """Methods from which something could be learned about the answer to a question, were they almost equal to it."""
    index = retrieval.index
    scores = retrieval.fit(question, read_signature(question.signature)).scores()
    near = nlargest(3 * NEIGHBOURS, range(len(index.methods)), key=lambda method: (scores[method], -method))
    method = index.methods[number]
    return {*near, *index.modules[method.module].methods, *retrieval.counters.of_name(method.name)}


def _frequent(counts: Counts) -> list[int]:
    found = list(counts.module)
    for counter, most in ((counts.subsystem, _SUBSYSTEM), (counts.kind, _FREQUENT), (counts.everywhere, _FREQUENT)):
        found += nlargest(most, counter, key=lambda entry, counter=counter: (counter[entry], -entry))  # type: ignore[misc]
    return found
