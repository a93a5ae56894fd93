"""Methods around a broken one that are lost with it: ``python -m benchmarks.judge.recovery CORPUS_FOLDER``.

One method of a real module is broken by a rule of ``benchmarks.judge.broken``; all other methods of the module should
still be in the tree. Rules that reach beyond their method on purpose (prose, fences, instructions around it) are left
out.
"""

import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random

from benchmarks.judge.broken import added, dropped, foreign, further, misspelt, swapped
from benchmarks.judge.broken.method_text import MethodText
from benchmarks.judge.corpora import corpus_folder, module_files
from components.shared.bsl import SourceMap, decode_module, parse

RULES = (*dropped.RULES, *added.RULES, *swapped.RULES, *misspelt.RULES, *foreign.RULES, *further.RULES)
EVERY_MODULE = 4
CASES_OF_A_MODULE = 12
MOST_SHOWN = 20


def lost_in(job: tuple[int, Path]) -> list[tuple[str, int, int]]:
    """Break a module several times: rule, methods that should be left, methods that are."""
    seed, path = job
    random = Random(seed)
    text = decode_module(path.read_bytes())
    places, module = SourceMap(text), parse(text)
    if len(module.methods) < 3 or "#Если" in text or "#If" in text:
        return []
    found = []
    for _ in range(CASES_OF_A_MODULE):
        method, rule = random.choice(module.methods), random.choice(RULES)
        alone = places.text_of(method)
        single = parse(alone)
        if len(single.methods) != 1 or single.errors:
            continue
        broken = next(iter(rule.broken(MethodText(alone, single.methods[0], random))), None)
        if broken is not None:
            start, end = places.range_of(method)
            left = Counter(one.name for one in parse(text[:start] + broken + text[end:]).methods)
            others = Counter(one.name for one in module.methods if one is not method)
            found.append((rule.kind, others.total(), (others & left).total()))
    return found


def main() -> int:
    """Print how many neighbours were lost in how many cases, and by which rules."""
    files = module_files(corpus_folder(sys.argv) / "ssl_3_1")[::EVERY_MODULE]
    with ProcessPoolExecutor() as workers:
        cases = [case for found in workers.map(lost_in, enumerate(files), chunksize=8) for case in found]
    whole = sum(expected == left for _, expected, left in cases)
    lost = sum(expected - left for _, expected, left in cases)
    methods = sum(expected for _, expected, _ in cases)
    print(f"{len(cases):,} broken modules: in {whole / len(cases):.2%} no neighbour was lost")
    print(f"{lost:,} of {methods:,} neighbours lost ({lost / methods:.3%})\n\n| rule | cases | neighbours lost |")
    print("| --- | ---: | ---: |")
    counts = Counter(kind for kind, _, _ in cases)
    losses = Counter[str]()
    for kind, expected, left in cases:
        losses[kind] += expected - left
    for kind, number in losses.most_common(MOST_SHOWN):
        print(f"| {kind} | {counts[kind]} | {number} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
