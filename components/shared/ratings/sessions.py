"""Sessions with PostgreSQL that are kept open between statements, for many threads.

A gateway asks from the threads of an event loop's pool: each statement borrows a session, at most as many as are
allowed are open, and who has to wait for one too long is told so.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

import psycopg

from components.shared.errors import TryAgain
from components.shared.knowledge_base.connection import Connection, connect, shown, told
from components.shared.knowledge_base.settings import KnowledgeBaseSettings
from components.shared.knowledge_base.watchdog import Watchdog

MOST_SESSIONS = 8  # more of them than cores of a database server only wait for one another there
IDLE_SECONDS = 60.0  # firewalls forget a silent connection, and then take its packets without an answer
Result = TypeVar("Result")


@dataclass(slots=True)
class Session:
    """A connection and who looks after it."""

    connection: Connection
    watchdog: Watchdog
    free_since: float = field(default_factory=time.monotonic)

    def close(self) -> None:
        """End it."""
        self.watchdog.close()
        with suppress(psycopg.Error):  # it may have ended by itself
            self.connection.close()


class Sessions:
    """At most so many sessions with one server; opened when they are needed.

    Args:
        url: Address of the database.
        variable: The environment variable that it came from, for messages.
        stall_seconds: A server silent for so long is given up.
        wait_seconds: Longest that anybody waits for a free session.
    """

    def __init__(self, url: str, variable: str, *, stall_seconds: float = 10.0, wait_seconds: float = 10.0) -> None:
        self._url = url
        self._variable = variable
        self._settings = KnowledgeBaseSettings(stall_seconds=stall_seconds)
        self._wait_seconds = wait_seconds
        self._places = threading.BoundedSemaphore(MOST_SESSIONS)
        self._free: deque[Session] = deque()  # the last one given back is borrowed first: the others may end

    def ask(self, work: Callable[[Connection, bool], Result]) -> Result:
        """Do something with a session, which is given back afterwards.

        A session that turns out to be dead is replaced once, and the work is done again.

        Args:
            work: Gets a connection, and whether this is the second attempt: what the first one wrote may be there.

        Raises:
            BadInput: The server refuses what is asked.
            TryAgain: The server is away, silent, or all sessions are busy.
        """
        with told(self._url), self._place():
            try:
                return self._once(work, again=False)
            except psycopg.OperationalError:
                # what is free is most likely as dead: a server that was started again knows none of them
                self._forget()
                return self._once(work, again=True)

    def close(self) -> None:
        """End all sessions that are free."""
        self._forget()

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=self._wait_seconds):
            raise TryAgain(f"{shown(self._url)}: all {MOST_SESSIONS} sessions have been busy for a while; try again")
        try:
            yield
        finally:
            self._places.release()

    def _once(self, work: Callable[[Connection, bool], Result], *, again: bool) -> Result:
        session = self._borrow()
        try:
            with session.watchdog.waiting():
                result = work(session.connection, again)
        except BaseException as error:
            self._after(session, error)
            raise
        session.free_since = time.monotonic()
        self._free.append(session)
        return result

    def _after(self, session: Session, error: BaseException) -> None:
        """Keep a session that is still good; raises what the driver means by an end of the connection."""
        if not session.connection.closed and not session.watchdog.barked and isinstance(error, Exception):
            self._free.append(session)
            return
        session.close()
        if isinstance(error, psycopg.Error) and not isinstance(error, psycopg.OperationalError):
            raise psycopg.OperationalError("the connection ended within an answer") from error

    def _borrow(self) -> Session:
        while True:
            try:
                session = self._free.pop()
            except IndexError:
                connection = connect(self._url, self._settings, read_only=False, variable=self._variable)
                return Session(connection, Watchdog(connection.fileno(), self._settings.stall_seconds))
            if time.monotonic() - session.free_since < IDLE_SECONDS:
                return session
            session.close()

    def _forget(self) -> None:
        while self._free:
            with suppress(IndexError):  # another thread took it
                self._free.pop().close()
