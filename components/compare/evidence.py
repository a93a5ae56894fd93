"""Which ratings say something about the canary, and what they say.

The unit is the user: a user keeps one variant, and what one user says ten times is one opinion.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from components.compare.settings import CompareSettings
from components.shared.ratings import ANONYMOUS, GivenAnswer, Rating, RatingStore
from components.shared.statistics import difference_of_shares, wilson
from components.shared.summaries import Interval, VariantRatings
from components.shared.traffic import CODE_GENERATION, Split


@dataclass(slots=True)
class Variant:
    """What is known of one version under comparison."""

    version: str
    answers: int = 0
    ratings: list[int] = field(default_factory=list)
    good_by_user: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))

    @property
    def users(self) -> int:
        """How many users rated."""
        return len(self.good_by_user)

    @property
    def good_users(self) -> float:
        """Shares of good ratings, added up over users: each user weighs the same, however much they rate."""
        return min(sum(sum(good) / len(good) for good in self.good_by_user.values()), float(self.users))

    def summary(self) -> VariantRatings:
        """The variant as a fact of the comparison."""
        count = len(self.ratings)
        return VariantRatings(
            version=self.version,
            answers=self.answers,
            ratings=count,
            users=self.users,
            mean=sum(self.ratings) / count if count else None,
            good=wilson(self.good_users, self.users) if count else None,
        )


@dataclass(slots=True)
class Evidence:
    """Both variants, and the ratings that did not count, by reason."""

    stable: Variant
    canary: Variant
    ignored: Counter[str] = field(default_factory=Counter)
    automatic: int = 0

    def difference(self) -> Interval | None:
        """Canary − stable in points of good ratings, each user counted as one observation.

        Shares of a user lie between 0 and 1, so their variance is at most that of a yes or no with the same mean:
        Newcombe's interval over users is rather too wide for it than too narrow.
        """
        if not self.stable.users or not self.canary.users:
            return None
        stable, canary = self.stable, self.canary
        return difference_of_shares(stable.good_users, stable.users, canary.good_users, canary.users)


def gather_evidence(ratings: RatingStore, split: Split, settings: CompareSettings, now: datetime) -> Evidence:
    """Read everything that users said since the canary was set."""
    evidence = Evidence(stable=Variant(split.stable), canary=Variant(split.canary or ""))
    variants = {variant.version: variant for variant in (evidence.stable, evidence.canary)}
    fates: dict[str, tuple[str | None, str, str]] = {}
    for answer in ratings.answers():
        reason = useless_answer(answer, split)
        fates[answer.answer_id] = (reason, answer.assigned_version, answer.user)
        if reason is None:
            variants[answer.assigned_version].answers += 1
    for rating in ratings.ratings():
        reason, version, user = fates.get(rating.answer_id, ("unknown_answer", "", ""))
        reason = reason or useless_rating(rating, user, settings, now)
        if reason:
            evidence.ignored[reason] += 1
            continue
        variants[version].ratings.append(rating.user_rating)
        variants[version].good_by_user[user].append(rating.user_rating >= settings.good_rating)
        evidence.automatic += rating.rater == "automatic"
    return evidence


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
    return "fallback" if answer.served_version != answer.assigned_version else None


def useless_rating(rating: Rating, asked_by: str, settings: CompareSettings, now: datetime) -> str | None:
    """Why this rating does not count, or None: the first reason wins."""
    if rating.user != asked_by:
        return "other_user"  # else one user could speak for all
    if rating.user == ANONYMOUS:
        return "anonymous"  # many people under one name, with a new variant for each question
    if now - rating.timestamp > timedelta(hours=settings.max_age_hours):
        return "too_old"
    if rating.rater == "automatic" and not settings.accept_automatic:
        return "automatic"
    return None
