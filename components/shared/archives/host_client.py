"""Requests to a Git host with its rules: who may be asked, how often, and when again."""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from components.shared.archives.connection import LARGEST_ANSWER_BYTES, Answer, Interrupted, Limits, exchange
from components.shared.archives.refusals import RepositoryRefused
from components.shared.archives.settings import RepositorySettings
from components.shared.errors import TryAgain

MOST_REDIRECTS = 3
FIRST_WAIT_SECONDS = 1.0
WAIT_WITHOUT_A_WORD_SECONDS = 60.0  # what GitHub's documentation asks for where no header says more
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, so that tests need not wait."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


class HostClient:
    """Asks one host; the token goes to nobody else."""

    def __init__(self, settings: RepositorySettings, token: str | None, clock: Clock | None = None):
        self._settings = settings
        self._token = token
        self._clock = clock or Clock()

    def ask(self, url: str, headers: dict[str, str]) -> Answer:
        """A small answer, its body in memory."""
        body = bytearray()
        answer = self._patiently(url, headers, LARGEST_ANSWER_BYTES, body.extend, body.clear)
        return Answer(answer.status, answer.headers, bytes(body) or answer.body)

    def fetch(self, url: str, path: Path) -> Answer:
        """A large answer into a file; a try that failed leaves nothing of itself."""
        with path.open("wb") as file:

            def again() -> None:
                file.seek(0)
                file.truncate()

            return self._patiently(url, {}, self._settings.max_archive_bytes, file.write, again)

    def _patiently(
        self,
        url: str,
        headers: dict[str, str],
        most_bytes: int,
        write: Callable[[bytes], object],
        again: Callable[[], object],
    ) -> Answer:
        problem = ""
        for number in range(self._settings.tries):
            again()
            try:
                answer = self._redirected(url, headers, most_bytes, write)
                wait = self._wait(answer, number)
                problem = f"{urlsplit(url).netloc}: status {answer.status}"
            except Interrupted as error:
                answer, wait, problem = None, _growing(number), str(error)
            if answer and wait is None:
                return answer
            if number + 1 < self._settings.tries:
                _LOG.warning("%s; asking again in %.0f s", problem, wait)
                self._clock.sleep(wait or 0)
        raise RepositoryRefused("host_unreachable", f"{problem}, {self._settings.tries} times")

    def _wait(self, answer: Answer, number: int) -> float | None:
        """Seconds to the next try; None where another try would change nothing.

        Raises:
            TryAgain: The host wants a longer wait than the settings allow.
        """
        if answer.status >= 500:
            return _growing(number)
        spent = answer.headers.get("x-ratelimit-remaining") == "0" or answer.headers.get("ratelimit-remaining") == "0"
        limited = answer.status == 429 or (answer.status == 403 and (spent or "retry-after" in answer.headers))
        if not limited and not (answer.status == 403 and b"rate limit" in answer.body.lower()):
            return None
        wait = self._asked_for(answer, spent)
        wait = WAIT_WITHOUT_A_WORD_SECONDS * 2**number if wait is None else wait
        if wait > self._settings.longest_wait_seconds:
            raise TryAgain(
                f"{self._settings.host}: its rate limit asks to wait {wait:.0f} s; run again then, "
                "or set BSL_REPOSITORY_TOKEN, whose limit is higher"
            )
        return wait

    def _asked_for(self, answer: Answer, spent: bool) -> float | None:
        after = answer.headers.get("retry-after", "")
        if after.isdecimal():
            return float(after[:9])
        reset = answer.headers.get("x-ratelimit-reset") or answer.headers.get("ratelimit-reset") or ""
        # a second more: the host's clock has no fractions
        return max(0.0, float(reset[:12]) - self._clock.now()) + 1 if spent and reset.isdecimal() else None

    def _redirected(
        self, url: str, headers: dict[str, str], most_bytes: int, write: Callable[[bytes], object]
    ) -> Answer:
        settings = self._settings
        limits = Limits(settings.stall_seconds, settings.max_fetch_seconds, most_bytes, settings.private_addresses)
        first = urlsplit(url)
        for _ in range(MOST_REDIRECTS + 1):
            self._check(url, first.scheme)
            own = {"User-Agent": "bsl-foundry", **headers}
            if self._token and urlsplit(url)[:2] == first[:2]:
                own["Authorization"] = f"Bearer {self._token}"
            answer = exchange(url, own, limits, write)
            if answer.status not in (301, 302, 303, 307, 308):
                return answer
            url = urljoin(url, answer.headers.get("location", ""))
        raise RepositoryRefused("host_not_allowed", f"more than {MOST_REDIRECTS} redirects")

    def _check(self, url: str, scheme: str) -> None:
        parts = urlsplit(url)
        fine = parts.scheme in ("https", scheme) and parts.scheme in ("http", "https") and "@" not in parts.netloc
        if not fine or parts.hostname not in self._settings.allowed_hosts:
            raise RepositoryRefused(
                "host_not_allowed",
                f"{ascii(parts.netloc or url)[:200]} over {ascii(parts.scheme)[:20]}; see allowed_hosts",
            )


def _growing(number: int) -> float:
    """Twice as long each time, and never the same for all who wait."""
    return FIRST_WAIT_SECONDS * float(2**number) * random.uniform(0.75, 1.25)
