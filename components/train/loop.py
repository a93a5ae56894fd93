"""The training loop: pack, step, measure, keep the best, stop in time."""

import logging
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import torch

from components.shared.errors import Refused
from components.shared.progress import Progress
from components.shared.summaries import CurvePoint, ValidationPoint
from components.train.checkpoint import (
    Checkpoints,
    State,
    Tensors,
    optimizer_tensors,
    random_tensors,
    restore_optimizer,
    restore_random,
)
from components.train.examples import Example
from components.train.forward import Forward
from components.train.packing import Pack, pack
from components.train.schedule import Schedule
from components.train.settings import TrainSettings
from components.train.tensorboard import Curves

BAD_STEPS_IN_A_ROW = 3

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class History:
    """What happened in a training."""

    curve: list[CurvePoint] = field(default_factory=list)
    validation: list[ValidationPoint] = field(default_factory=list)
    tokens: int = 0
    label_tokens: int = 0

    @property
    def best(self) -> ValidationPoint:
        """The lowest validation loss."""
        return min(self.validation, key=lambda point: point.loss)

    @property
    def measurements_since_best(self) -> int:
        """How often validation loss was measured without getting lower."""
        return len(self.validation) - 1 - self.validation.index(self.best)


class Loop:
    """One training of a model that is made trainable already."""

    def __init__(self, model: Any, forward: Forward, schedule: Schedule, settings: TrainSettings) -> None:
        self._model = model
        self._forward = forward
        self._schedule = schedule
        self._settings = settings
        self._trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
        self._optimizer = torch.optim.AdamW(
            self._trained, weight_decay=settings.optimization.weight_decay, fused=model.device.type != "mps"
        )
        # half of fp16's range is lost without it: small gradients become zero
        self._scaler = torch.amp.GradScaler(model.device.type, enabled=settings.hardware.mixed_precision == "fp16")
        self._bad_steps = 0
        self._best: Tensors = {}

    def run(
        self,
        train: Sequence[Example],
        validation: Sequence[Example],
        *,
        keep: Callable[[], None],
        curves: Curves,
        progress: Progress,
        checkpoints: Checkpoints | None = None,
    ) -> History:
        """Train to the end of the schedule, or until validation loss has not fallen for too long.

        Args:
            train: What is learnt.
            validation: What is only measured.
            keep: Called whenever the model is better than ever before.
            curves: Told about every point.
            progress: Told about every step.
            checkpoints: Where the state is kept from time to time, and found again; none: it is not.

        Raises:
            Refused: Loss or gradients are no numbers any more.
        """
        state = checkpoints.newest() if checkpoints else None
        history = self._resumed(state, keep, curves) if state else History()
        done = state.step if state else 0
        if not state:
            self._measure(0, validation, history, keep, curves)
        saved_at, interval_seconds = time.monotonic(), 60 * (self._settings.training.checkpoint_minutes or 0)
        for step, packs in islice(enumerate(self._steps(train), 1), done, None):
            if self._has_stopped(history):
                break
            curves(self._step(step, packs, history))
            progress("training", step, self._schedule.steps)
            if self._schedule.evaluated_after(step):
                self._measure(step, validation, history, keep, curves)
            if checkpoints and time.monotonic() - saved_at >= interval_seconds:
                checkpoints.save(self._state(step, history))
                saved_at = time.monotonic()
        return history

    def _has_stopped(self, history: History) -> bool:
        if history.measurements_since_best < self._settings.training.patience:
            return False
        logger.info("stopped after step %d: no better than %s", history.validation[-1].step, history.best)
        return True

    def _state(self, step: int, history: History) -> State:
        """Everything that the next step depends on, and the best weights so far."""
        trained = {f"trained.{number}": parameter.detach() for number, parameter in enumerate(self._trained)}
        tensors = {**trained, **self._best, **optimizer_tensors(self._optimizer), **random_tensors()}
        facts = {
            "curve": [point.model_dump() for point in history.curve],
            "validation": [point.model_dump() for point in history.validation],
            "tokens": history.tokens,
            "label_tokens": history.label_tokens,
            "scaler": self._scaler.state_dict(),
            "bad_steps": self._bad_steps,
        }
        return State(step, tensors, facts)

    def _resumed(self, state: State, keep: Callable[[], None], curves: Curves) -> History:
        """Take up a state: the best weights are kept anew, because the folder they were in is gone."""
        history = History(
            curve=[CurvePoint.model_validate(point) for point in state.facts["curve"]],
            validation=[ValidationPoint.model_validate(point) for point in state.facts["validation"]],
            tokens=state.facts["tokens"],
            label_tokens=state.facts["label_tokens"],
        )
        logger.info("training goes on after step %d", state.step)
        for point in history.curve:
            curves(point)
        for measured in history.validation:
            curves(measured)
        self._best = {name: tensor for name, tensor in state.tensors.items() if name.startswith("best.")}
        self._put_weights(self._best, "best")
        keep()
        self._put_weights(state.tensors, "trained")
        restore_optimizer(self._optimizer, state.tensors)
        if state.facts["scaler"]:
            self._scaler.load_state_dict(state.facts["scaler"])
        self._bad_steps = state.facts["bad_steps"]
        restore_random(state.tensors)
        return history

    @torch.no_grad()
    def _put_weights(self, tensors: Tensors, kind: str) -> None:
        for number, parameter in enumerate(self._trained):
            parameter.copy_(tensors[f"{kind}.{number}"])

    def _steps(self, examples: Sequence[Example]) -> Iterator[list[Pack]]:
        """Packs of each step, in a new order each epoch; the last step of an epoch may be short."""
        training = self._settings.training
        chance = random.Random(training.seed)
        size = training.batch_size * training.gradient_accumulation_steps
        left = self._schedule.steps
        while left > 0:
            packs = pack(chance.sample(list(examples), len(examples)), training.max_tokens)
            chance.shuffle(packs)
            for start in range(0, len(packs), size)[:left]:
                left -= 1
                yield packs[start : start + size]

    def _step(self, step: int, packs: list[Pack], history: History) -> CurvePoint:
        rate = self._schedule.learning_rate(step)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self._model.train()
        labels = sum(example.label_count for pack in packs for example in pack)
        loss = 0.0
        for batch in self._batches(packs):
            # sums over all labels of the step: means of batches would weigh short answers more
            part = self._forward.loss(batch) / labels
            self._scaler.scale(part).backward()
            loss += part.item()
        point = CurvePoint(step=step, loss=loss, learning_rate=rate, grad_norm=self._update(step, loss))
        history.curve.append(point)
        history.label_tokens += labels
        history.tokens += sum(len(example.tokens) for pack in packs for example in pack)
        return point

    def _batches(self, packs: list[Pack]) -> Iterator[list[Example]]:
        size = self._settings.training.batch_size
        for start in range(0, len(packs), size):
            yield from self._forward.batches(packs[start : start + size])

    def _update(self, step: int, loss: float) -> float:
        """Change the weights, unless a number is none; returns the norm of the gradients."""
        self._scaler.unscale_(self._optimizer)
        norm = float(torch.nn.utils.clip_grad_norm_(self._trained, self._settings.optimization.max_grad_norm))
        good = math.isfinite(loss) and math.isfinite(norm)
        self._bad_steps = 0 if good else self._bad_steps + 1
        if self._bad_steps == min(BAD_STEPS_IN_A_ROW, self._schedule.steps):
            raise Refused(
                f"training: loss {loss} and gradient norm {norm} at step {step}, {self._bad_steps} times in a row; "
                "lower training.learning_rate, or take hardware.mixed_precision bf16 or no"
            )
        if good:
            self._scaler.step(self._optimizer)
        else:
            logger.warning("step %d left out: loss %s, gradient norm %s", step, loss, norm)
        self._scaler.update()
        self._optimizer.zero_grad(set_to_none=True)
        return norm

    def _measure(
        self, step: int, examples: Sequence[Example], history: History, keep: Callable[[], None], curves: Curves
    ) -> None:
        point = ValidationPoint(step=step, loss=self._validation_loss(examples))
        history.validation.append(point)
        curves(point)
        # the untrained adapter is kept too: the best of a training that only harms is not to have trained
        if history.best is point:
            keep()
            if self._settings.training.checkpoint_minutes is not None:
                self._best = {f"best.{n}": it.detach().clone() for n, it in enumerate(self._trained)}

    @torch.no_grad()
    def _validation_loss(self, examples: Sequence[Example]) -> float:
        self._model.eval()
        packs = pack(examples, self._settings.training.max_tokens)
        total = math.fsum(float(self._forward.loss(batch)) for batch in self._batches(packs))
        if not math.isfinite(total):
            raise Refused(f"training: validation loss is {total}; lower training.learning_rate")
        return total / sum(example.label_count for example in examples)
