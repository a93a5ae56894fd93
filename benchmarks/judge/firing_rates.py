"""How often each diagnostic fires on code that ships, and what each costs.

    python -m benchmarks.judge.firing_rates CORPUS_FOLDER [EVERY]

Writes ``components/shared/bsl/diagnostics/firing_rates.md``: the share of methods of the standard subsystems library
(ssl_3_1, judged with its own index) that each diagnostic has something to say about. The strength of a diagnostic is
decided by it: a strong one fails a method, so one that fires on more than 1 % of methods that 1C ships must say why.
With EVERY only each n-th module is read and nothing is written. Prints seconds by diagnostic, beside the parse.
"""

import gc
import sys
import time
from bisect import bisect_right
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from benchmarks.judge.corpora import corpus_folder, module_files
from components.shared.bsl import decode_module, parse
from components.shared.bsl.configuration import read_configuration
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.diagnostics import ModuleView, all_diagnostics
from components.shared.bsl.diagnostics.compile import compile_findings
from components.shared.bsl.diagnostics.run import checked
from components.shared.bsl.diagnostics.unknown_names import name_findings
from components.shared.bsl.findings import Finding
from components.shared.bsl.places import context_of

CORPUS = "ssl_3_1"
TABLE = Path("components/shared/bsl/diagnostics/firing_rates.md")
MOST_WITHOUT_A_REASON = 0.01
REASONS: dict[str, str] = {}  # code of a strong diagnostic above one per cent: why it is strong all the same
_PARSE, _INDEX, _TOKENS, _NAMES = "parsing", "one walk over the tree", "reading tokens again", "names"


@dataclass(slots=True)
class Counts:
    """What one part of the corpus gives."""

    methods: int = 0
    methods_with: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Counts") -> None:
        """Add the counts of another part."""
        self.methods += other.methods
        self.methods_with += other.methods_with
        self.findings += other.findings
        self.seconds += other.seconds


@cache
def _configuration(folder: Path) -> Configuration:
    return read_configuration(folder)


def count(job: tuple[Path, Path]) -> Counts:
    """Judge one module, check by check, with a clock beside each."""
    path, folder = job
    text, counts = decode_module(path.read_bytes()), Counts()
    context = context_of(path.relative_to(folder).as_posix(), _configuration(folder))
    clock = _Clock(counts.seconds)
    gc.disable()  # as run_diagnostics does
    module = parse(text)
    clock.stop(_PARSE)
    view = ModuleView(module, text, context)
    _ = view.codes
    clock.stop(_INDEX)
    _ = view.tokens
    clock.stop(_TOKENS)
    findings: list[Finding] = [*compile_findings(view), *name_findings(view)]
    clock.stop(_NAMES)
    for code, found in all_diagnostics().items():
        findings += checked(found, view)
        clock.stop(code)
    gc.enable()
    starts = [method.position for method in module.methods]
    counts.methods = len(starts)
    counts.findings.update(finding.rule.code for finding in findings)
    counts.methods_with.update(code for code, _ in {(f.rule.code, bisect_right(starts, f.start)) for f in findings})
    return counts


class _Clock:
    def __init__(self, seconds: Counter[str]) -> None:
        self._seconds = seconds
        self._last = time.process_time()

    def stop(self, name: str) -> None:
        now = time.process_time()
        self._seconds[name] += now - self._last  # type: ignore[assignment]
        self._last = now


def table(counts: Counts) -> str:
    """The page that stays in the repository."""
    rows = [
        f"| {code} | {found.rule.axis} | {found.rule.strength} | {counts.methods_with[code] / counts.methods:.2%} "
        f"| {counts.findings[code]:,} | {REASONS.get(code, '')} |"
        for code, found in sorted(all_diagnostics().items(), key=lambda item: (-counts.methods_with[item[0]], item[0]))
    ]
    return "\n".join(
        [
            "# How often each diagnostic fires on code that ships",
            "",
            "Generated: `python -m benchmarks.judge.firing_rates CORPUS_FOLDER`. Do not edit.",
            "",
            f"Shares of the {counts.methods:,} methods of the standard subsystems library ({CORPUS}, CC BY 4.0, judged",
            "with its own index) with at least one finding. Strong diagnostics fail code, weak ones lower its score,",
            "the others are only shown. A strong one above 1 % of the methods says why it is strong all the same.",
            "",
            "| diagnostic | axis | strength | methods | findings | why strong above 1 % |",
            "| --- | --- | --- | ---: | ---: | --- |",
            *rows,
            "",
        ]
    )


def main(arguments: list[str]) -> int:
    """Print, and write where the whole corpus was read; 1 where a strong diagnostic lacks its reason."""
    folder = corpus_folder(arguments) / CORPUS
    every = int(arguments[2]) if len(arguments) > 2 else 1
    _configuration(folder)  # before the workers are forked, so that they share it
    all_diagnostics()
    jobs = [(path, folder) for path in module_files(folder)][::every]
    counts, started = Counts(), time.perf_counter()
    with ProcessPoolExecutor() as workers:
        for part in workers.map(count, jobs, chunksize=4):
            counts.add(part)
    print(table(counts))
    _print_costs(counts, time.perf_counter() - started)
    if every == 1:
        TABLE.write_text(table(counts), encoding="utf-8")
    loud = [
        code
        for code, found in all_diagnostics().items()
        if found.rule.strength == "strong"
        and counts.methods_with[code] > MOST_WITHOUT_A_REASON * counts.methods
        and code not in REASONS
    ]
    print("strong above 1 % without a reason:", ", ".join(loud) or "none")
    return int(bool(loud))


def _print_costs(counts: Counts, wall: float) -> None:
    parsing, total = counts.seconds[_PARSE], counts.seconds.total()
    print(f"\n{total:.1f} s of processor time, {total / parsing:.2f} x the parse; {wall:.1f} s of wall time")
    for name, seconds in counts.seconds.most_common(40):
        print(f"  {seconds:7.2f} s  {seconds / parsing:6.1%} of the parse  {name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv))
