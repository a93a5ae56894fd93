import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file, save_file

from components.quantize.settings import QuantizeSettings
from components.quantize.stage import quantize_model
from components.shared.errors import BadInput, Refused
from components.shared.records import Record, write_records
from tests.tiny_model import write_adapter, write_model

ANY_LOSS = {"max_perplexity_increase": 9.0, "min_top1_agreement": 0.5, "max_syntax_loss_points": 100.0}
FAST = {"max_new_tokens": 8, "max_records": 6, "batch_size": 4}


def record(number: int) -> Record:
    return Record(
        id=f"{number:032x}",
        instruction=f"Верни число {number}",
        output=f"Функция Ф{number}()\n\tВозврат {number};\nКонецФункции",
        source="pattern",
        license="Apache-2.0",
        license_source="settings",
        module_key=f"m{number}",
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    # wide weights, else a random model says the same token everywhere and nothing can be lost
    base = write_model(folder / "base", initializer_range=0.2)
    write_adapter(folder / "adapter", base)
    write_records(folder / "splits" / "test.parquet", map(record, range(4)))
    write_records(folder / "splits" / "validation.parquet", map(record, range(4, 8)))
    return folder


@pytest.fixture
def quantized(folder: Path, tmp_path: Path) -> Callable[..., Any]:
    def run(base: Path | None = None, adapter: Path | None = None, **settings: Any) -> Any:
        return quantize_model(
            base or folder / "base",
            adapter or folder / "adapter",
            folder / "splits",
            tmp_path / "quantized",
            QuantizeSettings(**(FAST | ANY_LOSS | settings)),
        )

    return run


@pytest.mark.parametrize(
    ("format", "arithmetic"),
    [("int8-w8a8", "emulated"), ("fp8-dynamic", "emulated"), ("bitsandbytes-8bit", "kernel")],
)
def test_the_quantized_model_is_smaller_and_nearly_the_same(
    quantized: Callable[..., Any], tmp_path: Path, format: str, arithmetic: str
) -> None:
    summary = quantized(format=format)
    assert summary.bytes_after < 0.85 * summary.bytes_before
    assert summary.perplexity_after == pytest.approx(summary.perplexity_before, rel=0.15)
    assert summary.perplexity_after != summary.perplexity_before
    assert summary.top1_agreement > 0.75
    assert summary.judged_records == 6
    assert summary.arithmetic == arithmetic
    assert summary.tokens_per_second_after > 0
    assert [path.name for path in tmp_path.iterdir()] == ["quantized"]
    assert {"config.json", "tokenizer.json", "chat_template.jinja"} <= {
        p.name for p in (tmp_path / "quantized").iterdir()
    }


def test_losses_of_a_loaded_model_need_no_answer_before_them(quantized: Callable[..., Any], tmp_path: Path) -> None:
    from components.shared.language_model import LanguageModel

    summary = quantized()
    model = LanguageModel.load(tmp_path / "quantized")
    losses = model.token_losses([record(number).conversation() for number in range(8)], batch_size=4)
    nats, labels = sum(loss.negative_log_likelihood for loss in losses), sum(loss.label_count for loss in losses)
    assert math.exp(nats / labels) == pytest.approx(summary.perplexity_after, rel=0.1)


def test_two_runs_write_the_same_weights(quantized: Callable[..., Any]) -> None:
    assert quantized().weights_sha256 == quantized().weights_sha256


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ({"max_perplexity_increase": 0.0, "min_top1_agreement": 1.0}, r"top-1 agreement 0\.\d+ \(at least 1\.0000\)"),
        ({"min_top1_agreement": 1.0}, "nothing was written"),
    ],
)
def test_a_model_that_lost_too_much_is_refused_and_not_written(
    quantized: Callable[..., Any], tmp_path: Path, limit: dict[str, float], message: str
) -> None:
    with pytest.raises(Refused, match=message):
        quantized(**limit)
    assert list(tmp_path.iterdir()) == []


def test_an_older_result_survives_a_refusal(quantized: Callable[..., Any], tmp_path: Path) -> None:
    quantized()
    before = (tmp_path / "quantized" / "model.safetensors").read_bytes()
    with pytest.raises(Refused):
        quantized(min_top1_agreement=1.0)
    assert (tmp_path / "quantized" / "model.safetensors").read_bytes() == before


def test_a_model_that_says_no_numbers_is_refused(quantized: Callable[..., Any], folder: Path, tmp_path: Path) -> None:
    base = write_model(tmp_path / "overflowing", initializer_range=2.0)
    weights = base / "model.safetensors"
    # finite weights whose sums are not
    tensors = {name: t * 3e38 if name == "model.norm.weight" else t for name, t in load_file(weights).items()}
    save_file(tensors, weights, metadata={"format": "pt"})
    with pytest.raises(Refused, match="no finite numbers"):
        quantized(base=base, adapter=base)


def test_what_full_training_left_is_quantized_as_it_is(
    quantized: Callable[..., Any], folder: Path, tmp_path: Path
) -> None:
    tuned = write_model(tmp_path / "tuned", seed=5)
    summary = quantized(adapter=tuned)
    stored = load_file(tmp_path / "quantized" / "model.safetensors")
    name = "model.layers.0.self_attn.q_proj.weight"
    restored = stored[name].float() * stored[f"{name}_scale"].float()
    assert float((restored - load_file(tuned / "model.safetensors")[name]).abs().max()) < 0.001
    assert summary.bytes_after < summary.bytes_before


def test_a_base_that_is_only_referred_to_is_followed(
    quantized: Callable[..., Any], folder: Path, tmp_path: Path
) -> None:
    reference = tmp_path / "reference"
    reference.mkdir()
    (reference / "reference.json").write_text(json.dumps({"name": str(folder / "base"), "revision": ""}))
    assert quantized(base=reference).weights_sha256 == quantized().weights_sha256


def test_bitsandbytes_that_is_not_installed_is_named(
    quantized: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(BadInput, match=r"bsl-foundry\[model\]"):
        quantized(format="bitsandbytes-8bit")


def test_an_adapter_of_another_model_is_refused(quantized: Callable[..., Any], tmp_path: Path) -> None:
    other = write_model(tmp_path / "other", hidden_size=64)
    with pytest.raises(BadInput, match="give the base model that the adapter was trained on"):
        quantized(base=other)
    assert not (tmp_path / "quantized").exists()


def test_the_component_writes_model_summary_and_metrics(folder: Path, tmp_path: Path) -> None:
    from kfp.dsl import Artifact, Dataset, Metrics, Model

    from components.quantize.component import quantize
    from components.shared.summaries import QuantizeSummary

    metrics, model = Metrics(uri=str(tmp_path / "metrics")), Model(uri=str(tmp_path / "model"))
    quantize.python_func(
        base=Model(uri=str(folder / "base")),
        adapter=Model(uri=str(folder / "adapter")),
        splits=Dataset(uri=str(folder / "splits")),
        quantized=model,
        summary=Artifact(uri=str(tmp_path / "summary.json")),
        metrics=metrics,
        settings={**ANY_LOSS, "max_new_tokens": 4.0, "max_records": 2.0},
    )
    summary = QuantizeSummary.read(tmp_path / "summary.json")
    assert metrics.metadata["top1_agreement"] == summary.top1_agreement
    assert model.metadata["weights_sha256"] == summary.weights_sha256
