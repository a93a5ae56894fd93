"""What every object store must hold, as tests: a module that has a fixture ``store`` runs them by ``import *``."""

import hashlib
import multiprocessing
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from components.shared.errors import BadInput
from components.shared.object_store import OWN_FOLDER, Conflict, NotFound, ObjectStore

FORK = multiprocessing.get_context("fork")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def partial_files(folder: Path) -> list[Path]:
    return list(folder.rglob("*.partial"))


def test_what_is_put_can_be_read_listed_and_removed(store: ObjectStore) -> None:
    assert store.etag("a/b") is None
    assert store.put("a/b", b"1") == sha256(b"1") == store.etag("a/b")
    store.put("a/b", b"2")
    store.put("a/bc", b"")
    store.put("z", b"3")
    assert [store.get("a/b"), store.get("a/bc")] == [b"2", b""]
    assert list(store.list("")) == ["a/b", "a/bc", "z"]
    assert list(store.list("a/b")) == ["a/b", "a/bc"]
    assert list(store.list("a/bc/")) == list(store.list("nothing")) == []
    assert [(entry.key, entry.size_bytes) for entry in store.entries("a/")] == [("a/b", 1), ("a/bc", 0)]
    assert all(entry.modified_at.tzinfo is not None for entry in store.entries(""))
    store.delete("a/b")
    store.delete("a/b")
    assert list(store.list("a/")) == ["a/bc"]


@pytest.mark.parametrize("key", ["a/b", "a", "nothing/there"])
def test_what_is_not_there_is_not_found(store: ObjectStore, tmp_path: Path, key: str) -> None:
    store.put("a/x/y", b"")
    with pytest.raises(NotFound, match=key):
        store.get(key)
    with pytest.raises(NotFound):
        store.fetch_file(key, tmp_path / "never")
    assert store.etag(key) is None
    assert list(tmp_path.glob("never*")) == []


@pytest.mark.parametrize(
    ("written", "condition", "passes"),
    [
        (None, {"if_absent": True}, True),
        (b"old", {"if_absent": True}, False),
        (b"", {"if_absent": True}, False),
        (b"old", {"if_match": sha256(b"old")}, True),
        (b"new", {"if_match": sha256(b"old")}, False),
        (None, {"if_match": sha256(b"old")}, False),
    ],
)
def test_a_conditional_write_happens_only_on_its_condition(
    store: ObjectStore, written: bytes | None, condition: dict[str, Any], passes: bool
) -> None:
    if written is not None:
        store.put("key", written)
    if passes:
        store.put("key", b"mine", **condition)
        assert store.get("key") == b"mine"
    else:
        with pytest.raises(Conflict):
            store.put("key", b"mine", **condition)
        assert store.etag("key") == (None if written is None else sha256(written))


@pytest.mark.parametrize(
    "key",
    ["", "/", "/etc/passwd", "a/", "a//b", "..", "a/../../b", "./a", "a/.", "a\\b", "a\0b", "a\nb", "\ud800",
     f"{OWN_FOLDER}/lock", "x" * 256, "я" * 120, "/".join("x" * 100 for _ in range(11))],
)  # fmt: skip
def test_a_key_that_could_leave_the_store_is_refused(store: ObjectStore, tmp_path: Path, key: str) -> None:
    (tmp_path / "file").touch()
    calls: list[Callable[[str], object]] = [
        store.get,
        store.etag,
        store.delete,
        lambda k: store.put(k, b""),
        lambda k: store.put_file(k, tmp_path / "file"),
        lambda k: store.fetch_file(k, tmp_path / "never"),
    ]
    for call in calls:
        with pytest.raises(BadInput, match="cannot be the key"):
            call(key)


@pytest.mark.parametrize("key", ["ключ с пробелом/и + % ? & = #", "a b/c~d", "'\"<>&", "é/e\u0301", "…/~", "a:b@c"])
def test_names_of_all_kinds_come_back_as_they_were(store: ObjectStore, tmp_path: Path, key: str) -> None:
    store.put(key, b"1")
    store.put_file(f"{key}!/file", _file(tmp_path, b"2"))
    assert sorted(store.list("")) == sorted([key, f"{key}!/file"])
    assert (store.get(key), store.get(f"{key}!/file")) == (b"1", b"2")
    assert store.fetch_file(key, tmp_path / "out") == sha256(b"1")
    store.delete(key)
    assert list(store.list("")) == [f"{key}!/file"]


@pytest.mark.parametrize("size", [0, 1, 2**20, 3 * 2**20 + 1, 16 * 2**20, 33 * 2**20 + 7])
def test_files_of_any_size_travel_both_ways(store: ObjectStore, tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    assert store.put_file("big", _file(tmp_path, data)) == sha256(data) == store.etag("big")
    assert store.fetch_file("big", tmp_path / "deep/out") == sha256(data)
    assert (tmp_path / "deep/out").read_bytes() == data
    assert partial_files(tmp_path) == []
    assert [entry.size_bytes for entry in store.entries("")] == [size]


def test_readers_never_see_a_mix(store: ObjectStore) -> None:
    versions = [bytes([letter]) * 300_000 for letter in b"ab"]
    store.put("key", versions[0])
    stop = threading.Event()

    def write() -> None:
        turn = 0
        while not stop.is_set():
            turn += 1
            store.put("key", versions[turn % 2])

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        for _ in range(100):
            assert store.get("key") in versions
    finally:
        stop.set()
        for writer in writers:
            writer.join()


def count_up(store: ObjectStore, times: int) -> None:
    """Add one so many times, each over exactly what was read."""
    while times:
        found = store.get("counter")
        try:
            store.put("counter", str(int(found) + 1).encode(), if_match=sha256(found))
            times -= 1
        except Conflict:
            continue


def test_no_change_is_lost_between_processes(store: ObjectStore) -> None:
    store.put("counter", b"0")
    workers = [FORK.Process(target=count_up, args=(store, 10)) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 8
    assert store.get("counter") == b"80"


def test_one_of_eight_writers_makes_what_was_not_there(store: ObjectStore) -> None:
    won: list[bytes] = []

    def make(mine: bytes) -> None:
        try:
            store.put("key", mine, if_absent=True)
            won.append(mine)
        except Conflict:
            return

    for turn in range(5):
        writers = [threading.Thread(target=make, args=(b"%d" % number,)) for number in range(8)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert len(won) == turn + 1
        assert store.get("key") == won[-1]
        store.delete("key")


def _file(folder: Path, data: bytes) -> Path:
    path = folder / "in"
    path.write_bytes(data)
    return path
