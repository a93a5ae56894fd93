from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.shared.errors import BadInput
from components.shared.object_store import FolderStore, ObjectStore
from components.shared.registry import Registry
from components.shared.traffic import Split
from pipelines.collecting.choosing import Choice, Keeping, choose
from pipelines.collecting.deleting import delete
from pipelines.collecting.references import Text, file_texts
from tests.pipelines.collecting.garbage import MODEL, NOW, Aged, add_versions, digest

DAY = timedelta(days=1)
FEW = Keeping(days=30, versions=0)


def deploy(registry: Registry, stable: int, canary: int | None = None) -> None:
    split = Split(name=MODEL, base="base-00000000", stable=f"v{stable}")
    if canary:
        split = split.model_copy(update={"canary": f"v{canary}", "canary_percent": 5})
    registry.write_split(split, registry.split())
    registry.follow_split()


def garbage(choices: list[Choice]) -> set[str]:
    return {choice.unit.name for choice in choices if not choice.kept_because}


def kept(choices: list[Choice]) -> dict[str, str]:
    return {choice.unit.name: choice.kept_because for choice in choices if choice.kept_because}


def made_of(number: int) -> set[str]:
    """The version and everything that only it was made of."""
    return {
        f"{MODEL}/v{number}", f"models/base/{digest(f'base {number}')}/", f"datasets/{digest(f'dataset {number}')}/",
        f"checkpoints/{digest(f'adapter {number}')}/", f"pipelines/finetune/run-{number}/",
    }  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "store")


def test_what_nothing_refers_to_is_found_and_the_rest_stays_for_a_reason(store: FolderStore, tmp_path: Path) -> None:
    deploy(add_versions(store, tmp_path, 3), 2, canary=3)
    choices = choose(Aged(store, {}), [], FEW, NOW)
    runs = {f"pipelines/finetune/run-{number}/" for number in (2, 3)}  # no record names its run
    assert garbage(choices) == made_of(1) | runs
    assert kept(choices)[f"{MODEL}/v2"] == "alias stable"
    assert kept(choices)[f"datasets/{digest('dataset 3')}/"] == f"the record of {MODEL}/v3"


@pytest.mark.parametrize(
    ("what", "stays"),
    [
        ("models/bsl-coder/v1/", {f"{MODEL}/v1"}),
        ("s3://bsl-foundry/models/bsl-coder/v1/0123/", {f"{MODEL}/v1"}),
        ("model: bsl-coder--v1", {f"{MODEL}/v1"}),
        (f"base: {digest('base 1')}", {f"models/base/{digest('base 1')}/"}),
        (f"s3://bsl-foundry/datasets/{digest('dataset 1')}/", {f"datasets/{digest('dataset 1')}/"}),
        ("pipelines/finetune/run-1", {"pipelines/finetune/run-1/"}),
        ("models/bsl-coder/v2/", set()),
    ],
)
def test_what_is_mentioned_outside_stays(store: FolderStore, tmp_path: Path, what: str, stays: set[str]) -> None:
    deploy(add_versions(store, tmp_path, 2), 2)
    (tmp_path / "references").mkdir()
    (tmp_path / "references/service.yaml").write_text(f"storageUri: {what}\n")
    choices = choose(Aged(store, {}), file_texts([tmp_path / "references"]), FEW, NOW)
    found = garbage(choices) - {"pipelines/finetune/run-2/"}
    if f"{MODEL}/v1" in stays:  # and with it what it was made of
        stays = made_of(1) - {"pipelines/finetune/run-1/"}
    assert found == made_of(1) - stays


@pytest.mark.parametrize(
    ("ages", "keeping", "stays"),
    [
        ({"models/bsl-coder/versions/v1.json": 29 * DAY}, FEW, "younger than 30 days"),
        ({"models/bsl-coder/v1/": 29 * DAY}, FEW, "younger than 30 days"),
        ({"models/bsl-coder/": 31 * DAY}, FEW, ""),
        ({"models/bsl-coder/": 31 * DAY}, Keeping(days=40, versions=0), "younger than 40 days"),
        ({}, Keeping(days=30, versions=2), "one of the newest"),
    ],
)
def test_what_is_young_or_new_stays(
    store: FolderStore, tmp_path: Path, ages: dict[str, timedelta], keeping: Keeping, stays: str
) -> None:
    deploy(add_versions(store, tmp_path, 2), 2)
    assert kept(choose(Aged(store, ages), [], keeping, NOW)).get(f"{MODEL}/v1", "") == stays


@pytest.mark.parametrize(("age", "goes"), [(timedelta(hours=23), False), (timedelta(hours=25), True)])
def test_files_without_a_record_stay_for_a_day(store: FolderStore, age: timedelta, goes: bool) -> None:
    store.put("models/bsl-coder/v7/0123/weights", b"1")
    store.put("models/bsl-coder/claims/v7", b"digest")
    choices = choose(Aged(store, {"models/bsl-coder/v7/": age}), [], FEW, NOW)
    assert garbage(choices) == ({"models/bsl-coder/v7/0123/"} if goes else set())


