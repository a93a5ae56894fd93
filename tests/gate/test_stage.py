import math
from pathlib import Path
from typing import Any

import pytest

from components.gate.settings import GateSettings
from components.gate.stage import judge
from components.shared.summaries import EvaluateSummary, Interval, Measure


def evaluation(
    difference: tuple[float, float, float] | None = (50.0, 30.0, 70.0),
    judged: int = 20,
    base_perplexity: float = 2.0,
    tuned_perplexity: float = 1.5,
) -> EvaluateSummary:
    interval = None if difference is None else Interval(value=difference[0], low=difference[1], high=difference[2])
    syntax = Measure(
        key="complete",
        axis="syntax",
        unit="share",
        higher_is_better=True,
        measured=interval is not None,
        difference=interval,
    )
    return EvaluateSummary(
        records=judged,
        measures=(syntax,),
        by_category={"crud": {"n": judged - 1, "base": 0.0, "tuned": 1.0}, "http": {"n": 1, "base": 0.0, "tuned": 1.0}},
        by_source={},
        base_perplexity=base_perplexity,
        tuned_perplexity=tuned_perplexity,
        perplexity_band="excellent",
        answers=(),
        adapter_sha256="0" * 64,
        seconds=1.0,
    )


@pytest.mark.parametrize(
    ("evaluated", "settings", "passed"),
    [
        ({}, {}, True),
        ({"difference": (50.0, 40.0, 60.0)}, {"min_gain_points": 40}, True),
        ({"difference": (50.0, -1.0, 90.0)}, {"require_significance": False}, True),
        ({"tuned_perplexity": 2.0}, {}, True),
        ({"judged": 5}, {}, True),
        ({"difference": (50.0, -1.0, 90.0)}, {}, False),
        ({"difference": (50.0, 40.0, 60.0)}, {"min_gain_points": 41}, False),
        ({"difference": (-1.0, -2.0, 0.0)}, {"require_significance": False}, False),
        ({"difference": None}, {}, False),
        ({"difference": (math.nan, math.nan, math.nan)}, {}, False),
        ({"difference": (math.nan, math.nan, math.nan)}, {"require_significance": False}, False),
        ({"tuned_perplexity": 2.1}, {}, False),
        ({"tuned_perplexity": math.nan}, {}, False),
        ({"base_perplexity": math.nan}, {}, False),
        ({"base_perplexity": math.inf, "tuned_perplexity": math.inf}, {}, False),
        ({"base_perplexity": 0.0}, {}, False),
        ({"judged": 4}, {}, False),
    ],
)
def test_only_numbers_that_reach_every_threshold_pass(
    evaluated: dict[str, Any], settings: dict[str, Any], passed: bool
) -> None:
    verdict = judge(evaluation(**evaluated), GateSettings(**settings))
    assert verdict.passed is passed
    assert len(verdict.reasons) == 3
    assert sum(reason.startswith("Не пройдено") for reason in verdict.reasons) == (0 if passed else 1)


@pytest.mark.parametrize(
    ("number", "both"),
    [
        (0, ("4", "5")),
        (1, ("+30,0", "+35,0")),
        (2, ("1,500", "2,000", "0,50")),
    ],
)
def test_each_reason_names_what_was_reached_and_what_was_asked(number: int, both: tuple[str, ...]) -> None:
    settings = GateSettings(min_gain_points=35, max_perplexity_ratio=0.5)
    verdict = judge(evaluation(judged=4), settings)
    assert all(reason.startswith("Не пройдено: ") for reason in verdict.reasons)
    assert all(part in verdict.reasons[number] for part in both)


@pytest.mark.parametrize(("tuned_perplexity", "passed"), [(1.5, True), (math.nan, False)])
def test_the_component_returns_one_plain_answer(tmp_path: Path, tuned_perplexity: float, passed: bool) -> None:
    from kfp.dsl import Artifact

    from components.gate.component import gate
    from components.shared.summaries import GateSummary

    evaluation(tuned_perplexity=tuned_perplexity).write(tmp_path / "evaluation.json")
    summary = Artifact(uri=str(tmp_path / "summary.json"))
    answer = gate.python_func(
        evaluation=Artifact(uri=str(tmp_path / "evaluation.json")), summary=summary, settings={"min_records": 5.0}
    )
    assert answer is passed
    assert GateSummary.read(tmp_path / "summary.json").passed is passed
    assert summary.metadata["passed"] is passed
