"""One connection to an API server: who asks, how long is waited, what is repeated.

The ``kubernetes`` library finds the server, its authority and the account, and renews tokens. Requests go through its
pool and not through its classes: they send a patch under types of their choice, and repeat writes unasked.
"""

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import urllib3
from kubernetes.client import ApiClient, Configuration
from urllib3.exceptions import HTTPError

from components.shared.cluster.answers import no_kubernetes, refused, unreachable
from components.shared.cluster.errors import ClusterUnreachable, Throttled

CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
ATTEMPTS = 4
_FIRST_PAUSE_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 5.0
_logger = logging.getLogger(__name__)

Query = Mapping[str, str | int | bool]
NOTHING: Query = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Connection:
    """To one server, as one account."""

    client: ApiClient

    @classmethod
    def opened(cls, configuration: Configuration) -> "Connection":
        """Nothing is asked before the first request."""
        configuration.retries = False  # the pool's own three would repeat writes
        return cls(ApiClient(configuration))

    @property
    def address(self) -> str:
        """Of the server."""
        return str(self.client.configuration.host)

    def read(self, path: str, doing: str, query: Query = NOTHING) -> dict[str, Any]:
        """Get an answer; what passes is waited for: 429, 5xx and broken connections, four attempts in all."""
        for attempt in range(1, ATTEMPTS):
            try:
                return self.send("GET", path, doing, query)
            except (ClusterUnreachable, Throttled) as error:
                pause = min(_FIRST_PAUSE_SECONDS * 4 ** (attempt - 1), _LONGEST_PAUSE_SECONDS)
                _logger.info("attempt %d of %d: %s", attempt, ATTEMPTS, error)
                time.sleep(pause)
        return self.send("GET", path, doing, query)

    def send(
        self,
        method: str,
        path: str,
        doing: str,
        query: Query = NOTHING,
        body: object = None,
        content: str = "application/json",
    ) -> dict[str, Any]:
        """Send one request, once.

        Raises:
            BadInput | TryAgain: One of this package's errors.
        """
        try:
            answer = self._request(method, path, query, body, content, READ_SECONDS)
        except HTTPError as error:
            raise unreachable(error, self.address, doing) from error
        if not 200 <= answer.status < 300:
            raise refused(answer.status, answer.data, self.address, doing)
        return self._decoded(answer.data, doing)

    def stream(self, path: str, doing: str, query: Query, silence_seconds: float) -> urllib3.BaseHTTPResponse:
        """Begin to read an answer that goes on; its reader meets ``HTTPError`` where it breaks."""
        try:
            answer = self._request("GET", path, query, None, "", silence_seconds, whole=False)
        except HTTPError as error:
            raise unreachable(error, self.address, doing) from error
        if not 200 <= answer.status < 300:
            body = answer.read()
            answer.close()
            raise refused(answer.status, body, self.address, doing)
        return answer

    def _request(
        self, method: str, path: str, query: Query, body: object, content: str, seconds: float, whole: bool = True
    ) -> urllib3.BaseHTTPResponse:
        headers: dict[str, str] = {"Accept": "application/json", "User-Agent": "bsl-foundry"}
        self.client.update_params_for_auth(headers, [], ["BearerToken"])
        if body is not None:
            headers["Content-Type"] = content
        words = {name: str(value).lower() if isinstance(value, bool) else value for name, value in query.items()}
        answer: urllib3.BaseHTTPResponse = self.client.rest_client.pool_manager.request(
            method,
            f"{self.address}{path}{'?' if words else ''}{urlencode(words)}",
            body=None if body is None else json.dumps(body),
            headers=headers,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=seconds),
            preload_content=whole,
            redirect=False,  # an API server sends nobody elsewhere, and the token would go with it
        )
        return answer

    def _decoded(self, data: bytes, doing: str) -> dict[str, Any]:
        try:
            answer = json.loads(data)
        except ValueError as error:
            raise no_kubernetes(self.address, doing) from error
        if not isinstance(answer, dict):
            raise no_kubernetes(self.address, doing)
        return answer

    def close(self) -> None:
        """Give sockets back."""
        self.client.rest_client.pool_manager.clear()
