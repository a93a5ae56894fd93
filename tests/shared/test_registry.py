import multiprocessing
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from components.shared.errors import BadInput, TryAgain
from components.shared.object_store import open_object_store
from components.shared.registry import CARD, Registry
from components.shared.summaries import BaseModelSummary
from components.shared.traffic import Split
from components.shared.versions import VersionDetails, VersionRecord
from tests.killing import killed_at

NOW = datetime(2026, 1, 2, tzinfo=UTC)
FORK = multiprocessing.get_context("fork")
SPLIT = Split(name="bsl-coder", base="base-00000000", stable="base-00000000", canary="v1", canary_percent=5)


def open_registry(tmp_path: Path) -> Registry:
    return Registry(open_object_store(f"file:{tmp_path / 'store'}"), "bsl-coder")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return open_registry(tmp_path)


def nothing(made: VersionRecord) -> dict[str, bytes]:
    """No documents."""
    return {}


def model(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def base_summary() -> BaseModelSummary:
    return BaseModelSummary(
        name="tiny", digest="d", parameters=1, architecture="Qwen2", license="Apache-2.0", tiny=True,
        chat_template_sha256="c", seconds=1.0,
    )  # fmt: skip


def details() -> VersionDetails:
    return VersionDetails(
        kind="tuned", status="passed", base_version="base-00000000", created_at=NOW, licenses={"base": ("MIT",)},
        chat_template_sha256="c", settings={"train": {"rank": 16}}, summaries={},
    )  # fmt: skip


def test_a_version_keeps_its_files_and_what_is_known_of_it(registry: Registry, tmp_path: Path) -> None:
    folder = model(tmp_path / "m", weights="w", sub__config="c")
    record, new = registry.register(folder, details(), lambda made: {CARD: f"card of {made.version}".encode()})
    assert (record.version, new) == ("v1", True)
    assert registry.version("v1") == record == registry.verify("v1")
    assert [(file.name, file.size) for file in record.manifest] == [("sub/config", 1), ("weights", 1)]
    assert record.settings == {"train": {"rank": 16}}
    assert registry.card("v1") == "card of v1"
    served = registry.folder("v1", tmp_path / "cache")
    assert (served / "sub/config").read_text() + (served / "weights").read_text() == "cw"


def test_the_same_files_are_the_same_version(registry: Registry, tmp_path: Path) -> None:
    first, _ = registry.register(model(tmp_path / "a", w="1"), details(), nothing)
    again, new = registry.register(
        model(tmp_path / "b", w="1"), details().model_copy(update={"dataset_digest": "another"}), nothing
    )
    assert (again, new) == (first, False)
    other, new = registry.register(model(tmp_path / "c", w="2"), details(), nothing)
    assert (other.version, new, registry.versions()) == ("v2", True, ["v1", "v2"])


def test_versions_are_in_the_order_of_their_numbers(registry: Registry, tmp_path: Path) -> None:
    for number in range(11):
        registry.register(model(tmp_path / str(number), w=str(number)), details(), nothing)
    base = registry.register_base(model(tmp_path / "base", w="b"), base_summary(), NOW, nothing)
    assert registry.versions() == [base, *(f"v{number}" for number in range(1, 12))]


def test_a_base_model_is_a_version_of_its_own_kept_once(registry: Registry, tmp_path: Path) -> None:
    folder = model(tmp_path / "base", weights="w")
    version = registry.register_base(folder, base_summary(), NOW, nothing)
    record = registry.version(version)
    assert (
        version
        == f"base-{record.digest[:8]}"
        == record.base_version
        == registry.register_base(folder, base_summary(), NOW, nothing)
    )
    assert (record.kind, record.stage_summaries()) == ("base", {"base_model": base_summary()})


def test_of_a_reference_only_the_reference_is_kept(registry: Registry, tmp_path: Path) -> None:
    version = registry.register_base(
        model(tmp_path / "b", **{"reference.json": "{}"}, cached="x"), base_summary(), NOW, nothing
    )
    assert [file.name for file in registry.version(version).manifest] == ["reference.json"]


@pytest.mark.parametrize("name", ["", "UPPER", "a/b", "..", "-a", "a" * 41, "a\n"])
def test_a_name_that_is_no_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="name of a model"):
        Registry(open_object_store(f"file:{tmp_path}"), name)


