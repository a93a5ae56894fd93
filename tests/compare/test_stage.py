import itertools
import os
import random
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from components.compare.settings import CompareSettings
from components.compare.stage import compare_variants, report_summaries
from components.deploy.settings import DeploySettings
from components.deploy.stage import deploy_version
from components.shared.errors import TryAgain
from components.shared.ratings import ANONYMOUS, FolderRatings, GivenAnswer, Rating
from components.shared.registry import Registry
from components.shared.summaries import CompareSummary
from components.shared.traffic import Split
from tests.killing import killed_at
from tests.registered import KEY, NOW, open_registry, registered

LATER = NOW + timedelta(hours=1)
NUMBERS = itertools.count()
NOTHING = Split(name="none", base="none", stable="none")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    registry = registered(tmp_path, versions=3)
    deploy_version("v1", registry, DeploySettings(), key=KEY.public, now=NOW)
    return registry


@pytest.fixture
def ratings(tmp_path: Path) -> FolderRatings:
    return FolderRatings(tmp_path / "ratings")


def say(ratings: FolderRatings, version: str, user: str, stars: int, **changes: Any) -> None:
    """One user gets one answer of a version and rates it."""
    user = changes.pop("asked_by", user)
    facts = {
        "user_query": "q",
        "generated_code": "c",
        "timestamp": LATER,
        "user": user,
        "answer_id": f"a{next(NUMBERS)}",
    }
    said = {"rater": changes.pop("rater", "person"), "user_rating": stars}
    said |= {"timestamp": changes.pop("rated_at", LATER), "user": changes.pop("rated_by", user)}
    versions = {"assigned_version": version, "served_version": version}
    answer = facts | versions | {"name": "bsl-coder", "query_type": "code_generation"} | changes
    ratings.add_answer(GivenAnswer.model_validate(answer))
    ratings.add_rating(Rating.model_validate(facts | said | {"version": answer["served_version"]}))


def everybody_says(ratings: FolderRatings, version: str, stars: list[int], **changes: Any) -> None:
    """Each of them is said by a user of its own, twice."""
    for number, given in enumerate(stars):
        for _ in range(2):
            say(ratings, version, f"{version}-{number}", given, **changes)


def compare(registry: Registry, ratings: FolderRatings, **choices: Any) -> CompareSummary:
    return compare_variants(registry, ratings, CompareSettings(**choices), now=LATER + timedelta(hours=1))


def base_of(registry: Registry) -> str:
    return registry.version("v1").base_version


def test_a_canary_that_users_like_better_is_promoted_once(registry: Registry, ratings: FolderRatings) -> None:
    base = base_of(registry)
    everybody_says(ratings, base, [1, 2, 1, 2, 3, 1])
    everybody_says(ratings, "v1", [5, 4, 5, 5, 4, 5])
    summary = compare(registry, ratings)
    assert summary.decision == "promote"
    assert summary.difference is not None
    assert summary.difference.value == 100
    assert summary.difference.low > 0
    assert (summary.stable and summary.stable.ratings, summary.canary and summary.canary.users) == (12, 6)
    assert "100,0\u00a0%" in summary.reason
    split = registry.split()
    assert split == Split(name="bsl-coder", base=base, stable="v1", generation=2)
    assert registry.aliases() == {"stable": "v1"}
    assert summary.split_after == split.summary()
    again = compare(registry, ratings)
    assert (again.decision, registry.split()) == ("nothing", split)
    assert "v1 отвечает всем" in again.reason


def test_a_canary_that_users_like_less_is_rolled_back(registry: Registry, ratings: FolderRatings) -> None:
    base = base_of(registry)
    everybody_says(ratings, base, [5, 5, 4, 5, 4, 5])
    everybody_says(ratings, "v1", [1, 1, 2, 1, 3, 1])
    assert compare(registry, ratings).decision == "roll_back"
    assert registry.split() == Split(name="bsl-coder", base=base, stable=base, generation=2)
    assert registry.aliases() == {}
    assert compare(registry, ratings).decision == "nothing"


@pytest.mark.parametrize(
    ("stable", "canary", "why"),
    [
        ([], [], "Слишком мало оценок"),
        ([1] * 6, [5] * 3, "Слишком мало оценок: v1: оценок 6, пользователей 3"),
        ([1] * 3, [5] * 6, "оценок 6, пользователей 3; нужно не меньше 8 от 5"),
        ([5, 1, 5, 1, 5, 1], [5, 5, 5, 1, 5, 1], "Разница не доказана"),
        ([5] * 6, [5] * 6, "Разница не доказана"),
    ],
)
def test_without_proof_the_canary_waits(
    registry: Registry, ratings: FolderRatings, stable: list[int], canary: list[int], why: str
) -> None:
    before = registry.split()
    everybody_says(ratings, base_of(registry), stable)
    everybody_says(ratings, "v1", canary)
    summary = compare(registry, ratings)
    assert summary.decision == "hold"
    assert why in summary.reason
    assert (registry.split(), summary.split_before) == (before, summary.split_after)


