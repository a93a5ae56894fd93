"""Loss at label positions, without the logits of all positions ever lying in memory together."""

from dataclasses import dataclass
from typing import Any

import torch
from torch.nn import functional

POSITIONS_PER_CHUNK = 1024


@dataclass(frozen=True, slots=True)
class Head:
    """The two halves of a causal language model: what makes hidden states, and what makes logits of them."""

    decoder: Any
    output: Any

    @classmethod
    def of(cls, model: Any) -> "Head":
        """Find them in a model, with or without an adapter around it."""
        inner = model.get_base_model() if hasattr(model, "get_base_model") else model
        return cls(inner.get_decoder(), inner.get_output_embeddings())


def predict(output: Any, hidden: torch.Tensor, labels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Negative log likelihood of each label, and the likeliest token in its place."""
    losses, best = [], []
    for start in range(0, len(labels), POSITIONS_PER_CHUNK):
        chunk = slice(start, start + POSITIONS_PER_CHUNK)
        logits = output(hidden[chunk]).float()
        losses.append(functional.cross_entropy(logits, labels[chunk], reduction="none"))
        best.append(logits.argmax(-1))
    return torch.cat(losses), torch.cat(best)


def label_positions(rows: list[list[bool]], width: int) -> torch.Tensor:
    """Mask of the positions whose *next* token is a label."""
    mask = torch.zeros(len(rows), width, dtype=torch.bool)
    for row, labels in enumerate(rows):
        mask[row, : len(labels) - 1] = torch.tensor(labels[1:], dtype=torch.bool)
    return mask
