"""Weights and tokenizer from disk or hub: safetensors only, and never code that comes with a model."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.utils import logging as transformers_logging

from components.shared.errors import BadInput
from components.shared.hardware import HardwareSettings
from components.shared.language_model.devices import choose_dtype
from components.shared.language_model.weights import WeightsLocation

# stages report through Progress; a second bar in the log of a pod only hides it
transformers_logging.disable_progress_bar()


def load_tokenizer(location: WeightsLocation) -> Any:
    """The tokenizer of a model, which must know how to write a conversation."""
    try:
        # lint: allow bandit-B615: a folder, or a name with the revision that the settings give
        tokenizer = AutoTokenizer.from_pretrained(**location.arguments())
    except (OSError, ValueError) as error:
        raise BadInput(f"{location.name}: the tokenizer cannot be loaded: {error}") from error
    if not tokenizer.chat_template:
        raise BadInput(f"{location.name}: no chat template; take an instruct model, a base one cannot hold a dialogue")
    return tokenizer


def load_base(location: WeightsLocation, hardware: HardwareSettings, device: torch.device) -> Any:
    """The model in evaluation mode on its device."""
    dtype = choose_dtype(hardware, device)
    try:
        # lint: allow bandit-B615: a folder, or a name with the revision that the settings give
        model = AutoModelForCausalLM.from_pretrained(
            **location.arguments(),
            dtype="auto" if _is_quantized(location) else dtype,
            device_map=None if device.type == "cpu" else {"": str(device)},
            use_safetensors=True,
        )
    except (OSError, ValueError, ImportError, SafetensorError) as error:
        raise BadInput(f"{location.name}: the model cannot be loaded: {error}") from error
    if hasattr(model, "ct_decompress_hook"):
        # compressed-tensors unpacks on the first pass through the whole model, and losses pass through its halves
        model.hf_quantizer.compressor.decompress_model(model)
    return model.eval()


def _is_quantized(location: WeightsLocation) -> bool:
    folder = location.folder
    return folder is not None and '"quantization_config"' in (folder / "config.json").read_text(encoding="utf-8")


def load_adapter(model: Any, adapter: Path) -> Any:
    """Put trained LoRA weights around a model."""
    if not (adapter / "adapter_model.safetensors").is_file():
        raise BadInput(f"{adapter}: no adapter_model.safetensors in it: not the folder that training wrote")
    try:
        # peft looks for it once more when it chooses the kind of each layer
        with bitsandbytes_unseen():
            from peft import PeftModel

            return PeftModel.from_pretrained(model, str(adapter))
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise BadInput(f"{adapter}: the adapter does not fit this base model: {error}") from error


@contextmanager
def bitsandbytes_unseen() -> Iterator[None]:
    """Use peft without bitsandbytes, which costs 3 s and is only for layers that bitsandbytes quantized."""
    name = "bitsandbytes"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]
        from peft.import_utils import is_bnb_4bit_available, is_bnb_available

        # peft remembers that it found none, and a later model may need it
        for remembered in (is_bnb_available, is_bnb_4bit_available):
            remembered.cache_clear()


def stop_tokens(model: Any, tokenizer: Any) -> frozenset[int]:
    """Every token that ends an answer: the tokenizer's, and those of the generation settings."""
    configured = getattr(getattr(model, "generation_config", None), "eos_token_id", None)
    listed = configured if isinstance(configured, list) else [configured]
    return frozenset(token for token in (*listed, tokenizer.eos_token_id) if token is not None)
