"""How many steps, which learning rate at each, and whether the settings can work at all."""

import logging
import math
from dataclasses import dataclass

from components.shared.errors import BadInput
from components.train.settings import TrainSettings

# LoRA wants about ten times the rate of full training; the smaller the model, the higher both
_USUAL_RATES = ((20_000_000, 6e-3, 2e-3), (300_000_000, 1e-3, 1e-4), (math.inf, 2e-4, 1e-5))
ODD, REFUSED = 5, 10

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Steps of a training, and what happens at each."""

    steps: int
    warmup_steps: int
    peak: float
    shape: str
    evaluations: int

    def learning_rate(self, step: int) -> float:
        """The rate of a step; the first is 1."""
        if step <= self.warmup_steps:
            return self.peak * step / self.warmup_steps
        done = (step - 1 - self.warmup_steps) / (self.steps - self.warmup_steps)
        share = {"constant": 1.0, "linear": 1 - done, "cosine": 0.5 * (1 + math.cos(math.pi * done))}[self.shape]
        return self.peak * share

    def evaluated_after(self, step: int) -> bool:
        """Whether validation loss is measured after this step: at equal distances, and after the last."""
        return step * self.evaluations // self.steps > (step - 1) * self.evaluations // self.steps


def plan(settings: TrainSettings, steps_per_epoch: int, parameters: int) -> Schedule:
    """The schedule of a training.

    Raises:
        BadInput: The settings contradict each other, or are known not to work.
    """
    training = settings.training
    steps = training.num_epochs * steps_per_epoch
    steps = min(steps, training.max_steps or steps)
    if training.warmup_steps >= steps:
        raise BadInput(
            f"training.warmup_steps: {training.warmup_steps} of {steps} steps in all, so the learning rate would never "
            f"reach {training.learning_rate:g}; take fewer (about {steps // 20}), more epochs or a smaller batch"
        )
    _check_learning_rate(training.learning_rate, training.use_lora, parameters)
    return Schedule(
        steps, training.warmup_steps, training.learning_rate, settings.optimization.scheduler, training.evaluations
    )


def _check_learning_rate(rate: float, use_lora: bool, parameters: int) -> None:
    _, lora, full = next(row for row in _USUAL_RATES if parameters < row[0])
    usual, how = (lora, "LoRA") if use_lora else (full, "full training")
    factor = max(rate / usual, usual / rate)
    known = (
        f"training.learning_rate: {rate:g}, where {usual:g} is usual for {how} of {parameters / 1e6:.3g} M parameters"
    )
    # a little room: 2e-5 for 2e-4 is ten times up to rounding
    if factor > REFUSED * 1.01:
        outcome = "diverge" if rate > usual else "do nothing"
        raise BadInput(f"{known}: {factor:.0f} times off, training would {outcome}; take about {usual:g}")
    if factor > ODD:
        logger.warning("%s", known)
