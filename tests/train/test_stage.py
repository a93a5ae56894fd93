import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from components.shared.errors import BadInput, Refused
from components.shared.hardware import HardwareSettings
from components.shared.language_model import LanguageModel
from components.shared.records import Message, write_records
from components.shared.summaries import TrainSummary
from components.shared.versions import weights_sha256
from components.train import stage
from components.train.settings import TrainingSettings, TrainSettings
from components.train.stage import train_adapter
from tests.train.conftest import QUICK, record


@pytest.fixture
def trained(base: Path, splits: Path, tmp_path: Path) -> Callable[..., TrainSummary]:
    def run(name: str = "adapter", *, splits: Path = splits, hardware: Any = None, **training: Any) -> TrainSummary:
        settings = TrainSettings(
            training=TrainingSettings(**(QUICK | training)), hardware=hardware or HardwareSettings(device="cpu")
        )
        return train_adapter(base, splits, tmp_path / name, tmp_path / f"{name}-tensorboard", settings)

    return run


def test_two_runs_leave_the_same_adapter(trained: Callable[..., TrainSummary], tmp_path: Path) -> None:
    first, second = trained("one"), trained("two")
    assert first.adapter_sha256 == second.adapter_sha256 == weights_sha256(tmp_path / "one")
    assert first.curve == second.curve
    assert (tmp_path / "one" / "adapter_config.json").read_bytes() == (
        tmp_path / "two" / "adapter_config.json"
    ).read_bytes()
    assert trained("three", seed=1).adapter_sha256 != first.adapter_sha256


def test_training_lowers_the_loss_and_counts_what_it_did(trained: Callable[..., TrainSummary]) -> None:
    summary = trained(num_epochs=4)
    assert summary.validation[0].step == 0
    assert summary.best_validation_loss < summary.validation[0].loss - 0.5
    assert summary.curve[-1].loss < summary.curve[0].loss
    assert summary.steps == len(summary.curve) == summary.validation[-1].step
    assert summary.epochs == 4
    assert summary.records == 16
    assert 0 < summary.label_tokens < summary.tokens
    assert summary.trainable_parameters > 0
    assert summary.device == "cpu"


def test_accumulation_gives_the_step_of_the_large_batch(trained: Callable[..., TrainSummary]) -> None:
    large = trained("large", batch_size=4, num_epochs=2, max_steps=3)
    small = trained("small", batch_size=1, gradient_accumulation_steps=4, num_epochs=2, max_steps=3)
    for one, other in zip(large.curve, small.curve, strict=True):
        assert one.loss == pytest.approx(other.loss, rel=1e-5)
        assert one.grad_norm == pytest.approx(other.grad_norm, rel=1e-3)


def test_the_adapter_is_loadable_and_says_no_paths(
    trained: Callable[..., TrainSummary], base: Path, tmp_path: Path
) -> None:
    trained()
    files = {path.name for path in (tmp_path / "adapter").iterdir()}
    assert files == {"adapter_config.json", "adapter_model.safetensors"}
    config = json.loads((tmp_path / "adapter" / "adapter_config.json").read_text())
    assert str(tmp_path) not in json.dumps(config)
    assert config["base_model_name_or_path"] == "base"
    model = LanguageModel.load(base, tmp_path / "adapter")
    conversation = record(0).conversation()
    tuned = model.token_losses([conversation], batch_size=1)[0].negative_log_likelihood
    with model.without_adapter():
        assert tuned < model.token_losses([conversation], batch_size=1)[0].negative_log_likelihood


def test_all_weights_can_be_trained(trained: Callable[..., TrainSummary], base: Path, tmp_path: Path) -> None:
    summary = trained(use_lora=False, learning_rate=2e-3)
    assert summary.method == "full"
    assert summary.trainable_parameters == LanguageModel.load(base).parameter_count
    assert LanguageModel.load(base, tmp_path / "adapter").parameter_count == summary.trainable_parameters


@pytest.mark.parametrize("hardware", [{"mixed_precision": "bf16"}, {"gradient_checkpointing": True}])
def test_shorter_numbers_and_recomputing_train_as_well(
    trained: Callable[..., TrainSummary], hardware: dict[str, Any]
) -> None:
    plain = trained("plain", max_steps=3)
    other = trained("other", max_steps=3, hardware=HardwareSettings(device="cpu", **hardware))
    assert other.curve[-1].loss == pytest.approx(plain.curve[-1].loss, rel=0.05)


