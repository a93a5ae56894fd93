"""The layouts of public sets: which one a row has, and the example it holds, turns and tools as they came."""

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from components.ingest.public_settings import Layout, PublicColumns
from components.shared.records import SYSTEM_PROMPT, Message

Values = Mapping[str, Any]

_ROLES: dict[str, Literal["system", "user", "assistant", "tool"]] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "gpt": "assistant",
    "tool": "tool",
    "function": "tool",
}


class BadRow(ValueError):
    """A row holds no example; the message says why."""


class Example(NamedTuple):
    """One task with its answer, or several turns."""

    instruction: str = ""
    input: str = ""
    output: str = ""
    system: str = SYSTEM_PROMPT
    messages: tuple[Message, ...] = ()
    tools: str = ""


def recognise(row: Values, columns: PublicColumns) -> Layout | None:
    """The layout that a row has all necessary columns of; None: none."""
    if _has(row, columns.messages):
        return "openai"
    if _has(row, columns.prompt) and _has(row, columns.completion):
        return "hf"
    if _has(row, columns.instruction) and _has(row, columns.output):
        return "alpaca"
    return None


def example_of(row: Values, layout: Layout, columns: PublicColumns) -> Example:
    """The example of a row.

    Raises:
        BadRow: It holds none.
    """
    match layout:
        case "alpaca":
            return _alpaca(row, columns)
        case "openai":
            return _conversation(_turns(value_of(row, columns.messages), columns.messages), row, columns)
        case "hf":
            prompt, completion = value_of(row, columns.prompt), value_of(row, columns.completion)
            if isinstance(prompt, str) and isinstance(completion, str):
                return _one_task("", prompt, "", completion)
            turns = (*_turns(prompt, columns.prompt, "user"), *_turns(completion, columns.completion, "assistant"))
            return _conversation(turns, row, columns)


def value_of(row: Values, column: str) -> Any:
    """A value by the name of its column, which may lead into objects: ``answer.text``; None where there is none."""
    if column in row:
        return row[column]
    value: Any = row
    for part in column.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _has(row: Values, column: str) -> bool:
    return value_of(row, column) not in (None, "", [])


def _alpaca(row: Values, columns: PublicColumns) -> Example:
    instruction, given, output, system = (
        _text(value_of(row, column), column)
        for column in (columns.instruction, columns.input, columns.output, columns.system)
    )
    history = _listed(value_of(row, columns.history), columns.history)
    if not history:
        return _one_task(system, instruction, given, output)
    turns = [Message(role="system", content=system or SYSTEM_PROMPT)]
    for pair in history:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise BadRow(f"{columns.history}: a turn is a question and its answer")
        question, answer = (_text(part, columns.history) for part in pair)
        turns += [Message(role="user", content=question), Message(role="assistant", content=answer)]
    turns.append(Message(role="user", content=f"{instruction}\n{given}" if given else instruction))
    turns.append(Message(role="assistant", content=output))
    return _conversation(tuple(turns), row, columns)


def _one_task(system: str, instruction: str, given: str, output: str) -> Example:
    if not instruction.strip() or not output.strip():
        raise BadRow("the task or the answer is empty")
    return Example(instruction.strip(), given.strip("\n"), output.strip("\n"), system or SYSTEM_PROMPT)


def _conversation(turns: tuple[Message, ...], row: Values, columns: PublicColumns) -> Example:
    """One question with one answer is a task; anything more stays as it came."""
    tools = _json_list(value_of(row, columns.tools), columns.tools)
    roles = [turn.role for turn in turns]
    if "user" not in roles or "assistant" not in roles:
        raise BadRow("no turn of a user, or none of an assistant")
    plain = not tools and all(not turn.tool_calls and turn.trained is not False for turn in turns)
    if plain and roles in (["user", "assistant"], ["system", "user", "assistant"]):
        system = turns[0].content if roles[0] == "system" else ""
        return _one_task(system, turns[-2].content, "", turns[-1].content)
    return Example(messages=turns, tools=tools)


def _turns(value: Any, column: str, role_of_text: str = "") -> tuple[Message, ...]:
    if role_of_text and isinstance(value, str):
        value = [{"role": role_of_text, "content": value}]
    turns = _listed(value, column)
    if not turns:
        raise BadRow(f"{column}: no turns")
    return tuple(_turn(turn, f"{column}[{number}]") for number, turn in enumerate(turns))


def _turn(turn: Any, place: str) -> Message:
    if not isinstance(turn, Mapping):
        raise BadRow(f"{place}: a turn is an object with role and content")
    role = _ROLES.get(str(turn.get("role") or turn.get("from") or ""))
    if role is None:
        raise BadRow(f"{place}: the role is {str(turn.get('role'))[:40]!r}, not system, user, assistant or tool")
    content = turn.get("content", turn.get("value"))
    return Message(
        role=role,
        content=_parts(content, place),
        tool_calls=_json_list(turn.get("tool_calls"), f"{place}.tool_calls"),
        tool_call_id=_text(turn.get("tool_call_id"), place),
        trained=False if turn.get("weight") == 0 else None,
    )


def _parts(content: Any, place: str) -> str:
    """Text, or the text of a list of parts; pictures and sound are no text."""
    if not isinstance(content, list):
        return _text(content, place)
    texts = [part.get("text") if isinstance(part, Mapping) else None for part in content]
    if not all(isinstance(text, str) for text in texts):
        raise BadRow(f"{place}: a part that is no text")
    return "\n".join(str(text) for text in texts)


def _text(value: Any, place: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRow(f"{place}: {type(value).__name__} is no text")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise BadRow(f"{place}: half of a character")
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _listed(value: Any, column: str) -> list[Any]:
    """A list, or the JSON of one: tables keep lists so."""
    if value is None or value == "":
        return []
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise BadRow(f"{column}: neither a list nor the JSON of one") from error
    if not isinstance(value, list):
        raise BadRow(f"{column}: {type(value).__name__} is no list")
    return value


def _json_list(value: Any, column: str) -> str:
    """The JSON of a list as it came; empty: none, and an empty list announces nothing."""
    items = _listed(value, column)
    if not items:
        return ""
    text = value if isinstance(value, str) else json.dumps(_without_nothing(items), ensure_ascii=False, default=str)
    return _text(text, column)


def _without_nothing(value: Any) -> Any:
    """Parquet gives every object the keys of all others, with nothing in them."""
    if isinstance(value, Mapping):
        return {key: _without_nothing(item) for key, item in value.items() if item is not None}
    return [_without_nothing(item) for item in value] if isinstance(value, list) else value
