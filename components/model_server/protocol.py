"""OpenAI's requests as far as one small server understands them, and the answers."""

import time
import uuid
from typing import Any, Literal

from pydantic import BaseModel, Field

from components.model_server.engine import Answer, Sampling
from components.model_server.settings import ModelServerSettings
from components.shared.records import Message
from components.shared.web_server import ApiError, checked

# Where a caller asks for what we cannot do, a no is better than an answer that ignores it.
NEUTRAL: dict[str, tuple[Any, ...]] = {
    "n": (1,),
    "best_of": (1,),
    "top_p": (1,),
    "stop": ([], ""),
    "logprobs": (False,),
    "tools": ([],),
    "echo": (False,),
    "presence_penalty": (0,),
    "frequency_penalty": (0,),
}


class TextPart(BaseModel):
    """One part of a message's content; we read text only."""

    type: Literal["text"]
    text: str


class ChatMessage(BaseModel):
    """One turn as OpenAI's clients send it."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[TextPart] | None = None

    def message(self) -> Message:
        """The turn as our models know it."""
        content = self.content or ""
        text = content if isinstance(content, str) else "".join(part.text for part in content)
        return Message(role="system" if self.role == "developer" else self.role, content=text)


class StreamOptions(BaseModel):
    """What a stream tells besides the text."""

    include_usage: bool = False


class CompletionRequest(BaseModel):
    """What the two kinds of request share."""

    model: str
    max_tokens: int | None = Field(None, ge=1)
    temperature: float | None = Field(None, ge=0, le=2, allow_inf_nan=False)
    seed: int | None = Field(None, ge=-(2**63), lt=2**63)
    stream: bool = False
    stream_options: StreamOptions | None = None

    def asked_tokens(self) -> int | None:
        """The limit that the caller set."""
        return self.max_tokens

    def conversation(self) -> list[Message]:
        """The turns to answer."""
        raise NotImplementedError

    def sampling(self, settings: ModelServerSettings) -> Sampling:
        """How to draw the answer: greedily where nothing is said, since code is asked for."""
        limit = min(self.asked_tokens() or settings.default_max_tokens, settings.max_tokens)
        temperature = self.temperature or 0.0
        seed = 0 if temperature == 0.0 else self.seed  # so that all greedy requests share a batch
        return Sampling(limit, temperature, seed if seed is None else seed % 2**31)

    def include_usage(self) -> bool:
        """Whether the stream ends with the counts."""
        return self.stream_options is not None and self.stream_options.include_usage


class ChatRequest(CompletionRequest):
    """``/v1/chat/completions``."""

    messages: list[ChatMessage] = Field(min_length=1)
    max_completion_tokens: int | None = Field(None, ge=1)

    def asked_tokens(self) -> int | None:
        """The newer name of the limit wins."""
        return self.max_completion_tokens or self.max_tokens

    def conversation(self) -> list[Message]:
        """The turns to answer."""
        return [message.message() for message in self.messages]


class PromptRequest(CompletionRequest):
    """``/v1/completions``: the prompt is one user's turn, as our models know nothing but conversations."""

    prompt: str

    def conversation(self) -> list[Message]:
        """The turns to answer."""
        return [Message(role="user", content=self.prompt)]


def parse(kind: type[CompletionRequest], body: dict[str, Any]) -> CompletionRequest:
    """The body as a request.

    Raises:
        ApiError: Something in it is wrong, or asks for what this server cannot do.
    """
    for name, neutral in NEUTRAL.items():
        if body.get(name) is not None and body[name] not in neutral:
            raise ApiError(400, f"{name}: not supported by this server", param=name, code="unsupported_parameter")
    return checked(kind, body)


class Reply:
    """One answer in the making: the same id, time and model in each of its parts."""

    def __init__(self, model: str, *, chat: bool):
        self._chat = chat
        prefix, self._object = ("chatcmpl", "chat.completion") if chat else ("cmpl", "text_completion")
        self._head: dict[str, Any] = {"id": f"{prefix}-{uuid.uuid4().hex}", "created": int(time.time()), "model": model}

    def whole(self, answer: Answer, prompt_tokens: int) -> dict[str, Any]:
        """The answer in one piece."""
        content = {"message": {"role": "assistant", "content": answer.text}} if self._chat else {"text": answer.text}
        choice = {"index": 0, **content, "finish_reason": finish_reason(answer), "logprobs": None}
        return {**self._head, "object": self._object, "choices": [choice], "usage": usage(answer, prompt_tokens)}

    def first(self) -> list[dict[str, Any]]:
        """What a stream begins with."""
        return [self._chunk({"delta": {"role": "assistant", "content": ""}})] if self._chat else []

    def piece(self, text: str) -> dict[str, Any]:
        """A piece of the answer."""
        return self._chunk({"delta": {"content": text}} if self._chat else {"text": text})

    def last(self, answer: Answer, prompt_tokens: int, *, with_usage: bool) -> list[dict[str, Any]]:
        """What a stream ends with."""
        empty: dict[str, Any] = {"delta": {}} if self._chat else {"text": ""}
        chunks = [self._chunk(empty, finish_reason(answer))]
        if with_usage:
            chunks.append({**chunks[0], "choices": [], "usage": usage(answer, prompt_tokens)})
        return chunks

    def _chunk(self, content: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, **content, "finish_reason": reason, "logprobs": None}
        return {**self._head, "object": self._object + (".chunk" if self._chat else ""), "choices": [choice]}


def finish_reason(answer: Answer) -> str:
    """Why the answer ended, in OpenAI's words."""
    return "stop" if answer.stopped else "length"


def usage(answer: Answer, prompt_tokens: int) -> dict[str, int]:
    """What the answer cost."""
    total = prompt_tokens + answer.tokens
    return {"prompt_tokens": prompt_tokens, "completion_tokens": answer.tokens, "total_tokens": total}
