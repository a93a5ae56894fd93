"""Have examples read: what needs eyes goes out as a sheet, decisions come back and hold from the next run on.

Examples:
  bsl review export --curated curated.parquet --corpus corpus.parquet --output на_проверку.csv
  bsl review import на_проверку.csv --reviewer "Мария Сидорова" --kind person
  bsl review show                                        how many decisions there are, of whom
  bsl curate --corpus corpus.parquet                     applies them; so does every `bsl run`

The sheet (CSV, opens in Excel and LibreOffice) has some examples of each category and of each filter, and all that
users corrected or a model wrote. Fill in «решение»: принять, отклонить, исправить; for «исправить» also «исправленный
ответ». Rows left empty decide nothing. Decisions lie in the object store (another place: --decisions FILE, and the
setting curate.reviews). Two people who disagree on one example must agree first: the second decision is not taken.
exit codes: 0 done, 1 rows could not be used or contradict a decision (the others were taken), 2 bad input,
            75 somebody else imports at this moment
"""

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from components.shared.reviews import Decision, Merged


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    from pipelines.commands.arguments import add_settings_arguments

    doings = parser.add_subparsers(dest="doing", metavar="export|import|show", required=True)
    export = doings.add_parser("export", help="write what needs eyes as a sheet")
    export.add_argument("--curated", type=Path, required=True, help="records as kept, of `curate`")
    export.add_argument("--corpus", type=Path, help="records as ingested: some of what each filter left out is shown")
    export.add_argument("--output", type=Path, required=True, metavar="FILE", help="sheet to write, .csv")
    export.add_argument("--per-category", type=int, default=20, metavar="N", help="of each category (default: 20)")
    export.add_argument("--per-filter", type=int, default=10, metavar="N", help="of each filter (default: 10)")
    add_settings_arguments(export)
    taken = doings.add_parser("import", help="take back a sheet that was filled in")
    taken.add_argument("sheet", type=Path, metavar="FILE", help="the sheet, saved as CSV")
    taken.add_argument("--reviewer", default="", metavar="NAME", help="who filled in rows without a name")
    taken.add_argument("--kind", default="", choices=("person", "model"), help="what rows are that do not say")
    shown = doings.add_parser("show", help="say how many decisions there are, of whom")
    for sub in (taken, shown):
        sub.add_argument("--decisions", default="store", metavar="FILE", help="where they are (default: object store)")
    for sub in (export, taken, shown):
        sub.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Export, import or show."""
    return {"export": _export, "import": _import, "show": _show}[arguments.doing](arguments)


def _export(arguments: argparse.Namespace) -> int:
    from components.shared.errors import BadInput
    from pipelines.commands.arguments import settings_of
    from pipelines.reviewing.choosing import choose
    from pipelines.reviewing.sheet import write_sheet

    if min(arguments.per_category, arguments.per_filter) < 0:
        raise BadInput("--per-category and --per-filter are counts; give 0 or more")
    settings = settings_of(arguments).curate
    reasons: Counter[str] = Counter()
    chosen = list(choose(arguments.curated, arguments.corpus, settings, arguments.per_category, arguments.per_filter))
    reasons.update(one.reason for one in chosen)
    write_sheet(arguments.output, chosen)
    if arguments.json:
        print(
            json.dumps({"sheet": str(arguments.output), "records": len(chosen), "reasons": reasons}, ensure_ascii=False)
        )
    else:
        print("\n".join(f"{count:6} {reason}" for reason, count in reasons.items()))
        print(f"{arguments.output}: {len(chosen)} examples")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from components.shared.errors import BadInput
    from pipelines.reviewing.keeping import take
    from pipelines.reviewing.sheet import BadRowOfSheet, read_sheet

    try:
        data = arguments.sheet.read_bytes()
    except OSError as error:
        raise BadInput(f"{arguments.sheet}: {error.strerror}; name the sheet that was filled in") from error
    rows, bad = read_sheet(data, arguments.reviewer, arguments.kind)
    places = {_key(decision): row for row, decision in reversed(rows)}
    merged = take(arguments.decisions, [decision for _, decision in rows])
    bad += [BadRowOfSheet(places[_key(new)], _contradiction(new, old)) for new, old in merged.conflicts]
    _tell(arguments, merged, sorted(bad))
    return int(bool(bad))


def _key(decision: "Decision") -> tuple[object, ...]:
    return tuple(decision.model_dump().values())


def _contradiction(new: "Decision", old: "Decision") -> str:
    words = {"accept": "принять", "reject": "отклонить", "correct": "исправить"}
    return (
        f"{new.reviewer} ({words[new.verdict]}) и {old.reviewer} ({words[old.verdict]}) разошлись: "
        "договоритесь, и пусть один изменит своё решение"
    )


def _tell(arguments: argparse.Namespace, merged: "Merged", bad: list[tuple[int, str]]) -> None:
    counts = {
        "added": merged.added,
        "changed": merged.changed,
        "unchanged": merged.unchanged,
        "conflicts": len(merged.conflicts),
        "bad": len(bad) - len(merged.conflicts),
    }
    if arguments.json:
        rows = [{"row": row, "reason": reason} for row, reason in bad]
        print(json.dumps({**counts, "rows": rows}, ensure_ascii=False))
        return
    for row, reason in bad:
        print(f"{arguments.sheet}:{row}: {reason}")
    print(", ".join(f"{name} {count}" for name, count in counts.items()))


def _show(arguments: argparse.Namespace) -> int:
    from components.shared.environment import object_store_url
    from components.shared.reviews import open_decisions

    decisions = open_decisions(arguments.decisions, object_store_url())
    counts = Counter((one.reviewer, one.reviewer_kind, one.verdict) for one in decisions)
    rows = [
        {"reviewer": who, "kind": kind, "verdict": verdict, "decisions": count}
        for (who, kind, verdict), count in sorted(counts.items())
    ]
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            print(f"{row['decisions']:6} {row['verdict']:8} {row['kind']:7} {row['reviewer']}")
        print(f"{len(decisions)} decisions")
    return 0
