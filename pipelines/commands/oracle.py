"""Compare the judge with the real platform: send cases out, read what 1C:Enterprise said of them.

Examples:
  bsl oracle export --output sent --answers answers.jsonl         the answers of a model
  bsl oracle export --output sent src/CommonModules               modules of your own
  bsl oracle export --output sent src/CommonModules --index src   the judge knows the configuration below them
  sent/check-vrunner.sh                                           where 1C:Enterprise and vanessa-runner 2.x are
  bsl oracle import sent sent/reports/vrunner.xml                 how often both agree, and every disagreement
  bsl oracle import sent log1 log2 --json --min-agreement 0.99

The export is an extension with a common module for each case, scripts for vanessa-runner, the Designer and ibcmd, and
a page in Russian. Both sides are asked the same: does this text compile as a common module over this configuration?
Without --index that is an empty one, so whatever an answer calls outside of itself is unknown to both. Modules of
forms and objects are left out. Some modules of each export are broken on purpose: a report that does not refuse them
checked nothing, and the import says so instead of counting silence as agreement. Cases judged again (export the same
ones into another folder) fit the reports that they already have.

Agreement with the platform has not been measured by this project: nobody of it has the platform. The forms of the
reports are known from public sources; a report that is not understood is worth telling us of.
exit codes: 0 done, 1 agreement below --min-agreement, 2 bad input, or a report of a check that did not run
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from components.shared.errors import BadInput

if TYPE_CHECKING:
    from components.shared.summaries import Interval
    from pipelines.oracle.agreement import Agreement
    from pipelines.oracle.cases import Case
    from pipelines.oracle.collecting import Piece, Prepared, Surroundings

MOST_SHOWN = 50
FEWEST_WITH_PROGRESS = 64
COMPATIBILITY = re.compile(r"8\.\d{1,2}\.\d{1,3}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    sending = actions.add_parser("export", help="write cases as an extension, with scripts that check it")
    sending.add_argument("paths", type=Path, nargs="*", metavar="PATH", help="modules, or folders with modules")
    sending.add_argument("--answers", type=Path, metavar="FILE", help="answers of a model, one JSON object a line")
    sending.add_argument("--output", type=Path, required=True, metavar="DIR", help="new folder to write")
    sending.add_argument("--index", type=Path, help="the configuration below the cases: an index, or an export")
    sending.add_argument(
        "--compatibility", default="", metavar="MODE", help="mode of the extension (default: the index's, or 8.3.24)"
    )
    reading = actions.add_parser("import", help="read what a platform said, and compare")
    reading.add_argument("folder", type=Path, metavar="DIR", help="folder that the export wrote")
    reading.add_argument(
        "reports", type=Path, nargs="+", metavar="REPORT", help="JUnit report of vanessa-runner, or log of the Designer"
    )
    reading.add_argument(
        "--min-agreement",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="least share of cases that must agree; a doubt of the platform counts as a refusal",
    )
    reading.add_argument(
        "--show", type=int, default=MOST_SHOWN, metavar="N", help="disagreements shown (default: %(default)s)"
    )
    reading.add_argument("--json", action="store_true", help="print one JSON object, with all disagreements")


def run(arguments: argparse.Namespace) -> int:
    """Export cases, or import a report."""
    return _export(arguments) if arguments.action == "export" else _import(arguments)


def _export(arguments: argparse.Namespace) -> int:
    from pipelines.oracle.collecting import Surroundings, judge_all, prepare

    if arguments.compatibility and not COMPATIBILITY.fullmatch(arguments.compatibility):
        raise BadInput(f"--compatibility {arguments.compatibility}: write it as 8.3.24")
    _refuse_used(arguments.output)
    pieces = _pieces(arguments)
    if arguments.paths and not arguments.index:
        print(
            "no --index: modules are judged over an empty configuration, so they lack their neighbours", file=sys.stderr
        )
    surroundings = Surroundings(arguments.index, arguments.compatibility)
    prepared, left_out = prepare(pieces, surroundings.configuration)
    _tell_left_out(left_out)
    if not prepared:
        raise BadInput("no case is left; name answers of a model, or common modules")
    cases = list(_with_progress(judge_all(prepared, arguments.index, surroundings), len(prepared)))
    _write(arguments.output, cases, prepared, surroundings)
    return 0


def _pieces(arguments: argparse.Namespace) -> "list[Piece]":
    from pipelines.oracle.collecting import pieces_of_answers, pieces_of_files

    if not (arguments.answers or arguments.paths):
        raise BadInput("nothing to export: name modules or folders, or --answers FILE")
    answers = pieces_of_answers(arguments.answers) if arguments.answers else []
    return answers + (pieces_of_files(arguments.paths) if arguments.paths else [])


def _refuse_used(output: Path) -> None:
    if output.exists() and not (output.is_dir() and not any(output.iterdir())):
        raise BadInput(f"{output}: already there, perhaps with reports in it; name a new folder")


def _tell_left_out(left_out: Counter[str]) -> None:
    for reason, count in left_out.most_common():
        print(f"left out: {count}: {reason}", file=sys.stderr)


def _write(output: Path, cases: "list[Case]", prepared: "list[Prepared]", surroundings: "Surroundings") -> None:
    from components.shared.folders import whole_folder
    from pipelines.oracle.cases import make_export, write_export
    from pipelines.oracle.extension import language_of, write_extension
    from pipelines.oracle.readme import write_readme
    from pipelines.oracle.scripts import write_scripts

    export = make_export(cases, surroundings.compatibility, surroundings.base_name)
    texts = ((case, each.text) for case, each in zip(cases, prepared, strict=True))
    with whole_folder(output) as folder:
        write_extension(folder, export, texts, *language_of(surroundings.configuration))
        write_export(folder, export, cases)
        write_scripts(folder, export)
        write_readme(folder, export)
    compiling = sum(case.compiles for case in cases)
    print(f"{output}: export {export.id}, {len(cases)} cases, of which {compiling} compile by our judge")
    print(
        f"next, where 1C:Enterprise is installed: {output / 'check-vrunner.sh'}; {output / 'README.md'} says the rest"
    )


def _with_progress(cases: "Iterable[Case]", total: int) -> "Iterator[Case]":
    """Show how far the judging is where a person waits for it; gone when it is done."""
    if total < FEWEST_WITH_PROGRESS or not sys.stderr.isatty():
        yield from cases
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(cases, description="judge", total=total, console=console, transient=True)


def _import(arguments: argparse.Namespace) -> int:
    from pipelines.oracle.agreement import as_json, compare
    from pipelines.oracle.cases import read_export
    from pipelines.oracle.reports import read_report

    if not 0 <= arguments.min_agreement <= 1:
        raise BadInput(f"--min-agreement {arguments.min_agreement}: a share from 0 to 1")
    export, cases = read_export(arguments.folder)
    agreement = compare(export, cases, [read_report(path) for path in arguments.reports])
    if arguments.json:
        print(json.dumps(as_json(arguments.folder, export, agreement), ensure_ascii=False))
    else:
        _print(arguments.folder, agreement, arguments.show)
    return int(agreement.rate.value < arguments.min_agreement)


def _print(folder: Path, agreement: "Agreement", most_shown: int) -> None:
    from pipelines.oracle.agreement import disagreement_lines

    for each in agreement.disagreements[: max(0, most_shown)]:
        for line in disagreement_lines(folder, each):
            print(line)
    hidden = len(agreement.disagreements) - max(0, most_shown)
    if hidden > 0:
        print(f"… and {hidden} more; --show and --json give them")
    _print_tables(agreement)
    print(f"agreement: {_percent(agreement.rate)} of {agreement.total} cases, 95 % interval")
    print(f"the same where a doubt of the platform counts as no refusal: {_percent(agreement.rate_of_compilers)}")
    print(f"first place on the same line where both refuse: {_percent(agreement.same_line)}")


def _print_tables(agreement: "Agreement") -> None:
    from rich.markup import escape
    from rich.table import Table

    from pipelines.display import open_console
    from pipelines.oracle.agreement import confusion, printable

    console = open_console(stderr=False)
    counts = confusion(agreement)
    table = Table("cases", "platform takes", "platform refuses")
    table.add_row("judge takes", str(counts["both_take"]), str(counts["only_platform_refuses"]))
    table.add_row("judge refuses", str(counts["only_judge_refuses"]), str(counts["both_refuse"]))
    console.print(table)
    categories = Table("category", "cases", "agreement, %", "only platform refuses", "only judge refuses")
    for name, group in agreement.by_category().items():
        cells = confusion(group)
        categories.add_row(
            escape(printable(name)),
            str(group.total),
            _percent(group.rate),
            str(cells["only_platform_refuses"]),
            str(cells["only_judge_refuses"]),
        )
    console.print(categories)


def _percent(interval: "Interval") -> str:
    if interval.value != interval.value:  # NaN: there was nothing to count
        return "—"
    return f"{100 * interval.value:.1f} ({100 * interval.low:.1f} … {100 * interval.high:.1f})"
