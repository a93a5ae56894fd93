"""Loss of packed examples, on label positions only."""

from collections.abc import Sequence
from typing import Any, Literal

import torch
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from components.shared.language_model.losses import Head
from components.train import attention
from components.train.examples import Example

# segments: our attention; positions: the model's own, told by position_ids; single: one example at a time
Way = Literal["segments", "positions", "single"]
LOGITS_KEPT = 2**24


class Forward:
    """Computes losses of a model in one of the ways to keep packed examples apart."""

    def __init__(self, model: Any, way: Way, precision: torch.dtype) -> None:
        self._head = Head.of(model)
        self._way = way
        self._device = model.device
        self._precision = precision
        inner = model.get_base_model() if hasattr(model, "get_base_model") else model
        inner.set_attn_implementation(attention.NAME if way == "segments" else "sdpa")

    def batches(self, packs: Sequence[Sequence[Example]]) -> list[list[Example]]:
        """What goes through the model at once: all packs as one row, or example by example."""
        examples = [example for pack in packs for example in pack]
        return [[example] for example in examples] if self._way == "single" else [examples]

    def loss(self, examples: Sequence[Example]) -> torch.Tensor:
        """Sum of negative log likelihoods over the labels; one row, without padding."""
        with torch.autocast(self._device.type, self._precision, enabled=self._precision != torch.float32):
            hidden, targets = self._hidden(examples)
            if len(targets) * self._head.output.weight.shape[0] <= LOGITS_KEPT:
                return self._chunk_loss(hidden, targets).sum()
            size = max(1, LOGITS_KEPT // self._head.output.weight.shape[0])
            # logits of a large vocabulary are computed again in the backward pass instead of being kept
            chunks = zip(hidden.split(size), targets.split(size), strict=True)
            parts = [checkpoint(self._chunk_loss, h, t, use_reentrant=False).sum() for h, t in chunks]
            return torch.stack(parts).sum()

    @torch.no_grad()
    def token_losses(self, examples: Sequence[Example]) -> torch.Tensor:
        """Loss of each label, in order."""
        with torch.autocast(self._device.type, self._precision, enabled=self._precision != torch.float32):
            return self._chunk_loss(*self._hidden(examples))

    def _chunk_loss(self, hidden: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        return functional.cross_entropy(self._head.output(hidden).float(), targets, reduction="none")

    def _hidden(self, examples: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor]:
        lengths = [len(example.tokens) for example in examples]
        tokens = torch.tensor([token for example in examples for token in example.tokens], device=self._device)
        positions = torch.cat([torch.arange(length) for length in lengths]).to(self._device)
        # an attention_mask of ones would silently let packed examples see each other
        hidden = self._head.decoder(
            input_ids=tokens[None],
            position_ids=positions[None],
            use_cache=False,
            **({"segments": lengths} if self._way == "segments" else {}),
        ).last_hidden_state[0]
        # the first token of an example must not be foreseen from the last one of its neighbour
        labels = [place for example in examples for place in (False, *example.labels[1:])]
        targets = torch.tensor(labels).nonzero()[:, 0].to(self._device)
        return hidden[targets - 1], tokens[targets]
