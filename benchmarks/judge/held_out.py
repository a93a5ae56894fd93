"""The judge on code that nobody fitted it on: ``python -m benchmarks.judge.held_out FOLDER``.

Every folder below FOLDER is one checkout. What is published compiles, so findings of the axis ``compile`` are false
alarms unless the code shows otherwise; each module is judged with nothing known around it, and with the index of the
configuration or extension that it lies in. Extensions beside the only configuration of a checkout lie over it together.
"""

import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, reduce
from multiprocessing import get_context
from pathlib import Path

from benchmarks.judge.corpora import module_files
from benchmarks.judge.refusals import outcome as parsed_outcome
from components.shared import bsl
from components.shared.bsl.configuration.layouts import find_roots
from components.shared.bsl.configuration.merging import merge
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.configuration.reader import read_configuration
from components.shared.bsl.diagnostics.compile import PARSE_ERROR, RULE_OF_ERROR
from components.shared.bsl.places import context_of

FILES_IN_A_CHUNK = 8
SHOWN_CAUSES = 40
RULES_OF_PARSER = {PARSE_ERROR, *RULE_OF_ERROR.values()}


@dataclass(frozen=True, slots=True)
class Checked:
    """What was said of one module."""

    checkout: str
    path: str  # below the checkout
    kind: str  # of module
    methods: int
    errors: tuple[str, ...]  # of the parser
    refused: int  # methods that end in the text and are not in the tree
    alone: tuple[str, ...]  # what does not compile besides, with nothing known around
    indexed: tuple[str, ...] | None  # the same with its own index; None where it lies in no configuration


def checkouts(folder: Path) -> list[Path]:
    """The checkouts in a folder, those without modules left out."""
    return [path for path in sorted(folder.iterdir()) if path.is_dir() and module_files(path)]


@lru_cache(maxsize=1)
def indexes(checkout: Path) -> dict[Path, Configuration]:
    """Every configuration and extension of a checkout by its folder; damaged ones are left out and named."""
    read: dict[Path, Configuration] = {}
    for root in find_roots(checkout):
        try:
            read[root.folder] = read_configuration(root.folder)
        except ValueError as error:
            print(f"no index: {error}", file=sys.stderr)
    bases = [each for each in read.values() if not each.is_extension]
    if len(bases) != 1:
        return read
    together = reduce(merge, (each for each in read.values() if each.is_extension), bases[0])
    return {path: together if each.is_extension else each for path, each in read.items()}


def index_of(path: Path, checkout: Path) -> Configuration | None:
    """The configuration that a module lies in."""
    known = indexes(checkout)
    return next((known[folder] for folder in path.parents if folder in known), None)


def check(job: tuple[Path, Path]) -> Checked:
    """Judge one module, with nothing known around it and with its own index."""
    path, checkout = job
    name = path.relative_to(checkout).as_posix()
    parsed = parsed_outcome(job)
    text = bsl.decode_module(path.read_bytes())
    configuration = index_of(path, checkout)
    return Checked(
        checkout.name,
        name,
        context_of(name).module_kind,
        parsed.methods,
        parsed.errors,
        max(0, parsed.ends - parsed.methods),
        _said(bsl.judge(text, context_of(name)), name),
        _said(bsl.judge(text, context_of(name, configuration)), name) if configuration else None,
    )


def _said(verdict: bsl.Verdict, name: str) -> tuple[str, ...]:
    return tuple(
        f"{found.rule.code}: {found.message_ru} ({name}:{found.line})"
        for found in verdict.findings
        if found.rule.axis == "compile" and found.rule not in RULES_OF_PARSER
    )


def main() -> int:
    """Print the tables, then what was refused and the most frequent messages."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit(f"usage: {sys.argv[0]} FOLDER, each folder in it one checkout")
    everything: list[Checked] = []
    for checkout in checkouts(Path(sys.argv[1])):
        jobs = [(path, checkout) for path in module_files(checkout)]
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as workers:
            everything += workers.map(check, jobs, chunksize=FILES_IN_A_CHUNK)
    _print_checkouts(everything)
    _print_kinds(everything)
    for module in everything:
        for error in module.errors:
            print(f"refused: {error} ({module.checkout}/{module.path})")
    _print_messages(everything)
    return 0


def _print_checkouts(everything: list[Checked]) -> None:
    print(
        "| checkout | modules | methods | refused | alone, per 100 methods | in an index | with it, per 100 methods |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name in sorted({module.checkout for module in everything}):
        print(f"| {name} {_rates([module for module in everything if module.checkout == name])}")


def _print_kinds(everything: list[Checked]) -> None:
    print("\n| kind of module | modules | methods | refused | alone | in an index | with it |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for kind in sorted({module.kind for module in everything}):
        print(f"| {kind} {_rates([module for module in everything if module.kind == kind])}")
    print(f"| all {_rates(everything)}\n")


def _rates(modules: list[Checked]) -> str:
    """Cells of one row: how many, and how often something is said."""
    indexed = [module for module in modules if module.indexed is not None]
    methods, methods_indexed = (sum(module.methods for module in some) for some in (modules, indexed))
    alone = sum(len(module.alone) for module in modules)
    with_index = sum(len(module.indexed or ()) for module in indexed)
    refused = sum(module.refused for module in modules)
    return (
        f"| {len(modules):,} | {methods:,} | {refused} | {_rate(alone, methods)} "
        f"| {methods_indexed:,} | {_rate(with_index, methods_indexed)} |"
    )


def _rate(found: int, methods: int) -> str:
    return f"{found} ({100 * found / methods:.2f})" if methods else "—"


def _print_messages(everything: list[Checked]) -> None:
    """The most frequent messages, each with its first place."""
    for title, which in (("alone", "alone"), ("with the index", "indexed")):
        counts: Counter[str] = Counter()
        places: dict[str, str] = {}
        for module in everything:
            for said in getattr(module, which) or ():
                message, _, place = said.rpartition(" (")
                message = message.partition(". Возможно")[0]
                counts[message] += 1
                places.setdefault(message, f"{module.checkout}/{place.rstrip(')')}")
        print(f"\n{title}:")
        for message, count in counts.most_common(SHOWN_CAUSES):
            print(f"{count:5} {message} ({places[message]})")


if __name__ == "__main__":
    sys.exit(main())
