import multiprocessing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from components.deploy.settings import DeploySettings
from components.deploy.stage import deploy_version
from components.shared.errors import BadInput, Refused, TryAgain
from components.shared.registry import Registry
from components.shared.release import SigningKey
from components.shared.summaries import DeploySummary
from components.shared.traffic import Split, Step
from tests.killing import killed_at
from tests.registered import KEY, NOW, open_registry, registered

FORK = multiprocessing.get_context("fork")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return registered(tmp_path, versions=3)


def deploy(registry: Registry, version: str, percent: int = 5, **named: Any) -> DeploySummary:
    return deploy_version(
        version, registry, DeploySettings(canary_percent=percent), **{"now": NOW, "key": KEY.public, **named}
    )


def promoted(registry: Registry, version: str) -> Split:
    """What a promotion of this version leaves behind."""
    found = registry.split()
    assert found is not None
    split = found.without_canary(stable=version)
    registry.write_split(split, found)
    return split


def test_the_first_version_meets_a_few_users_beside_the_base_model(registry: Registry) -> None:
    base = registry.version("v1").base_version
    summary = deploy(registry, "v1")
    assert (summary.stable, summary.canary, summary.canary_percent) == (base, "v1", 5)
    split = registry.split()
    assert split == Split(
        name="bsl-coder",
        base=base,
        stable=base,
        canary="v1",
        canary_percent=5,
        canary_since=NOW,
        generation=1,
        steps=(Step(percent=5, since=NOW),),
    )
    assert registry.aliases() == {"canary": "v1"}
    assert "v1 отвечает 5 % пользователей" in summary.note


def test_deploying_the_canary_again_changes_nothing_and_says_so(registry: Registry) -> None:
    deploy(registry, "v1")
    before = registry.split()
    assert "ничего не изменено" in deploy(registry, "v1", now=NOW + timedelta(days=1)).note
    assert registry.split() == before


def test_deploying_what_is_stable_changes_nothing_and_says_so(registry: Registry) -> None:
    deploy(registry, "v1")
    before = promoted(registry, "v1")
    summary = deploy(registry, "v1")
    assert "v1 уже основная, ничего не изменено" in summary.note
    assert (registry.split(), registry.aliases()) == (before, {"stable": "v1"})


def test_another_version_takes_the_place_of_a_running_canary(registry: Registry) -> None:
    deploy(registry, "v1")
    summary = deploy(registry, "v2", now=NOW + timedelta(hours=1))
    assert (summary.canary, registry.aliases()) == ("v2", {"canary": "v2"})
    assert "v2 заменила v1" in summary.note
    split = registry.split()
    assert split is not None
    assert (split.generation, split.canary_since) == (2, NOW + timedelta(hours=1))


def test_a_version_after_a_promotion_is_measured_against_the_promoted_one(registry: Registry) -> None:
    deploy(registry, "v1")
    promoted(registry, "v1")
    summary = deploy(registry, "v2", 20)
    assert (summary.stable, summary.canary, summary.canary_percent) == ("v1", "v2", 20)
    assert registry.aliases() == {"stable": "v1", "canary": "v2"}


def test_another_share_of_the_same_canary_keeps_what_was_learned_of_it(registry: Registry) -> None:
    deploy(registry, "v1", 5)
    summary = deploy(registry, "v1", 25, now=NOW + timedelta(hours=1))
    split = registry.split()
    assert split is not None
    assert (split.canary_percent, split.canary_since, split.generation) == (25, NOW, 2)
    assert "была 5 %" in summary.note


@pytest.mark.parametrize("version", ["v9", "", "../v1", "latest"])
def test_an_unknown_version_is_answered_with_the_known_ones(registry: Registry, version: str) -> None:
    with pytest.raises(BadInput, match="v1, v2, v3"):
        deploy(registry, version)
    assert registry.split() is None


def test_a_base_model_is_no_canary(registry: Registry) -> None:
    with pytest.raises(BadInput, match="is a base model"):
        deploy(registry, registry.version("v1").base_version)


def test_a_rejected_version_meets_nobody(tmp_path: Path) -> None:
    registry = registered(tmp_path, versions=1, status="rejected")
    with pytest.raises(Refused, match="did not pass the gate"):
        deploy(registry, "v1")
    assert registry.split() is None


