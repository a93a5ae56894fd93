import itertools
import os
import shutil
import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from components.compare.looking import look
from components.compare.settings import CompareSettings
from components.compare.stage import compare_variants, report_summaries
from components.deploy.settings import DeploySettings
from components.deploy.stage import deploy_version
from components.shared.errors import Refused, TryAgain
from components.shared.ratings import ANONYMOUS, FolderRatings, GivenAnswer, Rating
from components.shared.registry import Registry
from components.shared.summaries import CompareSummary
from components.shared.traffic import Split
from tests.killing import killed_at
from tests.registered import KEY, NOW, open_registry, registered

LATER = NOW + timedelta(hours=1)
NUMBERS = itertools.count()
STARS = st.sampled_from([1, 5])
NOTHING = Split(name="none", base="none", stable="none")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    registry = registered(tmp_path, versions=3)
    deploy_version("v1", registry, DeploySettings(canary_percent=50), key=KEY.public, now=NOW)
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


def compare(registry: Registry, ratings: FolderRatings, hours: float = 2, **choices: Any) -> CompareSummary:
    return compare_variants(registry, ratings, CompareSettings(**choices), now=NOW + timedelta(hours=hours))


def base_of(registry: Registry) -> str:
    return registry.version("v1").base_version


def alone(registry: Registry, stable: str, **changes: Any) -> Split:
    """The split without a canary."""
    return Split(name="bsl-coder", base=base_of(registry), stable=stable, generation=2, **changes)


BETTER = ([1, 2, 1, 2, 3, 1, 2, 1, 1, 1, 2, 1], [5, 4, 5, 5, 4, 5, 5, 5, 4, 5, 5, 5])


def test_a_canary_that_users_like_better_is_promoted_once(registry: Registry, ratings: FolderRatings) -> None:
    everybody_says(ratings, base_of(registry), BETTER[0])
    everybody_says(ratings, "v1", BETTER[1])
    summary = compare(registry, ratings)
    assert summary.decision == "promote"
    liked = summary.measures[0]
    assert (liked.name, liked.primary, liked.stable, liked.canary) == ("rating", True, 0, 1)
    assert liked.difference is not None
    assert (liked.difference.value, liked.difference.low > 0, len(liked.course) > 10) == (100, True, True)
    assert (summary.stable and summary.stable.ratings, summary.canary and summary.canary.users) == (24, 12)
    assert "доказанно лучше (хорошие оценки)" in summary.reason
    split = registry.split()
    assert split == alone(registry, "v1")
    assert registry.aliases() == {"stable": "v1"}
    assert summary.split_after == split.summary()
    again = compare(registry, ratings)
    assert (again.decision, registry.split()) == ("nothing", split)
    assert "v1 отвечает всем" in again.reason


def test_a_canary_that_users_like_less_is_rolled_back_and_meets_nobody_again(
    registry: Registry, ratings: FolderRatings
) -> None:
    everybody_says(ratings, base_of(registry), BETTER[1])
    everybody_says(ratings, "v1", BETTER[0])
    summary = compare(registry, ratings)
    assert (summary.decision, "доказанно хуже" in summary.reason) == ("roll_back", True)
    assert registry.split() == alone(registry, base_of(registry), rejected=("v1",))
    assert registry.aliases() == {}
    assert compare(registry, ratings).decision == "nothing"
    with pytest.raises(Refused, match="bsl canary readmit v1"):
        deploy_version("v1", registry, DeploySettings(), key=KEY.public, now=LATER)


VALID = "Функция Ответ()\n\tВозврат 42;\nКонецФункции"


@pytest.mark.parametrize(
    ("lost", "measure"),
    [
        ({"generated_code": "SELECT * FROM Товары"}, "ответы с верным кодом"),
        ({"finish_reason": "error"}, "ответы без сбоя"),
        ({"served_version": "BASE"}, "ответы без сбоя"),
        ({"latency_seconds": 61.0}, "ответы вовремя"),
    ],
)
def test_a_loss_in_any_measure_rolls_back(
    registry: Registry, ratings: FolderRatings, lost: dict[str, Any], measure: str
) -> None:
    everybody_says(ratings, base_of(registry), [5] * 40, generated_code=VALID)
    changes = {name: base_of(registry) if value == "BASE" else value for name, value in lost.items()}
    everybody_says(ratings, "v1", [5] * 40, **({"generated_code": VALID} | changes))
    guards = ("answered", "timely") if "верным" not in measure else ()
    summary = compare(registry, ratings, primary=("rating",) if guards else ("rating", "validity"), guards=guards)
    assert (summary.decision, measure in summary.reason) == ("roll_back", True)


