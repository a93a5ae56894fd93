"""Score a model's answers: what parses, what compiles, and how well the code that compiles is written.

Examples:
  bsl judge --answers answers.jsonl                      rates with 95 % intervals, for each category
  bsl judge --answers answers.jsonl --index erp.bslx     names of the configuration are known: invented ones are found
  bsl judge --answers answers.jsonl --library            so are calls of the standard subsystems library
  bsl judge --answers answers.jsonl --json

Each line is an object: "answer" (or "generated_code", "output"), and where they are known "category", "module" (the
path of the module it is for, as in an export) and "names" (the only names of its surroundings that the prompt told:
whatever else is called is invented). Markdown fences and sentences around the code are removed first.

Scores of best practice, documentation and optimization are those of answers that compile: broken code has none.
exit codes: 0 judged, 1 fewer answers compile than --min-compiles, 2 bad input
"""

import argparse
import json
from pathlib import Path

from pipelines.checking.answers import (
    SCORES,
    Rates,
    as_rows,
    judge_answer,
    most_frequent,
    rates_by_category,
    read_answers,
)
from pipelines.checking.choices import Choices, Judge


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--answers", type=Path, required=True, metavar="FILE", help="answers, one JSON object a line")
    parser.add_argument("--index", type=Path, help="file written by `bsl index`, or an export to be read")
    parser.add_argument(
        "--library", action="store_true", help="know the public methods of the standard subsystems library"
    )
    parser.add_argument(
        "--min-compiles", type=float, default=0.0, metavar="SHARE", help="least share that must compile"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Judge all answers and print the rates."""
    answers = read_answers(arguments.answers)
    judge = Judge(Choices(index=arguments.index, library=arguments.library))
    verdicts = [judge_answer(answer, judge) for answer in answers]
    rates = rates_by_category(answers, verdicts)
    frequent = most_frequent(verdicts)
    if arguments.json:
        findings = {rule.code: count for rule, count in frequent}
        print(
            json.dumps({"rates": {k: _as_json(v) for k, v in rates.items()}, "findings": findings}, ensure_ascii=False)
        )
    else:
        _print(rates, [(rule.code, rule.title_ru, count) for rule, count in frequent])
    return int(next(iter(rates.values())).compiles.value < arguments.min_compiles)


def _as_json(rates: Rates) -> dict[str, object]:
    scores = {name: score.model_dump() if score else None for name, score in rates.scores.items()}
    return {
        "answers": rates.answers,
        "parses": rates.parses.model_dump(),
        "compiles": rates.compiles.model_dump(),
        **scores,
    }


def _print(rates: dict[str, Rates], frequent: list[tuple[str, str, int]]) -> None:
    from rich.table import Table

    from pipelines.display import open_console

    console = open_console(stderr=False)
    table = Table(title="percent of answers, mean scores of those that compile, 95 % intervals", title_justify="left")
    for name in ("category", "answers", "parses", "compiles", *SCORES):
        table.add_column(name, justify="left" if name == "category" else "right")
    for row in as_rows(rates):
        table.add_row(*row)
    console.print(table)
    for code, title, count in frequent:
        console.print(f"{count:5} {code}: {title}", highlight=False, markup=False)
