import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from components.quantize.adapter import LoraAdapter
from components.quantize.compressed_tensors import quantize
from components.quantize.weights import ShardWriter, WeightFolder
from components.quantize.writer import Source, write_models
from components.shared.errors import BadInput, TryAgain
from components.shared.versions import weights_sha256
from tests.tiny_model import write_adapter, write_model


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("models") / "base")


def merged_by_peft(base: Path, adapter: Path) -> dict[str, torch.Tensor]:
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32), str(adapter))
    return {name: tensor.to(torch.bfloat16) for name, tensor in model.merge_and_unload().state_dict().items()}


def written(folder: Path) -> dict[str, torch.Tensor]:
    return {name: tensor for file in folder.glob("*.safetensors") for name, tensor in load_file(file).items()}


@pytest.mark.parametrize(
    ("model", "adapter"),
    [
        ({}, {}),
        ({"tied": False}, {"use_rslora": True, "r": 16, "lora_alpha": 8}),
        ({"max_shard_size": "20KB"}, {"target_modules": "all-linear", "rank_pattern": {"q_proj": 2}}),
        ({}, {"alpha_pattern": {"layers.0.self_attn.v_proj": 32}}),
        ({"tied": False}, {"modules_to_save": ["lm_head"]}),
    ],
)
def test_merging_gives_what_peft_gives(tmp_path: Path, model: dict[str, Any], adapter: dict[str, Any]) -> None:
    base = write_model(tmp_path / "base", **model)
    tuned = write_adapter(tmp_path / "tuned", base, **adapter)
    merged, small = tmp_path / "merged", tmp_path / "small"
    merged.mkdir()
    small.mkdir()
    write_models(Source.find(base, tuned), merged, small, "int8-w8a8")
    expected, found = merged_by_peft(base, tuned), written(merged)
    assert set(expected) - set(found) == ({"lm_head.weight"} if model.get("tied", True) else set())
    for name, tensor in found.items():
        torch.testing.assert_close(tensor, expected[name], rtol=0, atol=0, msg=name)
    assert any(not torch.equal(found[n], t.to(torch.bfloat16)) for n, t in written(base).items())


@pytest.mark.parametrize(
    ("format", "stored", "worst"),
    [("int8-w8a8", torch.int8, 0.005), ("fp8-dynamic", torch.float8_e4m3fn, 0.07)],
)
def test_linear_layers_are_stored_in_eight_bits_and_the_rest_in_bf16(
    tmp_path: Path, base: Path, format: Any, stored: torch.dtype, worst: float
) -> None:
    merged, small = tmp_path / "merged", tmp_path / "small"
    merged.mkdir()
    small.mkdir()
    write_models(Source(base, None), merged, small, format)
    exact, found = written(merged), written(small)
    for name, tensor in exact.items():
        if name.endswith("_proj.weight"):
            assert found[name].dtype == stored
            restored = found[name].float() * found[f"{name}_scale"].float()
            assert float((restored - tensor.float()).abs().max() / tensor.float().abs().max()) < worst
        else:
            assert found[name].dtype == torch.bfloat16
            assert torch.equal(found[name], tensor)
    config = json.loads((small / "config.json").read_text())
    assert config["dtype"] == "bfloat16"
    assert config["quantization_config"]["ignore"] == ["lm_head"]
    assert "quantization_config" not in json.loads((merged / "config.json").read_text())
    assert (small / "chat_template.jinja").read_text() == (base / "chat_template.jinja").read_text()


@pytest.mark.parametrize("format", ["int8-w8a8", "fp8-dynamic"])
def test_rows_of_zeros_and_of_outliers_are_quantized_too(format: Any) -> None:
    weight = torch.tensor([[0.0, 0.0], [1e4, -1e4], [1e-3, 2e-3]])
    values, scale = quantize(weight, format)
    torch.testing.assert_close(values.float() * scale.float(), weight, rtol=0.08, atol=1e-6)


def test_shards_are_written_at_the_limit_and_read_back(tmp_path: Path) -> None:
    tensors = {f"t{n}": torch.full((10,), float(n)) for n in range(7)}
    with ShardWriter(tmp_path, shard_bytes=100) as writer:
        for name, tensor in tensors.items():
            writer.add(name, tensor)
    names = sorted(path.name for path in tmp_path.glob("*.safetensors"))
    assert names == [f"model-0000{n}-of-00004.safetensors" for n in range(1, 5)]
    folder = WeightFolder(tmp_path)
    assert folder.names == sorted(tensors)
    assert all(torch.equal(folder.tensor(name), tensor) for name, tensor in tensors.items())
    assert json.loads((tmp_path / "model.safetensors.index.json").read_text())["metadata"] == {"total_size": 280}