def test_the_best_state_is_kept_and_training_stops_in_time(
    trained: Callable[..., TrainSummary], base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    losses = iter([5.0, 3.0, 4.0, 4.5, 4.6])
    kept: list[str] = []
    monkeypatch.setattr("components.train.loop.Loop._validation_loss", lambda self, examples: next(losses))
    save = stage.save
    monkeypatch.setattr(stage, "save", lambda model, *rest: (kept.append(""), save(model, *rest)))
    summary = trained(num_epochs=20, evaluations=20, patience=2)
    assert [point.loss for point in summary.validation] == [5.0, 3.0, 4.0, 4.5]
    assert summary.best_step == summary.validation[1].step
    assert summary.steps == summary.validation[-1].step
    assert summary.overfitting
    assert len(kept) == 2


def test_validation_that_only_gets_worse_leaves_the_untrained_adapter(
    trained: Callable[..., TrainSummary], base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    losses = iter([1.0, 2.0, 3.0, 4.0])
    monkeypatch.setattr("components.train.loop.Loop._validation_loss", lambda self, examples: next(losses))
    assert trained(num_epochs=4, patience=3).best_step == 0
    model = LanguageModel.load(base, tmp_path / "adapter")
    tuned = model.token_losses([record(0).conversation()], batch_size=1)
    with model.without_adapter():
        assert model.token_losses([record(0).conversation()], batch_size=1) == tuned


def test_tensorboard_has_exactly_the_promised_curves(trained: Callable[..., TrainSummary], tmp_path: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    trained("adapter")
    summary = trained("adapter")
    events = EventAccumulator(str(tmp_path / "adapter-tensorboard"))
    events.Reload()
    assert set(events.Tags()["scalars"]) == {
        "train/loss",
        "val/loss",
        "train/perplexity",
        "val/perplexity",
        "learning_rate",
        "grad_norm",
    }
    losses = events.Scalars("train/loss")
    assert [event.step for event in losses] == [point.step for point in summary.curve]
    assert losses[-1].value == pytest.approx(summary.curve[-1].loss, rel=1e-5)
    perplexity = events.Scalars("val/perplexity")[-1].value
    assert perplexity == pytest.approx(math.exp(summary.validation[-1].loss), rel=1e-4)


def test_records_that_cannot_be_trained_on_are_counted(
    trained: Callable[..., TrainSummary], splits: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(splits, tmp_path / "splits")
    silent = (Message(role="user", content="вопрос"), Message(role="assistant", content="нет", trained=False))
    odd = [record(30, output="А = 1; " * 300), record(31, messages=silent)]
    write_records(folder / "train.parquet", [*map(record, range(8)), *odd])
    summary = trained(splits=folder, batch_size=1)
    assert summary.left_out == {"too_long": 1, "no_answer": 1}
    assert summary.records == 8


@pytest.mark.parametrize(
    ("training", "message"),
    [
        ({"warmup_steps": 1000}, "warmup_steps: 1000 of"),
        ({"learning_rate": 2e-4}, "learning_rate"),
        ({"lora_targets": ("no_such_proj",)}, "this model has: down_proj, gate_proj"),
        ({"lora_targets": ("lm_head", "q_proj")}, "lm_head cannot be adapted"),
        ({"max_tokens": 16}, r"none of 16 records can be used: \{'too_long': 16\}"),
    ],
)
def test_settings_that_cannot_work_are_refused_before_anything_is_written(
    trained: Callable[..., TrainSummary], tmp_path: Path, training: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadInput, match=message):
        trained(**training)
    assert not (tmp_path / "adapter").exists()


@pytest.mark.parametrize("name", ["train.parquet", "validation.parquet"])
def test_a_missing_or_empty_split_is_named(
    trained: Callable[..., TrainSummary], splits: Path, tmp_path: Path, name: str
) -> None:
    folder = shutil.copytree(splits, tmp_path / "splits")
    (folder / name).unlink()
    with pytest.raises(BadInput, match=name):
        trained(splits=folder)
    write_records(folder / name, [])
    with pytest.raises(BadInput, match=f"{name}: no records"):
        trained(splits=folder)


def test_losses_that_are_no_numbers_end_the_training(
    trained: Callable[..., TrainSummary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forward = stage.Forward.loss
    monkeypatch.setattr(stage.Forward, "loss", lambda self, batch: forward(self, batch) * _nan_in_training())
    with pytest.raises(Refused, match="3 times in a row"):
        trained(num_epochs=2)
    assert not (tmp_path / "adapter").exists()
    assert not list(tmp_path.glob("*.partial"))


def _nan_in_training() -> float:
    return math.nan if torch.is_grad_enabled() else 1.0


def test_a_device_that_is_too_small_is_told_with_what_to_lower(
    trained: Callable[..., TrainSummary], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise torch.OutOfMemoryError

    monkeypatch.setattr("components.train.loop.Loop._validation_loss", full)
    with pytest.raises(BadInput, match=r"training\.batch_size"):
        trained()


def test_the_wrapper_leaves_adapter_curves_summary_and_metrics(base: Path, splits: Path, tmp_path: Path) -> None:
    from kfp.dsl import Artifact, Dataset, Metrics, Model

    from components.train.component import train

    outputs = {name: kind(uri=str(tmp_path / name)) for name, kind in (("adapter", Model), ("tensorboard", Artifact))}
    metrics = Metrics(uri=str(tmp_path / "metrics"))
    summary = Artifact(uri=str(tmp_path / "summary"))
    # kfp hands numbers inside a dict over as floats
    settings = {"training": {name: float(value) for name, value in QUICK.items()}, "hardware": {"device": "cpu"}}
    train.python_func(
        base=Model(uri=str(base)),
        splits=Dataset(uri=str(splits)),
        summary=summary,
        metrics=metrics,
        settings=settings,
        **outputs,
    )
    read = TrainSummary.read(tmp_path / "summary")
    assert metrics.metadata["best_validation_loss"] == read.best_validation_loss
    assert outputs["adapter"].metadata["adapter_sha256"] == weights_sha256(tmp_path / "adapter")
    assert list((tmp_path / "tensorboard").iterdir())
