"""Do our diagnostics mark the ranges that BSL Language Server marks in its own fixtures?

    python -m benchmarks.judge.language_server_fixtures CORPUS_FOLDER [CODE ...]

The fixtures and the expected ranges, which are read from the asserts of its tests, are fetched and never shipped
(LGPL). For every code that both have, ranges are compared as sets; a range that only one side marks must be explained
in ``language_server_differences.md`` beside this file. With codes as arguments every difference of these is shown.
"""

import re
import sys
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from components.shared.bsl import decode_module, parse
from components.shared.bsl.configuration import read_configuration
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.context import Context, ModuleKind
from components.shared.bsl.diagnostics import all_diagnostics, run_diagnostics
from components.shared.bsl.platform.model import Side
from components.shared.bsl.syntax.lexer import LINE_SHIFT, column_of, lex, line_of
from components.shared.bsl.syntax.source_map import SourceMap
from components.shared.bsl.syntax.tokens import DIRECTIVE

Range = tuple[int, int, int, int]  # first line and character, last line and character, from 0 as in the protocol

EXPLAINED = Path(__file__).with_name("language_server_differences.md")
_TESTS = "src/test/java/com/github/_1c_syntax/bsl/languageserver/diagnostics"
_FIXTURES = "src/test/resources/diagnostics"
_METADATA = "src/test/resources/metadata/designer"
_OWN_METADATA = re.compile(r'PATH_TO_METADATA = "([^"]+)"')
_MOST_REPAIRS = 30
_NUMBERS = r"(\d+),\s*(\d+),\s*(\d+)(?:,\s*(\d+))?"
_RANGE = re.compile(r"\.has(?:Range|IssueOnRange)\(\s*" + _NUMBERS)
_RANGE_WITH_MESSAGE = re.compile(r"\.hasMessageOnRange\((?:[^;]*?),\s*" + _NUMBERS + r"\s*\)")
_RANGE_OBJECT = re.compile(
    r"(?:getRange\(\)\.equals\(|getRange\(\)\)\.isEqualTo\(|diagnostics\.get\w*\(\d*\),)\s*Ranges\.create\(" + _NUMBERS
)
_SIZE = re.compile(r"\.hasSize\((\d+)\)")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a test of the server says: its ranges, and how many there are in all."""

    ranges: Counter[Range]
    size: int


def expected_ranges(java: str) -> Expected | None:
    """Read the first test of a class that runs with the default settings; None where it names no ranges.

    One that reads the server's sample configuration comes first: we judge with it too.
    """
    blocks = sorted(java.split("@Test")[1:], key=lambda block: "initServerContext(Absolute" not in block)
    for block in blocks:
        by_default = re.split(r"\.put\(", block)[0]
        found = _ranges(by_default)
        if "getDiagnostics(" in by_default and found:
            return _expected(found, by_default)
    helper = java.rpartition("private void")[2]  # asserts that several tests share
    found = _ranges(helper)
    return _expected(found, helper) if found else None


def _expected(found: Counter[Range], block: str) -> Expected:
    size = _SIZE.search(block)
    if size and found.total() > int(size[1]):  # the test says one thing twice
        found = Counter(set(found))
    return Expected(found, int(size[1]) if size else found.total())


def _ranges(block: str) -> Counter[Range]:
    found: Counter[Range] = Counter()
    for pattern in (_RANGE, _RANGE_WITH_MESSAGE, _RANGE_OBJECT):
        for match in pattern.finditer(block):
            first, start, third, fourth = match.groups()
            last, end = (first, third) if fourth is None else (third, fourth)
            found[(int(first), int(start), int(last), int(end))] += 1
    return found


def with_semicolons(text: str) -> str:
    """The text with the semicolons that the platform wants: the server's grammar does without, and so do fixtures.

    One is put behind the last token of its statement, so that no range moves unless code follows on the same line.
    """
    for _ in range(_MOST_REPAIRS):
        missing = next((error for error in parse(text).errors if error.code == "missing-semicolon"), None)
        if missing is None:
            break
        tokens, places = lex(text), SourceMap(text)
        at = bisect_left(tokens.positions, (missing.line << LINE_SHIFT) + missing.column) - 1
        while tokens.kinds[at] == DIRECTIVE:
            at -= 1
        end = places.token_end(tokens.positions[at])
        text = f"{text[:end]};{text[end:]}"
    return text


@cache
def _configuration(root: Path) -> Configuration:
    return read_configuration(root)


def our_ranges(fixture: Path, code: str, configuration: Configuration) -> Counter[Range]:
    """What we mark in a fixture."""
    text = decode_module(fixture.read_bytes())
    if code != "SemicolonPresence":
        text = with_semicolons(text)
    found: Counter[Range] = Counter()
    kind = _KINDS.get(code, "unknown")
    context = Context(module_kind=kind, configuration=configuration, sides=_SIDES.get(code, Side.SERVER))
    if code == "CachedPublic":
        context = _with_kept_values(context, configuration)
    for finding in run_diagnostics(parse(text), text, context, select={code}):
        start, end = finding.start, finding.end
        found[(line_of(start) - 1, column_of(start) - 1, line_of(end) - 1, column_of(end) - 1)] += 1
    return found


def _with_kept_values(context: Context, configuration: Configuration) -> Context:
    """The fixture as one of the common modules, with a flag that the server's test lends it."""
    name, kept = next(iter(configuration.common_modules.items()))
    modules = {name: replace(kept, reuse="DuringRequest")}
    return replace(
        context, owner=f"CommonModule.{kept.name}", configuration=replace(configuration, common_modules=modules)
    )


