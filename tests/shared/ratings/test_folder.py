import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.errors import BadInput, TryAgain
from components.shared.ratings import FolderRatings, RatingStore, open_ratings
from tests.killing import killed_at
from tests.ratings_contract import *  # noqa: F403  what every store must hold
from tests.ratings_contract import answer, rating


@pytest.fixture
def open_store(tmp_path: Path) -> Callable[[], RatingStore]:
    return lambda: FolderRatings(tmp_path / "ratings")


def test_reading_makes_no_folder(tmp_path: Path) -> None:
    store = open_ratings(f"file:{tmp_path / 'ratings'}")
    assert (list(store.answers()), list(store.ratings()), store.answer("a1")) == ([], [], None)
    assert not (tmp_path / "ratings").exists()


def test_the_file_holds_the_record_of_the_guide(tmp_path: Path) -> None:
    store = FolderRatings(tmp_path)
    store.add_answer(answer())
    store.add_rating(rating())
    line = json.loads((tmp_path / "ratings.jsonl").read_text())
    assert {"user_query", "generated_code", "user_rating", "issues", "timestamp"} <= line.keys()


@pytest.mark.parametrize("url", ["", "ratings", "mysql://secret@x", "file:"])
def test_unknown_ratings_are_refused_with_what_is_supported(url: str) -> None:
    with pytest.raises(BadInput, match=r"file:<folder>.*postgresql://") as refused:
        open_ratings(url)
    assert "secret" not in str(refused.value)


@given(data=st.data())
def test_a_file_torn_anywhere_keeps_its_whole_lines(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("torn")
    store = FolderRatings(folder)
    for number in range(3):
        store.add_answer(answer(number))
    path = folder / "answers.jsonl"
    whole = path.read_bytes()
    keep = data.draw(st.integers(0, len(whole)))
    garbage = data.draw(st.sampled_from([b"", b"\0\0\0", b"\r", b"{"]))
    path.write_bytes(whole[:keep] + garbage)
    torn = FolderRatings(folder)
    kept = whole[:keep].count(b"\n")
    assert list(torn.answers()) == [answer(number) for number in range(kept)]
    assert torn.damaged == (not (whole[:keep] + garbage).endswith(b"\n") and keep + len(garbage) > 0)
    assert torn.add_answer(answer(9))
    assert [line.answer_id for line in FolderRatings(folder).answers()] == [*(f"a{n}" for n in range(kept)), "a9"]
    if torn.damaged:
        assert (folder / "answers.jsonl.torn").read_bytes().rstrip(b"\n") in whole + garbage + whole[:keep] + garbage


@given(noise=st.binary(max_size=200).filter(lambda noise: b"\n" not in noise and noise))
def test_noise_in_the_middle_is_counted_and_passed_over(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    folder = tmp_path_factory.mktemp("noise")
    lines = [answer(1).to_line(), noise + b"\n", answer(2).to_line()]
    (folder / "answers.jsonl").write_bytes(b"".join(lines))
    store = FolderRatings(folder)
    assert [line.answer_id for line in store.answers()] == ["a1", "a2"]
    assert store.damaged == 1


def test_a_write_that_is_killed_anywhere_keeps_the_line_or_not(tmp_path: Path) -> None:
    point, seen = 1, set()
    while True:
        folder = tmp_path / str(point)
        FolderRatings(folder).add_answer(answer(0))
        killed = killed_at(point, lambda: FolderRatings(folder).add_answer(answer(1)))  # noqa: B023
        kept = [line.answer_id for line in FolderRatings(folder).answers()]
        seen.add(tuple(kept))
        assert kept in (["a0"], ["a0", "a1"])
        assert FolderRatings(folder).add_answer(answer(1)) == (kept == ["a0"])
        if not killed:
            break
        point += 1
    assert seen == {("a0",), ("a0", "a1")}


def test_a_full_disk_is_said_and_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FolderRatings(tmp_path)
    store.add_answer(answer(0))
    real = os.pwrite

    def full(file: int, data: bytes, place: int) -> int:
        if len(data) < 100:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(file, data[:-50], place)

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", full)
        with pytest.raises(TryAgain, match="No space left"):
            store.add_answer(answer(1))
    assert [line.answer_id for line in FolderRatings(tmp_path).answers()] == ["a0"]
    assert store.add_answer(answer(1))


def test_a_folder_that_was_emptied_starts_anew(tmp_path: Path) -> None:
    store = FolderRatings(tmp_path)
    store.add_answer(answer(0))
    (tmp_path / "answers.jsonl").unlink()
    assert store.answer("a0") is None
    assert store.add_answer(answer(0))
    assert list(store.answers()) == [answer(0)]