def test_one_user_who_rates_all_day_is_one_opinion(registry: Registry, ratings: FolderRatings) -> None:
    everybody_says(ratings, base_of(registry), [1] * 6)
    for _ in range(50):
        say(ratings, "v1", "fan", 5)
    summary = compare(registry, ratings)
    assert summary.decision == "hold"
    assert summary.canary is not None
    assert (summary.canary.ratings, summary.canary.users) == (50, 1)
    everybody_says(ratings, "v1", [1] * 9)
    good = (compare(registry, ratings).canary or summary.canary).good
    assert good is not None
    assert good.value == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"served_version": "v2"}, "fallback"),
        ({"assigned_version": "v3", "served_version": "v3"}, "other_version"),
        ({"name": "bsl-coder--v1"}, "other_model"),
        ({"query_type": "chat"}, "other_query"),
        ({"timestamp": NOW - timedelta(seconds=1)}, "before_canary"),
        ({"rated_at": NOW - timedelta(hours=168)}, "too_old"),
        ({"rater": "automatic"}, "automatic"),
        ({"rated_by": "somebody else"}, "other_user"),
        ({"asked_by": ANONYMOUS}, "anonymous"),
    ],
)
def test_a_rating_that_says_nothing_of_the_canary_is_counted_with_its_reason(
    registry: Registry, ratings: FolderRatings, change: dict[str, Any], reason: str
) -> None:
    everybody_says(ratings, base_of(registry), [1] * 6)
    everybody_says(ratings, "v1", [5] * 6, **change)
    summary = compare(registry, ratings)
    assert (summary.decision, summary.ignored, summary.canary and summary.canary.ratings) == ("hold", {reason: 12}, 0)


def test_automatic_ratings_decide_only_where_that_is_allowed(registry: Registry, ratings: FolderRatings) -> None:
    everybody_says(ratings, base_of(registry), [1] * 6, rater="automatic")
    everybody_says(ratings, "v1", [5] * 6, rater="automatic")
    refused = compare(registry, ratings)
    assert (refused.decision, refused.automatic, refused.ignored) == ("hold", 0, {"automatic": 24})
    allowed = compare(registry, ratings, accept_automatic=True)
    assert (allowed.decision, allowed.automatic, allowed.ignored) == ("promote", 24, {})


def test_answers_count_even_when_nobody_rated_them(registry: Registry, ratings: FolderRatings) -> None:
    say(ratings, "v1", "u", 5)
    say(ratings, "v1", "u", 5, rated_by="another")
    canary = compare(registry, ratings).canary
    assert canary is not None
    assert (canary.answers, canary.ratings, canary.mean) == (2, 1, 5)


def test_before_the_first_deploy_there_is_nothing_to_decide(tmp_path: Path, ratings: FolderRatings) -> None:
    registry = registered(tmp_path, versions=1)
    summary = compare(registry, ratings)
    assert (summary.decision, summary.split_before, registry.split()) == ("nothing", None, None)
    assert report_summaries(registry, summary) == {"compare": summary}


