"""One question on its way to an answer, and the answer on its way to the caller."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from components.gateway.questions import Question
from components.gateway.routing import Choice
from components.shared.ratings import GivenAnswer
from components.shared.traffic import served_name

LONGEST_TEXT = 200_000


@dataclass(slots=True)
class Exchange:
    """Who asks what, who answers, and what was said so far."""

    question: Question
    choice: Choice
    id: str
    team: str
    served: str = ""
    text: str = ""
    finish_reason: str = "cancelled"
    started: float = field(default_factory=time.monotonic)

    def sign(self, chunk: dict[str, Any], name: str) -> dict[str, Any]:
        """Put our id and the variant's name on an answer or a piece of one, and remember what it says."""
        for choice in chunk.get("choices") or ():
            said = choice.get("message") or choice.get("delta") or choice
            self.text += said.get("content") or said.get("text") or ""
            self.finish_reason = choice.get("finish_reason") or self.finish_reason
        return {**chunk, "id": self.id, "model": served_name(name, self.served)}

    def fell_back(self) -> bool:
        """Whether another version than the assigned one stood in."""
        return self.served != self.choice.assigned

    def headers(self, name: str) -> dict[str, str]:
        """What the answer tells of its origin, besides ``model``."""
        headers = {"x-bsl-variant": served_name(name, self.served), "x-bsl-answer": self.id}
        if self.fell_back():
            headers["x-bsl-fallback"] = served_name(name, self.choice.assigned)
        return headers

    def given(self, user: str) -> GivenAnswer:
        """The answer as it is remembered."""
        return GivenAnswer(
            answer_id=self.id,
            name=self.question.model,
            assigned_version=self.choice.assigned,
            served_version=self.served,
            user=user,
            query_type=self.question.query_type,
            user_query=self.question.text[:LONGEST_TEXT],
            generated_code=self.text[:LONGEST_TEXT],
            finish_reason=self.finish_reason,
            latency_seconds=round(time.monotonic() - self.started, 3),
            timestamp=datetime.now(UTC),
            record_id=self.question.record_id,
        )
