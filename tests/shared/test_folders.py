from pathlib import Path

import pytest

from components.shared.folders import scratch_folder, whole_file, whole_folder
from components.shared.summaries import GateSummary
from tests.killing import killed_at_byte, killed_before_change


def test_a_folder_gets_its_name_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "model"
    (tmp_path / "model.partial").mkdir()
    (tmp_path / "model.partial" / "left over").touch()
    for content in ("old", "new"):
        with whole_folder(target) as partial:
            (partial / content).touch()
            assert not (target / content).exists()
        assert [path.name for path in target.iterdir()] == [content]
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_the_target_as_it_was(tmp_path: Path, error: type[BaseException]) -> None:
    target = tmp_path / "model"
    with whole_folder(target) as partial:
        (partial / "old").touch()
    with pytest.raises(error), whole_folder(target) as partial:
        (partial / "new").touch()
        raise error
    assert [path.name for path in target.iterdir()] == ["old"]
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_file_in_the_place_of_the_target_gives_way(tmp_path: Path) -> None:
    (tmp_path / "model").touch()
    with whole_folder(tmp_path / "model") as partial:
        (partial / "a").touch()
    assert (tmp_path / "model" / "a").exists()


def test_a_scratch_folder_is_empty_and_does_not_last(tmp_path: Path) -> None:
    path = tmp_path / "scratch"
    path.mkdir()
    (path / "left over").touch()
    with scratch_folder(path) as scratch:
        assert list(scratch.iterdir()) == []
    assert not path.exists()


def test_a_file_gets_its_name_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "new folder" / "file"
    with whole_file(target) as partial:
        partial.write_text("whole")
        assert not target.exists()
    with pytest.raises(KeyboardInterrupt), whole_file(target) as partial:
        partial.write_text("half")
        raise KeyboardInterrupt
    assert [path.name for path in target.parent.iterdir()] == ["file"]
    assert target.read_text() == "whole"


def test_a_killed_replacement_leaves_the_old_folder_or_the_new_one_or_none(tmp_path: Path) -> None:
    target = tmp_path / "model"
    old, new = {"a", "b", "c"}, {"a", "d"}

    def write(names: set[str]) -> None:
        with whole_folder(target) as partial:
            for name in names:
                (partial / name).touch()

    point = 0
    while True:
        point += 1
        write(old)
        if not killed_before_change(point, lambda: write(new)):
            break
        there = {path.name for path in target.iterdir()} if target.exists() else set()
        assert there in (old, new, set()), point
        write(new)
        assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert point > 8


def test_a_summary_is_never_seen_half_written(tmp_path: Path) -> None:
    summary = GateSummary(passed=True, reasons=("а" * 1000,))
    assert killed_at_byte(500, lambda: summary.write(tmp_path / "summary"))
    assert not (tmp_path / "summary").exists()
    summary.write(tmp_path / "summary")
    assert [path.name for path in tmp_path.iterdir()] == ["summary"]
    assert GateSummary.read(tmp_path / "summary") == summary
