"""Answers are remembered, so that what people say about them is tied to what they were really given."""

import hashlib
import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from components.gateway.callers import DEFAULT_TEAM, Callers
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
        self._key = _kept_key(store, f"serving/{name}/users.key")

    def __call__(self, user: str, team: str = DEFAULT_TEAM) -> str:
        """The hash of a team's user, ``anonymous`` for nobody in particular."""
        who = user if team == DEFAULT_TEAM else f"{team}\0{user}"
        return hmac.new(self._key, who.encode(), hashlib.sha256).hexdigest()[:32] if user else ANONYMOUS


class AnswerIds:
    """Ids of answers that nobody can make up: each is signed together with the team that got the answer."""

    def __init__(self, store: ObjectStore, name: str):
        self._key = _kept_key(store, f"serving/{name}/answers.key")

    def new(self, team: str) -> str:
        """An id for one answer to a team."""
        name = f"answer-{secrets.token_hex(16)}"
        return f"{name}-{self._signature(name, team)}"

    def check(self, answer_id: str, team: str) -> None:
        """Refuse what this gateway never gave to this team; nothing is looked up for it."""
        name, _, signature = answer_id.rpartition("-")
        if not hmac.compare_digest(signature.encode(), self._signature(name, team).encode()):
            raise ApiError(403, "no answer with this id was given to you", param="answer_id", code="foreign_answer")

    def _signature(self, name: str, team: str) -> str:
        return hmac.new(self._key, f"{name}\0{team}".encode(), hashlib.sha256).hexdigest()[:32]


def _kept_key(store: ObjectStore, key: str) -> bytes:
    """A secret of all gateways of one model, made by the first of them."""
    with suppress(Conflict):  # made by an earlier start: what it signed must stay good
        store.put(key, secrets.token_bytes(32), if_absent=True)
    return store.get(key)


def rating_of(body: dict[str, Any], header_user: str, team: str, ratings: RatingStore, door: "Door") -> Rating:
    """The rating that a request gives.

    Raises:
        ApiError: A field is wrong (400), the answer is unknown (404), or was given to somebody else (403).
    """
    feedback = checked(Feedback, body)
    door.answer_ids.check(feedback.answer_id, team)
    answer = ratings.answer(feedback.answer_id)
    if answer is None:
        raise ApiError(404, "no answer with this id was given", param="answer_id", code="answer_not_found")
    user = door.user_hash(feedback.user or header_user, team)
    if user != answer.user:
        raise ApiError(403, "this answer was given to another user", param="user")
    return checked(Rating, {**feedback.model_dump(exclude={"user"}), **_facts(answer)})


@dataclass(frozen=True, slots=True)
class Door:
    """Who is let in, and how people and answers are named in what is kept."""

    user_hash: UserHash
    answer_ids: AnswerIds
    callers: Callers | None = None  # none: everybody is let in, as one team


def open_door(store: ObjectStore, name: str, callers: Callers | None = None) -> Door:
    """The door of one model's gateway; its secrets are those of all gateways on this store."""
    return Door(UserHash(store, name), AnswerIds(store, name), callers)


def _facts(answer: GivenAnswer) -> dict[str, Any]:
    return {
        "user_query": answer.user_query,
        "generated_code": answer.generated_code,
        "timestamp": datetime.now(UTC),
        "version": answer.served_version,
        "user": answer.user,
    }
