"""How well names are judged: ``python -m benchmarks.judge.names CORPUS_FOLDER``.

The library of standard subsystems ships, so whatever is said of it is a false alarm unless it is shown to be a defect.
Then wrong names are planted into its methods, and those that are found are counted.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from benchmarks.judge.corpora import corpus_folder, module_files
from benchmarks.judge.planted_names import LEAST_CAUGHT, count_by_library_alone, plant_and_count
from components.shared.bsl import decode_module, parse
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.configuration.reader import read_configuration
from components.shared.bsl.findings import Finding
from components.shared.bsl.names import check_names
from components.shared.bsl.places import context_of
from components.shared.bsl.syntax.source_map import SourceMap
from components.shared.bsl.syntax.syntax_tree import Module

CORPUS = "ssl_3_1"
# false alarms per 100 methods that the issue allows
MOST_ALARMS = {"form": 0.5, "common": 0.2}
MOST_ALARMS_ALONE = 0.2  # of common modules, with nothing known around them
_SHOWN = 40
_EVERY = 10  # of the methods, judged one by one
# Alarms that are right: what is wrong in the library, as its own files show.
DEFECTS = {
    "ПроверитьАдресОбработчикОжидания": "the form attaches a handler that its module does not have",
    "ПанельДекорации": "the form has no such item in its Form.xml",
    "Идентификатор": "the column is called ПредставительИдентификатор in the Form.xml",
    "ОбменСообщениями": "an exchange plan of another library; this configuration has none of that name",
}


@dataclass(slots=True)
class Outcome:
    """What was said of one module."""

    kind: str
    methods: int
    alarms: list[str]  # with the configuration
    alarms_alone: list[str]  # without anything
    single_methods: int  # judged as parts of a module, with the configuration and without
    alarms_single: list[str]
    parse_seconds: float
    names_seconds: float


@lru_cache(maxsize=1)
def _configuration(folder: Path) -> Configuration:
    return read_configuration(folder)


def outcome(job: tuple[Path, Path]) -> Outcome:
    """Judge the names of one file, with the configuration around it and without."""
    path, folder = job
    name = path.relative_to(folder).as_posix()
    text = decode_module(path.read_bytes())
    started = time.process_time()
    module = parse(text)
    parsed = time.process_time()
    context = context_of(name, _configuration(folder))
    before = time.process_time()
    found = check_names(module, context)
    names_seconds = time.process_time() - before
    alone = check_names(module, context_of(name)) if context.module_kind == "common" else []
    singles, alarms_single = _single_methods(text, module, name, folder)
    return Outcome(
        context.module_kind,
        len(module.methods),
        _shown(found, name),
        _shown(alone, name),
        singles,
        alarms_single,
        parsed - started,
        names_seconds,
    )


def _single_methods(text: str, module: Module, name: str, folder: Path) -> tuple[int, list[str]]:
    """Every tenth method as if the rest of its module were not there."""
    source = SourceMap(text)
    chosen = module.methods[::_EVERY]
    alarms: list[str] = []
    for method in chosen:
        single = parse(source.text_of(method))
        for configuration in (_configuration(folder), None):
            alarms += _shown(check_names(single, context_of(name, configuration, whole_module=False)), name)
    return len(chosen), alarms


def _shown(findings: list[Finding], name: str) -> list[str]:
    """What does not compile, as text; deprecated methods do compile."""
    return [
        f"{found.rule.code}: {found.message_ru} ({name}:{found.line})"
        for found in findings
        if found.rule.axis == "compile"
    ]


def main() -> int:
    """Print the tables; 1 where a figure of the issue does not hold."""
    folder = corpus_folder(sys.argv) / CORPUS
    with ProcessPoolExecutor() as workers:
        outcomes = list(workers.map(outcome, [(path, folder) for path in module_files(folder)], chunksize=16))
    holds = [_print_alarms(outcomes), _print_alone(outcomes)]
    names_seconds = sum(each.names_seconds for each in outcomes)
    parse_seconds = sum(each.parse_seconds for each in outcomes)
    print(f"\nnames: {names_seconds:.1f} s, parse: {parse_seconds:.1f} s of processor time\n")
    singles = sum(each.single_methods for each in outcomes)
    alarms_single = sum(len(each.alarms_single) for each in outcomes)
    print(f"methods judged one by one, with the configuration and without: {alarms_single} alarms of {singles:,}\n")
    caught, planted = plant_and_count(folder)
    by_library, of_library = count_by_library_alone(folder)
    print(f"\nwrong methods of the library caught by its public interface alone: {by_library} of {of_library}")
    print(f"\nplanted names caught: {caught} of {planted} = {100 * caught / planted:.1f} %")
    _print_examples(outcomes)
    return 0 if all(holds) and caught >= LEAST_CAUGHT * planted else 1


def _print_alarms(outcomes: list[Outcome]) -> bool:
    print("| modules | methods | alarms | per 100 methods | allowed |\n| --- | ---: | ---: | ---: | ---: |")
    holds = True
    for kind in sorted({each.kind for each in outcomes}):
        methods = sum(each.methods for each in outcomes if each.kind == kind)
        alarms = sum(len(each.alarms) for each in outcomes if each.kind == kind)
        rate = 100 * alarms / max(1, methods)
        print(f"| {kind} | {methods:,} | {alarms} | {rate:.2f} | {MOST_ALARMS.get(kind, '')} |")
        holds = holds and rate <= MOST_ALARMS.get(kind, rate)
    return holds


def _print_alone(outcomes: list[Outcome]) -> bool:
    common = [each for each in outcomes if each.kind == "common"]
    methods = sum(each.methods for each in common)
    alarms = sum(len(each.alarms_alone) for each in common)
    rate = 100 * alarms / max(1, methods)
    print(f"| common, nothing known around | {methods:,} | {alarms} | {rate:.2f} | {MOST_ALARMS_ALONE} |")
    return rate <= MOST_ALARMS_ALONE


def _print_examples(outcomes: list[Outcome]) -> None:
    messages: Counter[str] = Counter()
    places: dict[str, str] = {}
    for text in _all_alarms(outcomes):
        message, _, place = text.rpartition(" (")
        message = message.partition(". Возможно")[0]
        messages[message] += 1
        places.setdefault(message, place.rstrip(")"))
    print("\nthe most frequent alarms:")
    for message, count in messages.most_common(_SHOWN):
        defect = next((why for name, why in DEFECTS.items() if f"«{name}»" in message), "")
        print(f"{count:4} {message} ({places[message]})" + (f", a defect: {defect}" if defect else ""))


def _all_alarms(outcomes: list[Outcome]) -> Iterator[str]:
    for each in outcomes:
        yield from each.alarms
        yield from (f"nothing known: {text}" for text in each.alarms_alone)
        yield from (f"one method: {text}" for text in each.alarms_single)


if __name__ == "__main__":
    sys.exit(main())
