import logging
from typing import Any

import pytest

from components.shared.errors import BadInput
from components.shared.summaries import ValidationPoint
from components.train.schedule import Schedule, plan
from components.train.settings import OptimizationSettings, TrainingSettings, TrainSettings
from components.train.verdict import overfits


def settings(scheduler: Any = "cosine", **training: Any) -> TrainSettings:
    return TrainSettings(training=TrainingSettings(**training), optimization=OptimizationSettings(scheduler=scheduler))


def test_the_rate_rises_to_its_peak_and_falls_to_nearly_nothing() -> None:
    schedule = plan(settings(warmup_steps=4, num_epochs=2), 10, 10**9)
    rates = [schedule.learning_rate(step) for step in range(1, 21)]
    assert rates[3] == rates[4] == 2e-4
    assert rates[:4] == sorted(rates[:4])
    assert rates[4:] == sorted(rates[4:], reverse=True)
    assert 0 < rates[-1] < 2e-6 * 2


@pytest.mark.parametrize(("shape", "last"), [("constant", 1.0), ("linear", 0.1), ("cosine", 0.0245)])
def test_each_shape_ends_where_it_should(shape: str, last: float) -> None:
    schedule = plan(settings(shape, warmup_steps=0, num_epochs=1), 10, 10**9)
    assert schedule.learning_rate(1) == 2e-4
    assert schedule.learning_rate(10) == pytest.approx(2e-4 * last, rel=1e-2)


def test_steps_can_be_capped() -> None:
    assert plan(settings(num_epochs=3), 10, 10**9).steps == 30
    assert plan(settings(num_epochs=3, max_steps=7), 10, 10**9).steps == 7
    assert plan(settings(num_epochs=1, max_steps=70), 10, 10**9).steps == 10


@pytest.mark.parametrize("evaluations", [1, 3, 6, 100])
def test_validation_is_measured_as_often_as_asked_and_after_the_last_step(evaluations: int) -> None:
    schedule = Schedule(20, 0, 1e-4, "cosine", evaluations)
    after = [step for step in range(1, 21) if schedule.evaluated_after(step)]
    assert len(after) == min(evaluations, 20)
    assert after[-1] == 20


@pytest.mark.parametrize(("warmup", "steps"), [(39, 39), (100, 39), (1, 1)])
def test_a_warm_up_that_never_ends_is_refused(warmup: int, steps: int) -> None:
    with pytest.raises(BadInput, match=f"{warmup} of {steps} steps"):
        plan(settings(warmup_steps=warmup, num_epochs=1), steps, 10**9)


@pytest.mark.parametrize(
    ("rate", "use_lora", "parameters", "fate"),
    [
        (2e-4, True, 7e9, "fine"),
        (5e-4, True, 7e9, "fine"),
        (1e-5, False, 7e9, "fine"),
        (2e-5, True, 7e9, "odd"),
        (2e-4, False, 7e9, "diverge"),
        (6e-3, True, 7e9, "diverge"),
        (1e-5, True, 7e9, "do nothing"),
        (6e-3, True, 1e6, "fine"),
        (2e-4, True, 1e6, "do nothing"),
        (2e-3, False, 1e6, "fine"),
    ],
)
def test_learning_rates_are_known_by_mode_and_size(
    rate: float, use_lora: bool, parameters: float, fate: str, caplog: pytest.LogCaptureFixture
) -> None:
    wanted = settings(learning_rate=rate, use_lora=use_lora)
    if fate in {"diverge", "do nothing"}:
        with pytest.raises(BadInput, match=f"is usual|usual for .*{fate}"):
            plan(wanted, 100, int(parameters))
        return
    with caplog.at_level(logging.WARNING):
        plan(wanted, 100, int(parameters))
    assert bool(caplog.records) == (fate == "odd")


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ([3, 2, 1], False),
        ([3, 1, 1.2, 1.3], True),
        ([3, 1, 1.005, 1.006], False),
        ([3, 2, 1, 1.2], False),
        ([3, 1, 1.2, 1.004], False),
        ([1], False),
    ],
)
def test_overfitting_is_a_rise_that_stays(losses: list[float], expected: bool) -> None:
    assert overfits([ValidationPoint(step=step, loss=loss) for step, loss in enumerate(losses)]) is expected
