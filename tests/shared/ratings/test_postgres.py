import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from components.shared.errors import BadInput, TryAgain
from components.shared.ratings import RatingStore, open_ratings, set_up_ratings
from tests.postgres_server import Database
from tests.ratings_contract import *  # noqa: F403  what every store must hold
from tests.ratings_contract import answer, rating, together
from tests.shared.knowledge_base.proxy import SilentProxy

PASSWORD = "Qwerty-12345"


@pytest.fixture
def ready(database: Database) -> Database:
    """A database with our tables."""
    assert set_up_ratings(database.url)
    return database


@pytest.fixture
def open_store(ready: Database) -> Callable[[], RatingStore]:
    return lambda: open_ratings(ready.url)


def bsl(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipelines", "ratings", *words]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "BSL_RATINGS": url}, check=False)


def test_the_command_makes_the_tables_once_and_counts(database: Database) -> None:
    missing = bsl(database.url, "check")
    assert missing.returncode == 2
    assert "bsl ratings setup" in missing.stderr
    assert [bsl(database.url, "setup").stdout for _ in range(2)] == [
        "the tables were made or brought up to date\n", "nothing had to be changed\n",
    ]  # fmt: skip
    open_ratings(database.url).add_answer(answer())
    assert bsl(database.url, "check", "--json").stdout == '{"answers": 1, "ratings": 0}\n'


@pytest.mark.parametrize(("number", "what_to_do"), [(999, "update BSL Foundry"), (0, "bsl ratings setup")])
def test_tables_of_another_version_are_refused(ready: Database, number: int, what_to_do: str) -> None:
    ready.run(f"UPDATE ratings.migrations SET number = {number}")
    with pytest.raises(BadInput, match=what_to_do):
        open_ratings(ready.url)


def test_users_may_do_what_the_example_gives_them(ready: Database) -> None:
    from importlib.resources import files

    roles = (files("components.shared.ratings") / "schema" / "roles.sql").read_text("utf-8")
    try:
        ready.run(roles)
        gateway = open_ratings(ready.as_user("bsl_gateway"))
        reader = open_ratings(ready.as_user("bsl_ratings_reader"))
        assert gateway.add_answer(answer())
        assert gateway.add_rating(rating())
        assert list(reader.ratings()) == [rating()]
        for write in (lambda: reader.add_answer(answer(2)), lambda: set_up_ratings(reader_url(ready))):
            with pytest.raises(BadInput, match=r"permission denied|read-only"):
                write()
    finally:
        ready.run("DROP OWNED BY bsl_gateway, bsl_ratings_reader", "DROP ROLE bsl_gateway, bsl_ratings_reader")


def reader_url(database: Database) -> str:
    database.run("DELETE FROM ratings.migrations")  # else there is nothing to do, which anybody may
    return database.as_user("bsl_gateway")


@pytest.mark.parametrize(
    ("url", "error"),
    [
        (f"postgresql://me:{PASSWORD}@127.0.0.1:1/ratings", TryAgain),
        (f"postgresql://me:{PASSWORD}@/ratings?host=/nowhere", TryAgain),
        (f"postgresql://me:{PASSWORD}/x@db/ratings", BadInput),
        (f"postgresql://me:{PASSWORD}%zz@db/ratings", BadInput),
    ],
)
def test_a_server_that_is_away_is_said_and_no_password(url: str, error: type[Exception]) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(error) as told:
        open_ratings(url)
    assert PASSWORD not in "".join(map(str, (told.value, told.value.__cause__)))
    shown = bsl(url, "check")
    assert (shown.returncode, PASSWORD in shown.stderr) == (75 if error is TryAgain else 2, False)


def test_sessions_that_were_cut_between_statements_are_replaced(ready: Database) -> None:
    store = open_ratings(ready.url)
    for number in range(5):
        assert store.add_answer(answer(number))
        assert ready.cut() >= 1
        assert store.add_rating(rating(number))
    assert [one.answer_id for one in store.ratings()] == [f"a{number}" for number in range(5)]


def test_sessions_cut_at_random_lose_and_double_nothing(ready: Database) -> None:
    store, stop, cuts = open_ratings(ready.url), threading.Event(), []

    def cut() -> None:
        while not stop.wait(0.01):
            cuts.append(ready.cut())

    def write(thread: int) -> None:
        for number in range(40):
            name = thread * 100 + number
            for add in (
                lambda name=name: store.add_answer(answer(name)),
                lambda name=name: store.add_rating(rating(name)),
            ):
                kept.append(_until_kept(add))

    kept: list[bool] = []
    cutter = threading.Thread(target=cut)
    cutter.start()
    together(8, write)
    stop.set()
    cutter.join()
    assert sum(cuts) > 0
    assert len(kept) == 640
    for lines in (list(store.answers()), list(store.ratings())):
        assert len({line.answer_id for line in lines}) == len(lines) == 320


def _until_kept(add: Callable[[], bool]) -> bool:
    """As a client does that sends its request again while the server is away."""
    while True:
        try:
            return add()
        except TryAgain:
            continue


@pytest.fixture
def proxy(ready: Database, tmp_path: Path) -> Iterator[Callable[[int], tuple[str, SilentProxy]]]:
    made: list[SilentProxy] = []
    server = ready.url.partition("host=")[2]

    def between(bytes_before_silence: int) -> tuple[str, SilentProxy]:
        folder = tmp_path / f"p{len(made)}"
        folder.mkdir()
        made.append(SilentProxy(server, folder, bytes_before_silence))
        return ready.url.replace(server, str(folder)), made[-1]

    yield between
    for one in made:
        one.close()


def test_a_row_whose_receipt_was_lost_is_ours_and_there_once(
    ready: Database, proxy: Callable[[int], tuple[str, SilentProxy]]
) -> None:
    from components.shared.ratings.postgres import PostgresRatings

    url, between = proxy(1_000_000)
    store = PostgresRatings(url, stall_seconds=0.4)
    assert store.add_answer(answer(0))
    between.silence()
    assert store.add_answer(answer(1))  # the server has it, the receipt never came
    assert (between.connections, len(between.silent_since)) == (2, 1)
    assert not store.add_answer(answer(1, user="u2"))
    assert [one.answer_id for one in open_ratings(ready.url).answers()] == ["a0", "a1"]
