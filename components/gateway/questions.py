"""A request as the gateway reads it: what to forward, and what to remember."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from components.gateway.settings import FEWEST_ENTRIES, MOST_ENTRIES
from components.shared.records import SYSTEM_PROMPT
from components.shared.traffic import CODE_GENERATION
from components.shared.web_server import checked

OWN_FIELDS = ("query_type", "user", "metadata", "context")  # for the gateway, not for the model


class Place(BaseModel):
    """Where the answer will stand, in which module and under which declaration, and how many names are told."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    module: str = Field("", max_length=500, description="Справочник.Товары.МодульМенеджера, a common module's name, …")
    signature: str = Field("", max_length=5000, description="Функция Остаток(Товар, Склад) Экспорт")
    entries: int | None = Field(
        None, ge=FEWEST_ENTRIES, le=MOST_ENTRIES, description="How many names are told; none: as many as settings say"
    )


class _Fields(BaseModel):
    """What the gateway itself reads of a request; the model server checks the rest."""

    model_config = ConfigDict(strict=True)

    model: str = Field(max_length=200)
    stream: bool = False
    user: str = Field("", max_length=200)
    query_type: str = Field(CODE_GENERATION, min_length=1, max_length=50)
    metadata: dict[str, str] | None = None
    context: Place = Place()
    n: int | None = Field(None, ge=1, le=1, description="An answer has one id and is rated once")


class _ChatFields(_Fields):
    messages: list[dict[str, Any]] = Field(min_length=1)


class _PromptFields(_Fields):
    prompt: str


@dataclass(frozen=True, slots=True)
class Question:
    """One request."""

    model: str
    user: str
    query_type: str
    record_id: str
    text: str
    stream: bool
    body: dict[str, Any]
    place: Place


def read_question(body: dict[str, Any], headers: Mapping[str, str], *, chat: bool, max_tokens: int) -> Question:
    """Read a request; raises ``ApiError`` with the name of the wrong field."""
    named = {"user": headers.get("X-User"), "query_type": headers.get("X-Query-Type")}
    values = {key: value for key, value in {**named, **body}.items() if value is not None}
    forwarded = {key: value for key, value in body.items() if key not in OWN_FIELDS}
    for limit in ("max_tokens", "max_completion_tokens"):
        if isinstance(forwarded.get(limit), int):
            forwarded[limit] = min(forwarded[limit], max_tokens)
    fields: _ChatFields | _PromptFields
    if chat:
        fields = checked(_ChatFields, values)
        forwarded["messages"] = _with_system_prompt(fields.messages)
        text = _last_user_text(fields.messages)
    else:
        fields = checked(_PromptFields, values)
        text = fields.prompt
    record_id = (fields.metadata or {}).get("record_id", "")
    return Question(
        fields.model, fields.user, fields.query_type, record_id, text, fields.stream, forwarded, fields.context
    )


def _with_system_prompt(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Models are trained and judged with this prompt: without it they are not what was measured."""
    if any(message.get("role") in ("system", "developer") for message in messages):
        return messages
    return [{"role": "system", "content": SYSTEM_PROMPT}, *messages]


def _last_user_text(messages: list[dict[str, Any]]) -> str:
    content = next((message.get("content") for message in reversed(messages) if message.get("role") == "user"), "")
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def with_text(body: dict[str, Any], text: str) -> dict[str, Any]:
    """A conversation whose last question ends with some text: names stand behind the task in training, too."""
    messages = list(body.get("messages", ()))
    places = [number for number, message in enumerate(messages) if message.get("role") == "user"]
    if not text or not places:
        return body
    asked = messages[places[-1]]
    content = asked.get("content")
    added = (
        [*content, {"type": "text", "text": f"\n{text}"}] if isinstance(content, list) else f"{content or ''}\n{text}"
    )
    messages[places[-1]] = {**asked, "content": added}
    return {**body, "messages": messages}