def test_a_split_that_changed_meanwhile_is_left_alone(
    registry: Registry, ratings: FolderRatings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    everybody_says(ratings, base_of(registry), [1] * 6)
    everybody_says(ratings, "v1", [5] * 6)
    read = ratings.ratings

    def deploy_meanwhile() -> Any:
        deploy_version("v2", open_registry(tmp_path), DeploySettings(), key=KEY.public, now=LATER)
        return read()

    monkeypatch.setattr(ratings, "ratings", deploy_meanwhile)
    with pytest.raises(TryAgain, match="canary v2"):
        compare(registry, ratings)
    split = registry.split()
    assert split is not None
    assert (split.stable, split.canary) == (base_of(registry), "v2")


def test_a_promotion_that_is_killed_anywhere_ends_well_when_repeated(
    tmp_path: Path, registry: Registry, ratings: FolderRatings
) -> None:
    base = base_of(registry)
    everybody_says(ratings, base, [1] * 6)
    everybody_says(ratings, "v1", [5] * 6)
    point, seen = 1, set()
    while True:
        place = tmp_path / str(point)
        shutil.copytree(tmp_path / "store", place / "store")
        shutil.copytree(tmp_path / "ratings", place / "ratings")
        again = open_registry(place), FolderRatings(place / "ratings")
        killed = killed_at(point, lambda: compare(*again))  # noqa: B023
        seen.add(compare(*again).decision)
        assert again[0].split() == Split(name="bsl-coder", base=base, stable="v1", generation=2)
        assert again[0].aliases() == {"stable": "v1"}
        if not killed:
            break
        point += 1
    assert seen == {"promote", "nothing"}


def test_the_report_holds_the_run_of_the_version_in_question(registry: Registry, ratings: FolderRatings) -> None:
    summary = compare(registry, ratings)
    facts = report_summaries(registry, summary)
    assert set(facts) == {"base_model", "register", "deploy", "compare"}
    assert facts["register"].model_dump()["version"] == "v1"
    assert facts["deploy"] == summary.split_before


def test_equal_versions_are_rarely_told_apart() -> None:
    """The rule asks for a 95 % interval on one side of zero: of equal versions about 1 in 40 looks better."""
    from components.compare.evidence import Evidence, Variant
    from components.compare.stage import decide

    generator = random.Random(1)
    wrong = 0
    for _ in range(2000):
        evidence = Evidence(stable=Variant("base"), canary=Variant("v1"))
        for variant, users in ((evidence.stable, 40), (evidence.canary, 5)):
            for user in range(users):
                taste = generator.betavariate(3, 3)  # users differ, and each says much the same every time
                good = [generator.random() < taste for _ in range(4)]
                variant.good_by_user[str(user)] = good
                variant.ratings += [5 if it else 1 for it in good]
        wrong += decide(evidence, evidence.difference(), CompareSettings())[0] != "hold"
    assert wrong / 2000 < 0.05


class Canaries(RuleBasedStateMachine):
    """Deploys, ratings and decisions in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(os, "fsync", lambda _: None)  # thousands of writes: what a busy disk makes slow
        self.place = tempfile.TemporaryDirectory()
        folder = Path(self.place.name)
        self.registry = registered(folder, versions=4)
        self.ratings = FolderRatings(folder / "ratings")
        self.now = NOW
        self.removed: str | None = None
        self.generation = 0

    def teardown(self) -> None:
        self.place.cleanup()
        self.patch.undo()

    @initialize(number=st.integers(1, 4), percent=st.integers(1, 100))
    def begin(self, number: int, percent: int) -> None:
        self.deploy(number, percent)

    @rule(number=st.integers(1, 4), percent=st.integers(1, 100))
    def deploy(self, number: int, percent: int) -> None:
        self.now += timedelta(minutes=1)
        before = self.registry.split()
        deploy_version(
            f"v{number}", self.registry, DeploySettings(canary_percent=percent), key=KEY.public, now=self.now
        )
        after = self.registry.split()
        assert after is not None
        assert f"v{number}" in (after.stable, after.canary)
        assert before is None or after.stable == before.stable
        if before is not None and before.canary not in (None, after.canary):
            self.removed = before.canary
        if self.removed == f"v{number}":
            self.removed = None

    @precondition(lambda self: (self.registry.split() or NOTHING).canary)
    @rule(stable=st.sampled_from([1, 5]), canary=st.sampled_from([1, 5]), users=st.integers(4, 9), decide=st.booleans())
    def rate(self, stable: int, canary: int, users: int, decide: bool) -> None:
        split = self.registry.split()
        assert split is not None
        self.now += timedelta(minutes=1)
        moment = {"timestamp": self.now, "rated_at": self.now}
        everybody_says(self.ratings, split.stable, [stable] * users, **moment)
        everybody_says(self.ratings, str(split.canary), [canary] * users, **moment)
        if decide:
            self.decide()

    @precondition(lambda self: (self.registry.split() or NOTHING).canary)
    @rule()
    def decide(self) -> None:
        self.now += timedelta(minutes=1)
        before = self.registry.split()
        summary = compare_variants(self.registry, self.ratings, CompareSettings(), now=self.now)
        after = self.registry.split()
        if summary.decision in ("hold", "nothing"):
            assert after == before
            return
        assert before is not None
        assert after is not None
        assert after.canary is None
        assert after.stable == (before.canary if summary.decision == "promote" else before.stable)
        self.removed = before.stable if summary.decision == "promote" else before.canary

    @invariant()
    def exactly_one_version_is_stable_and_what_was_removed_is_not_served(self) -> None:
        split = self.registry.split()
        if split is None:
            return
        assert split.stable in self.registry.versions()
        assert 0 <= split.canary_percent <= 100
        assert (split.canary is None) == (split.canary_percent == 0)
        assert split.canary != split.stable
        assert split.generation >= self.generation
        self.generation = split.generation
        served = {split.version_for(f"user {number}") for number in range(50)}
        assert served <= {split.stable, split.canary}
        assert self.removed not in served - {split.base}
        stable = {"stable": split.stable} if split.stable != split.base else {}
        assert self.registry.aliases() == stable | ({"canary": split.canary} if split.canary else {})


TestCanaries = Canaries.TestCase
TestCanaries.settings = hypothesis_settings(max_examples=20, stateful_step_count=15)
