"""Train an adapter (or all weights) of a base model on the splits."""

import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import torch

from components.shared.errors import BadInput
from components.shared.folders import whole_folder
from components.shared.hardware import HardwareSettings
from components.shared.language_model import LanguageModel
from components.shared.language_model.devices import choose_dtype
from components.shared.language_model.weights import locate_weights
from components.shared.object_store import ObjectStore
from components.shared.progress import Progress, silent
from components.shared.statistics import perplexity, perplexity_band
from components.shared.summaries import TrainSummary
from components.shared.versions import weights_sha256
from components.train.adapter import make_trainable, save
from components.train.agreement import choose_way
from components.train.checkpoint import Checkpoints, training_digest
from components.train.examples import Example, read_examples
from components.train.forward import Forward
from components.train.loop import Loop
from components.train.packing import pack
from components.train.schedule import plan
from components.train.settings import TrainSettings
from components.train.tensorboard import open_curves
from components.train.verdict import overfits


def train_adapter(
    base: Path,
    splits: Path,
    adapter: Path,
    tensorboard: Path,
    settings: TrainSettings,
    progress: Progress = silent,
    store: ObjectStore | None = None,
) -> TrainSummary:
    """Train on ``train.parquet``, watch ``validation.parquet``, and leave the best state in ``adapter``.

    Where there is a store, a training that was killed goes on from its last checkpoint, to the same weights.

    Raises:
        BadInput: Splits, settings and model do not go together, or the machine is too small for them.
        Refused: Loss became no number.
    """
    started = time.monotonic()
    progress("loading the base model")
    hardware = settings.hardware
    language_model = LanguageModel.load(base, hardware=_precision_of_weights(settings))
    precision = choose_dtype(hardware, language_model.device)
    train, validation, left_out = _examples(splits, language_model, settings, progress)
    schedule = plan(settings, _steps_per_epoch(train, settings), language_model.parameter_count)
    torch.manual_seed(settings.training.seed)
    way = choose_way(language_model.model, train, precision)
    model = make_trainable(language_model, settings.training)
    if hardware.gradient_checkpointing:
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    loop = Loop(model, Forward(model, way, precision), schedule, settings)
    name = locate_weights(base).public_name
    with whole_folder(adapter) as folder, open_curves(tensorboard) as curves, enough_memory():
        history = loop.run(
            train,
            validation,
            keep=lambda: save(model, language_model.tokenizer, name, folder),
            curves=curves,
            progress=progress,
            checkpoints=_checkpoints(store, base, splits, settings),
        )
        digest = weights_sha256(folder)
    return TrainSummary(
        method="lora" if settings.training.use_lora else "full",
        steps=len(history.curve),
        epochs=len(history.curve) / _steps_per_epoch(train, settings),
        records=len(train),
        left_out=left_out,
        tokens=history.tokens,
        label_tokens=history.label_tokens,
        trainable_parameters=sum(p.numel() for p in model.parameters() if p.requires_grad),
        curve=tuple(history.curve),
        validation=tuple(history.validation),
        best_step=history.best.step,
        best_validation_loss=history.best.loss,
        overfitting=overfits(history.validation),
        verdict=perplexity_band(perplexity(history.best.loss)),
        device=str(language_model.device),
        adapter_sha256=digest,
        seconds=time.monotonic() - started,
    )


def _checkpoints(store: ObjectStore | None, base: Path, splits: Path, settings: TrainSettings) -> Checkpoints | None:
    if store is None or settings.training.checkpoint_minutes is None:
        return None
    return Checkpoints(store, training_digest(base, splits, settings))


def _precision_of_weights(settings: TrainSettings) -> HardwareSettings:
    """Frozen weights may be as short as activations; trained ones lose small updates unless they are in fp32."""
    hardware = settings.hardware
    return hardware if settings.training.use_lora else hardware.model_copy(update={"mixed_precision": "no"})


def _examples(
    splits: Path, model: LanguageModel, settings: TrainSettings, progress: Progress
) -> tuple[list[Example], list[Example], dict[str, int]]:
    left_out: Counter[str] = Counter()
    limit = settings.training.max_tokens
    train = read_examples(splits / "train.parquet", model, limit, left_out, progress)
    validation = read_examples(splits / "validation.parquet", model, limit, Counter(), progress)
    return train, validation, dict(left_out)


def _steps_per_epoch(examples: Sequence[Example], settings: TrainSettings) -> int:
    training = settings.training
    packs = len(pack(examples, training.max_tokens))
    return math.ceil(packs / (training.batch_size * training.gradient_accumulation_steps))


@contextmanager
def enough_memory() -> Iterator[None]:
    """Say what to lower when the device is too small."""
    try:
        yield
    except torch.OutOfMemoryError as error:
        raise BadInput(
            "the device has too little memory: lower training.batch_size (and raise gradient_accumulation_steps as "
            "much) or training.max_tokens, or set hardware.gradient_checkpointing"
        ) from error
