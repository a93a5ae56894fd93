"""BM25 over two fields of every entry: its name with that of its module, and what is said of it."""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from components.shared.context.model import ContextIndex, Question
from components.shared.context.words import words_in, words_of

K1: Final = 1.2
B: Final = 0.6
# How much a word of a question counts, by where it stands
NAME, TEXT, PARAMETERS, DOCUMENTATION = 1.5, 1.0, 0.7, 0.4
_MOST_WORDS: Final = 60  # of a question: the heaviest ones


@dataclass(slots=True)
class Postings:
    """Where a word stands: entries, and how much it says about each."""

    entries: "array[int]" = field(default_factory=lambda: array("I"))
    weights: "array[float]" = field(default_factory=lambda: array("f"))


class Field:
    """One field of all entries."""

    def __init__(self, documents: Iterable[Sequence[str]]) -> None:
        counts = [Counter(words) for words in documents]
        lengths = [sum(words.values()) for words in counts]
        average = max(1.0, sum(lengths) / max(1, sum(map(bool, lengths))))
        frequency = Counter(word for words in counts for word in words)
        self.idf = {word: math.log(1 + (len(counts) - n + 0.5) / (n + 0.5)) for word, n in frequency.items()}
        self._postings: dict[str, Postings] = {}
        for entry, (words, length) in enumerate(zip(counts, lengths, strict=True)):
            norm = K1 * (1 - B + B * length / average)
            for word, times in words.items():
                postings = self._postings.setdefault(word, Postings())
                postings.entries.append(entry)
                postings.weights.append(self.idf[word] * times * (K1 + 1) / (times + norm))
        self._count = len(counts)

    def scores(self, question: Mapping[str, float]) -> list[float]:
        """How well each entry fits a question, given as words and their weights."""
        scores = [0.0] * self._count
        for word, weight in question.items():
            postings = self._postings.get(word)
            if postings is not None:
                for entry, score in zip(postings.entries, postings.weights, strict=True):
                    scores[entry] += weight * score
        return scores


class Lexicon:
    """Both fields."""

    def __init__(self, index: ContextIndex) -> None:
        self.names = Field(_names(index))
        self.texts = Field(_texts(index))

    def rarity(self, word: str) -> float:
        """How much a word tells names apart; one that no name has tells most."""
        return self.names.idf.get(word, 8.0)

    def heaviest(self, words: Mapping[str, float]) -> dict[str, float]:
        """The words of a question that are worth looking for."""
        known = [word for word in words if word in self.names.idf or word in self.texts.idf]
        known.sort(key=lambda word: (-words[word] * self.rarity(word), word))
        return {word: words[word] for word in known[:_MOST_WORDS]}


def weighted_words(question: Question, name: str, parameters: Sequence[str]) -> dict[str, float]:
    """The words of a question with their weights; where a word stands in several places, these add up.

    Args:
        question: The question.
        name: Name of the method that is asked for, from the signature; empty: unknown.
        parameters: Names of its parameters.
    """
    weights: dict[str, float] = {}
    for word in set(words_of(name)):
        weights[word] = weights.get(word, 0.0) + NAME
    places = (
        (set(words_in(question.text)), TEXT),
        ({word for parameter in parameters for word in words_of(parameter)}, PARAMETERS),
        (set(words_in(question.documentation)), DOCUMENTATION),
    )
    for words, weight in places:
        for word in sorted(words):
            weights[word] = weights.get(word, 0.0) + weight
    return weights


def _names(index: ContextIndex) -> Iterator[list[str]]:
    of_modules = [list(words_of(module.owner.partition(".")[2])) for module in index.modules]
    for method in index.methods:
        yield [*words_of(method.name), *of_modules[method.module]]
    for item in index.objects:
        yield [*words_of(item.name), *words_of(item.title.partition(".")[0])]


def _texts(index: ContextIndex) -> Iterator[list[str]]:
    for method in index.methods:
        yield [*words_in(method.purpose), *(word for name in method.parameters for word in words_of(name))]
    for item in index.objects:
        yield [word for part in item.parts for word in words_of(part)]
