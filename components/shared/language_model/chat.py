"""Conversations as tokens, through the model's own chat template.

Prompt and answer are tokenised apart, so that training sees exactly the prompt tokens that serving sends.
"""

import json
from collections.abc import Sequence
from typing import Any

from components.shared.records import Message


class UnfitConversation(ValueError):
    """This conversation cannot be trained on or judged with this chat template; the message is the reason."""


def prompt_text(tokenizer: Any, conversation: Sequence[Message], tools: str = "") -> str:
    """The conversation with the opening of the answer that the model is to write."""
    return _render(tokenizer, conversation, tools, add_generation_prompt=True)


def labelled_tokens(
    tokenizer: Any, stop_ids: frozenset[int], conversation: Sequence[Message], tools: str = ""
) -> tuple[list[int], list[bool]]:
    """Tokens of a whole conversation, and which of them are answers to learn, each with its end-of-turn token.

    Raises:
        UnfitConversation: The template rewrites earlier turns, or does not end an answer with an EOS token.
    """
    text = _render(tokenizer, conversation, tools, add_generation_prompt=False)
    tokens: list[int] = []
    labels: list[bool] = []
    at = 0
    for number, message in enumerate(conversation):
        if not is_trained(message):
            continue
        start = _common_start(text, prompt_text(tokenizer, conversation[:number], tools))
        end = _common_start(text, _render(tokenizer, conversation[: number + 1], tools, add_generation_prompt=False))
        prompt, answer = encode(tokenizer, text[at:start]), encode(tokenizer, text[start:end])
        learnt = _length_with_eos(answer, stop_ids)
        tokens += prompt + answer
        labels += [False] * len(prompt) + [True] * learnt + [False] * (len(answer) - learnt)
        at = end
    rest = encode(tokenizer, text[at:])
    return tokens + rest, labels + [False] * len(rest)


def is_trained(message: Message) -> bool:
    """Whether loss is taken on this turn."""
    return message.role == "assistant" if message.trained is None else message.trained


def encode(tokenizer: Any, text: str) -> list[int]:
    """Tokens of rendered text; the template has written every special token already."""
    return list(tokenizer(text, add_special_tokens=False)["input_ids"])


def _common_start(text: str, start: str) -> int:
    if not text.startswith(start):
        raise UnfitConversation("the chat template writes earlier turns differently when later ones follow")
    return len(start)


def _length_with_eos(answer: list[int], stop_ids: frozenset[int]) -> int:
    ends = [place for place, token in enumerate(answer) if token in stop_ids]
    if not ends:
        raise UnfitConversation("the chat template does not end an answer with an EOS token")
    return ends[-1] + 1


def _render(tokenizer: Any, conversation: Sequence[Message], tools: str, *, add_generation_prompt: bool) -> str:
    turns = [_turn(message, tokenizer.all_special_tokens) for message in conversation]
    offered = json.loads(tools) if tools else None
    text = tokenizer.apply_chat_template(
        turns, tools=offered, tokenize=False, add_generation_prompt=add_generation_prompt
    )
    return str(text)


def _turn(message: Message, special_tokens: Sequence[str]) -> dict[str, Any]:
    turn: dict[str, Any] = {"role": message.role, "content": _without(message.content, special_tokens)}
    return turn | ({"tool_calls": json.loads(message.tool_calls)} if message.tool_calls else {})


def _without(content: str, special_tokens: Sequence[str]) -> str:
    """Text that cannot open or close a turn by spelling a special token."""
    while any(token in content for token in special_tokens):
        for token in special_tokens:
            content = content.replace(token, "")
    return content