@pytest.mark.parametrize(
    ("stable", "canary", "why"),
    [
        ([], [], "Слишком мало данных"),
        ([1] * 6, [5] * 4, "Слишком мало данных"),
        ([1] * 4, [5] * 6, "нужно не меньше 5 пользователей"),
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
    assert compare(registry, ratings).measures[0].canary == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"assigned_version": "v3", "served_version": "v3"}, "other_version"),
        ({"name": "bsl-coder--v1"}, "other_model"),
        ({"query_type": "chat"}, "other_query"),
        ({"timestamp": NOW - timedelta(seconds=1)}, "before_canary"),
        ({"rater": "automatic"}, "automatic"),
        ({"rated_by": "somebody else"}, "other_user"),
        ({"asked_by": ANONYMOUS}, "anonymous"),
    ],
)
def test_a_rating_that_says_nothing_of_the_canary_is_counted_with_its_reason(
    registry: Registry, ratings: FolderRatings, change: dict[str, Any], reason: str
) -> None:
    everybody_says(ratings, base_of(registry), [1] * 12)
    everybody_says(ratings, "v1", [5] * 12, **change)
    summary = compare(registry, ratings)
    assert (summary.ignored, summary.canary and summary.canary.ratings) == ({reason: 24}, 0)
    assert summary.decision == "hold"


def test_an_answer_that_the_base_model_gave_instead_is_a_failure_of_the_version(
    registry: Registry, ratings: FolderRatings
) -> None:
    """Analysed as assigned: a version that fails often must not be judged by those answers alone that it gave."""
    everybody_says(ratings, "v1", [5] * 12, served_version=base_of(registry))
    summary = compare(registry, ratings)
    assert summary.canary is not None
    assert (summary.canary.answers, summary.canary.stood_in) == (24, 24)
    answered = next(row for row in summary.measures if row.name == "answered")
    assert answered.canary == 0


def test_automatic_ratings_decide_only_where_that_is_allowed(registry: Registry, ratings: FolderRatings) -> None:
    everybody_says(ratings, base_of(registry), BETTER[0], rater="automatic")
    everybody_says(ratings, "v1", BETTER[1], rater="automatic")
    refused = compare(registry, ratings)
    assert (refused.decision, refused.automatic, refused.ignored) == ("hold", 0, {"automatic": 48})
    allowed = compare(registry, ratings, accept_automatic=True)
    assert (allowed.decision, allowed.automatic, allowed.ignored) == ("promote", 48, {})


def test_answers_count_even_when_nobody_rated_them(registry: Registry, ratings: FolderRatings) -> None:
    say(ratings, "v1", "u", 5)
    say(ratings, "v1", "u", 5, rated_by="another")
    canary = compare(registry, ratings).canary
    assert canary is not None
    assert (canary.answers, canary.ratings, canary.mean) == (2, 1, 5)


def test_a_look_that_only_looks_moves_nothing(registry: Registry, ratings: FolderRatings) -> None:
    everybody_says(ratings, base_of(registry), BETTER[0])
    everybody_says(ratings, "v1", BETTER[1])
    before = registry.split()
    now = NOW + timedelta(hours=2)
    summary = look(registry, ratings, CompareSettings(), now=now)
    assert (summary.decision, registry.split()) == ("promote", before)


def test_a_share_grows_by_time_and_answers_and_stops_before_everybody(
    registry: Registry, ratings: FolderRatings
) -> None:
    deploy_version("v1", registry, DeploySettings(canary_percent=5), key=KEY.public, now=NOW)
    choices = {"steps": (5, 25, 50), "min_answers_per_step": 12, "guards": (), "primary": ("rating",)}
    seen = []
    for hours in (3, 26, 27, 52, 78, 104):
        at = NOW + timedelta(hours=hours, minutes=-5)
        share = (registry.split() or NOTHING).canary_percent
        everybody_says(ratings, base_of(registry), [5] * (100 - share), timestamp=at)
        everybody_says(ratings, "v1", [5] * share, timestamp=at)
        seen.append(
            (compare(registry, ratings, hours, **choices).decision, (registry.split() or NOTHING).canary_percent)
        )
    assert seen == [("hold", 5), ("advance", 25), ("hold", 25), ("advance", 50), ("hold", 50), ("hold", 50)]
    split = registry.split()
    assert split is not None
    assert [step.percent for step in split.steps] == [50, 5, 25, 50]


@pytest.mark.parametrize(
    ("hours", "decision", "why"),
    [
        (20, "hold", "Разница не доказана"),
        (26, "hold", "Свежих ответов нет"),
        (74, "roll_back", "молчат дольше 72 ч"),
        (400, "roll_back", "решения не нашлось"),
    ],
)
def test_without_fresh_answers_nothing_is_promoted_and_in_the_end_the_canary_goes(
    registry: Registry, ratings: FolderRatings, hours: float, decision: str, why: str
) -> None:
    everybody_says(ratings, base_of(registry), [5, 1] * 6)
    everybody_says(ratings, "v1", [5, 1] * 6)
    summary = compare(registry, ratings, hours)
    assert (summary.decision, why in summary.reason) == (decision, True)