def test_a_release_that_lost_its_record_stays_while_it_is_served(store: FolderStore) -> None:
    store.put("models/bsl-coder/v7/0123/weights", b"1")
    deploy(Registry(store, MODEL), 7)
    assert garbage(choose(Aged(store, {}), [], FEW, NOW)) == set()


def test_other_files_of_a_registered_version_go(store: FolderStore, tmp_path: Path) -> None:
    deploy(add_versions(store, tmp_path, 1), 1)
    store.put("models/bsl-coder/v1/another-digest/weights", b"of a registration that was killed")
    runs = {"pipelines/finetune/run-1/"}
    assert garbage(choose(Aged(store, {}), [], FEW, NOW)) == {"models/bsl-coder/v1/another-digest/"} | runs


def test_what_is_not_ours_to_judge_is_never_touched(store: FolderStore) -> None:
    for key in ("sources/a", "reviews/decisions.jsonl", "ratings/1", "serving/m/users.key", "generated/1", "other/x/y",
                "pipelines/file", "pipelines/finetune/file", "datasets/file", "models/m/claims/v1", "models/file",
                "models/UPPER/v1/d/f", "models/m/versions/notes.txt", "models/m/other/d/f"):  # fmt: skip
        store.put(key, b"1")
    assert choose(Aged(store, {}), [], FEW, NOW) == []


@pytest.mark.parametrize("key", ["serving/bsl-coder/split.json", "models/bsl-coder/aliases.json"])
def test_with_a_damaged_split_or_aliases_nothing_is_garbage(store: FolderStore, tmp_path: Path, key: str) -> None:
    deploy(add_versions(store, tmp_path, 2), 2)
    store.put(key, b"damaged")
    with pytest.raises(BadInput, match="damaged"):
        choose(Aged(store, {}), [], FEW, NOW)


def test_a_damaged_record_stays_with_its_files_and_what_it_mentions(store: FolderStore, tmp_path: Path) -> None:
    deploy(add_versions(store, tmp_path, 2), 2)
    store.put("models/bsl-coder/versions/v1.json", store.get("models/bsl-coder/versions/v1.json") + b"}")
    choices = choose(Aged(store, {}), [], FEW, NOW)
    assert kept(choices)[f"{MODEL}/v1"] == "its record cannot be read"
    assert garbage(choices) == {"pipelines/finetune/run-1/", "pipelines/finetune/run-2/"}


def test_a_number_that_was_deleted_is_not_given_again(store: FolderStore, tmp_path: Path) -> None:
    registry = add_versions(store, tmp_path, 2)
    deploy(registry, 1)
    empty(store)
    assert registry.versions() == ["v1"]
    assert add_versions(store, tmp_path / "again", 3).versions() == ["v1", "v2", "v3"]  # v2: the same files again
    assert registry.version("v2").dataset_digest == digest("dataset 2")


def empty(store: ObjectStore, texts: list[Text] | None = None) -> list[str]:
    def look() -> list[Choice]:
        return choose(Aged(store, {}), texts or [], FEW, NOW)

    return [unit.name for unit in delete(store, look, look())]


@settings(max_examples=12)
@given(data=st.data())
def test_what_is_referred_to_is_never_deleted(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    """Random versions, splits, aliases, mentions and strays: everything live is as it was, all garbage is gone."""
    folder = tmp_path_factory.mktemp("random")
    store = FolderStore(folder / "store")
    number = data.draw(st.integers(1, 3))
    registry = add_versions(store, folder, number)
    versions = st.integers(1, number)
    stable = data.draw(versions)
    canary = data.draw(st.none() | versions.filter(lambda one: one != stable))
    deploy(registry, stable, canary)
    named = data.draw(st.sets(versions))
    texts = [Text("a service", f"s3://b/models/{MODEL}/v{one}/") for one in named]
    for stray in data.draw(st.sets(st.sampled_from(["models/bsl-coder/v9/d/f", "models/base/0/f", "datasets/0/f"]))):
        store.put(stray, b"stray")
    live = {stable, *named, *([canary] if canary else [])}
    before = {key: store.get(key) for key in store.list("")}
    empty(store, texts)
    after = {key: store.get(key) for key in store.list("")}
    assert all(before[key] == data for key, data in after.items())
    assert registry.versions() == [f"v{one}" for one in sorted(live)]
    assert all(registry.verify(f"v{one}") for one in live)
    for one in range(1, number + 1):
        for key in (f"models/base/{digest(f'base {one}')}/weights", f"datasets/{digest(f'dataset {one}')}/train.jsonl",
                    f"checkpoints/{digest(f'adapter {one}')}/10/manifest.json"):  # fmt: skip
            assert (key in after) == (one in live)
    assert not [key for key in after if key.endswith("/f")]
    assert {key for key in before if "/claims/" in key} <= set(after)
    assert empty(store, texts) == []