# Where code runs is known from its module, and a fixture has none: on the server, but for those about clients.
_SIDES = {"UsingSynchronousCalls": Side.CLIENT, "UsingModalWindows": Side.CLIENT}
# What a module is, too: the tests of the server say so by other means.
_KINDS: dict[str, ModuleKind] = {
    "ServerSideExportFormMethod": "form",
    "MissingEventSubscriptionHandler": "application",
    "ScheduledJobHandler": "application",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One code: the ranges of both, of one side only, and how many of these are explained."""

    code: str
    agreed: int
    missed: list[Range]
    superfluous: list[Range]

    @property
    def different(self) -> int:
        """Ranges that only one side marks."""
        return len(self.missed) + len(self.superfluous)


def compare(code: str, server: Path) -> Comparison | None:
    """Compare one code, where the server has a fixture with ranges for it."""
    test, fixture = server / _TESTS / f"{code}DiagnosticTest.java", server / _FIXTURES / f"{code}Diagnostic.bsl"
    if not test.exists() or not fixture.exists() or not fixture.read_bytes().strip():
        return None  # an empty fixture: the test lends flags to a module of another file
    java = test.read_text(encoding="utf-8")
    expected = expected_ranges(java)
    if expected is None:
        return None
    metadata = _OWN_METADATA.search(java)
    ours = our_ranges(fixture, code, _configuration(server / (metadata[1] if metadata else _METADATA)))
    agreed = (expected.ranges & ours).total()
    superfluous = sorted((ours - expected.ranges).elements())
    untold = max(0, expected.size - expected.ranges.total())  # the test counts findings whose ranges it does not name
    return Comparison(code, agreed, sorted((expected.ranges - ours).elements()), superfluous[untold:])


def explained() -> set[tuple[str, int]]:
    """Codes and lines, from 1, of the differences that are explained."""
    rows = re.findall(r"^\| (\w+) \| (\d+) \|", EXPLAINED.read_text(encoding="utf-8"), re.MULTILINE)
    return {(code, int(line)) for code, line in rows}


def main(arguments: list[str]) -> int:
    """Print the table; 1 if less than 95 % agree or a difference is not explained."""
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    server, wanted = Path(arguments[0]) / "bsl-language-server", set(arguments[1:])
    codes = sorted(wanted or all_diagnostics())
    compared = [found for code in codes if (found := compare(code, server))]
    known = explained()
    print("| code | agree | missed | superfluous | unexplained |\n| --- | ---: | ---: | ---: | ---: |")
    unexplained_in_all = 0
    for row in compared:
        open_ones = [place for place in row.missed + row.superfluous if (row.code, place[0] + 1) not in known]
        unexplained_in_all += len(open_ones)
        if row.different or wanted:
            print(f"| {row.code} | {row.agreed} | {len(row.missed)} | {len(row.superfluous)} | {len(open_ones)} |")
        if wanted or open_ones:
            print(*(f"    missed      {_shown(place)}" for place in row.missed), sep="\n")
            print(*(f"    superfluous {_shown(place)}" for place in row.superfluous), sep="\n")
    agreed, different = sum(row.agreed for row in compared), sum(row.different for row in compared)
    share = agreed / max(1, agreed + different)
    print(f"\n{len(compared)} codes, {agreed} ranges agree, {different} differ: {share:.1%} agree")
    print(f"differences without an explanation in {EXPLAINED.name}: {unexplained_in_all}")
    shared = {code for code in codes if (server / _TESTS / f"{code}DiagnosticTest.java").exists()}
    untold = sorted(shared - {row.code for row in compared})
    print(f"shared codes whose tests name no ranges of one fixture: {', '.join(untold) or 'none'}")
    return int(share < 0.95 or unexplained_in_all > 0)


def _shown(place: Range) -> str:
    return f"{place[0] + 1}:{place[1] + 1} … {place[2] + 1}:{place[3] + 1}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