def test_a_release_with_one_byte_changed_in_any_file_meets_nobody(registry: Registry, tmp_path: Path) -> None:
    record = registry.version("v1")
    folders = [tmp_path / "store" / it.storage for it in (record, registry.version(record.base_version))]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    assert {file.name for file in files} >= {"model.safetensors", "manifest.json", "manifest.sig", "sbom.json"}
    for file in files:
        whole = file.read_bytes()
        file.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        with pytest.raises(BadInput, match="register the model anew"):
            deploy(registry, "v1")
        file.write_bytes(whole)
    assert registry.split() is None
    deploy(registry, "v1")


@pytest.mark.parametrize(
    ("name", "data"),
    [("release/manifest.sig", None), ("release/sbom.json", None), ("release/more.json", b"{}"), ("a/evil.py", b"")],
)
def test_a_release_with_a_file_more_or_less_meets_nobody(registry: Registry, name: str, data: bytes | None) -> None:
    path = registry.version("v1").storage + name
    if data is None:
        registry._store.delete(path)
    else:
        registry._store.put(path, data)
    with pytest.raises(BadInput, match="register the model anew"):
        deploy(registry, "v1")
    assert registry.split() is None


def test_a_release_signed_by_another_key_meets_nobody(registry: Registry) -> None:
    another = SigningKey(Ed25519PrivateKey.generate())
    with pytest.raises(BadInput, match="not signed by the key"):
        deploy(registry, "v1", key=another.public)
    assert registry.split() is None


def test_a_signed_release_laid_under_another_version_meets_nobody(registry: Registry) -> None:
    """Both are signed by the right key; a rejected one must not be served under the name of a good one."""
    good, other = registry.version("v1"), registry.version("v2")
    for name in ("release/manifest.json", "release/manifest.sig"):
        registry._store.put(good.storage + name, registry.document(other, name))
    with pytest.raises(BadInput, match="not of bsl-coder v1"):
        deploy(registry, "v1")


def deploy_at_once(tmp_path: Path, version: str, barrier: Any, outcome: Any) -> None:
    registry = open_registry(tmp_path)
    read = registry.split

    def read_and_wait() -> Split | None:
        found = read()
        barrier.wait()
        registry.split = read  # type: ignore[method-assign]
        return found

    registry.split = read_and_wait  # type: ignore[method-assign]
    try:
        deploy(registry, version)
        outcome.put((version, ""))
    except TryAgain as error:
        outcome.put((version, str(error)))


def test_of_two_deploys_at_once_one_wins_and_the_other_is_told(registry: Registry, tmp_path: Path) -> None:
    deploy(registry, "v3")
    barrier, outcome = FORK.Barrier(2), FORK.SimpleQueue()
    deploys = [FORK.Process(target=deploy_at_once, args=(tmp_path, v, barrier, outcome)) for v in ("v1", "v2")]
    for process in deploys:
        process.start()
    said = dict(outcome.get() for _ in deploys)
    for process in deploys:
        process.join()
    split = registry.split()
    assert split is not None
    assert said[str(split.canary)] == ""
    (lost,) = (message for message in said.values() if message)
    assert f"canary {split.canary} 5 %, generation 2" in lost
    assert registry.aliases() == {"canary": split.canary}


def test_a_deploy_that_is_killed_anywhere_ends_well_when_repeated(tmp_path: Path) -> None:
    point, seen = 1, set()
    while True:
        place = tmp_path / str(point)
        registry = registered(place, versions=1)
        killed = killed_at(point, lambda: deploy(open_registry(place), "v1"))  # noqa: B023
        found = registry.split()
        seen.add(found.canary if found else None)
        deploy(registry, "v1")
        assert (registry.split(), registry.aliases()) == (
            Split(
                name="bsl-coder", base=registry.version("v1").base_version, stable=registry.version("v1").base_version,
                canary="v1", canary_percent=5, canary_since=NOW, steps=(Step(percent=5, since=NOW),),
            ),
            {"canary": "v1"},
        )  # fmt: skip
        if not killed:
            break
        point += 1
    assert seen == {None, "v1"}
