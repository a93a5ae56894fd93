"""What was answered since the start: numbers for ``/status``, and for Prometheus in its text format.

Labels are versions and marks from 1 to 5, never users or texts.
"""

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping

from components.shared.traffic import Split

CONTENT_TYPE = "text/plain; version=0.0.4"
# seconds; a short method takes one, a long module in a full queue minutes
BUCKETS = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0)


class Metrics:
    """Counters of one gateway; all of its requests are served by one event loop, so nothing is locked."""

    def __init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self._ratings: Counter[tuple[str, int]] = Counter()
        self._buckets: Counter[tuple[str, int]] = Counter()
        self._sums: dict[str, float] = {}

    def answered(self, version: str, seconds: float) -> None:
        """An answer of a version left, whole or broken off."""
        self.answers[version] += 1
        self._buckets[version, bisect_left(BUCKETS, seconds)] += 1
        self._sums[version] = self._sums.get(version, 0.0) + seconds

    def failed(self, version: str) -> None:
        """A version gave no usable answer; the next candidate is asked."""
        self.failures[version] += 1

    def rated(self, version: str, rating: int) -> None:
        """Somebody rated an answer of a version, 1 to 5."""
        self._ratings[version, rating] += 1

    def ratings(self) -> Counter[str]:
        """How many ratings each version got."""
        counts: Counter[str] = Counter()
        for (version, _), count in self._ratings.items():
            counts[version] += count
        return counts

    def text(self, split: Split | None) -> str:
        """Everything as Prometheus reads it, with the split in force."""
        return "".join(f"{line}\n" for line in (*self._counters(), *self._histogram(), *_split_lines(split)))

    def _counters(self) -> Iterator[str]:
        yield from _family("bsl_answers_total", "counter", "Answers given", _by_version(self.answers))
        yield from _family("bsl_failures_total", "counter", "Calls that failed", _by_version(self.failures))
        ratings = {_labels(version=v, rating=str(rating)): count for (v, rating), count in self._ratings.items()}
        yield from _family("bsl_ratings_total", "counter", "Ratings of answers", ratings)

    def _histogram(self) -> Iterator[str]:
        values: dict[str, float] = {}
        for version, total in self._sums.items():
            below = 0
            for number, bound in enumerate((*BUCKETS, "+Inf")):
                below += self._buckets[version, number]
                values["_bucket" + _labels(version=version, le=str(bound))] = below
            values["_sum" + _labels(version=version)] = round(total, 6)
            values["_count" + _labels(version=version)] = below
        yield from _family("bsl_answer_seconds", "histogram", "From a request to the end of its answer", values)


def _split_lines(split: Split | None) -> Iterator[str]:
    generation = split.generation if split else 0
    yield from _family("bsl_split_generation", "gauge", "Changes of the split; 0: there is none", {"": generation})
    percent = {_labels(version=split.canary): split.canary_percent} if split and split.canary else {"": 0}
    yield from _family("bsl_canary_percent", "gauge", "Users that get the canary, per cent", percent)
    roles = {"base": split.base, "stable": split.stable, "canary": split.canary} if split else {}
    versions = {_labels(role=role, version=version): 1 for role, version in roles.items() if version}
    yield from _family("bsl_version_info", "gauge", "Which version has which role", versions)


def _family(name: str, kind: str, about: str, values: Mapping[str, float]) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"
    for suffix, value in values.items():
        yield f"{name}{suffix} {value}"


def _by_version(counts: Counter[str]) -> dict[str, float]:
    return {_labels(version=version): count for version, count in counts.items()}


def _labels(**labels: str) -> str:
    # quoted as in JSON: the format escapes the backslash, the quote and the end of line in the same way
    return "{" + ",".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in labels.items()) + "}"
