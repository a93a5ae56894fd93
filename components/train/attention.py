"""Attention inside packed sequences: each example sees itself only.

The mask that transformers builds from positions is right as well, but it is as large as the square of the sequence and
keeps the fast kernels out. Here each example is attended to by itself.
"""

from typing import Any

import torch
from torch.nn.functional import scaled_dot_product_attention
from transformers import AttentionInterface, AttentionMaskInterface

NAME = "segments"


def attend(
    module: Any,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    *,
    segments: list[int],
    scaling: float | None = None,
    dropout: float = 0.0,
    sliding_window: int | None = None,
    **_: Any,
) -> tuple[torch.Tensor, None]:
    """Attend within each segment; tensors are [1, heads, tokens, size], ``segments`` are the lengths in their order."""
    parts = []
    for q, k, v in zip(query.split(segments, 2), key.split(segments, 2), value.split(segments, 2), strict=True):
        band = _band(q.shape[2], sliding_window, q.device)
        parts.append(
            scaled_dot_product_attention(
                q, k, v, band, dropout, is_causal=band is None, scale=scaling, enable_gqa=q.shape[1] != k.shape[1]
            )
        )
    return torch.cat(parts, 2).transpose(1, 2), None


def _band(length: int, window: int | None, device: torch.device) -> torch.Tensor | None:
    """The mask of a sliding window; none where the window is wider than the segment."""
    if window is None or length <= window:
        return None
    return torch.ones(length, length, dtype=torch.bool, device=device).tril().triu(1 - window)


def _no_mask(*_: Any, **__: Any) -> None:
    """Segments need no mask."""


AttentionInterface.register(NAME, attend)
AttentionMaskInterface.register(NAME, _no_mask)
