"""Answers and ratings of 16 writers into a real PostgreSQL, each of them sent twice.

Needs the binaries of PostgreSQL (``initdb``). The server lies in ``/dev/shm`` with fsync off: on a disk each write
waits for one, which 16 writers share.
"""

import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from benchmarks.figure import Figure, measured
from components.shared.ratings import GivenAnswer, Rating, RatingStore, open_ratings, set_up_ratings
from tests.postgres_server import find_binaries, new_database, psycopg, running_server

COMMAND = "python -m benchmarks ratings"
WRITERS, EACH = 16, 200
CODE = "Функция Сумма(А, Б)\n\tВозврат А + Б;\nКонецФункции\n" * 10


def figures() -> Iterator[Figure]:
    if psycopg is None or find_binaries() is None:
        print("ratings: skipped, there is no PostgreSQL (initdb) or no psycopg", file=sys.stderr)
        return
    try:
        with running_server() as server:
            runs = [_once(server) for _ in range(3)]
    except (OSError, subprocess.SubprocessError) as error:
        print(f"ratings: skipped, PostgreSQL could not be started: {error}", file=sys.stderr)
        return
    rates, slow = [rate for rate, _ in runs], [slow for _, slow in runs]
    yield measured(
        f"ratings in PostgreSQL, {WRITERS} writers, all sent twice, each kept once", rates, "writes/s", COMMAND
    )
    yield measured("the slowest of 100 of these writes", slow, "ms", COMMAND)


def _once(server: str) -> tuple[float, float]:
    """Writes a second, and the 99th percentile of one in milliseconds."""
    url = new_database(server).url
    set_up_ratings(url)
    store = open_ratings(url)
    times: list[float] = []
    started = time.perf_counter()
    threads = [threading.Thread(target=_write, args=(store, writer // 2, times)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - started
    kept = WRITERS // 2 * EACH
    if (found := (sum(1 for _ in store.answers()), sum(1 for _ in store.ratings()))) != (kept, kept):
        raise AssertionError(f"{found} kept where {kept} of each were sent twice")
    return len(times) / elapsed, 1000 * statistics.quantiles(times, n=100)[-1]


def _write(store: RatingStore, writer: int, times: list[float]) -> None:
    now = datetime.now(UTC)
    for number in range(EACH):
        answer = GivenAnswer(
            answer_id=f"{writer}-{number}", name="bsl-coder", assigned_version="v1", served_version="v1", user="u",
            user_query="Сложи два числа", generated_code=CODE, timestamp=now,
        )  # fmt: skip
        rating = Rating(
            answer_id=answer.answer_id, user_query="Сложи два числа", generated_code=CODE, user_rating=5, version="v1",
            user="u", timestamp=now,
        )  # fmt: skip
        for write in (lambda answer=answer: store.add_answer(answer), lambda rating=rating: store.add_rating(rating)):
            started = time.perf_counter()
            write()
            times.append(time.perf_counter() - started)
