"""A server on loopback that answers as OpenAI's chat completions do, and misbehaves when told to."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from threading import Lock
from typing import Any

from tests.loopback import served

PATH = "/v1/chat/completions"


@dataclass(frozen=True, slots=True)
class Act:
    """What the server does with one request."""

    text: str | None = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None  # sent in place of a completion
    seconds: float = 0.0  # silence before it answers
    dribbles: bool = False  # a byte now and then, without an end
    cut: bool = False  # half of the announced bytes, then the end
    finish: str = "stop"
    refusal: str | None = None
    model: str = "qwen3-coder"


@dataclass(slots=True)
class ChatEndpoint:
    """What the server says, and what it was asked."""

    says: Callable[[str, int], "Act | str"]  # the user's turn, how many times it was asked before
    token: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)
    most_at_once: int = 0
    address: str = ""
    _lock: Lock = field(default_factory=Lock)
    _now: int = 0

    def act(self, body: dict[str, Any]) -> Act:
        """Decide about a request."""
        question = body["messages"][-1]["content"]
        with self._lock:
            self.asked.append(body)
            before = self.times[question]
            self.times[question] += 1
        said = self.says(question, before)
        return Act(said) if isinstance(said, str) else said

    @contextmanager
    def working(self) -> Iterator[None]:
        """Count how many requests are under way."""
        with self._lock:
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            yield
        finally:
            with self._lock:
                self._now -= 1


@contextmanager
def chat_endpoint(says: Callable[[str, int], Act | str], token: str = "") -> Iterator[ChatEndpoint]:
    """Serve; the address is that of the API, with ``/v1``."""
    endpoint = ChatEndpoint(says, token)

    def answer(request: BaseHTTPRequestHandler) -> None:
        with endpoint.working():
            _answer(request, endpoint)

    with served(answer) as address:
        endpoint.address = f"{address}/v1"
        yield endpoint


def _answer(request: BaseHTTPRequestHandler, endpoint: ChatEndpoint) -> None:
    body = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
    if endpoint.token and request.headers.get("Authorization") != f"Bearer {endpoint.token}":
        _send(request, Act(status=401, raw=b"{}"))
    elif request.path != PATH:
        _send(request, Act(status=404, raw=b"not here"))
    else:
        _send(request, endpoint.act(body))


def _send(request: BaseHTTPRequestHandler, act: Act) -> None:
    time.sleep(act.seconds)
    data = act.raw if act.raw is not None else _completion(act)
    request.send_response(act.status)
    for name, value in {"Content-Length": str(len(data)), **act.headers}.items():
        request.send_header(name, value)
    request.end_headers()
    if act.dribbles:
        for byte in data:
            request.wfile.write(bytes([byte]))
            request.wfile.flush()
            time.sleep(0.05)
    else:
        request.wfile.write(data[: len(data) // 2] if act.cut else data)


def _completion(act: Act) -> bytes:
    message = {"role": "assistant", "content": act.text, "refusal": act.refusal}
    choice = {"index": 0, "message": message, "finish_reason": act.finish}
    return json.dumps({"object": "chat.completion", "model": act.model, "choices": [choice]}).encode()
