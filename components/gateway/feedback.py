"""Answers are remembered, so that what people say about them is tied to what they were really given."""

import hashlib
import hmac
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from components.shared.object_store import Conflict, ObjectStore
from components.shared.ratings import ANONYMOUS, GivenAnswer, Rating, RatingStore
from components.shared.web_server import ApiError, checked


class Feedback(BaseModel):
    """The guide's record of a rating, and the id of the answer.

    ``user_query``, ``generated_code`` and ``timestamp`` may come with it, but the stored answer and our clock count:
    nobody can rate what nobody was given.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    answer_id: str = Field(min_length=1, max_length=200)
    user_rating: int = Field(ge=1, le=5)
    issues: list[str] = Field(default_factory=list, max_length=50)
    corrected_code: str = Field("", max_length=100_000)
    rater: Literal["person", "automatic"] = "person"
    user: str = Field("", max_length=200)
    user_query: str = ""
    generated_code: str = ""
    timestamp: str = ""


class UserHash:
    """Users by a keyed hash: the ratings tell who is the same person, not who it is."""

    def __init__(self, store: ObjectStore, name: str):
        key = f"serving/{name}/users.key"
        with suppress(Conflict):  # made by an earlier start: the same users must keep their hashes
            store.put(key, secrets.token_bytes(32), if_absent=True)
        self._key = store.get(key)

    def __call__(self, user: str) -> str:
        """The hash of a user, ``anonymous`` for nobody in particular."""
        return hmac.new(self._key, user.encode(), hashlib.sha256).hexdigest()[:32] if user else ANONYMOUS


def rating_of(body: dict[str, Any], header_user: str, ratings: RatingStore, user_hash: UserHash) -> Rating:
    """The rating that a request gives.

    Raises:
        ApiError: A field is wrong (400), the answer is unknown (404), or was given to somebody else (403).
    """
    feedback = checked(Feedback, body)
    answer = ratings.answer(feedback.answer_id)
    if answer is None:
        raise ApiError(404, "no answer with this id was given", param="answer_id", code="answer_not_found")
    user = user_hash(feedback.user or header_user)
    if user != answer.user:
        raise ApiError(403, "this answer was given to another user", param="user")
    return checked(Rating, {**feedback.model_dump(exclude={"user"}), **_facts(answer)})


def _facts(answer: GivenAnswer) -> dict[str, Any]:
    return {
        "user_query": answer.user_query,
        "generated_code": answer.generated_code,
        "timestamp": datetime.now(UTC),
        "version": answer.served_version,
        "user": answer.user,
    }
