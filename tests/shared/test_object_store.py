import errno
import hashlib
import multiprocessing
import os
import resource
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.errors import BadInput, TryAgain
from components.shared.object_store import OWN_FOLDER, Conflict, NotFound, ObjectStore, open_object_store
from tests.killing import killed_at

FORK = multiprocessing.get_context("fork")


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return open_object_store(f"file:{tmp_path / 'store'}")


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
    store.delete("a/b")
    store.delete("a/b")
    assert list(store.list("a/")) == ["a/bc"]


@pytest.mark.parametrize("key", ["a/b", "a", "nothing/there"])
def test_what_is_not_there_is_not_found(store: ObjectStore, key: str) -> None:
    store.put("a/x/y", b"")
    with pytest.raises(NotFound, match=key):
        store.get(key)
    with pytest.raises(NotFound):
        store.fetch_file(key, Path("never"))
    assert store.etag(key) is None


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
    store: ObjectStore, written: bytes | None, condition: dict[str, object], passes: bool
) -> None:
    if written is not None:
        store.put("key", written)
    if passes:
        store.put("key", b"mine", **condition)  # type: ignore[arg-type]
        assert store.get("key") == b"mine"
    else:
        with pytest.raises(Conflict):
            store.put("key", b"mine", **condition)  # type: ignore[arg-type]
        assert store.etag("key") == (None if written is None else sha256(written))


@pytest.mark.parametrize(
    "key",
    ["", "/", "/etc/passwd", "a/", "a//b", "..", "a/../../b", "./a", "a/.", "a\\b", "a\0b", "a\nb", "\ud800",
     f"{OWN_FOLDER}/lock", "x" * 256, "я" * 120, "/".join("x" * 100 for _ in range(11))],
)  # fmt: skip
def test_a_key_that_could_leave_the_store_is_refused(store: ObjectStore, key: str) -> None:
    for call in (
        store.get,
        store.etag,
        store.delete,
        lambda k: store.put(k, b""),
        lambda k: store.put_file(k, Path("never")),
    ):
        with pytest.raises(BadInput, match="cannot be the key"):
            call(key)


@given(key=st.text(max_size=60), data=st.binary(max_size=100))
def test_any_key_is_refused_or_kept_inside(tmp_path_factory: pytest.TempPathFactory, key: str, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    store = open_object_store(f"file:{folder / 'store'}")
    try:
        store.put(key, data)
    except BadInput:
        assert not (folder / "store").exists() or list(store.list("")) == []
    else:
        assert (list(store.list("")), store.get(key)) == ([key], data)
    assert {path.name for path in folder.iterdir()} <= {"store"}


@pytest.mark.parametrize("url", ["", "store", "http://localhost", "file:", "file://"])
def test_an_unknown_store_is_named_with_what_is_supported(url: str) -> None:
    with pytest.raises(BadInput, match="file:<folder>"):
        open_object_store(url)


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="is a file"):
        open_object_store(f"file:{tmp_path / 'file'}")


@pytest.mark.parametrize(("first", "second"), [("a", "a/b"), ("a/b", "a")])
def test_an_object_cannot_lie_below_another(store: ObjectStore, first: str, second: str) -> None:
    store.put(first, b"1")
    with pytest.raises(BadInput, match="above or below"):
        store.put(second, b"2")
    assert list(store.list("")) == [first]


def test_files_of_any_size_travel_both_ways(store: ObjectStore, tmp_path: Path) -> None:
    data = os.urandom(3 * 2**20 + 1)
    (tmp_path / "in").write_bytes(data)
    assert store.put_file("big", tmp_path / "in") == sha256(data) == store.etag("big")
    assert store.fetch_file("big", tmp_path / "deep/out") == sha256(data)
    assert (tmp_path / "deep/out").read_bytes() == data
    assert partial_files(tmp_path) == []


