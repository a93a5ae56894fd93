"""Asks the endpoint with its rules: how often one question, how many at once, when to give up.

A question that fails costs itself. What makes every question fail (a wrong address, a token that is not accepted) is
told in one message before the first answer; after it, the rest of the questions is lost and counted.
"""

import json
import logging
import random
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from threading import Event, Lock
from typing import Any
from urllib.parse import urlsplit

from components.curate.generate.connection import Connections, Exposed, Interrupted, Reply, Unreachable
from components.curate.generate.remembered import Remembered, Said, question_of
from components.curate.generate.settings import GenerateSettings
from components.shared.errors import BadInput
from components.shared.object_store import ObjectStore, open_object_store
from components.shared.privacy import without_values

TOKEN_NAME = "BSL_GENERATOR_TOKEN"
PATH = "/chat/completions"
FIRST_WAIT_SECONDS = 1.0
LONGEST_REASON_CHARACTERS = 200
LONGEST_ANSWER_CHARACTERS = 100_000  # no method and no task is as long: the server does not stop
_REFUSING = ("content_filter",)
_LOG = logging.getLogger(__name__)

Messages = list[dict[str, str]]


class Lost(Exception):
    """A question without an answer; the first argument is the fate, the second tells a person why."""


class NobodyThere(Lost):
    """A fault that the next question would meet too."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, so that tests need not wait."""

    now: Callable[[], float] = time.monotonic
    wait: Callable[[Event, float], object] = Event.wait


