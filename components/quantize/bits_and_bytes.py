"""bitsandbytes LLM.int8: outliers of the activations stay in 16 bits. Slower than bf16, and vLLM does not load it."""

import importlib.util
import logging
from pathlib import Path

from components.shared.errors import BadInput


def check_installed() -> None:
    """Refuse before any work is done when the library is not there."""
    if importlib.util.find_spec("bitsandbytes") is None:
        raise BadInput(
            "format bitsandbytes-8bit needs bitsandbytes; install the extra: pip install 'bsl-foundry[model]'"
        )


def write_bitsandbytes(merged: Path, small: Path) -> None:
    """Load the merged model in 8 bits and save it so; the library has no way to do it tensor by tensor."""
    from transformers import AutoModelForCausalLM, BitsAndBytesConfig

    from components.quantize.model_folder import copy_companions

    # one line for each layer and forward pass, else
    logging.getLogger("bitsandbytes").setLevel(logging.ERROR)
    config = BitsAndBytesConfig(load_in_8bit=True)
    # lint: allow bandit-B615: a folder that this stage has written
    model = AutoModelForCausalLM.from_pretrained(merged, quantization_config=config, trust_remote_code=False)
    model.save_pretrained(small)
    copy_companions(merged, small)
