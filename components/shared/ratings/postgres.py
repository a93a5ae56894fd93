"""Answers and ratings in PostgreSQL: one statement each, exactly once by the keys of the tables.

A connection that ends while a statement is on its way leaves it open whether the row is there. The statement is sent
again, and a row that is there with our very words is ours.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from psycopg import sql

from components.shared.errors import BadInput
from components.shared.knowledge_base.connection import Connection, connect, shown, told
from components.shared.knowledge_base.migrations import OwnSchema
from components.shared.knowledge_base.settings import KnowledgeBaseSettings
from components.shared.ratings.records import GivenAnswer, Rating, check_rateable
from components.shared.ratings.sessions import Sessions

VARIABLE = "BSL_RATINGS"
SCHEMA = OwnSchema(
    name="ratings", package="components.shared.ratings", lock=0x42534D, cure="run `bsl ratings setup` as its owner"
)
ROWS_PER_PAGE = 1000

_ADD_ANSWER = """
INSERT INTO ratings.answers (answer_id, served_version, user_hash, given_at, record)
VALUES (%s, %s, %s, %s, %s::json) ON CONFLICT DO NOTHING RETURNING number
"""
_ANSWER = "SELECT record::text FROM ratings.answers WHERE answer_id = %s"
# one way to the server and back: the answer is looked for, and rated if it is what the rating says
_ADD_RATING = """
WITH answer AS (SELECT served_version FROM ratings.answers WHERE answer_id = %(answer_id)s),
kept AS (
  INSERT INTO ratings.ratings (answer_id, user_hash, version, user_rating, rater, rated_at, record)
  SELECT %(answer_id)s, %(user)s, %(version)s, %(user_rating)s, %(rater)s, %(timestamp)s, %(record)s::json
  FROM answer WHERE served_version = %(version)s ON CONFLICT DO NOTHING RETURNING number
)
SELECT (SELECT served_version FROM answer), (SELECT number FROM kept)
"""
_RATING = "SELECT record::text FROM ratings.ratings WHERE answer_id = %s AND user_hash = %s"
_LAST = sql.SQL("SELECT max(number) FROM {}")
_PAGE = sql.SQL(
    "SELECT number, record::text FROM {} WHERE number > %s AND number <= %s ORDER BY number LIMIT %s"
)  # fmt: skip


class PostgresRatings:
    """Ratings in a database, safe for many threads and processes of many machines; see ``RatingStore``.

    Args:
        url: Address of the database, as a user that may read and add.
        stall_seconds: A server silent for so long is given up.

    Raises:
        BadInput: The tables are not there, or those of another version; the message says which command makes them.
        TryAgain: The server cannot be reached.
    """

    def __init__(self, url: str, *, stall_seconds: float = 10.0) -> None:
        self._sessions = Sessions(url, VARIABLE, stall_seconds=stall_seconds)
        self._sessions.ask(lambda connection, again: _check(connection, url))

    def add_answer(self, answer: GivenAnswer) -> bool:
        """Keep an answer; see ``RatingStore``."""
        record = answer.model_dump_json()
        values = (answer.answer_id, answer.served_version, answer.user, answer.timestamp, record)

        def add(connection: Connection, again: bool) -> bool:
            if connection.execute(_ADD_ANSWER, values).fetchone():
                return True
            return again and _one(connection, _ANSWER, answer.answer_id) == record

        return self._sessions.ask(add)

    def answer(self, answer_id: str) -> GivenAnswer | None:
        """Find an answer; see ``RatingStore``."""
        if "\0" in answer_id:  # no text of a database holds one, so no answer has such an id
            return None
        found = self._sessions.ask(lambda connection, again: _one(connection, _ANSWER, answer_id))
        return None if found is None else GivenAnswer.model_validate_json(found)

    def add_rating(self, rating: Rating) -> bool:
        """Keep a rating; see ``RatingStore``."""
        values = rating.model_dump(include={"answer_id", "user", "version", "user_rating", "rater", "timestamp"})
        values["record"] = rating.model_dump_json()

        def add(connection: Connection, again: bool) -> tuple[str | None, bool]:
            served_version, number = connection.execute(_ADD_RATING, values).fetchone() or (None, None)
            if number is None and again:
                return served_version, _one(connection, _RATING, rating.answer_id, rating.user) == values["record"]
            return served_version, number is not None

        served_version, kept = self._sessions.ask(add)
        check_rateable(rating, served_version)
        return kept

    def ratings(self) -> Iterator[Rating]:
        """All ratings; see ``RatingStore``."""
        return map(Rating.model_validate_json, self._records("ratings"))

    def answers(self) -> Iterator[GivenAnswer]:
        """All answers; see ``RatingStore``."""
        return map(GivenAnswer.model_validate_json, self._records("answers"))

    def close(self) -> None:
        """End the sessions that are kept open."""
        self._sessions.close()

    def _records(self, name: str) -> Iterator[str]:
        """The records of a table up to what is there now, page by page: no session waits for who reads them."""
        table = sql.Identifier(SCHEMA.name, name)
        last = self._sessions.ask(lambda connection, again: _one(connection, _LAST.format(table)))
        done = 0
        while last is not None and (rows := self._page(table, done, last)):
            yield from (record for _, record in rows)
            done = rows[-1][0]

    def _page(self, table: sql.Identifier, after: int, last: int) -> Sequence[tuple[Any, ...]]:
        def read(connection: Connection, again: bool) -> Sequence[tuple[Any, ...]]:
            return connection.execute(_PAGE.format(table), [after, last, ROWS_PER_PAGE]).fetchall()

        return self._sessions.ask(read)


def set_up(url: str) -> bool:
    """Make our tables in a database, or bring them up to date; whether anything changed.

    Raises:
        BadInput: This user may not, or the tables are those of a newer program.
        TryAgain: The server cannot be reached, or another one is at it.
    """
    settings = KnowledgeBaseSettings()
    with told(url), connect(url, settings, read_only=False, variable=VARIABLE) as connection, connection.transaction():
        before = SCHEMA.find_number(connection)
        SCHEMA.migrate(connection)
        return before != SCHEMA.find_number(connection)


def _check(connection: Connection, url: str) -> None:
    if SCHEMA.find_number(connection) is None:
        raise BadInput(f"{VARIABLE}: {shown(url)} has no tables for ratings; {SCHEMA.cure}")
    SCHEMA.check_version(connection)


def _one(connection: Connection, statement: str | sql.Composed, *values: object) -> Any:
    """The only value of the only row, or None."""
    row = connection.execute(statement, values).fetchone()
    return row[0] if row else None
