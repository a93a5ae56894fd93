"""What answers: a model behind four methods, so that the server is tested without one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from components.shared.records import Message

Conversation = Sequence[Message]
OnPiece = Callable[[int, str], None]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How an answer is drawn. Only requests that agree in this can be answered together."""

    max_tokens: int
    temperature: float
    seed: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, and whether the model ended it by itself."""

    text: str
    tokens: int
    stopped: bool


class Engine(Protocol):
    """A loaded model. Called from one thread only."""

    context_tokens: int

    def count_tokens(self, conversation: Conversation) -> int:
        """How long the prompt is."""

    def answer(self, conversations: Sequence[Conversation], sampling: Sampling, on_piece: OnPiece) -> list[Answer]:
        """Answer all; tell each piece of text with the index of its conversation as it comes."""


class ModelEngine:
    """The engine over a real model."""

    def __init__(self, folder: Path):
        # torch takes seconds to import: here, in the background, after the port is open
        from components.shared.language_model import LanguageModel

        self._model = LanguageModel.load(folder)
        self.context_tokens = self._model.context_length

    def count_tokens(self, conversation: Conversation) -> int:
        """How long the prompt is, with the chat template around it."""
        return len(self._model.prompt_tokens(conversation))

    def answer(self, conversations: Sequence[Conversation], sampling: Sampling, on_piece: OnPiece) -> list[Answer]:
        """Answer all in one batch."""
        completions = self._model.generate(
            conversations,
            max_new_tokens=sampling.max_tokens,
            batch_size=len(conversations),
            temperature=sampling.temperature,
            seed=sampling.seed or 0,
            on_tokens=on_piece,
        )
        return [Answer(completion.text, completion.tokens, completion.stopped) for completion in completions]
