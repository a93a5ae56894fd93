"""A model server of this process behind a scripted engine, on a port of its own."""

import time
from collections.abc import Callable, Sequence

import pytest
from aiohttp import web

from components.model_server.app import make_app
from components.model_server.engine import Answer, Conversation, OnPiece, Sampling
from components.model_server.settings import ModelServerSettings


class ScriptedEngine:
    """Answers with the words of the question, one a step; every word is a token."""

    context_tokens = 50

    def __init__(self, seconds_per_token: float = 0.0):
        self.batches: list[int] = []
        self.seconds_per_token = seconds_per_token
        self.abandoned = 0

    def count_tokens(self, conversation: Conversation) -> int:
        if conversation[-1].content == "refused":
            raise ValueError("roles must alternate")
        return sum(len(message.content.split()) for message in conversation)

    def answer(self, conversations: Sequence[Conversation], sampling: Sampling, on_piece: OnPiece) -> list[Answer]:
        self.batches.append(len(conversations))
        if any(conversation[-1].content == "crash" for conversation in conversations):
            raise RuntimeError("a broken kernel")
        words = [conversation[-1].content.split(" ") for conversation in conversations]
        try:
            for step in range(min(sampling.max_tokens, max(map(len, words)))):
                time.sleep(self.seconds_per_token)
                for index, answer in enumerate(words):
                    if step < len(answer):
                        on_piece(index, (" " if step else "") + answer[step])
        except Exception:
            self.abandoned += 1
            raise
        kept = [answer[: sampling.max_tokens] for answer in words]
        return [
            Answer(" ".join(answer), len(answer), len(answer) == len(whole))
            for answer, whole in zip(kept, words, strict=True)
        ]


@pytest.fixture
def serve(open_app: Callable[[web.Application], str]) -> Callable[..., str]:
    """Serve an engine; gives the server's address."""

    def start(load: Callable[[], ScriptedEngine] | ScriptedEngine, **settings: float) -> str:
        return open_app(
            make_app(
                ["bsl--v1", "bsl"],
                load if callable(load) else lambda: load,
                ModelServerSettings.model_validate(settings),
            )
        )

    return start


@pytest.fixture
def engine_type() -> type[ScriptedEngine]:
    return ScriptedEngine