def test_one_shard_needs_no_index(tmp_path: Path) -> None:
    with ShardWriter(tmp_path) as writer:
        writer.add("t", torch.ones(3))
    assert [path.name for path in tmp_path.iterdir()] == ["model.safetensors"]


def test_a_full_disk_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise SafetensorError("No space left on device (os error 28)")

    monkeypatch.setattr("components.quantize.weights.save_file", full)
    with pytest.raises(TryAgain, match="No space left on device"), ShardWriter(tmp_path) as writer:
        writer.add("t", torch.ones(3))


def test_the_same_weights_give_the_same_bytes(tmp_path: Path, base: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / f"{name}-small").mkdir()
        write_models(Source(base, None), tmp_path / name, tmp_path / f"{name}-small", "int8-w8a8")
    assert weights_sha256(tmp_path / "one-small") == weights_sha256(tmp_path / "two-small")
    assert weights_sha256(tmp_path / "one-small") != weights_sha256(tmp_path / "one")


def broken_adapter(tmp_path: Path, base: Path, trouble: str) -> Path:
    folder = write_adapter(tmp_path / "adapter", base)
    weights, config = folder / "adapter_model.safetensors", folder / "adapter_config.json"
    tensors = load_file(weights)
    first = next(name for name in sorted(tensors) if "lora_A" in name)
    if trouble == "cut":
        weights.write_bytes(weights.read_bytes()[:100])
    elif trouble == "one matrix":
        save_file({name: t for name, t in tensors.items() if name != first}, weights)
    elif trouble == "other base":
        save_file({name.replace("layers.1", "layers.7"): t for name, t in tensors.items()}, weights)
    elif trouble == "shape":
        save_file({name: t[:, :8].contiguous() if "lora_A" in name else t for name, t in tensors.items()}, weights)
    elif trouble == "nan":
        save_file({name: t * float("nan") if name == first else t for name, t in tensors.items()}, weights)
    elif trouble == "unknown":
        save_file(tensors | {"base_model.model.model.embed_tokens.lora_embedding_A": torch.ones(4)}, weights)
    else:
        field, value = trouble.split("=")
        config.write_text(json.dumps(json.loads(config.read_text()) | {field: json.loads(value)}))
    return folder


@pytest.mark.parametrize(
    ("trouble", "message"),
    [
        ("cut", "not the weights of an adapter"),
        ("one matrix", "only one of its two matrices"),
        ("other base", "base model does not have"),
        ("shape", "but in the base it is"),
        ("nan", "no finite numbers"),
        ("unknown", "cannot be merged"),
        ("use_dora=true", "use_dora is set"),
        ('bias="all"', "bias is all"),
        ('peft_type="LOHA"', "only LoRA"),
        ("r=null", "only LoRA"),
    ],
)
def test_an_adapter_that_cannot_be_merged_is_refused(tmp_path: Path, base: Path, trouble: str, message: str) -> None:
    folder = broken_adapter(tmp_path, base, trouble)
    for name in ("merged", "small"):
        (tmp_path / name).mkdir()
    with pytest.raises(BadInput, match=message):
        write_models(Source.find(base, folder), tmp_path / "merged", tmp_path / "small", "int8-w8a8")


@pytest.mark.parametrize(
    ("trouble", "message"),
    [("no weights", "no model.safetensors"), ("cut", "not a safetensors file"), ("quantized", "quantized already")],
)
def test_a_base_that_cannot_be_read_is_refused(tmp_path: Path, trouble: str, message: str) -> None:
    base = write_model(tmp_path / "base")
    weights = base / "model.safetensors"
    if trouble == "no weights":
        weights.unlink()
    elif trouble == "cut":
        weights.write_bytes(weights.read_bytes()[:50])
    else:
        config = json.loads((base / "config.json").read_text()) | {"quantization_config": {}}
        (base / "config.json").write_text(json.dumps(config))
    (tmp_path / "merged").mkdir()
    with pytest.raises(BadInput, match=message):
        write_models(Source(base, None), tmp_path / "merged", None, "int8-w8a8")


@pytest.mark.parametrize("place", ["../model.safetensors", "gone.safetensors"])
def test_an_index_that_leads_elsewhere_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"t": place}}))
    with pytest.raises(BadInput, match="names"):
        WeightFolder(tmp_path)


def test_what_training_did_not_leave_is_refused(tmp_path: Path, base: Path) -> None:
    with pytest.raises(BadInput, match=r"neither adapter_config\.json nor config\.json"):
        Source.find(base, tmp_path)
    assert Source.find(base, base) == Source(base, None)
    with pytest.raises(BadInput, match="not the configuration of a LoRA adapter"):
        LoraAdapter(tmp_path)
