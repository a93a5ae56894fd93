"""Answers and ratings as two append-only files of JSON lines in a folder."""

import json
from collections.abc import Iterator
from pathlib import Path

from components.shared.ratings.json_lines import JsonLines
from components.shared.ratings.records import GivenAnswer, Rating, check_rateable


class FolderRatings:
    """Ratings in a folder, safe for many threads and processes of one machine."""

    def __init__(self, root: Path) -> None:
        self._answers = JsonLines(root / "answers.jsonl", _answer_key)
        self._ratings = JsonLines(root / "ratings.jsonl", _who_rated_what)

    @property
    def damaged(self) -> int:
        """Lines that could not be read: torn by a crash and moved aside, or no JSON of ours and skipped."""
        return self._answers.damaged + self._ratings.damaged

    def add_answer(self, answer: GivenAnswer) -> bool:
        """Keep an answer; see ``RatingStore``."""
        return self._answers.add(answer.answer_id, answer.to_line())

    def answer(self, answer_id: str) -> GivenAnswer | None:
        """Find an answer; see ``RatingStore``."""
        line = self._answers.find(answer_id)
        return GivenAnswer.model_validate_json(line) if line is not None else None

    def add_rating(self, rating: Rating) -> bool:
        """Keep a rating; see ``RatingStore``."""
        answer = self.answer(rating.answer_id)
        check_rateable(rating, answer.served_version if answer else None)
        return self._ratings.add(_rating_key(rating.answer_id, rating.user), rating.to_line())

    def ratings(self) -> Iterator[Rating]:
        """All ratings; see ``RatingStore``."""
        return map(Rating.model_validate_json, self._ratings.read())

    def answers(self) -> Iterator[GivenAnswer]:
        """All answers; see ``RatingStore``."""
        return map(GivenAnswer.model_validate_json, self._answers.read())


def _rating_key(answer_id: str, user: str) -> str:
    return json.dumps([answer_id, user])


def _answer_key(line: bytes) -> str:
    return GivenAnswer.model_validate_json(line).answer_id


def _who_rated_what(line: bytes) -> str:
    rating = Rating.model_validate_json(line)
    return _rating_key(rating.answer_id, rating.user)