def test_proof_that_came_long_ago_promotes_nothing(registry: Registry, ratings: FolderRatings) -> None:
    everybody_says(ratings, base_of(registry), BETTER[0])
    everybody_says(ratings, "v1", BETTER[1])
    assert compare(registry, ratings, 26).decision == "hold"


def test_users_that_are_lost_on_the_way_promote_nothing(registry: Registry, ratings: FolderRatings) -> None:
    """Half of the users should meet the canary; of those whom it annoyed none came back."""
    everybody_says(ratings, base_of(registry), [1] * 60)
    everybody_says(ratings, "v1", [5] * 12)
    summary = compare(registry, ratings)
    assert (summary.decision, "Доли пользователей не те" in summary.reason) == ("hold", True)


def test_users_that_are_lost_on_the_way_do_not_keep_a_bad_canary(registry: Registry, ratings: FolderRatings) -> None:
    everybody_says(ratings, base_of(registry), [5] * 60)
    everybody_says(ratings, "v1", [1] * 12)
    assert compare(registry, ratings).decision == "roll_back"


def test_a_paused_canary_keeps_its_share_but_not_against_a_loss(registry: Registry, ratings: FolderRatings) -> None:
    found = registry.split()
    assert found is not None
    registry.write_split(found.changed(paused=True), found)
    everybody_says(ratings, base_of(registry), BETTER[0])
    everybody_says(ratings, "v1", BETTER[1])
    summary = compare(registry, ratings)
    assert (summary.decision, "по просьбе человека" in summary.reason) == ("hold", True)
    everybody_says(ratings, base_of(registry), [5] * 40)
    everybody_says(ratings, "v1", [1] * 40)
    for _ in range(20):
        everybody_says(ratings, base_of(registry), [5] * 12)
        everybody_says(ratings, "v1", [1] * 12)
    assert compare(registry, ratings).decision == "roll_back"


def test_few_users_are_told_that_they_cannot_decide(registry: Registry, ratings: FolderRatings) -> None:
    everybody_says(ratings, base_of(registry), [5] * 6)
    everybody_says(ratings, "v1", [5] * 6)
    summary = compare(registry, ratings)
    assert "сравнение вслепую" in summary.advice
    assert [row.users for row in summary.power] == [12, 20, 50, 200, 1000]
    assert summary.power[0].gain < 0.5 < summary.power[-1].gain


def test_before_the_first_deploy_there_is_nothing_to_decide(tmp_path: Path, ratings: FolderRatings) -> None:
    registry = registered(tmp_path, versions=1)
    summary = compare(registry, ratings)
    assert (summary.decision, summary.split_before, registry.split()) == ("nothing", None, None)
    assert report_summaries(registry, summary) == {"compare": summary}


def test_a_split_that_changed_meanwhile_is_left_alone(
    registry: Registry, ratings: FolderRatings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    everybody_says(ratings, base_of(registry), BETTER[0])
    everybody_says(ratings, "v1", BETTER[1])
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
    everybody_says(ratings, base_of(registry), BETTER[0])
    everybody_says(ratings, "v1", BETTER[1])
    point, seen = 1, set()
    while True:
        place = tmp_path / str(point)
        shutil.copytree(tmp_path / "store", place / "store")
        shutil.copytree(tmp_path / "ratings", place / "ratings")
        again = open_registry(place), FolderRatings(place / "ratings")
        killed = killed_at(point, partial(compare, *again))
        seen.add(compare(*again).decision)
        assert again[0].split() == alone(registry, "v1")
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
        settings = DeploySettings(canary_percent=percent)
        if before is not None and f"v{number}" in before.rejected:
            with pytest.raises(Refused):
                deploy_version(f"v{number}", self.registry, settings, key=KEY.public, now=self.now)
            assert self.registry.split() == before
            return
        deploy_version(f"v{number}", self.registry, settings, key=KEY.public, now=self.now)
        after = self.registry.split()
        assert after is not None
        assert f"v{number}" in (after.stable, after.canary)
        assert before is None or after.stable == before.stable
        if before is not None and before.canary not in (None, after.canary):
            self.removed = before.canary
        if self.removed == f"v{number}":
            self.removed = None

    @precondition(lambda self: (self.registry.split() or NOTHING).canary)
    @rule(
        stable=st.sampled_from([1, 5]), canary=st.sampled_from([1, 5]), users=st.integers(4, 12), decide=st.booleans()
    )
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
        if summary.decision == "advance":
            assert (before and after and after.canary) == (before and before.canary)
            return
        assert before is not None
        assert after is not None
        assert after.canary is None
        assert after.stable == (before.canary if summary.decision == "promote" else before.stable)
        self.removed = before.stable if summary.decision == "promote" else before.canary
        assert summary.decision == "promote" or before.canary in after.rejected

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
