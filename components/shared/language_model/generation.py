"""Answers, token by token: one loop for batches and for streams.

Rows that have ended leave the batch at once, so one long answer does not make all others pay.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch

Choose = Callable[[torch.Tensor], torch.Tensor]


def choose_tokens(temperature: float, seed: int) -> Choose:
    """The likeliest token, or a random one by temperature; the same seed gives the same answers."""
    if temperature <= 0:
        return lambda logits: logits.argmax(-1)
    generator = torch.Generator().manual_seed(seed)

    def sample(logits: torch.Tensor) -> torch.Tensor:
        shares = torch.softmax(logits.float().cpu() / temperature, -1)
        return torch.multinomial(shares, 1, generator=generator)[:, 0].to(logits.device)

    return sample


@torch.inference_mode()
def decode(
    model: Any,
    prompts: Sequence[list[int]],
    *,
    stop_ids: frozenset[int],
    max_new_tokens: int,
    choose: Choose,
    on_token: Callable[[int, int], None],
) -> list[list[int]]:
    """Continue each prompt until a stop token or the limit.

    ``on_token`` is called with the number of the prompt and each new token that is no stop token.

    Returns:
        New tokens of each prompt; the stop token is the last of those that ended by themselves.
    """
    answers: list[list[int]] = [[] for _ in prompts]
    rows = list(range(len(prompts)))
    tokens, mask = _pad_left(prompts, model.device)
    positions = (mask.cumsum(-1) - 1).clamp_min(0)
    cache = None
    for _ in range(max_new_tokens):
        # the last logits only: those of a whole prompt over a large vocabulary fill the memory
        result = model(
            input_ids=tokens,
            attention_mask=mask,
            position_ids=positions,
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        )
        cache = result.past_key_values
        chosen = choose(result.logits[:, -1])
        alive = _note(chosen.tolist(), rows, answers, stop_ids, on_token)
        if not alive:
            break
        if len(alive) < len(rows):
            kept = torch.tensor(alive, device=mask.device)
            cache.batch_select_indices(kept)
            rows, chosen = [rows[place] for place in alive], chosen[kept]
            mask, positions = mask[kept], positions[kept]
        tokens = chosen[:, None]
        mask = torch.cat([mask, mask.new_ones(len(rows), 1)], 1)
        positions = positions[:, -1:] + 1
    return answers


def _note(
    chosen: list[int],
    rows: list[int],
    answers: list[list[int]],
    stop_ids: frozenset[int],
    on_token: Callable[[int, int], None],
) -> list[int]:
    """Append each row's new token; the places of rows that go on."""
    alive = []
    for place, (row, token) in enumerate(zip(rows, chosen, strict=True)):
        answers[row].append(token)
        if token not in stop_ids:
            alive.append(place)
            on_token(row, token)
    return alive


def _pad_left(prompts: Sequence[list[int]], device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    width = max(len(prompt) for prompt in prompts)
    tokens = torch.zeros(len(prompts), width, dtype=torch.long)
    mask = torch.zeros(len(prompts), width, dtype=torch.long)
    for row, prompt in enumerate(prompts):
        tokens[row, width - len(prompt) :] = torch.tensor(prompt)
        mask[row, width - len(prompt) :] = 1
    return tokens.to(device), mask.to(device)


class TextStream:
    """Turns tokens of one answer into pieces of text: never half a letter, and the pieces add up to the answer."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._tokens: list[int] = []
        self._sent = ""

    def add(self, token: int) -> str:
        """The text that this token made certain; often empty inside a letter of several bytes."""
        self._tokens.append(token)
        text = decode_text(self._tokenizer, self._tokens)
        # a letter cut in the middle decodes as the replacement character; the next token completes it
        if text.endswith("\ufffd"):
            return ""
        return self._advance(text)

    def rest(self) -> str:
        """What is left when the answer ends in the middle of a letter."""
        return self._advance(decode_text(self._tokenizer, self._tokens))

    def _advance(self, text: str) -> str:
        piece, self._sent = text[len(self._sent) :], text
        return piece


def decode_text(tokenizer: Any, tokens: Sequence[int]) -> str:
    """Text of an answer, exactly as its tokens spell it."""
    return str(tokenizer.decode(tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False))
