"""The gateway: OpenAI's addresses in front of all variants of one model, and the door for ratings."""

import asyncio
import json
import logging
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from components.gateway.callers import DEFAULT_TEAM, Callers
from components.gateway.exchange import Exchange
from components.gateway.feedback import Door, rating_of
from components.gateway.metrics import CONTENT_TYPE, Metrics
from components.gateway.patience import Breaker, RetryBudget
from components.gateway.questions import Question, read_question, with_text
from components.gateway.routing import Routes
from components.gateway.settings import GatewaySettings
from components.gateway.upstreams import LONGEST_LINE_BYTES, UpstreamFailed, Upstreams
from components.shared.context import Finder
from components.shared.context import Question as ContextQuestion
from components.shared.errors import TryAgain
from components.shared.ratings import RatingStore
from components.shared.traffic import CODE_GENERATION, served_name
from components.shared.web_server import MAX_BODY_BYTES, ApiError, errors_as_json, json_object

CHAT = "/v1/chat/completions"
PROMPT = "/v1/completions"
TEAM = web.RequestKey("team", str)

logger = logging.getLogger(__name__)


class Gateway:
    """Routes, calls, remembers."""

    def __init__(
        self,
        routes: Routes,
        ratings: RatingStore,
        door: Door,
        settings: GatewaySettings,
        finder: Finder | None = None,
    ):
        self._finder = finder
        self._routes = routes
        self._ratings = ratings
        self._door = door
        self._breakers: dict[str, Breaker] = defaultdict(Breaker)
        self._budget = RetryBudget()
        self._settings = settings
        self._metrics = Metrics()
        self._upstreams: Upstreams

    async def run(self, _: web.Application) -> AsyncIterator[None]:
        """Keep the connections to the model servers and follow the split while the server runs."""
        await asyncio.to_thread(self._routes.refresh)
        # lint: allow http-without-timeout: each request of Upstreams has deadlines of its own, streams none as a whole
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), read_bufsize=LONGEST_LINE_BYTES, trust_env=False
        ) as session:
            self._upstreams = Upstreams(session, self._settings)
            watching = asyncio.create_task(self._watch())
            yield
            watching.cancel()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._settings.poll_seconds)
            await asyncio.to_thread(self._routes.refresh)

    async def health(self, _: web.Request) -> web.Response:
        """Whether there is a split to serve; open to everybody."""
        ready = self._routes.split is not None
        body = {"status": "ok" if ready else "loading", "model": self._routes.name}
        return web.json_response(body, status=200 if ready else 503)

    async def status(self, _: web.Request) -> web.Response:
        """What is served now, and what was answered since the start."""
        split = self._routes.split
        return web.json_response(
            {
                "name": self._routes.name,
                "split": split.model_dump() if split else None,
                "waiting_for": self._routes.waiting_for,
                "variants": list(self._routes.upstreams),
                "left_alone": [version for version, breaker in self._breakers.items() if breaker.is_open],
                "answers": self._metrics.answers,
                "failures": self._metrics.failures,
                "ratings": self._metrics.ratings(),
            }
        )

    async def metrics(self, _: web.Request) -> web.Response:
        """The same for Prometheus."""
        text = self._metrics.text(self._routes.split)
        return web.Response(text=text, headers={"Content-Type": CONTENT_TYPE})

    async def models(self, _: web.Request) -> web.Response:
        """The alias and the variants."""
        models = [
            {"id": name, "object": "model", "created": 0, "owned_by": "bsl-foundry"} for name in self._routes.models()
        ]
        return web.json_response({"object": "list", "data": models})

    async def feedback(self, request: web.Request) -> web.Response:
        """Take a rating for an answer that was really given, once."""
        body = await json_object(request)
        header_user = request.headers.get("X-User", "")
        rating = await asyncio.to_thread(
            rating_of, body, header_user, request.get(TEAM, DEFAULT_TEAM), self._ratings, self._door
        )
        if not await asyncio.to_thread(self._ratings.add_rating, rating):
            raise ApiError(409, "this answer was rated before", param="answer_id", code="already_rated")
        self._metrics.rated(rating.version, rating.user_rating)
        return web.json_response({"answer_id": rating.answer_id, "version": rating.version}, status=201)

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """Answer a conversation or a prompt."""
        body = await json_object(request)
        chat = request.path == CHAT
        question = read_question(body, request.headers, chat=chat, max_tokens=self._settings.max_tokens)
        choice = self._routes.choose(question.model, question.query_type, question.user)
        if chat and self._finder is not None and question.query_type == CODE_GENERATION:
            question = await asyncio.to_thread(self._with_context, self._finder, question)
        team = request.get(TEAM, DEFAULT_TEAM)
        exchange = Exchange(question, choice, self._door.answer_ids.new(team), team)
        self._budget.request()
        if question.stream:
            return await self._stream(request, exchange)
        return await self._whole(request, exchange)

    def _with_context(self, finder: Finder, question: Question) -> Question:
        """Tell the model the names that fit: it was trained and judged with what this function finds."""
        asked = ContextQuestion(question.text, question.place.signature, module=question.place.module)
        count = question.place.entries or self._settings.context_entries
        text = finder.text(asked, count, self._settings.context_own_characters)
        return replace(question, body=with_text(question.body, text))

    async def _whole(self, request: web.Request, exchange: Exchange) -> web.Response:
        for url, body, breaker in self._calls(request.path, exchange):
            try:
                with breaker.watched():
                    answer = await self._upstreams.whole(url, body)
            except UpstreamFailed as error:
                self._note(exchange, error)
                continue
            signed = exchange.sign(answer, self._routes.name)
            await self._keep(exchange)
            return web.json_response(signed, headers=exchange.headers(self._routes.name))
        raise _nobody(exchange)

    async def _stream(self, request: web.Request, exchange: Exchange) -> web.StreamResponse:
        for url, body, breaker in self._calls(request.path, exchange):
            async with aclosing(self._upstreams.chunks(url, body)) as chunks:
                try:
                    # nothing was sent yet: until here another try can be made, and the base model can stand in
                    with breaker.watched():
                        first = await anext(chunks)
                except (UpstreamFailed, StopAsyncIteration) as error:
                    self._note(exchange, error)
                    continue
                return await self._forward(request, exchange, first, chunks)
        raise _nobody(exchange)

    async def _forward(
        self, request: web.Request, exchange: Exchange, first: dict[str, Any], rest: AsyncGenerator[dict[str, Any]]
    ) -> web.StreamResponse:
        headers = {
            "Content-Type": "text/event-stream",
            "Cache-Control": "no-cache",
            **exchange.headers(self._routes.name),
        }
        response = web.StreamResponse(headers=headers)
        ending = "[DONE]"
        try:
            await response.prepare(request)
            await _send(response, exchange.sign(first, self._routes.name))
            async for chunk in rest:
                await _send(response, exchange.sign(chunk, self._routes.name))
        except (UpstreamFailed, ApiError) as error:
            logger.warning("%s broke off: %s", exchange.served, error)
            exchange.finish_reason = "error"
            broken = ApiError(502, f"{exchange.served} broke off in the middle of the answer")
            ending = json.dumps({"error": broken.error})
        finally:  # also when the caller is gone
            await self._keep(exchange)
        await response.write(f"data: {ending}\n\n".encode())
        return response

    def _calls(self, path: str, exchange: Exchange) -> Iterator[tuple[str, dict[str, Any], Breaker]]:
        """Address and body of each try; ``served`` follows as versions are tried.

        A version that failed at once is asked once more, as long as the budget lasts; then the next one is.
        """
        for version in exchange.choice.candidates:
            exchange.served = version
            url, breaker = self._routes.upstreams.get(version), self._breakers[version]
            if url is None:
                self._note(exchange, "its server is not there")
                continue
            body = {**exchange.question.body, "model": served_name(self._routes.name, version)}
            started = time.monotonic()
            while breaker.lets_through():
                yield url + path, body, breaker
                slow = time.monotonic() - started > self._settings.retry_within_seconds
                if slow or not self._budget.spend():
                    break

    def _note(self, exchange: Exchange, error: object) -> None:
        logger.warning("%s failed: %s", exchange.served, error)
        self._metrics.failed(exchange.served)

    async def _keep(self, exchange: Exchange) -> None:
        self._metrics.answered(exchange.served, time.monotonic() - exchange.started)
        user = self._door.user_hash(exchange.question.user, exchange.team)
        try:
            await asyncio.to_thread(self._ratings.add_answer, exchange.given(user))
        except (TryAgain, OSError) as error:  # an answer that cannot be rated is better than none
            logger.error("answer %s could not be remembered: %s", exchange.id, error)


