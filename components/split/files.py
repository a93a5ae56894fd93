"""The files of a split data set, and the description by which LLaMA-Factory reads them."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from components.shared.formats import alpaca_line, hf_line, openai_line, to_line
from components.shared.records import Record, to_json, write_records
from components.split.assignment import SplitName

Line = Callable[[Record], str | None]


def _in_layout(layout: Callable[[Record], dict[str, Any] | None]) -> Line:
    def line(record: Record) -> str | None:
        found = layout(record)
        return to_line(found) if found is not None else None

    return line


def native_line(record: Record) -> str:
    """The whole record."""
    return to_json(record) + "\n"


FILES: dict[SplitName, dict[str, Line]] = {
    "train": {
        "bsl_train.jsonl": native_line,
        "bsl_alpaca_train.jsonl": _in_layout(alpaca_line),
        "bsl_openai_train.jsonl": _in_layout(openai_line),
        "bsl_hf_train.jsonl": _in_layout(hf_line),
    },
    "validation": {
        "bsl_val.jsonl": native_line,
        "bsl_alpaca_val.jsonl": _in_layout(alpaca_line),
        "bsl_openai_val.jsonl": _in_layout(openai_line),
        "bsl_hf_val.jsonl": _in_layout(hf_line),
    },
    "test": {"bsl_test.jsonl": native_line},
}


def write_split(folder: Path, split: SplitName, records: Iterable[Record]) -> int:
    """Write one split in all its layouts, in one pass.

    Returns:
        How many records it has.
    """
    with ExitStack() as open_files:
        lines = [
            (open_files.enter_context((folder / name).open("w", encoding="utf-8", newline="\n")), line)
            for name, line in FILES[split].items()
        ]

        def passing() -> Iterator[Record]:
            for record in records:
                for file, line in lines:
                    file.write(line(record) or "")
                yield record

        return write_records(folder / f"{split}.parquet", passing())


def write_lines(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    """Write one line of JSON for each of these facts."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def write_json(path: Path, facts: dict[str, Any]) -> None:
    """Write facts for people and programs, in the order given."""
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_text(path: Path, text: str) -> None:
    """Write a page, with the same line ends everywhere."""
    path.write_text(text, encoding="utf-8", newline="\n")


def dataset_info(*, with_tools: bool) -> dict[str, Any]:
    """What LLaMA-Factory has to be told: with ``columns`` given, each column that is not listed counts as absent.

    Its formatting ``openai`` adds "detailed thinking off" to every system prompt; ``sharegpt`` reads the same
    messages as they are. But only ``openai`` understands calls of tools, so it is named where there are some.
    """
    alpaca: dict[str, Any] = {
        "formatting": "alpaca",
        "columns": {"prompt": "instruction", "query": "input", "response": "output", "system": "system"},
    }
    openai: dict[str, Any] = {
        "formatting": "openai" if with_tools else "sharegpt",
        "columns": {"messages": "messages", **({"tools": "tools"} if with_tools else {})},
        "tags": {
            "role_tag": "role",
            "content_tag": "content",
            "user_tag": "user",
            "assistant_tag": "assistant",
            "observation_tag": "tool",
            "function_tag": "function_call",
            "system_tag": "system",
        },
    }
    raw: dict[str, Any] = {"columns": {"prompt": "text"}}
    kinds = {"bsl_alpaca": alpaca, "bsl_openai": openai, "bsl_raw": raw}
    trained = {name: {"file_name": f"{name}_train.jsonl", **facts} for name, facts in kinds.items()}
    checked = {f"{name}_val": {"file_name": f"{name}_val.jsonl", **facts} for name, facts in kinds.items()}
    return trained | checked
