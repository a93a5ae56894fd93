"""Execute a program of the pure subset of BSL: no platform, no input, no output, limits on everything.

Examples:
  bsl run-code sort.bsl                                   the statements of the module's body
  bsl run-code sort.bsl --call Сортировать --arguments '[[3, 1, 2]]'
  bsl run-code sort.bsl --json                            value, messages, counts of operations, for a program

Arguments are JSON: numbers, strings, booleans, null (Неопределено), lists (Массив), objects (Структура).
exit codes: 0 it ran to its end, 1 it failed or left the subset or its limits, 2 bad input
"""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from components.shared.bsl import decode_module
from components.shared.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a module")
    parser.add_argument("--call", default="", metavar="NAME", help="method to call; without it the body is executed")
    parser.add_argument("--arguments", default="[]", metavar="JSON", help="list of the method's arguments")
    parser.add_argument("--steps", type=int, help="most steps")
    parser.add_argument("--seconds", type=float, help="most seconds")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Execute and print what came of it."""
    from components.shared import bsl

    try:
        source = decode_module(arguments.file.read_bytes())
    except (OSError, ValueError) as error:
        reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        raise BadInput(f"{arguments.file}: cannot be read: {reason}") from error
    dialect: bsl.Dialect = "onescript" if arguments.file.suffix.lower() == ".os" else "1c"
    result = bsl.execute(source, arguments.call, _values(arguments.arguments), _limits(arguments), dialect=dialect)
    if arguments.json:
        print(json.dumps(_as_json(result), ensure_ascii=False, indent=2, default=_plain))
    else:
        _print(result)
    return 0 if result.ended else 1


def _values(text: str) -> list[Any]:
    try:
        values = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"--arguments: no JSON: {error}; write a list, for example '[[3, 1, 2], \"имя\"]'") from error
    if not isinstance(values, list):
        raise BadInput(f"--arguments: a list is needed, with one element for each argument; this is {text[:40]}")
    return values


def _limits(arguments: argparse.Namespace) -> Any:
    from components.shared.bsl import Limits

    given = {"steps": arguments.steps, "seconds": arguments.seconds}
    for name, value in given.items():
        if value is not None and value <= 0:
            raise BadInput(f"--{name} {value}: a number above 0 is needed")
    return Limits(**{name: value for name, value in given.items() if value is not None})


def _plain(value: object) -> object:
    """A value that JSON has no word for: exact numbers as JSON numbers, the rest as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _as_json(result: Any) -> dict[str, Any]:
    from components.shared.bsl.interpreter import to_python

    return {
        "value": to_python(result.value),
        "messages": list(result.messages),
        "error": asdict(result.error) if result.error else None,
        "outside": result.outside,
        "counts": asdict(result.counts),
        "steps": result.steps,
    }


def _print(result: Any) -> None:
    from components.shared.bsl.interpreter import to_python

    for message in result.messages:
        print(message)
    if result.error:
        error = result.error
        print(f"{error.line}:{error.column} {error.kind}: {error.message_ru}", file=sys.stderr)
        for frame in error.stack:
            print(f"    {frame}", file=sys.stderr)
    elif result.outside:
        print(f"{result.outside_line}: {result.outside_message_ru}", file=sys.stderr)
    elif result.value is not None:
        print(json.dumps(to_python(result.value), ensure_ascii=False, default=_plain))
    print(f"steps: {result.steps}", file=sys.stderr)
