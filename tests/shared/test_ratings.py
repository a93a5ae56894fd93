import errno
import json
import multiprocessing
import os
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from components.shared.errors import BadInput, TryAgain
from components.shared.ratings import FolderRatings, GivenAnswer, Rating, open_ratings
from tests.killing import killed_at

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
FORK = multiprocessing.get_context("fork")


def answer(number: int = 1, **changes: Any) -> GivenAnswer:
    good = {
        "answer_id": f"a{number}", "name": "bsl-coder", "assigned_version": "v1", "served_version": "v1", "user": "u1",
        "query_type": "code_generation", "user_query": "Напиши функцию", "generated_code": "Возврат 1;\n",
        "timestamp": NOW,
    }  # fmt: skip
    return GivenAnswer.model_validate(good | changes)


def rating(number: int = 1, **changes: Any) -> Rating:
    good = {
        "answer_id": f"a{number}", "user_query": "Напиши функцию", "generated_code": "Возврат 1;\n", "user_rating": 4,
        "issues": ("Нет обработки ошибок",), "timestamp": NOW, "version": "v1", "user": "u1",
    }  # fmt: skip
    return Rating.model_validate(good | changes)


def test_answers_and_ratings_come_back_as_they_were_in_order(tmp_path: Path) -> None:
    store = open_ratings(f"file:{tmp_path / 'ratings'}")
    assert (list(store.answers()), list(store.ratings()), store.answer("a1")) == ([], [], None)
    assert not (tmp_path / "ratings").exists()
    for number in range(3):
        assert store.add_answer(answer(number))
        assert store.add_rating(rating(number))
    for view in (store, open_ratings(f"file:{tmp_path / 'ratings'}")):
        assert list(view.answers()) == [answer(number) for number in range(3)]
        assert list(view.ratings()) == [rating(number) for number in range(3)]
        assert view.answer("a2") == answer(2)


def test_the_file_holds_the_record_of_the_guide(tmp_path: Path) -> None:
    store = FolderRatings(tmp_path)
    store.add_answer(answer())
    store.add_rating(rating())
    line = json.loads((tmp_path / "ratings.jsonl").read_text())
    assert {"user_query", "generated_code", "user_rating", "issues", "timestamp"} <= line.keys()


def test_one_user_rates_one_answer_once(tmp_path: Path) -> None:
    store = FolderRatings(tmp_path)
    assert [store.add_answer(answer()), store.add_answer(answer(user="u2"))] == [True, False]
    assert [store.add_rating(rating()), store.add_rating(rating(user_rating=1))] == [True, False]
    assert store.add_rating(rating(user="u2"))
    assert [given.user_rating for given in FolderRatings(tmp_path).ratings()] == [4, 4]


@pytest.mark.parametrize(
    ("change", "message"), [({"answer_id": "a9"}, "no answer 'a9'"), ({"version": "v2"}, "was given by v1, not v2")]
)
def test_a_rating_of_what_was_not_given_is_refused(tmp_path: Path, change: dict[str, str], message: str) -> None:
    store = FolderRatings(tmp_path)
    store.add_answer(answer())
    with pytest.raises(BadInput, match=message):
        store.add_rating(rating(**change))
    assert list(store.ratings()) == []


@pytest.mark.parametrize(
    "change",
    [{"user_rating": 0}, {"user_rating": 6}, {"user_rating": 4.5}, {"user_rating": None}, {"rater": "robot"},
     {"user": ""}, {"generated_code": "x" * 200_001}, {"issues": ["x"] * 51}, {"issues": ["x" * 1001]},
     {"timestamp": "yesterday"}, {"user_query": "\ud800"}, {"extra": 1}],
)  # fmt: skip
def test_a_rating_that_makes_no_sense_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rating(**change)


@pytest.mark.parametrize("timestamp", ["2026-01-02T03:04:05.678901", "2026-01-02T06:04:05.678901+03:00"])
def test_times_are_compared_in_one_zone(timestamp: str) -> None:
    assert rating(timestamp=timestamp) == rating()


@pytest.mark.parametrize("url", ["", "ratings", "postgresql://x", "file:"])
def test_unknown_ratings_are_named_with_what_is_supported(url: str) -> None:
    with pytest.raises(BadInput, match="file:<folder>"):
        open_ratings(url)


def test_sixteen_threads_write_each_line_exactly_once(tmp_path: Path) -> None:
    store = FolderRatings(tmp_path)
    accepted: list[bool] = []

    def write(thread: int) -> None:
        for number in range(12):
            store.add_answer(answer(number % 6 + thread // 2 * 6))  # each pair of threads writes the same answers
            accepted.append(store.add_rating(rating(number % 6 + thread // 2 * 6)))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = {f"a{number}" for number in range(48)}
    for lines in (list(FolderRatings(tmp_path).answers()), list(FolderRatings(tmp_path).ratings())):
        assert len(lines) == 48
        assert {line.answer_id for line in lines} == expected
    assert accepted.count(True) == 48


def write_answers(folder: Path, first: int) -> None:
    store = FolderRatings(folder)
    for number in range(first, first + 30):
        store.add_answer(answer(number))


def test_processes_see_what_others_append(tmp_path: Path) -> None:
    ours = FolderRatings(tmp_path)
    ours.add_answer(answer(0))
    writers = [FORK.Process(target=write_answers, args=(tmp_path, first)) for first in (1, 16)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert ours.answer("a45") == answer(45)
    assert ours.add_rating(rating(45))
    assert sorted(int(line.answer_id[1:]) for line in ours.answers()) == list(range(46))


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
