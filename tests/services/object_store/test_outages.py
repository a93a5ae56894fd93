"""The way to the server, and the server itself, fail: work goes on, or ends with a message in a limited time."""

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from components.shared.errors import TryAgain
from components.shared.object_store.s3 import S3Store
from components.shared.object_store.s3_connections import Limits
from tests.servers.minio_server import MinioServer
from tests.services.object_store.conftest import QUICK, OpenStore
from tests.services.object_store.faults import faulty_way

MUCH = 24 * 2**20
OUTAGE_SECONDS = 30
LIMIT_SECONDS = QUICK.patience_seconds + 4 * QUICK.read_seconds + 5  # a try of two reads may begin at the very end

CALLS: dict[str, Callable[[S3Store, Path], object]] = {
    "put": lambda store, folder: store.put("new", b"x" * 1000),
    "put_file": lambda store, folder: store.put_file("new", folder / "in"),
    "get": lambda store, folder: store.get("there"),
    "etag": lambda store, folder: store.etag("there"),
    "fetch_file": lambda store, folder: store.fetch_file("there", folder / "out"),
    "list": lambda store, folder: list(store.list("")),
    "delete": lambda store, folder: store.delete("there"),
}


@pytest.fixture(scope="module")
def minio(minio: MinioServer) -> Iterator[MinioServer]:
    """A server that may be stopped; skipped where that of the others is."""
    server = MinioServer()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def data(tmp_path: Path, store: S3Store) -> bytes:
    """What lies under the key ``there`` and in the file ``in``."""
    data = os.urandom(MUCH)
    (tmp_path / "in").write_bytes(data)
    store.put_file("there", tmp_path / "in")
    return data


def test_a_server_that_falls_silent_ends_a_call_within_the_limit(
    minio: MinioServer, open_store: OpenStore, tmp_path: Path, data: bytes
) -> None:
    with faulty_way(minio.endpoint, "silence", 0, times=1000) as way:
        refusals = _all_refused(open_store, way.address, tmp_path)
        assert way.fired >= len(CALLS)
    assert all("nothing came within the limit" in refusal for refusal in refusals.values()), refusals
    assert not list(tmp_path.glob("*out*"))


@pytest.mark.parametrize(("fault", "times"), [("cut", 4), ("silence", 1)])
def test_a_broken_read_goes_on_where_it_was(
    minio: MinioServer, open_store: OpenStore, tmp_path: Path, data: bytes, fault: str, times: int
) -> None:
    with faulty_way(minio.endpoint, fault, 5 * 2**20, times) as way:
        assert open_store(QUICK, endpoint=way.address).fetch_file("there", tmp_path / "out") == _sha256(data)
    assert (tmp_path / "out").read_bytes() == data
    assert way.fired == times
    assert way.answered_bytes < 1.3 * MUCH  # begun anew each time it would be twice as much


@pytest.mark.parametrize("call", ["get", "etag", "fetch_file"])
def test_a_server_that_drips_ends_a_read_within_the_limit(
    minio: MinioServer, open_store: OpenStore, tmp_path: Path, data: bytes, call: str
) -> None:
    started = time.monotonic()
    with faulty_way(minio.endpoint, "drip", 2**20, times=1000) as way:
        with pytest.raises(TryAgain, match="comes too slowly"):
            CALLS[call](open_store(QUICK, endpoint=way.address), tmp_path)
        assert way.fired > 0
    assert time.monotonic() - started < LIMIT_SECONDS
    assert not list(tmp_path.glob("*out*"))


def test_a_slow_network_is_no_fault(
    minio: MinioServer, open_store: OpenStore, store: S3Store, tmp_path: Path, data: bytes
) -> None:
    """A part takes longer than a connection may take to be made: that limit must not be the one of sending."""
    limits, started = Limits(connect_seconds=1, read_seconds=10), time.monotonic()
    with faulty_way(minio.endpoint, "none", MUCH, times=0, request_bytes_per_second=4 * 2**20) as way:
        assert open_store(limits, endpoint=way.address).put_file("new", tmp_path / "in") == _sha256(data)
    assert time.monotonic() - started > 3 * limits.connect_seconds  # it was slow
    assert store.etag("new") == _sha256(data)


