"""Which answers and ratings say something about the canary, and what they say.

Analysed by the version that was assigned: an answer in which the base model stood in is a failure of the version that
should have given it. The unit is the user: a user keeps one variant at a step, and what one user says ten times is one
opinion.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from components.compare.outcomes import Outcomes, OutcomeTable
from components.compare.settings import CompareSettings, MeasureName
from components.shared.ratings import ANONYMOUS, GivenAnswer, Rating, RatingStore
from components.shared.statistics import wilson
from components.shared.summaries import VariantRatings
from components.shared.traffic import CODE_GENERATION, Split


@dataclass(slots=True)
class Variant:
    """What is known of one version under comparison."""

    version: str
    answers: int = 0
    served: Counter[str] = field(default_factory=Counter)  # version that really answered
    ratings: list[int] = field(default_factory=list)
    good_by_user: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))

    @property
    def users(self) -> int:
        """How many users rated."""
        return len(self.good_by_user)

    def summary(self) -> VariantRatings:
        """The variant as a fact of the comparison."""
        count = len(self.ratings)
        good = min(sum(sum(them) / len(them) for them in self.good_by_user.values()), float(self.users))
        return VariantRatings(
            version=self.version,
            answers=self.answers,
            stood_in=sum(number for version, number in self.served.items() if version != self.version),
            ratings=count,
            users=self.users,
            mean=sum(self.ratings) / count if count else None,
            good=wilson(good, self.users) if count else None,
        )


@dataclass(slots=True)
class Evidence:
    """Both variants, the outcomes of each measure, and the ratings that did not count, by reason."""

    stable: Variant
    canary: Variant
    measures: dict[MeasureName, OutcomeTable]
    answers: OutcomeTable
    ignored: Counter[str] = field(default_factory=Counter)
    automatic: int = 0


def gather_evidence(
    ratings: RatingStore, split: Split, settings: CompareSettings, is_valid: Callable[[GivenAnswer], bool]
) -> Evidence:
    """Read everything that was answered and said since the canary was set."""
    return _Gathering(split, settings, is_valid).read(ratings)


class _Gathering:
    """One pass over answers, then ratings."""

    def __init__(self, split: Split, settings: CompareSettings, is_valid: Callable[[GivenAnswer], bool]) -> None:
        self._split = split
        self._settings = settings
        self._is_valid = is_valid
        self._since = [step.since for step in split.exposure()]
        self._numbers: dict[str, int] = {}
        self._outcomes = {name: Outcomes() for name in settings.measures}
        self._answered = Outcomes()
        self._fates: dict[str, tuple[str | None, GivenAnswer]] = {}
        self._variants = {version: Variant(version) for version in (split.stable, split.canary or "")}

    def read(self, ratings: RatingStore) -> Evidence:
        for answer in ratings.answers():
            reason = useless_answer(answer, self._split)
            self._fates[answer.answer_id] = (reason, answer)
            if reason is None:
                self._take_answer(answer)
        ignored: Counter[str] = Counter()
        automatic = 0
        for rating in ratings.ratings():
            reason = self._take_rating(rating)
            if reason:
                ignored[reason] += 1
            else:
                automatic += rating.rater == "automatic"
        stable, canary = self._variants.values()
        tables = {name: outcomes.table() for name, outcomes in self._outcomes.items()}
        return Evidence(stable, canary, tables, self._answered.table(), ignored, automatic)

    def _take_answer(self, answer: GivenAnswer) -> None:
        variant = self._variants[answer.assigned_version]
        variant.answers += 1
        variant.served[answer.served_version] += 1
        if answer.user == ANONYMOUS:  # many people under one name, with a new variant for each question
            return
        own = answer.served_version == answer.assigned_version and answer.finish_reason != "error"
        self._note(self._answered, answer, good=own)
        found: dict[MeasureName, Callable[[], bool]] = {
            "answered": lambda: own,
            "timely": lambda: own and answer.latency_seconds <= self._settings.slow_seconds,
            "validity": lambda: own and self._is_valid(answer),
        }
        for name in self._settings.measures:
            if name in found:
                self._note(self._outcomes[name], answer, good=found[name]())

    def _take_rating(self, rating: Rating) -> str | None:
        if rating.answer_id not in self._fates:
            return "unknown_answer"
        reason, answer = self._fates[rating.answer_id]
        reason = reason or useless_rating(rating, answer.user, self._settings)
        if reason:
            return reason
        variant = self._variants[answer.assigned_version]
        good = rating.user_rating >= self._settings.good_rating
        variant.ratings.append(rating.user_rating)
        variant.good_by_user[answer.user].append(good)
        if "rating" in self._outcomes:
            self._note(self._outcomes["rating"], answer, good=good)
        return None

    def _note(self, outcomes: Outcomes, answer: GivenAnswer, *, good: bool) -> None:
        """Under the step at which the question was asked: then its variant was chosen."""
        step = max(0, bisect_right(self._since, answer.timestamp) - 1)
        number = self._numbers.setdefault(answer.user, len(self._numbers))
        is_canary = answer.assigned_version == self._split.canary
        outcomes.add(answer.timestamp, step, number, canary=is_canary, good=good)


def useless_answer(answer: GivenAnswer, split: Split) -> str | None:
    """Why nothing said about this answer can count, or None: the first reason wins."""
    if answer.name != split.name:
        return "other_model"
    if answer.query_type != CODE_GENERATION:
        return "other_query"
    if answer.assigned_version not in (split.stable, split.canary):
        return "other_version"
    if split.canary_since is not None and answer.timestamp < split.canary_since:
        return "before_canary"
    return None


def useless_rating(rating: Rating, asked_by: str, settings: CompareSettings) -> str | None:
    """Why this rating does not count, or None: the first reason wins."""
    if rating.user != asked_by:
        return "other_user"  # else one user could speak for all
    if rating.user == ANONYMOUS:
        return "anonymous"
    if rating.rater == "automatic" and not settings.accept_automatic:
        return "automatic"
    return None
