"""What is trained, and how it is kept."""

import json
from pathlib import Path
from typing import Any

from components.shared.errors import BadInput
from components.shared.language_model import LanguageModel
from components.shared.language_model.loading import bitsandbytes_unseen
from components.train.settings import TrainingSettings

_NEVER_ADAPTED = ("lm_head", "embed_tokens")


def make_trainable(language_model: LanguageModel, settings: TrainingSettings) -> Any:
    """Put a fresh adapter around the model, or free all its weights.

    Raises:
        BadInput: The adapter's targets are not layers of this model.
    """
    model = language_model.model
    if getattr(model.config, "quantization_config", None) is not None:
        raise BadInput("model.base_model: its weights are quantized; train on the model in bf16 or fp32")
    if not settings.use_lora:
        return model.requires_grad_(True)
    # attached to tied embeddings an adapter is saved, and silently never trained
    if wrong := set(settings.lora_targets) & set(_NEVER_ADAPTED):
        raise BadInput(f"training.lora_targets: {', '.join(sorted(wrong))} cannot be adapted; name linear layers")
    with bitsandbytes_unseen():
        from peft import LoraConfig, get_peft_model
    config = LoraConfig(
        r=settings.lora_rank,
        lora_alpha=settings.lora_alpha,
        lora_dropout=settings.lora_dropout,
        target_modules=sorted(settings.lora_targets),
        task_type="CAUSAL_LM",
    )
    try:
        with bitsandbytes_unseen():
            return get_peft_model(model, config)
    except ValueError as error:
        layers = sorted({name.rpartition(".")[2] for name, layer in model.named_modules() if _is_linear(layer)})
        raise BadInput(f"training.lora_targets: {error}; this model has: {', '.join(layers)}") from error


def _is_linear(layer: Any) -> bool:
    return type(layer).__name__ == "Linear"


def save(model: Any, tokenizer: Any, base: str, folder: Path) -> None:
    """Write the adapter, or the whole model where all of it was trained."""
    if not hasattr(model, "peft_config"):
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        return
    # "auto" would ask the model hub whether the vocabulary has grown
    model.save_pretrained(folder, save_embedding_layers=False)
    (folder / "README.md").unlink(missing_ok=True)
    path = folder / "adapter_config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    # the same bytes wherever and whenever it is trained
    config |= {"base_model_name_or_path": base, "target_modules": sorted(config["target_modules"])}
    path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")
