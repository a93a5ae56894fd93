from typing import Any

import pytest
from pydantic import ValidationError

from tests.ratings_contract import rating


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
