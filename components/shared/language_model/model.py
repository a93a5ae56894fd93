"""The language model as every stage uses it: base, adapter, tokenizer, device."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from components.shared.errors import BadInput
from components.shared.hardware import HardwareSettings
from components.shared.language_model import chat, generation, losses
from components.shared.language_model.devices import choose_device
from components.shared.language_model.loading import load_adapter, load_base, load_tokenizer, stop_tokens
from components.shared.language_model.weights import locate_weights
from components.shared.progress import Progress, silent
from components.shared.records import Message

Conversation = Sequence[Message]
DEFAULT_HARDWARE = HardwareSettings()


@dataclass(frozen=True, slots=True)
class Completion:
    """One answer of a model."""

    text: str
    tokens: int
    stopped: bool
    """Whether the model ended the answer itself; otherwise the limit did."""


@dataclass(frozen=True, slots=True)
class TokenLosses:
    """How well a model foresees the answers of one conversation."""

    label_count: int
    negative_log_likelihood: float
    """Sum over the labels, in nats."""
    predicted: list[int]
    """The likeliest token in the place of each label."""
    characters: int
    """Length of the answers, for measures that do not depend on the tokenizer."""


class LanguageModel:
    """A causal language model with its tokenizer on a device."""

    def __init__(self, model: Any, tokenizer: Any, device: torch.device, base: Any = None) -> None:
        self.model = model
        self.tokenizer = tokenizer
        self.device = device
        self.stop_ids = stop_tokens(model, tokenizer)
        self._base = base

    @classmethod
    def load(
        cls, base: Path, adapter: Path | None = None, *, hardware: HardwareSettings = DEFAULT_HARDWARE
    ) -> "LanguageModel":
        """Load a base model, with an adapter where one is given.

        Args:
            base: The folder that the base model stage wrote, or any folder with config.json, quantized ones too.
            adapter: The folder that the train stage wrote.
            hardware: Where and in which precision.

        Raises:
            BadInput: There is no usable model, or this machine lacks the device.
        """
        device = choose_device(hardware)
        location = locate_weights(base)
        tokenizer = load_tokenizer(location)
        model = load_base(location, hardware, device)
        if adapter is None:
            return cls(model, tokenizer, device)
        if (adapter / "config.json").is_file():
            # full training leaves a whole model, not an adapter: both are kept, for the base column
            return cls(load_base(locate_weights(adapter), hardware, device), tokenizer, device, base=model)
        return cls(load_adapter(model, adapter).to(device).eval(), tokenizer, device)

    @property
    def chat_template_sha256(self) -> str:
        """Digest of the chat template: trained and served models must agree on it."""
        return hashlib.sha256(str(self.tokenizer.chat_template).encode()).hexdigest()

    @property
    def parameter_count(self) -> int:
        """Parameters of the base model."""
        return sum(p.numel() for name, p in self.model.named_parameters() if "lora_" not in name)

    @property
    def context_length(self) -> int:
        """The longest sequence that the model was made for, in tokens."""
        return int(getattr(self.model.config, "max_position_embeddings", None) or 2**20)

    @contextmanager
    def without_adapter(self) -> Iterator[None]:
        """Inside, the base model answers."""
        if self._base is not None:
            self.model, self._base = self._base, self.model
            try:
                yield
            finally:
                self.model, self._base = self._base, self.model
        elif hasattr(self.model, "disable_adapter"):
            with self.model.disable_adapter():
                yield
        else:
            raise BadInput("this model was loaded without an adapter: base and tuned are the same")

    def prompt_tokens(self, conversation: Conversation, tools: str = "") -> list[int]:
        """Tokens of a conversation up to where the model is to answer."""
        return chat.encode(self.tokenizer, chat.prompt_text(self.tokenizer, conversation, tools))

    def completion_tokens(self, conversation: Conversation, tools: str = "") -> tuple[list[int], list[bool]]:
        """Tokens of a whole conversation, and which of them are answers to learn.

        Raises:
            UnfitConversation: The chat template cannot express this conversation turn by turn.
        """
        return chat.labelled_tokens(self.tokenizer, self.stop_ids, conversation, tools)

    def generate(
        self,
        conversations: Sequence[Conversation],
        *,
        max_new_tokens: int,
        batch_size: int,
        temperature: float = 0.0,
        seed: int = 0,
        on_tokens: Callable[[int, str], None] | None = None,
        progress: Progress = silent,
    ) -> list[Completion]:
        """Answer each conversation.

        Args:
            conversations: Each ends with what the model is to answer.
            max_new_tokens: Longest answer; a prompt that leaves less room in the context gets less.
            batch_size: Conversations answered together.
            temperature: 0 takes the likeliest token each time.
            seed: Of the random choice, where there is one.
            on_tokens: Called with the number of the conversation and each new piece of its answer.
            progress: Told after each batch.
        """
        prompts = [self.prompt_tokens(conversation) for conversation in conversations]
        choose = generation.choose_tokens(temperature, seed)
        completions: dict[int, Completion] = {}
        for batch in _batches(prompts, batch_size):
            progress("answering", len(completions), len(prompts))
            completions |= self._answer(
                {number: prompts[number] for number in batch}, max_new_tokens, choose, on_tokens
            )
        progress("answering", len(prompts), len(prompts))
        return [completions[number] for number in range(len(prompts))]

    def _answer(
        self,
        prompts: dict[int, list[int]],
        max_new_tokens: int,
        choose: generation.Choose,
        on_tokens: Callable[[int, str], None] | None,
    ) -> dict[int, Completion]:
        room = self.context_length - max(len(prompt) for prompt in prompts.values())
        numbers = list(prompts)
        streams = {number: generation.TextStream(self.tokenizer) for number in numbers}

        def on_token(row: int, token: int) -> None:
            if on_tokens and (piece := streams[numbers[row]].add(token)):
                on_tokens(numbers[row], piece)

        answers = generation.decode(
            self.model,
            list(prompts.values()),
            stop_ids=self.stop_ids,
            max_new_tokens=min(max_new_tokens, room),
            choose=choose,
            on_token=on_token,
        )
        for number, stream in streams.items():
            if on_tokens and (piece := stream.rest()):
                on_tokens(number, piece)
        return {number: self._completion(answer) for number, answer in zip(numbers, answers, strict=True)}

    def _completion(self, answer: list[int]) -> Completion:
        stopped = bool(answer) and answer[-1] in self.stop_ids
        spelt = answer[:-1] if stopped else answer
        return Completion(generation.decode_text(self.tokenizer, spelt), len(answer), stopped)

    def token_losses(
        self, conversations: Sequence[Conversation], *, batch_size: int, progress: Progress = silent
    ) -> list[TokenLosses]:
        """How well the model foresees each answer, token by token.

        Raises:
            UnfitConversation: The chat template cannot express a conversation turn by turn.
        """
        tokenised = [self.completion_tokens(conversation) for conversation in conversations]
        characters = [sum(len(m.content) for m in turns if chat.is_trained(m)) for turns in conversations]
        found: dict[int, TokenLosses] = {}
        for batch in _batches([tokens for tokens, _ in tokenised], batch_size):
            progress("measuring loss", len(found), len(tokenised))
            rows = self._batch_losses([tokenised[number] for number in batch])
            for number, (likelihoods, predicted) in zip(batch, rows, strict=True):
                total = float(likelihoods.double().sum())
                found[number] = TokenLosses(len(predicted), total, predicted, characters[number])
        return [found[number] for number in range(len(tokenised))]

    @torch.inference_mode()
    def _batch_losses(self, batch: list[tuple[list[int], list[bool]]]) -> list[tuple[torch.Tensor, list[int]]]:
        width = max(len(tokens) for tokens, _ in batch)
        padded = torch.tensor([tokens + [0] * (width - len(tokens)) for tokens, _ in batch])
        attended = torch.tensor([[1] * len(tokens) + [0] * (width - len(tokens)) for tokens, _ in batch])
        places = losses.label_positions([labels for _, labels in batch], width)
        head = losses.Head.of(self.model)
        hidden = head.decoder(
            input_ids=padded.to(self.device), attention_mask=attended.to(self.device), use_cache=False
        ).last_hidden_state
        labels = padded.roll(-1, 1)[places].to(self.device)
        likelihoods, predicted = losses.predict(head.output, hidden[places.to(self.device)], labels)
        sizes = places.sum(1).tolist()
        return [(a, b.tolist()) for a, b in zip(likelihoods.cpu().split(sizes), predicted.split(sizes), strict=True)]


def _batches(sequences: Sequence[Sequence[int]], size: int) -> Iterator[list[int]]:
    """Numbers of sequences, those of like length together: little padding, and the largest batch comes first."""
    order = sorted(range(len(sequences)), key=lambda number: (-len(sequences[number]), number))
    for start in range(0, len(order), size):
        yield order[start : start + size]
