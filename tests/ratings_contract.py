"""What every store of ratings must hold, as tests: a module with a fixture ``open_store`` runs them by ``import *``."""

import multiprocessing
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from components.shared.errors import BadInput
from components.shared.ratings import GivenAnswer, Rating, RatingStore

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
FORK = multiprocessing.get_context("fork")
OpenStore = Callable[[], RatingStore]


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


def together(count: int, work: Callable[[int], object]) -> None:
    """Run ``work`` in threads at once."""
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_answers_and_ratings_come_back_as_they_were_in_order(open_store: OpenStore) -> None:
    store = open_store()
    assert (list(store.answers()), list(store.ratings()), store.answer("a1")) == ([], [], None)
    for number in range(3):
        assert store.add_answer(answer(number))
        assert store.add_rating(rating(number))
    for view in (store, open_store()):
        assert list(view.answers()) == [answer(number) for number in range(3)]
        assert list(view.ratings()) == [rating(number) for number in range(3)]
        assert view.answer("a2") == answer(2)


@pytest.mark.parametrize("text", ["", "a\0b", "\r\n\t\\\"'%s", "Ё\u2028\U0001f600", "x" * 200_000, "$1 {0} --;"])
def test_any_text_comes_back(open_store: OpenStore, text: str) -> None:
    store = open_store()
    given = answer(user_query=text, generated_code=text)
    said = rating(user_query=text, generated_code=text, corrected_code=text, issues=[text[:1000]])
    assert store.add_answer(given)
    assert store.add_rating(said)
    assert (store.answer("a1"), list(store.answers()), list(store.ratings())) == (given, [given], [said])


@pytest.mark.parametrize("answer_id", ["", "a\0", "a'--", "%", "a1 "])
def test_an_id_that_was_not_given_finds_nothing(open_store: OpenStore, answer_id: str) -> None:
    store = open_store()
    store.add_answer(answer())
    assert store.answer(answer_id) is None


def test_one_user_rates_one_answer_once(open_store: OpenStore) -> None:
    store = open_store()
    assert [store.add_answer(answer()), store.add_answer(answer(user="u2"))] == [True, False]
    assert [store.add_rating(rating()), store.add_rating(rating(user_rating=1))] == [True, False]
    assert [store.add_answer(answer()), store.add_rating(rating())] == [False, False]
    assert store.add_rating(rating(user="u2"))
    assert [given.user_rating for given in open_store().ratings()] == [4, 4]


@pytest.mark.parametrize(
    ("change", "message"), [({"answer_id": "a9"}, "no answer 'a9'"), ({"version": "v2"}, "was given by v1, not v2")]
)
def test_a_rating_of_what_was_not_given_is_refused(open_store: OpenStore, change: dict[str, str], message: str) -> None:
    store = open_store()
    store.add_answer(answer())
    with pytest.raises(BadInput, match=message):
        store.add_rating(rating(**change))
    assert list(store.ratings()) == []


def test_sixteen_threads_write_each_line_exactly_once(open_store: OpenStore) -> None:
    store = open_store()
    accepted: list[bool] = []

    def write(thread: int) -> None:
        for number in range(12):
            store.add_answer(answer(number % 6 + thread // 2 * 6))  # each pair of threads writes the same answers
            accepted.append(store.add_rating(rating(number % 6 + thread // 2 * 6)))

    together(16, write)
    expected = {f"a{number}" for number in range(48)}
    for lines in (list(open_store().answers()), list(open_store().ratings())):
        assert len(lines) == 48
        assert {line.answer_id for line in lines} == expected
    assert accepted.count(True) == 48


def write_answers(open_store: OpenStore, first: int) -> None:
    store = open_store()
    for number in range(first, first + 30):
        store.add_answer(answer(number))


def test_processes_see_what_others_append(open_store: OpenStore) -> None:
    ours = open_store()
    ours.add_answer(answer(0))
    writers = [FORK.Process(target=write_answers, args=(open_store, first)) for first in (1, 16)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert ours.answer("a45") == answer(45)
    assert ours.add_rating(rating(45))
    assert sorted(int(line.answer_id[1:]) for line in ours.answers()) == list(range(46))
