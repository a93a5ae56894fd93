"""What lies around the weights of a model: its configuration, tokenizer and licence."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import torch

from components.shared.errors import BadInput
from components.shared.language_model.weights import locate_weights

KEPT_FILES = (
    "tokenizer*", "vocab*", "merges.txt", "*.model", "special_tokens_map.json", "added_tokens.json",
    "chat_template*", "generation_config.json", "LICENSE*", "NOTICE*",
)  # fmt: skip
# a router of a mixture of experts decides between near equals: rounding it sends tokens to other experts
ROUTER = re.compile(r"(^|\.)(gate|router|shared_expert_gate)$")


def local_folder(base: Path) -> Path:
    """The folder with the base model's weights; those of a reference to the hub are fetched, or found in its cache."""
    location = locate_weights(base)
    if location.folder:
        return location.folder
    from huggingface_hub import snapshot_download

    patterns = ["*.safetensors", "*.safetensors.index.json", "config.json", *KEPT_FILES]
    try:
        return Path(snapshot_download(location.name, revision=location.revision or None, allow_patterns=patterns))
    except (OSError, ValueError) as error:
        raise BadInput(f"{location.name}: cannot be fetched from the model hub: {error}") from error


def read_config(folder: Path) -> dict[str, Any]:
    """The model's config.json.

    Raises:
        BadInput: There is none, or its weights are quantized already.
    """
    path = folder / "config.json"
    try:
        config = dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: not the configuration of a model: {error}") from error
    if "quantization_config" in config:
        raise BadInput(f"{path}: the weights are quantized already; give the model in bf16 or fp32")
    return config


def write_config(folder: Path, config: dict[str, Any], quantization: dict[str, Any] | None = None) -> None:
    """Write config.json for weights in bf16, with the section on quantization if there is one."""
    written = {key: value for key, value in config.items() if key != "torch_dtype"} | {"dtype": "bfloat16"}
    if quantization is not None:
        written["quantization_config"] = quantization
    text = json.dumps(written, indent=2, sort_keys=True, ensure_ascii=False)
    (folder / "config.json").write_text(text + "\n", encoding="utf-8")


def copy_companions(source: Path, target: Path) -> None:
    """Copy tokenizer, chat template, generation settings and licence; never code."""
    for pattern in KEPT_FILES:
        for file in source.glob(pattern):
            if file.is_file():
                shutil.copyfile(file, target / file.name)


def linear_layers(folder: Path) -> tuple[set[str], set[str]]:
    """Names of the linear layers, by building the model without memory for its weights.

    Returns:
        Those to be quantized, and those that stay as they are: output head and routers of experts.
    """
    from transformers import AutoConfig, AutoModelForCausalLM

    try:
        # lint: allow bandit-B615: a folder that this stage has written
        config = AutoConfig.from_pretrained(folder, trust_remote_code=False)
        with torch.device("meta"):
            model = AutoModelForCausalLM.from_config(config)
    except ValueError as error:
        raise BadInput(f"{folder}: not a causal language model known to transformers: {error}") from error
    head = model.get_output_embeddings()
    linear = {name: module for name, module in model.named_modules() if isinstance(module, torch.nn.Linear)}
    kept = {name for name, module in linear.items() if module is head or ROUTER.search(name)}
    return set(linear) - kept, kept
