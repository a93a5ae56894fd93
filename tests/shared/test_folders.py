from pathlib import Path

import pytest

from components.shared.folders import scratch_folder, whole_folder


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
