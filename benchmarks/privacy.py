"""How many planted secrets and hidden characters are caught, how many alarms real code gives, and what a look costs.

Alarms are printed with their places, never with what stands there, so that a person can judge each of them.
"""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure, measured
from benchmarks.planted_secrets import METHOD, planted
from components.shared.bsl import decode_module, parse
from components.shared.privacy import find_personal, find_secret, hidden_characters, title_of, twin_letters

COMMAND = "python -m benchmarks privacy"
# Each stands in a comment, in a string, and in a name
HIDDEN = (
    "\u202a",
    "\u202b",
    "\u202c",
    "\u202d",
    "\u202e",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u2069",
    "\u200b",
    "\U000e0072",
)
HOSTS = ("А = 1; // если{} готово", 'А = "Пар{}оль";', "Пар{}оль = Неопределено;")
TWIN = "Cумма = Цена * Количество;"


def figures() -> Iterator[Figure]:
    caught = [find_secret(text) is not None for text in planted()]
    yield _figure("planted secrets caught, of 100", sum(caught), "", COMMAND)
    plants = [[METHOD.format(host.format(character)) for host in HOSTS] for character in HIDDEN]
    found = sum(all(any(hidden_characters(text)) for text in texts) for texts in plants)
    found += any(twin_letters(METHOD.format(TWIN)))
    yield _figure(f"kinds of hidden characters caught, of {len(HIDDEN) + 1}", found, "", COMMAND)
    if folder := os.environ.get("BSL_CORPORA"):
        yield from _of_real_code(Path(folder) / "ssl_3_1")


def _of_real_code(folder: Path) -> Iterator[Figure]:
    command = f"BSL_CORPORA=… {COMMAND}"
    methods = list(_methods(folder))
    started, alarms = time.process_time(), 0
    for path, line, text in methods:
        for rule, position in _alarms(text):
            alarms += 1
            place = f"{path.relative_to(folder)}:{line + text.count(chr(10), 0, position)}"
            print(f"{place}: {title_of(rule)}", file=sys.stderr)
    cost = (time.process_time() - started) / len(methods) * 1000
    yield _figure(
        f"alarms in 1,000 methods of {folder.name} ({len(methods):,})", alarms / len(methods) * 1000, "", command
    )
    yield _figure("processor time of all rules for 1,000 methods", cost, "s", command)


def _alarms(text: str) -> Iterator[tuple[str, int]]:
    if place := find_secret(text):
        yield place.rule, place.start
    yield from ((place.rule, place.start) for place in find_personal(text))
    yield from ((number, position) for position, number in hidden_characters(text))
    yield from (("twin_letters", start) for start, _ in twin_letters(text))


def _methods(folder: Path) -> Iterator[tuple[Path, int, str]]:
    """Each method with its comment, and the line it begins at."""
    for path in sorted(folder.rglob("*.bsl")):
        text = decode_module(path.read_bytes()).removeprefix("\ufeff").replace("\r\n", "\n")
        lines = text.split("\n")
        for method in parse(text).methods:
            start = method.line_start
            while start > 1 and lines[start - 2].lstrip().startswith("//"):
                start -= 1
            yield path, start, "\n".join(lines[start - 1 : method.line_end])


def _figure(claim: str, value: float, unit: str, command: str) -> Figure:
    return measured(claim, [value], unit, command)
