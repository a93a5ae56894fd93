"""How fast the parser reads modules: the sample configuration and the solutions of the patterns, over and over."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure, repeated, seconds
from components.shared.bsl import decode_module, parse

MODULES = Path("datasets/sample_configuration/designer")
REPETITIONS = 20


def figures() -> Iterator[Figure]:
    texts = [decode_module(path.read_bytes()) for path in sorted(MODULES.rglob("*.bsl"))] * REPETITIONS
    methods = sum(len(parse(text).methods) for text in texts)
    size = sum(len(text.encode()) for text in texts) / 1e6

    def rate(amount: float) -> float:
        return amount / seconds(lambda: [parse(text) for text in texts])

    command = "python -m benchmarks parser"
    yield repeated("parser", "methods/s", command, lambda: rate(methods))
    yield repeated("parser", "MB/s", command, lambda: rate(size))
