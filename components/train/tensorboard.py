"""Scalars for TensorBoard, under the names that the training guide promises; no torch needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from components.shared.folders import remove
from components.shared.statistics import perplexity
from components.shared.summaries import CurvePoint, ValidationPoint


class Curves(Protocol):
    """Told about each point as soon as it is known."""

    def __call__(self, point: CurvePoint | ValidationPoint) -> None:
        """Take one more point."""


@contextmanager
def open_curves(folder: Path) -> Iterator[Curves]:
    """Write points to a fresh folder of events, readable while training goes on."""
    from tensorboard.summary.writer.event_file_writer import EventFileWriter

    remove(folder)
    writer = EventFileWriter(str(folder))
    try:
        yield lambda point: _write(writer, point)
    finally:
        writer.close()


def _write(writer: Any, point: CurvePoint | ValidationPoint) -> None:
    import time

    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.compat.proto.summary_pb2 import Summary

    values = [Summary.Value(tag=tag, simple_value=value) for tag, value in scalars(point).items()]
    writer.add_event(Event(wall_time=time.time(), step=point.step, summary=Summary(value=values)))
    writer.flush()


def scalars(point: CurvePoint | ValidationPoint) -> dict[str, float]:
    """What one point shows."""
    if isinstance(point, ValidationPoint):
        return {"val/loss": point.loss, "val/perplexity": perplexity(point.loss)}
    return {
        "train/loss": point.loss,
        "train/perplexity": perplexity(point.loss),
        "learning_rate": point.learning_rate,
        "grad_norm": point.grad_norm,
    }
