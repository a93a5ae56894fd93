"""What a model said, kept under the digest of what it was asked: a second run asks nothing again."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from components.shared.object_store import NotFound, ObjectStore
from components.shared.privacy import find_secret

FOLDER = "generated"


class Said(BaseModel):
    """The answer to one question."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    model: str  # as the endpoint names it
    cut: bool = False
    refused: bool = False
    secret: bool = False  # the text held one, and is not kept


@dataclass(frozen=True, slots=True)
class Remembered:
    """Answers in the object store."""

    store: ObjectStore

    def recall(self, question: bytes) -> Said | None:
        """The answer to a question that was asked before; what cannot be read is asked anew."""
        try:
            return Said.model_validate_json(self.store.get(key_of(question)))
        except (NotFound, ValidationError):
            return None

    def keep(self, question: bytes, said: Said) -> Said:
        """Keep an answer, without its text where that holds a password or a key."""
        kept = said.model_copy(update={"text": "", "secret": True}) if find_secret(said.text) else said
        self.store.put(key_of(question), kept.model_dump_json().encode())
        return kept


def question_of(body: dict[str, Any]) -> bytes:
    """A question as it is sent: model, messages and parameters, the same bytes for the same question."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True).encode("utf-8", "backslashreplace")


def key_of(question: bytes) -> str:
    """Where the answer to a question is kept."""
    digest = hashlib.sha256(question).hexdigest()
    return f"{FOLDER}/{digest[:2]}/{digest}.json"
