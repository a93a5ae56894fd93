import json
import os
import sys
import time
from pathlib import Path

import pytest

from components.shared.object_store import FolderStore
from pipelines.__main__ import main
from pipelines.commands.gc import size_in_words
from tests.pipelines.collecting.garbage import MODEL, add_versions
from tests.pipelines.collecting.test_choosing import deploy, made_of

FORTY_DAYS = 40 * 24 * 3600


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FolderStore:
    """Two versions, the second deployed, everything forty days old."""
    folder = tmp_path / "store"
    store = FolderStore(folder)
    deploy(add_versions(store, tmp_path / "made", 2), 2)
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - FORTY_DAYS,) * 2)
    monkeypatch.setenv("BSL_OBJECT_STORE", f"file:{folder}")
    return store


def gc(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["bsl", "gc", *words])
    return main()


def test_a_dry_run_lists_and_changes_nothing(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = list(store.list(""))
    assert gc(monkeypatch, "--dry-run", "--keep-versions", "0") == 0
    said = capsys.readouterr().out
    assert all(name in said for name in made_of(1))
    assert f"{MODEL}/v2 " not in said
    assert "6 to delete" in said
    assert "nothing was deleted; without --dry-run just this is" in said
    assert list(store.list("")) == before


def test_just_what_was_listed_is_deleted_and_a_second_time_nothing(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gc(monkeypatch, "--dry-run", "--keep-versions", "0", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert gc(monkeypatch, "--keep-versions", "0") == 0
    said = capsys.readouterr().out
    assert [one["name"] in said for one in listed["garbage"]] == [True] * 6
    assert said.count("deleted ") == 6
    assert gc(monkeypatch, "--keep-versions", "0", "--json") == 0
    again = json.loads(capsys.readouterr().out)
    assert again["garbage"] == []
    assert sorted(one["name"] for one in again["kept"]) == sorted(one["name"] for one in listed["kept"])


@pytest.mark.parametrize(
    ("words", "url", "says"),
    [
        (["--keep-days", "0"], None, "--keep-days: Input should be greater than or equal to 1"),
        (["--keep-versions", "-1"], None, "--keep-versions: Input should be greater than or equal to 0"),
        (["--references", "nothing-there.yaml"], None, "nothing-there.yaml: cannot be read"),
        ([], "s3://bucket?endpoint=http://127.0.0.1:9", "with --cluster, or say --no-cluster"),
    ],
)
def test_what_cannot_be_relied_on_deletes_nothing(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str],
    url: str | None, says: str,
) -> None:  # fmt: skip
    before = list(store.list(""))
    if url:
        monkeypatch.setenv("BSL_OBJECT_STORE", url)
    assert gc(monkeypatch, *words) == 2
    assert says in capsys.readouterr().err
    assert list(store.list("")) == before


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 KB"), (15_200_000_000, "15.2 GB"), (2e12, "2.0 TB"), (3e15, "3000.0 TB")],
)
def test_sizes_are_told_with_their_units(size: float, words: str) -> None:
    assert size_in_words(size) == words
