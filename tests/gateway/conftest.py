"""A gateway of this process in front of scripted model servers."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from components.gateway.app import make_app
from components.gateway.callers import Callers
from components.gateway.feedback import open_door
from components.gateway.routing import Routes
from components.gateway.settings import GatewaySettings
from components.shared.context import Finder
from components.shared.object_store import open_object_store
from components.shared.ratings import RatingStore, open_ratings
from components.shared.registry import Registry
from components.shared.traffic import Split

OpenApp = Callable[[web.Application], str]


@dataclass
class ModelStub:
    """A model server that answers with its version, or misbehaves as told."""

    version: str
    behaviour: str = "well"
    bodies: list[dict[str, Any]] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self.answer)
        app.router.add_post("/v1/completions", self.answer)
        return app

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.bodies.append(body)
        if self.behaviour.isdigit():
            error = {"error": {"message": "told to", "type": "t", "param": "p", "code": "c"}}
            return web.json_response(error, status=int(self.behaviour), headers={"Retry-After": "7"})
        if self.behaviour == "garbage":
            return web.Response(text="<html>", content_type="application/json")
        if self.behaviour == "hang":
            await asyncio.sleep(30)
        if body.get("stream"):
            return await self.stream(request)
        text = f"from {self.version}"
        content = {"text": text} if "prompt" in body else {"message": {"role": "assistant", "content": text}}
        choice = {"index": 0, "finish_reason": "stop", **content}
        return web.json_response({"id": "x", "object": "o", "created": 1, "model": "m", "choices": [choice]})

    async def stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        if self.behaviour == "empty":
            return response
        for text, reason in (("from ", None), (self.version, None), ("", "stop")):
            choice = {"index": 0, "delta": {"content": text}, "finish_reason": reason}
            chunk = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
            await response.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
            if self.behaviour == "cut":
                return response
            if self.behaviour == "stall":
                await asyncio.sleep(30)
        await response.write(b"data: [DONE]\n\n")
        return response


@dataclass
class Stage:
    """Everything on stage: the gateway's address, the model servers, the split, the ratings."""

    address: str
    models: dict[str, ModelStub]
    registry: Registry
    ratings: RatingStore
    upstreams: dict[str, str]
    start_model: Callable[[str], None]

    def change_split(self, **change: Any) -> None:
        old = self.registry.split()
        generation = old.generation + 1 if old else 1
        fields: dict[str, Any] = {"name": "bsl", "base": "base-00000000", "stable": "base-00000000"}
        self.registry.write_split(Split(**{**fields, **change, "generation": generation}), old)


@pytest.fixture
def open_stage(open_app: OpenApp, tmp_path: Path) -> Callable[..., Stage]:
    """A gateway, by default with half of the users on canary v1."""

    def start(
        callers: Callers | None = None,
        split: dict[str, Any] | None = None,
        finder: Finder | None = None,
        **choices: Any,
    ) -> Stage:
        store = open_object_store(f"file:{tmp_path}/store")
        registry = Registry(store, "bsl")
        models: dict[str, ModelStub] = {}
        upstreams: dict[str, str] = {}
        ratings = open_ratings(f"file:{tmp_path}/ratings")

        def start_model(version: str) -> None:
            models[version] = ModelStub(version)
            upstreams[version] = open_app(models[version].app())

        stage = Stage("", models, registry, ratings, upstreams, start_model)
        stage.change_split(**(split if split is not None else {"canary": "v1", "canary_percent": 50}))
        start_model("base-00000000")
        start_model("v1")
        waits = {"poll_seconds": 0.05, "first_token_seconds": 0.5, "gap_seconds": 0.5, "total_seconds": 2}
        settings = GatewaySettings.model_validate({**waits, **choices})
        routes = Routes("bsl", registry.split, lambda: upstreams)
        stage.address = open_app(make_app(routes, ratings, open_door(store, "bsl", callers), settings, finder))
        return stage

    return start
