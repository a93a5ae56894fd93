"""Broken code that the parser accepts, which must be none: ``python -m benchmarks.judge.mutations CORPUS_FOLDER``.

Real methods are broken by the rules of ``benchmarks.judge.broken``, each method by a few of them, each rule on as many
methods. Every case is one method, parsed alone. A case that is accepted is shown with the place where it was broken.
"""

import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks.judge.broken.method_text import MethodText, single_methods
from benchmarks.judge.broken.rule import Rule
from benchmarks.judge.broken.table import RULES
from benchmarks.judge.corpora import corpus_folder, module_files
from components.shared.bsl import decode_module, parse

CORPORA = ("ssl_3_1", "ssl_3_1_eng")
STRIPES = 8  # of each corpus: each is one job, with its own share of the cases
CASES_OF_A_RULE_IN_A_STRIPE = 24
RULES_TRIED_ON_A_METHOD = 12
LONGEST_METHOD = 8_000
SHOWN = 160


@dataclass(slots=True)
class Tally:
    """How many cases of each rule were made, and those that were accepted."""

    cases: dict[str, int] = field(default_factory=dict)
    accepted: list[tuple[str, str]] = field(default_factory=list)

    def add(self, rule: Rule, method: MethodText, broken: str) -> None:
        """Parse one case."""
        self.cases[rule.kind] = self.cases.get(rule.kind, 0) + 1
        if not parse(broken).errors:
            self.accepted.append((rule.kind, _around_change(method.text, broken)))

    def merge(self, other: "Tally") -> None:
        """Add the cases of another tally."""
        for kind, cases in other.cases.items():
            self.cases[kind] = self.cases.get(kind, 0) + cases
        self.accepted += other.accepted


def break_methods(methods: Iterable[MethodText], cases_of_a_rule: int, random: Random) -> Tally:
    """Break methods until every rule has its cases, or the methods are used up."""
    tally, rules = Tally(), list(RULES)
    for method in methods:
        if not rules:
            break
        for rule in random.sample(rules, min(RULES_TRIED_ON_A_METHOD, len(rules))):
            for broken in islice(rule.broken(method), 1):
                tally.add(rule, method, broken)
        rules = [rule for rule in rules if tally.cases.get(rule.kind, 0) < cases_of_a_rule]
    return tally


def break_stripe(job: tuple[Path, int]) -> Tally:
    """Break the methods of every eighth module."""
    folder, stripe = job
    random = Random(stripe)
    files = module_files(folder)[stripe::STRIPES]
    random.shuffle(files)
    return break_methods(_methods(files, random), CASES_OF_A_RULE_IN_A_STRIPE, random)


def _methods(files: list[Path], random: Random) -> Iterator[MethodText]:
    for path in files:
        for method in single_methods(decode_module(path.read_bytes()), random):
            if len(method.text) <= LONGEST_METHOD:
                yield method


def _around_change(before: str, after: str) -> str:
    same = next((at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), len(before))
    return after[max(0, same - SHOWN // 2) : same + SHOWN // 2]


def main() -> int:
    """Print a row for each rule and what was accepted."""
    root = corpus_folder(sys.argv)
    jobs = [(root / corpus, stripe) for corpus in CORPORA for stripe in range(STRIPES)]
    total = Tally()
    with ProcessPoolExecutor() as workers:
        for tally in workers.map(break_stripe, jobs):
            total.merge(tally)
    accepted = [kind for kind, _ in total.accepted]
    print("| broken by | the rule | cases | accepted |\n| --- | --- | ---: | ---: |")
    for rule in RULES:
        print(f"| {rule.kind} | {rule.says} | {total.cases.get(rule.kind, 0):,} | {accepted.count(rule.kind)} |")
    cases = sum(total.cases.values())
    print(f"\n{cases:,} cases of {len(total.cases)} kinds, {1 - len(accepted) / cases:.4%} refused")
    for kind, place in total.accepted[:50]:
        print(f"\naccepted, {kind}:\n{place}")
    return int(len(accepted) > 0.0005 * cases)


if __name__ == "__main__":
    sys.exit(main())
