"""Requests that wait are answered together: a queue between the server's event loop and the model's thread.

A model reads its weights once for a whole batch, so sixty answers cost little more than one.
"""

import asyncio
import logging
import random
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field, replace

from components.model_server.engine import Answer, Engine, Sampling
from components.model_server.settings import ModelServerSettings
from components.shared.records import Message
from components.shared.web_server import ApiError, too_busy

SECONDS_UNTIL_RETRY = 2

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """The end of an answer."""

    answer: Answer
    prompt_tokens: int


Event = str | Done | Exception


@dataclass(slots=True, eq=False)
class Job:
    """One request on its way through the queue."""

    conversation: Sequence[Message]
    sampling: Sampling
    loop: asyncio.AbstractEventLoop
    events: asyncio.Queue[Event] = field(default_factory=asyncio.Queue)
    prompt_tokens: int = 0
    gone: bool = False

    def tell(self, event: Event) -> None:
        """Hand an event over from the model's thread."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.events.put_nowait, event)


class NobodyListens(Exception):
    """Every caller of the batch is gone: the model need not go on."""


class Batcher:
    """The queue and the one thread that works it off."""

    def __init__(self, settings: ModelServerSettings):
        self._settings = settings
        self._arrived: list[Job] = []
        self._waiting: list[Job] = []  # touched by the model's thread only
        self._changed = threading.Condition()
        self._stopping = False

    async def answer(self, conversation: Sequence[Message], sampling: Sampling) -> AsyncGenerator[str | Done]:
        """The pieces of an answer as they come, then how it ended.

        Raises:
            ApiError: The queue is full, or the prompt is too long for the model.
        """
        job = Job(conversation, sampling, asyncio.get_running_loop())
        self._enqueue(job)
        try:
            while True:
                event = await job.events.get()
                if isinstance(event, Exception):
                    raise event
                yield event
                if isinstance(event, Done):
                    return
        finally:
            job.gone = True

    def work(self, load: Callable[[], Engine], on_ready: Callable[[], None]) -> None:
        """Load the model, then answer until stopped; runs in a thread of its own."""
        engine = load()
        on_ready()
        while batch := self._next_batch(engine):
            self._run(engine, batch)

    def stop(self) -> None:
        """Finish nothing more; whoever waits is told."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def _enqueue(self, job: Job) -> None:
        with self._changed:
            self._arrived = [waiting for waiting in self._arrived if not waiting.gone]
            if len(self._arrived) + len(self._waiting) >= self._settings.waiting:
                raise too_busy(SECONDS_UNTIL_RETRY)
            self._arrived.append(job)
            self._changed.notify_all()

    def _next_batch(self, engine: Engine) -> list[Job]:
        """The oldest request and those that can be answered with it; empty when the server stops."""
        while not self._stopping:
            # measured outside the lock: a long prompt must not hold up those who arrive
            arrived = self._take_arrived()
            self._waiting = [job for job in self._waiting + arrived if not job.gone and _fits(engine, job)]
            if self._waiting:
                sampling = self._waiting[0].sampling
                batch = [job for job in self._waiting if job.sampling == sampling][: self._settings.batch_size]
                self._waiting = [job for job in self._waiting if job not in batch]
                return batch
        self._fail(self._waiting + self._arrived, ApiError(503, "the server is stopping"))
        return []

    def _take_arrived(self) -> list[Job]:
        with self._changed:
            if not self._waiting and not self._arrived:
                self._changed.wait_for(lambda: self._arrived or self._stopping)
                self._changed.wait_for(self._is_full, self._settings.gather_seconds)
            arrived, self._arrived = self._arrived, []
            return arrived

    def _is_full(self) -> bool:
        return self._stopping or len(self._arrived) >= self._settings.batch_size

    def _run(self, engine: Engine, batch: list[Job]) -> None:
        def on_piece(index: int, piece: str) -> None:
            if self._stopping or all(job.gone for job in batch):
                raise NobodyListens
            if piece:
                batch[index].tell(piece)

        sampling = batch[0].sampling
        if sampling.seed is None:
            sampling = replace(sampling, seed=random.getrandbits(31))
        try:
            answers = engine.answer([job.conversation for job in batch], sampling, on_piece)
        except NobodyListens:
            self._fail(batch, ApiError(503, "the server is stopping"))
        except Exception:  # out of memory, a broken kernel: these requests fail, the server lives
            logger.exception("a batch of %d failed", len(batch))
            self._fail(batch, ApiError(500, "the model failed on this request"))
        else:
            for job, answer in zip(batch, answers, strict=True):
                job.tell(Done(answer, job.prompt_tokens))

    def _fail(self, batch: list[Job], error: ApiError) -> None:
        for job in batch:
            job.tell(error)


def _fits(engine: Engine, job: Job) -> bool:
    if job.prompt_tokens:
        return True
    try:
        job.prompt_tokens = engine.count_tokens(job.conversation)
    except Exception as error:  # chat templates refuse what they do not like with errors of their own
        job.tell(ApiError(400, f"messages: the chat template refuses them: {error}", param="messages"))
        return False
    room = engine.context_tokens - job.prompt_tokens
    if room < 1:
        message = f"the prompt has {job.prompt_tokens} tokens, the model takes {engine.context_tokens - 1}"
        job.tell(ApiError(400, message, param="messages", code="context_length_exceeded"))
        return False
    if room < job.sampling.max_tokens:
        job.sampling = replace(job.sampling, max_tokens=room)
    return True
