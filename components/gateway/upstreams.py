"""Calls to model servers: patience with limits, and one error for everything that another server could do better."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any

import aiohttp

from components.gateway.settings import GatewaySettings
from components.shared.web_server import ApiError, parse_json

LONGEST_LINE_BYTES = 1 << 20
RETRY_ELSEWHERE = (404, 408)  # 404: the server does not know its own variant, a mistake of the deployment


class UpstreamFailed(Exception):
    """A model server gave no usable answer."""


class Upstreams:
    """The door to the model servers."""

    def __init__(self, session: aiohttp.ClientSession, settings: GatewaySettings):
        self._session = session
        self._settings = settings
        self._timeout = aiohttp.ClientTimeout(
            total=settings.total_seconds, connect=settings.connect_seconds, sock_connect=settings.connect_seconds
        )

    async def whole(self, url: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer in one piece.

        Raises:
            UpstreamFailed: Another server may do better.
            ApiError: The request is wrong, or the server is full.
        """
        try:
            async with self._session.post(url, json=body, timeout=self._timeout) as response:
                await _raise_for(response)
                answer = _object(await response.read())
                if not answer.get("choices"):
                    raise UpstreamFailed("an answer without choices")
                return answer
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise _failed(error) from error

    async def chunks(self, url: str, body: dict[str, Any]) -> AsyncGenerator[dict[str, Any]]:
        """The answer in pieces, to its proper end; raises like ``whole``, also in the middle."""
        try:
            async with asyncio.timeout(self._settings.first_token_seconds):
                response = await self._session.post(url, json=body, timeout=self._timeout)
            async with response:
                await _raise_for(response)
                patience = self._settings.first_token_seconds
                while (data := await _next_data(response, patience)) != b"[DONE]":
                    chunk = _object(data)
                    if "error" in chunk:
                        raise UpstreamFailed(f"it broke off: {chunk['error']}")
                    yield chunk
                    patience = self._settings.gap_seconds
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise _failed(error) from error


def _failed(error: Exception) -> UpstreamFailed:
    return UpstreamFailed(f"{type(error).__name__} {error}".strip())


async def _next_data(response: aiohttp.ClientResponse, seconds: float) -> bytes:
    async with asyncio.timeout(seconds):
        while line := await response.content.readline():
            if line.startswith(b"data:"):
                return line[5:].strip()
    raise UpstreamFailed("the stream ended too early")


async def _raise_for(response: aiohttp.ClientResponse) -> None:
    if response.status < 400:
        return
    text = (await response.content.read(LONGEST_LINE_BYTES)).decode(errors="replace")
    if response.status >= 500 or response.status in RETRY_ELSEWHERE:
        raise UpstreamFailed(f"status {response.status}: {text[:300]}")
    error = ApiError(response.status, text)
    with suppress(ValueError, KeyError, TypeError):  # not OpenAI's form: the text as it is
        error.error = json.loads(text)["error"]
    if "Retry-After" in response.headers:
        error.headers["Retry-After"] = response.headers["Retry-After"]
    raise error


def _object(data: bytes) -> dict[str, Any]:
    value = parse_json(data)
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return value