@pytest.mark.parametrize("version", ["v2", "v0", "", "../v1", "versions", "base-1"])
def test_an_unknown_version_is_answered_with_the_known_ones(registry: Registry, tmp_path: Path, version: str) -> None:
    registry.register(model(tmp_path / "m", w="1"), details(), nothing)
    with pytest.raises(BadInput, match="known: v1"):
        registry.version(version)


def test_an_empty_folder_is_no_model(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="no files"):
        registry.register(tmp_path / "empty", details(), nothing)
    assert registry.versions() == []


def test_files_that_change_while_they_are_registered_make_no_version(registry: Registry, tmp_path: Path) -> None:
    folder = model(tmp_path / "m", a="1", w="1")

    def write_again(made: VersionRecord) -> dict[str, bytes]:
        model(folder, w="2")
        return {}

    with pytest.raises(TryAgain, match="changed while it was registered"):
        registry.register(folder, details(), write_again)
    assert registry.versions() == []


def flip_a_byte(path: Path) -> None:
    path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])


@pytest.mark.parametrize("harm", [flip_a_byte, Path.unlink, lambda path: path.write_bytes(path.read_bytes() + b"+")])
def test_a_file_that_was_changed_in_the_store_is_named(
    registry: Registry, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    record, _ = registry.register(model(tmp_path / "m", good="1", bad="22"), details(), nothing)
    harm(tmp_path / "store" / record.storage / "bad")
    for use in (lambda: registry.folder("v1", tmp_path / "cache"), lambda: registry.verify("v1")):
        with pytest.raises(BadInput, match=f"{record.storage}bad"):
            use()
    assert not (tmp_path / "cache/bsl-coder/v1/bad").exists()


def test_what_was_changed_on_this_machine_is_brought_again_and_what_was_added_is_refused(
    registry: Registry, tmp_path: Path
) -> None:
    registry.register(model(tmp_path / "m", w="right"), details(), nothing)
    folder = registry.folder("v1", tmp_path / "cache")
    flip_a_byte(folder / "w")
    assert (registry.folder("v1", tmp_path / "cache") / "w").read_text() == "right"
    (folder / "extra.py").write_text("import os")
    with pytest.raises(BadInput, match=r"extra\.py"):
        registry.folder("v1", tmp_path / "cache")


@pytest.mark.parametrize(
    "change", [lambda text: text[:-9], lambda text: text.replace('"size": 1', '"size": 2'), lambda _: ""]
)
def test_a_damaged_record_is_named(registry: Registry, tmp_path: Path, change: Callable[[str], str]) -> None:
    registry.register(model(tmp_path / "m", w="1"), details(), nothing)
    path = tmp_path / "store/models/bsl-coder/versions/v1.json"
    path.write_text(change(path.read_text()))
    with pytest.raises(BadInput, match=r"versions/v1\.json"):
        registry.version("v1")


def register_in_turn(tmp_path: Path, contents: list[str], barrier: object) -> None:
    barrier.wait()  # type: ignore[attr-defined]
    for content in contents:
        open_registry(tmp_path).register(
            tmp_path / f"made-{content}", details(), lambda made: {CARD: made.digest.encode()}
        )


@pytest.mark.parametrize("contents", [(["a", "b", "c"], ["d", "e", "a"]), (["a", "b"], ["a", "b"])])
def test_two_runs_at_once_never_mix_their_files(tmp_path: Path, contents: tuple[list[str], list[str]]) -> None:
    for letters in contents:
        for letter in letters:
            model(tmp_path / f"made-{letter}", w=letter * 10_000, c=letter)
    barrier = FORK.Barrier(2)
    runs = [FORK.Process(target=register_in_turn, args=(tmp_path, letters, barrier)) for letters in contents]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
        assert run.exitcode == 0
    registry = open_registry(tmp_path)
    found = []
    for version in registry.versions():
        folder = registry.folder(version, tmp_path / "cache")
        letter = (folder / "c").read_text()
        assert (folder / "w").read_text() == letter * 10_000
        assert registry.card(version) == registry.version(version).digest
        found.append(letter)
    assert sorted(found) == sorted({*contents[0], *contents[1]})


def test_a_registration_that_is_killed_anywhere_is_whole_or_absent_and_ends_well_when_repeated(tmp_path: Path) -> None:
    folder = model(tmp_path / "m", w="1" * 1000, c="2")
    point, absent = 1, 0
    while True:
        place = tmp_path / str(point)
        registry = open_registry(place)
        register = partial(open_registry(place).register, folder, details(), lambda made: {CARD: b"card"})
        killed = killed_at(point, register)
        absent += registry.versions() == []
        for version in registry.versions():
            registry.verify(version)
            assert registry.card(version) == "card"
        record, _ = registry.register(folder, details(), lambda made: {CARD: b"card"})
        assert (record.version, registry.versions()) == ("v1", ["v1"])
        registry.folder("v1", place / "cache")
        if not killed:
            break
        point += 1
    assert absent > 10


def test_aliases_move_only_from_where_the_mover_saw_them(registry: Registry) -> None:
    registry.move_aliases({"canary": "v1"}, {})
    assert registry.aliases() == {"canary": "v1"}
    with pytest.raises(TryAgain, match="canary v1"):
        registry.move_aliases({"canary": "v2"}, {})
    registry.move_aliases({"stable": "v1"}, {"canary": "v1"})
    assert registry.aliases() == {"stable": "v1"}


def test_the_split_moves_only_from_where_the_mover_saw_it(registry: Registry) -> None:
    assert registry.split() is None
    with pytest.raises(TryAgain, match="nothing is deployed"):
        registry.write_split(SPLIT, SPLIT)
    registry.write_split(SPLIT, None)
    raised = SPLIT.model_copy(update={"canary_percent": 10, "canary_since": NOW, "generation": 2})
    for expected in (None, raised):
        with pytest.raises(TryAgain, match="stable base-00000000, canary v1 5 %, generation 1"):
            registry.write_split(raised, expected)
    registry.write_split(raised, SPLIT)
    assert registry.split() == raised


@pytest.mark.parametrize(
    ("split", "aliases"),
    [
        ({}, {"canary": "v1"}),
        ({"stable": "v1", "canary": None, "canary_percent": 0}, {"stable": "v1"}),
        ({"stable": "v1", "canary": "v2"}, {"stable": "v1", "canary": "v2"}),
        ({"canary": None, "canary_percent": 0}, {}),
    ],
)
def test_aliases_follow_the_split(registry: Registry, split: dict[str, object], aliases: dict[str, str]) -> None:
    registry.move_aliases({"stable": "v7"}, {})
    registry.write_split(Split.model_validate({**dict(SPLIT), **split}), None)
    assert registry.follow_split() == registry.aliases() == aliases


def write_split_at_once(tmp_path: Path, percent: int, barrier: object, outcome: object) -> None:
    registry = open_registry(tmp_path)
    barrier.wait()  # type: ignore[attr-defined]
    try:
        registry.write_split(SPLIT.model_copy(update={"canary_percent": percent}), None)
        outcome.put(("won", percent))  # type: ignore[attr-defined]
    except TryAgain as error:
        outcome.put((str(error), percent))  # type: ignore[attr-defined]


def test_of_two_writers_at_once_one_wins_and_the_other_is_told(tmp_path: Path) -> None:
    barrier, outcome = FORK.Barrier(2), FORK.SimpleQueue()
    writers = [FORK.Process(target=write_split_at_once, args=(tmp_path, n, barrier, outcome)) for n in (10, 20)]
    for writer in writers:
        writer.start()
    found = dict(outcome.get() for _ in writers)
    for writer in writers:
        writer.join()
    split = open_registry(tmp_path).split()
    assert split is not None
    assert found.pop("won") == split.canary_percent
    assert f"canary v1 {split.canary_percent} %" in next(iter(found))


@pytest.mark.parametrize("key", ["serving/bsl-coder/split.json", "models/bsl-coder/aliases.json"])
def test_a_damaged_pointer_is_named(registry: Registry, tmp_path: Path, key: str) -> None:
    (tmp_path / "store" / key).parent.mkdir(parents=True)
    (tmp_path / "store" / key).write_text('{"name"')
    with pytest.raises(BadInput, match=key):
        registry.follow_split()
