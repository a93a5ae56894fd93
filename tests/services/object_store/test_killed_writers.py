"""A writer is killed at each of its requests; readers see old or new, and a repeated run ends the same."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from components.shared.errors import BadInput, TryAgain
from components.shared.object_store import ObjectStore
from components.shared.registry import Registry
from components.shared.release.bundle import REQUIRED, verify_release
from components.shared.release.signing import verification_key
from components.shared.traffic import Split
from components.shared.versions import VersionDetails, VersionRecord
from tests.registered import NOW, documents, trusted_key
from tests.services.object_store.conftest import OpenStore
from tests.services.object_store.faults import killed_at_request

NAME = "bsl-coder"
LARGE = 17 << 20  # goes in two parts
DETAILS = VersionDetails(
    kind="tuned", status="passed", base_version="base-00000000", created_at=NOW, licenses={}, chat_template_sha256="c"
)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """What is registered: a small file, and one that goes in several parts."""
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(bytes(LARGE))
    return folder


@pytest.mark.parametrize("after", [False, True], ids=["before the server has it", "after the server has it"])
def test_a_registration_that_is_killed_anywhere_is_all_or_nothing(
    store: ObjectStore, open_store: OpenStore, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    monkeypatch.setenv("BSL_VERIFICATION_KEY", str(trusted_key(tmp_path)))
    registry, point, seen = Registry(store, NAME), 0, set()
    killed = True
    while killed:
        point += 1
        killed = killed_at_request(
            point, after, lambda: Registry(open_store(), NAME).register(made, DETAILS, documents)
        )
        seen.add(tuple(registry.versions()))
        for version in registry.versions():  # what can be seen can be served
            verify_release(registry, version, verification_key())
    assert seen == {(), ("v1",)}
    assert point > len(REQUIRED["tuned"]) + 5  # claim, two parts with begin and end, small file, documents, record
    before = _bytes(store)
    assert registry.register(made, DETAILS, documents)[1] is False
    assert _bytes(store) == before
    assert [key for key in before if "/claims/" in key] == [f"models/{NAME}/claims/v1"]


@pytest.mark.parametrize("after", [False, True])
def test_a_split_and_aliases_that_are_written_by_a_killed_process_are_old_or_new(
    store: ObjectStore, open_store: OpenStore, after: bool
) -> None:
    old = Split(name=NAME, base="base-00000000", stable="v1")
    new = old.model_copy(update={"canary": "v2", "canary_percent": 10, "generation": 2})

    def deploy(registry: Registry) -> None:
        if registry.split() != new:
            registry.write_split(new, old)
        registry.follow_split()

    point, seen = 0, set()
    registry, killed = Registry(store, NAME), True
    while killed:
        point += 1
        for key in store.list(""):
            store.delete(key)
        registry.write_split(old, None)
        registry.follow_split()
        killed = killed_at_request(point, after, lambda: deploy(Registry(open_store(), NAME)))
        seen.add((registry.split() == new, tuple(sorted(registry.aliases().items()))))
        deploy(registry)
        assert registry.split() == new
        assert registry.aliases() == {"stable": "v1", "canary": "v2"}
    stable, both = (("stable", "v1"),), (("canary", "v2"), ("stable", "v1"))
    assert seen <= {(False, stable), (True, stable), (True, both)}
    assert {(True, stable), (True, both)} <= seen
    assert point == 3


def test_of_two_writers_one_wins_and_the_other_is_told(open_store: OpenStore) -> None:
    base = Split(name=NAME, base="base-00000000", stable="v1")
    Registry(open_store(), NAME).write_split(base, None)
    barrier, answers = threading.Barrier(8), []

    def deploy(version: str) -> None:
        registry = Registry(open_store(), NAME)
        assert registry.split() == base
        barrier.wait()
        mine = base.model_copy(update={"canary": version, "canary_percent": 5, "generation": 2})
        try:
            registry.write_split(mine, base)
            answers.append(version)
        except TryAgain as error:
            answers.append(str(error))

    writers = [threading.Thread(target=deploy, args=(f"v{number}",)) for number in range(2, 10)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    won = [answer for answer in answers if answer.startswith("v")]
    split = Registry(open_store(), NAME).split()
    assert split is not None
    assert [split.canary] == won
    assert sum("was changed by somebody else" in answer for answer in answers) == 7


def test_two_registrations_at_once_make_one_version(open_store: OpenStore, made: Path) -> None:
    barrier, answers = threading.Barrier(2), []

    def register() -> None:
        registry = Registry(open_store(), NAME)
        barrier.wait()
        answers.append(registry.register(made, DETAILS, documents)[0].version)

    writers = [threading.Thread(target=register) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert answers == ["v1", "v1"]
    assert Registry(open_store(), NAME).versions() == ["v1"]


def test_a_file_that_was_changed_behind_our_back_is_refused(
    store: ObjectStore, open_store: OpenStore, change: Callable[[str, bytes, bool], None], made: Path, tmp_path: Path
) -> None:
    registry = Registry(store, NAME)
    record = registry.register(made, DETAILS, documents)[0]
    key = f"{record.storage}model.safetensors"
    for keeps_digest in (True, False):
        change(key, b"\1" + bytes(LARGE - 1), keeps_digest)
        with pytest.raises(BadInput, match="was changed"):
            registry.folder("v1", tmp_path / f"cache-{keeps_digest}")
        assert not list((tmp_path / f"cache-{keeps_digest}").rglob("*.safetensors*"))
        with pytest.raises(BadInput, match="was changed"):
            registry.verify("v1")
    reads: list[Callable[[str], object]] = [store.get, lambda key: store.fetch_file(key, tmp_path / "out")]
    for read in reads:
        store.put("key", b"mine")
        change("key", b"other", True)
        with pytest.raises(BadInput, match="behind our back"):
            read("key")
    assert not (tmp_path / "out").exists()


def _register(store: ObjectStore, folder: Path) -> tuple[VersionRecord, bool]:
    return Registry(store, NAME).register(folder, DETAILS, documents)


def _bytes(store: ObjectStore) -> dict[str, str | None]:
    return {key: store.etag(key) for key in store.list("")}