class Endpoint:
    """One model at one address; safe for many threads."""

    def __init__(
        self, settings: GenerateSettings, token: str | None, store: ObjectStore, clock: Clock | None = None
    ) -> None:
        """Take the address; nothing is sent yet.

        Args:
            settings: Address, model and limits.
            token: Sent to this address and nowhere else; None: no token.
            store: Where answers are remembered.
            clock: Time.

        Raises:
            BadInput: No model is named, or address or token cannot be meant so.
        """
        if not settings.model:
            raise BadInput("curate.generate.model: empty; name the model as the endpoint knows it, as in qwen3-coder")
        self.settings = settings
        self.counts: Counter[str] = Counter()  # asked, remembered, retried
        if token and not (token.isascii() and token.isprintable()):
            raise BadInput(f"{TOKEN_NAME}: it has characters that no token has; copy it anew")
        base = settings.endpoint.rstrip("/")
        self._url = base if base.endswith(PATH) else base + PATH
        _check(self._url)
        self._headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "bsl-foundry"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._remembered = Remembered(store)
        self._connections = Connections(settings.timeout_seconds)
        self._clock = clock or Clock()
        self._lock = Lock()
        self._stopped = Event()
        self._not_before = 0.0
        self._in_a_row = 0
        self._answered = False

    def answers(self, questions: Iterable[Messages]) -> Iterator[Said | str]:
        """The answers in the order of the questions, or why there is none; some questions are out at a time.

        Raises:
            BadInput: The address is no such endpoint, or does not let us in.
        """
        rest = iter(questions)
        pool = ThreadPoolExecutor(self.settings.concurrency, thread_name_prefix="generate")
        try:
            yield from self._until_first(rest)
            waiting: deque[Future[Said | str]] = deque()
            waiting.extend(pool.submit(self.answer, one) for one in islice(rest, 4 * self.settings.concurrency))
            while waiting:
                yield waiting.popleft().result()
                waiting.extend(pool.submit(self.answer, one) for one in islice(rest, 1))
        finally:
            self._stopped.set()
            self._connections.close()
            pool.shutdown(wait=True, cancel_futures=True)

    def _until_first(self, questions: Iterator[Messages]) -> Iterator[Said | str]:
        """Alone, so that a wrong address costs one question and not one of each thread."""
        for messages in questions:
            yield self.answer(messages)
            if self._answered or self._in_a_row:
                return

    def answer(self, messages: Messages) -> Said | str:
        """The answer to one question, remembered or new; a fate where there is none."""
        settings = self.settings
        question = question_of(
            {
                "model": settings.model,
                "messages": messages,
                "temperature": settings.temperature,
                "seed": settings.seed,
                "max_tokens": settings.max_tokens,
                "stream": False,
            }
        )
        if said := self._remembered.recall(question):
            self._count("remembered")
            return said
        if self._in_a_row >= settings.failures_in_a_row or self._stopped.is_set():
            return "endpoint_given_up"
        try:
            said = self._remembered.keep(question, self._asked(question))
        except Lost as lost:
            return self._lost(lost)
        with self._lock:
            self._answered, self._in_a_row = True, 0
        return said

    def _lost(self, lost: Lost) -> str:
        if isinstance(lost, NobodyThere) and not self._answered:
            raise BadInput(f"curate.generate.endpoint: {self._url}: {lost.args[1]}") from None
        with self._lock:
            self._in_a_row += 1
            gives_up = self._in_a_row == self.settings.failures_in_a_row
        if len(lost.args) > 1:
            _LOG.warning("%s: a question is lost: %s", self._host(), lost.args[1])
        if gives_up:
            _LOG.warning("%s: %d questions lost in a row; the rest is not asked", self._host(), self._in_a_row)
        return str(lost.args[0])

    def _asked(self, question: bytes) -> Said:
        """Ask as often as the settings allow.

        Raises:
            Lost: No answer came.
        """
        for number in range(self.settings.tries):
            self._pause()
            self._count("retried" if number else "asked")
            try:
                return self._tried(question)
            except _Again as again:
                lost = again.lost
                _LOG.info("%s: %s", self._host(), again.problem)
                if number + 1 == self.settings.tries or self._stopped.is_set():
                    break
                self._wait(number, again.seconds, lost)
        raise lost

    def _tried(self, question: bytes) -> Said:
        try:
            return _said(self._connections.post(self._url, self._headers, question), self.settings.model)
        except Exposed as error:
            advice = f"{error} is a public address: code and token could be read on the way; use https"
            raise NobodyThere("endpoint_failed", advice) from None
        except Unreachable as error:
            advice = f"cannot be reached ({error}); correct it, or leave it empty"
            raise _Again(str(error), NobodyThere("endpoint_failed", advice)) from None
        except Interrupted as error:
            raise _Again(str(error)) from None

    def _wait(self, number: int, seconds: float | None, lost: Lost) -> None:
        """Until the next try; when the endpoint says how long, nobody asks before.

        Raises:
            Lost: That would be too long.
        """
        if seconds is None:
            self._clock.wait(self._stopped, FIRST_WAIT_SECONDS * float(2**number) * random.uniform(0.75, 1.25))
            return
        if seconds > self.settings.longest_wait_seconds:
            raise lost
        with self._lock:
            self._not_before = max(self._not_before, self._clock.now() + seconds)

    def _pause(self) -> None:
        while not self._stopped.is_set():
            with self._lock:
                seconds = self._not_before - self._clock.now()
            if seconds <= 0:
                return
            self._clock.wait(self._stopped, seconds)

    def _count(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1

    def _host(self) -> str:
        return urlsplit(self._url).netloc


def open_endpoint(settings: GenerateSettings, token: str | None, store_url: str) -> Endpoint:
    """The endpoint of the settings, with its answers remembered in the object store."""
    return Endpoint(settings, token, open_object_store(store_url))


def _check(url: str) -> None:
    try:
        host, port = urlsplit(url).hostname, urlsplit(url).port
    except ValueError as error:
        raise BadInput(f"curate.generate.endpoint: {url}: {error}; correct it") from None
    if not host or port == 0:
        raise BadInput(f"curate.generate.endpoint: {url}: it names no host; correct it, as in http://127.0.0.1:8000/v1")


class _Again(Exception):
    """Another try may do better, at once or when the endpoint wants to be asked again."""

    def __init__(self, problem: str, lost: Lost | None = None, seconds: float | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.lost = lost or Lost("endpoint_failed")
        self.seconds = seconds


def _said(reply: Reply, model: str) -> Said:
    """What the endpoint says.

    Raises:
        Lost: No answer, and another try would change nothing.
    """
    status = f"status {reply.status}"
    if reply.status == 200:
        return _parsed(reply.body)
    if reply.status in (401, 403):
        raise NobodyThere("endpoint_failed", f"{status}: it does not let us in; set {TOKEN_NAME} to a token it takes")
    if reply.status in (404, 405) or reply.status < 400:
        advice = f"{status}: no chat completions of the model {model!r} there; correct the address, which ends with"
        raise NobodyThere("endpoint_failed", f"{advice} /v1 as a rule, or the model's name")
    if reply.status in (408, 429) or reply.status >= 500:
        after = reply.headers.get("retry-after", "")
        raise _Again(status, seconds=float(after[:9]) if after.isdecimal() else None)
    raise Lost("endpoint_refused", f"{status}: {_reason(reply.body)}")


def _reason(body: bytes) -> str:
    """What the endpoint says of a question that it refuses, short and on one line: it may quote the question."""
    try:
        text = str(json.loads(body)["error"]["message"])
    except (ValueError, KeyError, TypeError, RecursionError):
        text = body.decode("utf-8", "replace")
    shown = "".join(filter(str.isprintable, " ".join(text.split())))
    return without_values(shown)[:LONGEST_REASON_CHARACTERS]


def _parsed(body: bytes) -> Said:
    """An answer in the form of OpenAI's chat completions."""
    try:
        found: Any = json.loads(body)
        choice = found["choices"][0]
        text, refusal = choice["message"].get("content"), choice["message"].get("refusal")
        model, reason = found.get("model"), choice.get("finish_reason")
        f"{text}{model}".encode()  # half of a character cannot be kept
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise _unreadable() from None
    refused = bool(refusal) or reason in _REFUSING
    if not (isinstance(text, str) or refused):
        raise _unreadable()
    told = text if isinstance(text, str) else ""
    too_long = len(told) > LONGEST_ANSWER_CHARACTERS
    return Said(
        text="" if too_long else told,
        model=model[:LONGEST_REASON_CHARACTERS] if isinstance(model, str) else "",
        cut=too_long or reason == "length",
        refused=refused,
    )


def _unreadable() -> _Again:
    """Before the first answer this is a wrong address; later it is a proxy that speaks in the server's place."""
    problem = "it does not answer as OpenAI's chat completions do; correct the address, which ends with /v1 as a rule"
    return _Again("no chat completion", NobodyThere("endpoint_failed", problem))
