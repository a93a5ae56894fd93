"""Inside a TrainJob: fetch what the step sent, train as the step would, send back what came out."""

import logging
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from components.shared.errors import BadInput, Refused
from components.shared.object_store import ObjectStore
from components.shared.summaries import TrainSummary
from components.train.settings import TrainSettings
from components.train.stage import train_adapter
from components.train.trainjob.heartbeat import Reporter, watched
from components.train.trainjob.parcels import facts_of, fetch, send

INPUTS, OUTCOME = "inputs/", "outcome/"

logger = logging.getLogger(__name__)


def train_for_a_step(store: ObjectStore, prefix: str, silence_seconds: float) -> None:
    """Leave adapter and summary, or the error that a person can act on, under ``outcome/``.

    Such an error ends the job well: trying again would only cost another hour of a GPU. Errors of the moment end it
    badly, and the runtime starts it anew.

    Raises:
        BadInput: Nothing was handed over.
    """
    settings = facts_of(store, prefix + INPUTS)
    if settings is None:
        raise BadInput(f"{prefix}{INPUTS}: nothing was handed over; the step of the pipeline does that")
    with TemporaryDirectory() as scratch, watched(store, prefix, silence_seconds, _stop) as reporter:
        folder = Path(scratch)
        try:
            summary = _train(store, prefix, folder, TrainSettings.model_validate(settings), reporter)
        except (BadInput, Refused) as error:
            send(store, prefix + OUTCOME, {}, {"error": type(error).__name__, "message": str(error)})
            return
        parts = {name: folder / name for name in ("adapter", "tensorboard")}
        send(store, prefix + OUTCOME, parts, {"summary": summary.model_dump_json()})


def _train(store: ObjectStore, prefix: str, folder: Path, settings: TrainSettings, progress: Reporter) -> TrainSummary:
    fetch(store, prefix + INPUTS, {name: folder / name for name in ("base", "splits")})
    return train_adapter(
        folder / "base", folder / "splits", folder / "adapter", folder / "tensorboard", settings, progress, store
    )


def _stop() -> None:
    """Give the GPU back at once; at most one checkpoint interval is lost. 0: nobody shall start it again."""
    logger.warning("the step that waits has been silent for too long: stopped")
    os._exit(0)