def _nobody(exchange: Exchange) -> ApiError:
    return ApiError(502, f"no model server could answer; asked: {', '.join(exchange.choice.candidates)}")


async def _send(response: web.StreamResponse, chunk: dict[str, Any]) -> None:
    await response.write(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode())


def let_in(callers: Callers) -> Middleware:
    """Let nobody in without a key or token, but for the question whether the server is well."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path != "/health":
            given = request.headers.get("Authorization", "").removeprefix("Bearer ")
            team = await asyncio.to_thread(callers.team_of, given) if given else None
            if team is None:
                message = "a key or token is needed: send it as `Authorization: Bearer <key>`"
                raise ApiError(401, message, code="invalid_api_key")
            request[TEAM] = team
        return await handler(request)

    return check


def make_app(
    routes: Routes,
    ratings: RatingStore,
    door: Door,
    settings: GatewaySettings | None = None,
    finder: Finder | None = None,
) -> web.Application:
    """The gateway as an application.

    Args:
        routes: The split and the addresses of the model servers.
        ratings: Where answers and ratings are kept.
        door: Who is let in, and how people and answers are named in what is kept.
        settings: Patience and limits.
        finder: Finds names of the users' configuration for each task; none: tasks are forwarded as they are.
    """
    gateway = Gateway(routes, ratings, door, settings or GatewaySettings(), finder)
    middlewares = [errors_as_json, let_in(door.callers)] if door.callers else [errors_as_json]
    app = web.Application(middlewares=middlewares, client_max_size=MAX_BODY_BYTES)
    app.cleanup_ctx.append(gateway.run)
    app.router.add_get("/health", gateway.health)
    app.router.add_get("/status", gateway.status)
    app.router.add_get("/metrics", gateway.metrics)
    app.router.add_get("/v1/models", gateway.models)
    app.router.add_post(CHAT, gateway.complete)
    app.router.add_post(PROMPT, gateway.complete)
    app.router.add_post("/feedback", gateway.feedback)
    return app
