import errno
import os
import resource
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.errors import BadInput, TryAgain
from components.shared.object_store import OWN_FOLDER, ObjectStore, open_object_store
from tests.killing import killed_at
from tests.store_contract import *  # noqa: F403  the tests of every store
from tests.store_contract import FORK, partial_files, sha256


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return open_object_store(f"file:{tmp_path / 'store'}")


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
