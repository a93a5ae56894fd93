"""The test at the start of training: packing must not change any loss.

Architectures differ in how they keep packed sequences apart, and those that do not say nothing: losses only get odd.
"""

import logging
from collections.abc import Sequence
from typing import Any, get_args

import torch
from torch.nn import functional

from components.shared.errors import BadInput
from components.train.examples import Example
from components.train.forward import Forward, Way

EXAMPLES = 3
# mean difference per token, in nats; half precision rounds differently in differently shaped products
TOLERANCE = {torch.float32: 1e-3, torch.bfloat16: 0.05, torch.float16: 0.02}

logger = logging.getLogger(__name__)


def choose_way(model: Any, examples: Sequence[Example], precision: torch.dtype) -> Way:
    """The fastest way to pack under which every example has the loss that it has alone.

    Raises:
        BadInput: Even single examples get another loss than the model itself computes.
    """
    probe = sorted(examples, key=lambda example: len(example.tokens))[:EXAMPLES]
    expected = torch.cat([_plain_losses(model, example, precision) for example in probe])
    way: Way
    for way in get_args(Way):
        difference = _difference(Forward(model, way, precision), probe, expected)
        if difference <= TOLERANCE[precision]:
            return way
        logger.warning("packing by %s changes losses by %.3g nats per token: not used", way, difference)
    name = type(model.get_base_model() if hasattr(model, "get_base_model") else model).__name__
    raise BadInput(f"model.base_model: {name} computes its logits in a way that training here does not know")


def _difference(forward: Forward, probe: Sequence[Example], expected: torch.Tensor) -> float:
    found = torch.cat([forward.token_losses(batch) for batch in forward.batches([probe])])
    return float((found - expected).abs().mean())


@torch.no_grad()
def _plain_losses(model: Any, example: Example, precision: torch.dtype) -> torch.Tensor:
    """What the model says about one example, without any of the shortcuts."""
    tokens = torch.tensor([example.tokens], device=model.device)
    with torch.autocast(model.device.type, precision, enabled=precision != torch.float32):
        logits = model(input_ids=tokens, use_cache=False).logits[0, :-1].float()
    losses = functional.cross_entropy(logits, tokens[0, 1:], reduction="none")
    return losses[torch.tensor(example.labels[1:], device=model.device)]
