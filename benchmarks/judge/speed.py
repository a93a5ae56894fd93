"""Speed of the parser beside that of compiled grammars, and refusals: ``python -m benchmarks.judge.speed FOLDER``.

One core, one run, the parsers taking turns on the same texts: whole modules of ssl_3_1 in MB/s, its methods one by one
in methods/s. The compiled grammars are tree-sitter's (``tree-sitter``, ``tree-sitter-hbk``, ``tree-sitter-bsl`` of
PyPI); the texts are given to them as bytes, and what is timed is the call that gives a tree.
"""

import statistics
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

from benchmarks.judge.corpora import corpus_folder, module_files
from components.shared.bsl import SourceMap, decode_module, parse

CORPUS = "ssl_3_1"
EVERY_MODULE = 10  # a tenth of the corpus, spread over all of it
ROUNDS = 7
GRAMMARS = ("tree_sitter_hbk", "tree_sitter_bsl")
Parse = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Contestant:
    """A parser: how it is called, and whether it refuses a text."""

    name: str
    parse: Callable[[str], object] | Parse
    refuses: Callable[[str], bool]
    takes_bytes: bool


def ours() -> Contestant:
    """The parser of this project."""
    return Contestant("this parser", parse, lambda text: bool(parse(text).errors), takes_bytes=False)


def compiled(name: str) -> Contestant | str:
    """A compiled grammar, or what is missing."""
    try:
        tree_sitter, grammar = import_module("tree_sitter"), import_module(name)
    except ImportError as error:
        return f"{name}: not measured, {error}; pip install tree-sitter {name.replace('_', '-')}"
    parser = tree_sitter.Parser(tree_sitter.Language(grammar.language()))

    def refuses(text: str) -> bool:
        return bool(parser.parse(text.encode()).root_node.has_error)

    return Contestant(name.replace("_", "-"), parser.parse, refuses, takes_bytes=True)


def seconds(contestant: Contestant, texts: Sequence[str], encoded: Sequence[bytes]) -> float:
    """Processor time of one pass over all texts."""
    started = time.process_time()
    deque(map(contestant.parse, encoded if contestant.takes_bytes else texts), maxlen=0)  # type: ignore[arg-type]
    return time.process_time() - started


def race(contestants: Sequence[Contestant], texts: Sequence[str]) -> dict[str, list[float]]:
    """Seconds of each round of each parser; they take turns, so that a busy machine is busy for all."""
    encoded = [text.encode() for text in texts]
    times: dict[str, list[float]] = {contestant.name: [] for contestant in contestants}
    for number in range(ROUNDS + 1):
        for contestant in contestants:
            taken = seconds(contestant, texts, encoded)
            if number:  # the first round fills caches
                times[contestant.name].append(taken)
    return times


def shares(times: dict[str, list[float]], one: Contestant, other: Contestant) -> list[float]:
    """How many times as fast one parser was as another, round by round."""
    return [theirs / mine for mine, theirs in zip(times[one.name], times[other.name], strict=True)]


def print_table(title: str, contestants: Sequence[Contestant], texts: Sequence[str], amount: float) -> None:
    """One row a parser: amount a second, its share of each compiled grammar's, texts refused."""
    times = race(contestants, texts)
    print(f"\n{title}\n\n| parser | per second | this parser is | refused |\n| --- | ---: | ---: | ---: |")
    for contestant in contestants:
        taken = times[contestant.name]
        ratio = statistics.median(shares(times, contestants[0], contestant))
        refused = sum(map(contestant.refuses, texts))
        row = f"{amount / statistics.median(taken):,.1f} | {ratio:.2f} × as fast | {refused} of {len(texts):,}"
        print(f"| {contestant.name} | {row} |", flush=True)


def main() -> int:
    """Print both tables, and what could not be measured."""
    files = module_files(corpus_folder(sys.argv) / CORPUS)[::EVERY_MODULE]
    modules = [decode_module(path.read_bytes()) for path in files]
    methods = [SourceMap(text).text_of(method) for text in modules for method in parse(text).methods]
    found = [compiled(name) for name in GRAMMARS]
    contestants = [ours(), *(one for one in found if isinstance(one, Contestant))]
    size = sum(len(text.encode()) for text in modules) / 1e6
    print_table(f"Whole modules of {CORPUS}, MB/s", contestants, modules, size)
    print_table(f"Methods of {CORPUS} one by one, methods/s", contestants, methods, len(methods))
    for missing in found:
        if isinstance(missing, str):
            print(f"\n{missing}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
