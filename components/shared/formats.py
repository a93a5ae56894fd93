"""The layouts that trainers read, made from records: Alpaca, OpenAI messages, Hugging Face prompt and completion.

Each line carries the keys of its layout and no other: a trainer takes a column it does not know for a mistake,
or for data.
"""

import json
from typing import Any

from components.shared.records import Message, Record


def alpaca_line(record: Record) -> dict[str, Any] | None:
    """``instruction``, ``input``, ``output``, ``system``: one task, one answer.

    Returns:
        None for a conversation of several turns: Alpaca cannot say it without loss.
    """
    if record.messages:
        return None
    return {
        "instruction": record.instruction,
        "input": record.input,
        "output": record.output,
        "system": record.system,
    }


def openai_line(record: Record) -> dict[str, Any]:
    """``messages``, and ``tools`` where some were offered."""
    return {"messages": [_turn(message) for message in record.conversation()], **_tools(record)}


def hf_line(record: Record) -> dict[str, Any]:
    """``prompt`` and ``completion``, both conversational: TRL takes the loss on the completion only.

    Of several turns the last answer is the completion.
    """
    turns = [_turn(message) for message in record.conversation()]
    return {"prompt": turns[:-1], "completion": turns[-1:], **_tools(record)}


def to_line(layout: dict[str, Any]) -> str:
    """One line of JSON with its end: UTF-8, no escapes, keys in the order of the layout."""
    return json.dumps(layout, ensure_ascii=False) + "\n"


def _turn(message: Message) -> dict[str, Any]:
    turn: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.tool_calls:
        turn["tool_calls"] = json.loads(message.tool_calls)
    if message.tool_call_id:
        turn["tool_call_id"] = message.tool_call_id
    return turn


def _tools(record: Record) -> dict[str, Any]:
    """An empty list of tools would make templates announce tools, so it is left out."""
    tools = json.loads(record.tools) if record.tools else []
    return {"tools": tools} if tools else {}
