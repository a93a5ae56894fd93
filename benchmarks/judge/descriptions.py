"""How much of the comments over real methods is understood, and whether what is read can be written again.

    python -m benchmarks.judge.descriptions CORPUS_FOLDER

Compared with the counts of the research (bsl.md §5.3), which were made with line-based expressions. A value is
understood when its types are told from its text. Two differences are wanted: ``Устарела. …`` is no purpose here, and
the heading of the returned value is read without its colon too.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.judge.corpora import corpus_folder, texts
from components.shared.bsl import Method, parse
from components.shared.bsl.descriptions import Description, Value, Variant, read_description, write_description

CORPORA = ("ssl_3_1", "ssl_3_1_eng", "add")
SHORTEST_PURPOSE = 15
# research: ssl_3_1 of the same version
EXPECTED = {
    "purpose of 15 characters": 12_388,
    "methods with parameters": 30_665,
    "all parameters described": 6_822,
    "functions": 13_397,
    "return described": 5_204,
}


def main(arguments: list[str]) -> int:
    folder = corpus_folder(arguments)
    counts = {name: _counts(folder / name) for name in CORPORA if (folder / name).is_dir()}
    print("| what | research, ssl_3_1 | " + " | ".join(counts) + " |")
    print("| --- | ---: | " + "---: | " * len(counts))
    for what in dict.fromkeys(what for count in counts.values() for what in count):
        expected = f"{EXPECTED[what]:,}" if what in EXPECTED else ""
        print(f"| {what} | {expected} | " + " | ".join(f"{count[what]:,}" for count in counts.values()) + " |")
    return 1 if any(count["reads otherwise when written"] for count in counts.values()) else 0


def _counts(folder: Path) -> Counter[str]:
    counts = Counter({"reads otherwise when written": 0})
    for text in texts(folder):
        for method in parse(text).methods:
            counts.update(_facts(method, read_description(method.comment)))
    return counts


def _facts(method: Method, description: Description) -> Iterator[str]:
    yield "methods"
    if len(description.purpose) >= SHORTEST_PURPOSE:
        yield "purpose of 15 characters"
    if method.parameters:
        yield "methods with parameters"
        yield from _parameter_facts(method, description)
    if method.kind == "function":
        yield "functions"
        if description.returns:
            yield "return described"
            yield "… its type understood" if description.returns[0].types else "… its type not understood"
    written = write_description(description)
    if read_description(written) != description:
        yield "reads otherwise when written"


def _parameter_facts(method: Method, description: Description) -> Iterator[str]:
    described = {value.name.casefold() for value in description.parameters or () if value.is_explained}
    names = {parameter.name.casefold() for parameter in method.parameters}
    if names <= described:
        yield "all parameters described"
    elif described:
        yield "some parameters described"
    yield from ("described names that are no parameter" for _ in described - names)
    for variant in _variants(description.parameters or ()):
        yield "explained values, fields included"
        yield "… their types understood" if variant.types else "… their types not understood"


def _variants(values: tuple[Value, ...]) -> Iterator[Variant]:
    for value in values:
        for variant in value.variants:
            yield variant
            yield from _variants(variant.fields)


if __name__ == "__main__":
    sys.exit(main(sys.argv))
