"""A model server of this process behind a scripted engine, on a port of its own."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace

import pytest
from aiohttp import web

from components.model_server.app import make_app
from components.model_server.engine import Answer, Conversation, OnPiece, Sampling
from components.model_server.settings import ModelServerSettings
from components.shared.web_server import FAILURE, STOP


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
def serve() -> Iterator[Callable[..., str]]:
    """Serve an engine; returns the server's address."""
    started: list[tuple[asyncio.AbstractEventLoop, web.AppRunner, threading.Thread]] = []

    def start(load: Callable[[], ScriptedEngine] | ScriptedEngine, **settings: float) -> str:
        app = make_app(
            ["bsl--v1", "bsl"],
            load if callable(load) else lambda: load,
            ModelServerSettings.model_validate(settings),
        )
        loop = asyncio.new_event_loop()
        found = SimpleNamespace(port=0)

        async def open_port() -> web.AppRunner:
            app[STOP], app[FAILURE] = asyncio.Event(), []
            runner = web.AppRunner(app, handler_cancellation=True)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            found.port = runner.addresses[0][1]
            return runner

        runner = loop.run_until_complete(open_port())
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        started.append((loop, runner, thread))
        return f"http://127.0.0.1:{found.port}"

    yield start
    for loop, runner, thread in started:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def engine_type() -> type[ScriptedEngine]:
    return ScriptedEngine
