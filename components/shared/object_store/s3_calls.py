"""Calls of an S3 server: with limits, repeated while it is away, ended with a message that a person can act on."""

import logging
import os
import random
import time
from collections.abc import Callable
from typing import TypeVar

from minio import Minio
from minio.credentials.credentials import Credentials
from minio.credentials.providers import Provider

from components.shared.environment import object_store_keys
from components.shared.errors import BadInput, TryAgain
from components.shared.object_store.s3_address import S3Address
from components.shared.object_store.s3_connections import Limits, pool_manager
from components.shared.object_store.s3_faults import FAULTS, KEYS, Denied, NoRoom, no_s3, understood

Result = TypeVar("Result")
logger = logging.getLogger(__name__)


class KeysOfEnvironment(Provider):
    """The keys as they are now: a secret that was rotated is read anew without a restart."""

    def retrieve(self) -> Credentials:
        """Read the keys; raises ``BadInput`` when there are none."""
        keys = object_store_keys()
        if keys is None:
            raise BadInput(f"no keys for the object store; set {KEYS}, a folder with access_key and secret_key")
        return Credentials(keys.access_key, keys.secret_key, keys.session_token)


class S3Calls:
    """One bucket of a server, for any number of threads; a forked process gets connections of its own."""

    def __init__(self, address: S3Address, limits: Limits, keys: Provider | None = None) -> None:
        self.address = address
        self.limits = limits
        self._keys = keys or KeysOfEnvironment()
        self._keys.retrieve()  # who has none is told before work begins
        self._client: Minio | None = None
        self._process = 0
        self._answered = False

    @property
    def client(self) -> Minio:
        """The client of this process."""
        if self._client is None or self._process != os.getpid():
            self._client = Minio(
                self.address.endpoint, credentials=self._keys, secure=self.address.secure,
                region=self.address.region, http_client=pool_manager(self.limits),
            )  # fmt: skip
            self._process = os.getpid()
        return self._client

    def __call__(self, action: Callable[[Minio], Result], key: str = "") -> Result:
        """Do something that may be done twice, again and again while the server is away.

        Raises:
            NotFound, Conflict, BadInput: The server says so.
            TryAgain: It stayed away.
        """
        patience = self.patience()
        while True:
            keys = self._keys.retrieve()
            try:
                result = action(self.client)
            except FAULTS as error:
                fault = self.understood(error, key)
                if isinstance(fault, Denied) and self._keys.retrieve() != keys:
                    continue  # they were rotated at this very moment
                patience.wait(fault, error)
            except ValueError as error:  # the client's word for an answer that is XML, but not that of S3
                raise error if isinstance(error, BadInput) else no_s3(self.address, error) from error
            else:
                self._answered = True
                return result

    def understood(self, error: Exception, key: str) -> Exception:
        """The fault in our words."""
        fault = understood(error, self.address, key)
        self._answered |= not isinstance(fault, TryAgain)
        return fault

    def patience(self) -> "Patience":
        """How long to wait from now on."""
        limits = self.limits
        return Patience(limits.patience_seconds if self._answered else limits.first_patience_seconds)


class Patience:
    """Repeats what may pass, with growing pauses, for a limited time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.restart()

    def restart(self) -> None:
        """Something came: the time begins anew."""
        self._began = time.monotonic()
        self._pause = 0.25

    def wait(self, fault: Exception, cause: Exception) -> None:
        """Pause before the next try, or raise the fault when there is none."""
        left = self._began + self._seconds - time.monotonic()
        if not isinstance(fault, TryAgain) or isinstance(fault, NoRoom) or left <= 0:
            raise fault from cause
        logger.warning("%s; trying for another %d s", fault, left)
        # lint: allow bandit-B311: a pause is no secret
        time.sleep(min(left, self._pause * random.uniform(0.5, 1)))
        self._pause = min(5.0, self._pause * 2)
