"""Answers and what users said about them: make the tables in PostgreSQL, or count what is there.

Examples:
  export BSL_RATINGS=postgresql://owner@db/ratings
  bsl ratings setup          makes the tables, or brings them up to date; run again, it changes nothing
  bsl ratings check          whether it answers, and how many answers and ratings there are

Where they are, BSL_RATINGS says: postgresql://user@host/database, or file:FOLDER (default: in the artifacts). The
gateway needs a user that may read and add, ingest and compare one that may read: schema/roles.sql of
components/shared/ratings.
exit codes: 0 done, 2 bad input, 75 the server is away or busy
"""

import argparse
import json

from components.shared.environment import ratings_url


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    doings = parser.add_subparsers(dest="doing", metavar="setup|check", required=True)
    doings.add_parser("setup", help="make the tables, or bring them up to date")
    check = doings.add_parser("check", help="say whether it answers, and count")
    check.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Set up, or check."""
    return _set_up() if arguments.doing == "setup" else _check(arguments.json)


def _set_up() -> int:
    from components.shared.ratings import set_up_ratings

    print(
        "the tables were made or brought up to date" if set_up_ratings(ratings_url()) else "nothing had to be changed"
    )
    return 0


def _check(as_json: bool) -> int:
    from components.shared.ratings import open_ratings

    store = open_ratings(ratings_url())
    counts = {"answers": sum(1 for _ in store.answers()), "ratings": sum(1 for _ in store.ratings())}
    print(json.dumps(counts) if as_json else f"{counts['answers']:,} answers, {counts['ratings']:,} ratings")
    return 0
