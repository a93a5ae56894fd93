"""The server: OpenAI's three addresses in front of one model."""

import asyncio
import json
import logging
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import Any

from aiohttp import web

from components.model_server.batching import Batcher, Done
from components.model_server.engine import Engine
from components.model_server.protocol import ChatRequest, CompletionRequest, PromptRequest, Reply, parse
from components.model_server.settings import ModelServerSettings
from components.shared.web_server import (
    MAX_BODY_BYTES,
    SECONDS_TO_FINISH,
    ApiError,
    errors_as_json,
    json_object,
    stop_with,
)

logger = logging.getLogger(__name__)


class ModelServer:
    """One model, the names it answers to, and its queue."""

    def __init__(self, names: Sequence[str], load: Callable[[], Engine], settings: ModelServerSettings):
        self._names = tuple(names)
        self._load = load
        self._settings = settings
        self._batcher = Batcher(settings)
        self._ready = False
        self._started = int(time.time())

    async def run_model(self, app: web.Application) -> AsyncIterator[None]:
        """Load in the background: the port is open at once, ``/health`` tells when the model is there."""
        loop = asyncio.get_running_loop()

        def work() -> None:
            try:
                self._batcher.work(self._load, lambda: setattr(self, "_ready", True))
            except Exception as error:  # without its model the server must end, and say why
                self._ready = False
                logger.exception("the model's thread ended")
                loop.call_soon_threadsafe(stop_with, app, error)

        thread = threading.Thread(target=work, name="model", daemon=True)
        thread.start()
        yield
        self._batcher.stop()
        if self._ready:  # a model that is still being loaded is not waited for
            await asyncio.to_thread(thread.join, SECONDS_TO_FINISH)

    async def health(self, _: web.Request) -> web.Response:
        """Whether the model is loaded."""
        status = "ok" if self._ready else "loading"
        return web.json_response({"status": status, "model": self._names[0]}, status=200 if self._ready else 503)

    async def models(self, _: web.Request) -> web.Response:
        """The names this model answers to."""
        models = [
            {"id": name, "object": "model", "created": self._started, "owned_by": "bsl-foundry"} for name in self._names
        ]
        return web.json_response({"object": "list", "data": models})

    async def chat(self, request: web.Request) -> web.StreamResponse:
        """Answer a conversation."""
        return await self._complete(request, ChatRequest)

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """Answer a bare prompt."""
        return await self._complete(request, PromptRequest)

    async def _complete(self, request: web.Request, kind: type[CompletionRequest]) -> web.StreamResponse:
        asked = parse(kind, await json_object(request))
        if asked.model not in self._names:
            message = f"the model `{asked.model}` does not exist; there is {', '.join(self._names)}"
            raise ApiError(404, message, param="model", code="model_not_found")
        if not self._ready:
            raise ApiError(503, "the model is still being loaded")
        reply = Reply(self._names[0], chat=kind is ChatRequest)
        events = self._batcher.answer(asked.conversation(), asked.sampling(self._settings))
        async with aclosing(events):  # whatever happens to this request, its place in the queue is given up
            if asked.stream:
                return await _stream(request, reply, events, with_usage=asked.include_usage())
            async for event in events:
                if isinstance(event, Done):
                    return web.json_response(reply.whole(event.answer, event.prompt_tokens))
        raise AssertionError("an answer without an end")


async def _stream(
    request: web.Request, reply: Reply, events: AsyncGenerator[str | Done], *, with_usage: bool
) -> web.StreamResponse:
    # the first piece before the headers: an error until here is an answer with its own status
    event = await anext(events)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await response.prepare(request)
    for chunk in reply.first():
        await _send(response, chunk)
    try:
        while not isinstance(event, Done):
            await _send(response, reply.piece(event))
            event = await anext(events)
    except ApiError as error:
        await _send(response, {"error": error.error})
        return response
    for chunk in reply.last(event.answer, event.prompt_tokens, with_usage=with_usage):
        await _send(response, chunk)
    await response.write(b"data: [DONE]\n\n")
    return response


async def _send(response: web.StreamResponse, chunk: dict[str, Any]) -> None:
    await response.write(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode())


def make_app(
    names: Sequence[str], load: Callable[[], Engine], settings: ModelServerSettings | None = None
) -> web.Application:
    """The server as an application.

    Args:
        names: Names the model answers to; the first one signs the answers.
        load: Makes the engine; called in the background.
        settings: Limits.
    """
    server = ModelServer(names, load, settings or ModelServerSettings())
    app = web.Application(middlewares=[errors_as_json], client_max_size=MAX_BODY_BYTES)
    app.cleanup_ctx.append(server.run_model)
    app.router.add_get("/health", server.health)
    app.router.add_get("/v1/models", server.models)
    app.router.add_post("/v1/chat/completions", server.chat)
    app.router.add_post("/v1/completions", server.complete)
    return app
