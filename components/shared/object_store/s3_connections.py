"""Connections to an S3 server that are neither waited for without end nor given up because a network is slow."""

from dataclasses import dataclass
from typing import Any

import certifi
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from components.shared.environment import ca_bundle
from components.shared.errors import BadInput

POOL = 10
BLOCK_BYTES = 256 << 10  # must be taken within the limit of a read: 9 KB/s at the least


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a call may take. The client's own limits let a silent server hold a step for half an hour."""

    connect_seconds: float = 2
    read_seconds: float = 30  # between two bytes
    patience_seconds: float = 60  # how long a server that has answered before is waited for
    first_patience_seconds: float = 8  # and an address that never did: most likely it is wrong


def pool_manager(limits: Limits) -> urllib3.PoolManager:
    """Connections with these limits; short faults are repeated at once.

    Raises:
        BadInput: The bundle of certificates is not there.
    """
    bundle = ca_bundle()
    if bundle is not None and not bundle.is_file():
        raise BadInput(f"BSL_CA_BUNDLE: there is no file {bundle}")
    manager = urllib3.PoolManager(
        timeout=urllib3.Timeout(connect=limits.connect_seconds, read=limits.read_seconds),
        maxsize=POOL,
        cert_reqs="CERT_REQUIRED",
        ca_certs=str(bundle or certifi.where()),
        retries=urllib3.Retry(
            total=3, connect=3, read=1, status=3, backoff_factor=0.2, backoff_jitter=0.2, allowed_methods=None,
            status_forcelist=(429, 500, 502, 503, 504), raise_on_status=False, redirect=0,
        ),
    )  # fmt: skip
    manager.pool_classes_by_scheme = {"http": _pool(limits.read_seconds), "https": _secure_pool(limits.read_seconds)}
    return manager


def _pool(seconds: float) -> type[urllib3.HTTPConnectionPool]:
    class Connection(HTTPConnection):
        def send(self, data: Any) -> None:
            for block in _blocks(self, data, seconds):
                super().send(block)

    class Pool(urllib3.HTTPConnectionPool):
        ConnectionCls = Connection

    return Pool


def _secure_pool(seconds: float) -> type[urllib3.HTTPSConnectionPool]:
    class Connection(HTTPSConnection):
        def send(self, data: Any) -> None:
            for block in _blocks(self, data, seconds):
                super().send(block)

    class Pool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Connection

    return Pool


def _blocks(connection: HTTPConnection, data: Any, seconds: float) -> list[Any]:
    """What is sent, in blocks that each have the limit of a read.

    urllib3 sends a body whole under the limit of connecting: a part of 16 MiB that takes more than two seconds would be
    given up, on every network below 70 Mbit/s.
    """
    if connection.sock is not None:
        connection.sock.settimeout(seconds)
    if not isinstance(data, bytes):
        return [data]
    view = memoryview(data)
    return [view[start : start + BLOCK_BYTES] for start in range(0, len(data), BLOCK_BYTES)]