@pytest.mark.parametrize("old", [None, b"old" * 1000])
def test_a_write_that_is_killed_anywhere_leaves_old_or_new(tmp_path: Path, old: bytes | None) -> None:
    url, new = f"file:{tmp_path / 'store'}", os.urandom(5000)
    (tmp_path / "new").write_bytes(new)
    for write in (
        lambda: open_object_store(url).put("a/b/c", new),
        lambda: open_object_store(url).put_file("a/b/c", tmp_path / "new"),
    ):
        point, seen = 0, set()
        killed = True
        while killed:
            point += 1
            if old is None:
                open_object_store(url).delete("a/b/c")
            else:
                open_object_store(url).put("a/b/c", old)
            killed = killed_at(point, write)
            seen.add(open_object_store(url).etag("a/b/c"))
            assert list(open_object_store(url).list("")) in ([], ["a/b/c"])
        assert seen == {None if old is None else sha256(old), sha256(new)}
        assert point > 5


def test_a_fetch_that_is_killed_anywhere_leaves_no_half_file(tmp_path: Path) -> None:
    store = open_object_store(f"file:{tmp_path / 'store'}")
    store.put("key", b"whole" * 1000)
    target, point = tmp_path / "target", 1
    while killed_at(point, lambda: store.fetch_file("key", target)):
        assert not target.exists() or target.read_bytes() == b"whole" * 1000
        target.unlink(missing_ok=True)
        point += 1
    assert target.read_bytes() == b"whole" * 1000


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
        for _ in range(150):
            assert store.get("key") in versions
    finally:
        stop.set()
        for writer in writers:
            writer.join()


def count_up(url: str, times: int) -> None:
    store = open_object_store(url)
    while times:
        found = store.get("counter")
        try:
            store.put("counter", str(int(found) + 1).encode(), if_match=sha256(found))
            times -= 1
        except Conflict:
            continue


def test_no_change_is_lost_between_processes(tmp_path: Path) -> None:
    url = f"file:{tmp_path / 'store'}"
    open_object_store(url).put("counter", b"0")
    workers = [FORK.Process(target=count_up, args=(url, 20)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert open_object_store(url).get("counter") == b"80"


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_full_disk_is_said_and_leaves_nothing(
    tmp_path: Path, store: ObjectStore, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    store.put("old", b"old")

    def full(*arguments: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "in").write_bytes(b"x" * 10)
    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        for write in (
            lambda: store.put("old", b"new"),
            lambda: store.put_file("new", tmp_path / "in"),
            lambda: store.fetch_file("old", tmp_path / "out"),
        ):
            with pytest.raises(TryAgain, match="no room on the disk"):
                write()
    assert (list(store.list("")), store.get("old")) == (["old"], b"old")
    assert not (tmp_path / "out").exists()
    assert partial_files(tmp_path) == []


def write_beyond_the_limit(folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    store = open_object_store(f"file:{folder}")
    try:
        store.put("big", b"x" * 300_000)
    except TryAgain:
        os._exit(0 if list(store.list("")) == [] and not partial_files(folder) else 3)
    os._exit(4)


def test_a_limit_of_the_system_stops_a_write_in_the_middle(tmp_path: Path) -> None:
    worker = FORK.Process(target=write_beyond_the_limit, args=(tmp_path / "store",))
    worker.start()
    worker.join()
    assert worker.exitcode == 0


def test_what_killed_writers_left_is_swept_but_not_what_is_being_written(tmp_path: Path, store: ObjectStore) -> None:
    store.put("key", b"")
    own = tmp_path / "store" / OWN_FOLDER
    for name, age in (("dead.partial", 2 * 24 * 3600), ("alive.partial", 60)):
        (own / name).touch()
        os.utime(own / name, (time.time() - age,) * 2)
    open_object_store(f"file:{tmp_path / 'store'}")
    assert [path.name for path in partial_files(tmp_path)] == ["alive.partial"]
