"""How fast the parser is imported and reads modules, also beside compiled grammars: the sample configuration."""

import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.figure import Figure, repeated, seconds
from benchmarks.judge.speed import GRAMMARS, Contestant, compiled, ours, race, shares
from components.shared.bsl import SourceMap, decode_module, parse

MODULES = Path("datasets/sample_configuration/designer")
REPETITIONS = 20
COMMAND = "python -m benchmarks parser"


def figures() -> Iterator[Figure]:
    texts = [decode_module(path.read_bytes()) for path in sorted(MODULES.rglob("*.bsl"))] * REPETITIONS
    methods = [SourceMap(text).text_of(method) for text in texts for method in parse(text).methods]
    size = sum(len(text.encode()) for text in texts) / 1e6

    def rate(amount: float) -> float:
        return amount / seconds(lambda: [parse(text) for text in texts])

    yield repeated("import of components.shared.bsl", "ms", COMMAND, import_milliseconds)
    yield repeated("parser", "methods/s", COMMAND, lambda: rate(len(methods)))
    yield repeated("parser", "MB/s", COMMAND, lambda: rate(size))
    for name in GRAMMARS:
        other = compiled(name)
        if isinstance(other, str):
            print(other, file=sys.stderr)
        else:
            yield from beside(other, "whole modules", texts)
            yield from beside(other, "single methods", methods)


def import_milliseconds() -> float:
    """What a fresh interpreter says about the import of the package with everything that it imports itself."""
    command = [sys.executable, "-X", "importtime", "-c", "import components.shared.bsl"]
    lines = subprocess.run(command, capture_output=True, check=True, text=True).stderr.splitlines()
    return int(lines[-1].split("|")[1]) / 1000  # "import time: self [us] | cumulative | imported package"


def beside(other: Contestant, what: str, texts: Sequence[str]) -> Iterator[Figure]:
    """The parser's share of a compiled grammar's speed, and the valid texts that each refuses."""
    this = ours()
    found = shares(race([this, other], texts), this, other)
    claim = f"parser beside {other.name}, {what}"
    yield Figure(claim, statistics.median(found), min(found), max(found), "× as fast", COMMAND)
    for parser in (this, other):
        refused = float(sum(map(parser.refuses, set(texts))))
        yield Figure(f"{what} refused by {parser.name}", refused, refused, refused, f"of {len(set(texts))}", COMMAND)