def test_a_server_that_takes_nothing_more_ends_a_write_within_the_limit(
    minio: MinioServer, open_store: OpenStore, tmp_path: Path, data: bytes
) -> None:
    started = time.monotonic()
    with faulty_way(minio.endpoint, "none", MUCH, times=0, request_bytes_per_second=0) as way:
        with pytest.raises(TryAgain):
            open_store(QUICK, endpoint=way.address).put_file("new", tmp_path / "in")
        assert way.fired > 0
    assert time.monotonic() - started < LIMIT_SECONDS + 10


@pytest.mark.parametrize("fault", ["cut", "silence"])
@pytest.mark.parametrize("condition", ["none", "if_absent", "if_match"])
def test_a_write_whose_answer_was_lost_is_not_taken_for_somebody_elses(
    minio: MinioServer, open_store: OpenStore, store: S3Store, fault: str, condition: str
) -> None:
    named: dict[str, Any] = {"none": {}, "if_absent": {"if_absent": True}, "if_match": {"if_match": _sha256(b"old")}}[
        condition
    ]
    if condition != "if_absent":
        store.put("key", b"old")
    lost = 1
    for after in (0, 900):  # the first answer, or the second: that of the write where a condition is looked up first
        if condition == "if_absent":
            store.delete("key")
        elif condition == "if_match":
            store.put("key", b"old")
        with faulty_way(minio.endpoint, fault, after, lost) as way:
            open_store(QUICK, endpoint=way.address).put("key", b"mine", **named)
            assert way.fired == lost
        assert store.get("key") == b"mine"


def test_work_goes_on_after_an_outage(minio: MinioServer, open_store: OpenStore, tmp_path: Path, data: bytes) -> None:
    store = open_store(Limits())
    assert store.etag("there") == _sha256(data)
    done: list[str] = []

    def work() -> None:
        done.append(store.put_file("new", tmp_path / "in"))
        done.append(store.put("pointer", b"new", if_absent=True))
        done.append(store.fetch_file("new", tmp_path / "out"))

    minio.stop()
    worker = threading.Thread(target=work)
    worker.start()
    time.sleep(OUTAGE_SECONDS)
    assert (done, worker.is_alive()) == ([], True)
    minio.start()
    worker.join(60)
    assert done == [_sha256(data), _sha256(b"new"), _sha256(data)]


def test_an_outage_without_end_is_told_and_keeps_what_was_there(
    minio: MinioServer, open_store: OpenStore, tmp_path: Path, data: bytes
) -> None:
    store = open_store(QUICK)
    assert list(store.list("")) == ["there"]
    minio.stop()
    try:
        refusals = _all_refused(open_store, minio.endpoint, tmp_path)
        assert all("no server answers" in refusal for refusal in refusals.values()), refusals
    finally:
        minio.start()
    assert list(store.list("")) == ["there"]
    assert store.etag("there") == _sha256(data)
    assert (tmp_path / "in").read_bytes() == data


def test_a_server_that_hangs_for_a_while_is_waited_for(minio: MinioServer, open_store: OpenStore, data: bytes) -> None:
    store = open_store(Limits(read_seconds=1, patience_seconds=20))
    assert store.etag("there") == _sha256(data)
    minio.pause()
    try:
        timer = threading.Timer(3, minio.resume)
        timer.start()
        assert store.put("key", b"1", if_absent=True) == _sha256(b"1")
    finally:
        minio.resume()
    assert store.get("key") == b"1"


def _all_refused(open_store: OpenStore, endpoint: str, folder: Path) -> dict[str, str]:
    """What every call says within its limit, all of them at once."""

    def refusal(call: Callable[[S3Store, Path], object]) -> str:
        store, started = open_store(QUICK, endpoint=endpoint), time.monotonic()
        with pytest.raises(TryAgain) as refused:
            call(store, folder)
        assert time.monotonic() - started < LIMIT_SECONDS  # what is promised, not a speed
        return str(refused.value)

    with ThreadPoolExecutor(len(CALLS)) as pool:
        return dict(zip(CALLS, pool.map(refusal, CALLS.values()), strict=True))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
