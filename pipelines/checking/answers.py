"""Answers of a model, judged: what parses, what compiles, and the scores of what does."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.shared import bsl
from components.shared.bsl.places import context_of
from components.shared.errors import BadInput
from components.shared.statistics import bootstrap_mean, wilson
from components.shared.summaries import Interval
from pipelines.checking.choices import Judge

ANSWER_FIELDS = ("answer", "generated_code", "output")
SCORES = ("semantics", "best_practice", "documentation", "optimization")
ALL = "all"
RESAMPLES = 2000
MOST_FREQUENT = 15


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, and what its prompt said about the code around it."""

    text: str
    category: str = ""
    module: str = ""  # path of the module it is for, as in an export
    names: tuple[str, ...] | None = None  # the only names of the surroundings that there are; None: not said


@dataclass(frozen=True, slots=True)
class Rates:
    """What share of the answers of one category is good, and how good."""

    answers: int
    parses: Interval
    compiles: Interval
    scores: dict[str, Interval | None]  # of the answers that compile; None where there is none


def read_answers(path: Path) -> list[Answer]:
    """Answers from lines of JSON.

    Raises:
        BadInput: The file cannot be read, or a line is no answer; the message names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read: {error}; give a UTF-8 file of JSON lines") from error
    answers = [_answer(line, f"{path}:{number}") for number, line in enumerate(lines, start=1) if line.strip()]
    if not answers:
        raise BadInput(f'{path}: no answer in it; each line is an object such as {{"answer": "…", "category": "crud"}}')
    return answers


def _answer(line: str, place: str) -> Answer:
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{place}: no JSON: {error}") from error
    text = next((row[name] for name in ANSWER_FIELDS if name in row), None) if isinstance(row, dict) else None
    if not isinstance(text, str):
        raise BadInput(f"{place}: no answer: one of {', '.join(ANSWER_FIELDS)} must hold its text")
    names = row.get("names")
    if names is not None and not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
        raise BadInput(f"{place}: names: a list of the names that the prompt told, or leave it out")
    module, category = (row.get(key) or "" for key in ("module", "category"))
    if not (isinstance(module, str) and isinstance(category, str)):
        raise BadInput(f"{place}: module and category are texts")
    return Answer(text, category, module, None if names is None else tuple(names))


def judge_answer(answer: Answer, judge: Judge) -> bsl.Verdict:
    """Judge the code of one answer; fences and sentences around it are removed first."""
    context = context_of(
        answer.module,
        judge.configuration,
        judge.library,
        platform=judge.platform,
        whole_module=answer.names is not None,
        allowed_names=frozenset(name.lower() for name in answer.names or ()),
    )
    return bsl.judge(bsl.extract_code(answer.text), context)


def rates_by_category(answers: Sequence[Answer], verdicts: Sequence[bsl.Verdict]) -> dict[str, Rates]:
    """Rates of each category, and of all answers together, which come first."""
    groups: dict[str, list[bsl.Verdict]] = {ALL: list(verdicts)}
    for answer, verdict in zip(answers, verdicts, strict=True):
        if answer.category:
            groups.setdefault(answer.category, []).append(verdict)
    return {category: _rates(group) for category, group in groups.items()}


def _rates(verdicts: Sequence[bsl.Verdict]) -> Rates:
    total = len(verdicts)
    compiling = [verdict.scores for verdict in verdicts if verdict.has_code and verdict.compiles]
    return Rates(
        total,
        wilson(sum(verdict.has_code and verdict.parses for verdict in verdicts), total),
        wilson(len(compiling), total),
        {
            name: _mean([score for scores in compiling if (score := getattr(scores, name)) is not None])
            for name in SCORES
        },
    )


def _mean(scores: Sequence[float]) -> Interval | None:
    return bootstrap_mean(scores, resamples=RESAMPLES, seed=0) if scores else None


def most_frequent(verdicts: Sequence[bsl.Verdict]) -> list[tuple[bsl.Rule, int]]:
    """The rules that most answers break, with how many do; what is only reported does not count."""
    broken = Counter(rule for verdict in verdicts for rule in {finding.rule for finding in verdict.findings})
    counted = [(rule, count) for rule, count in broken.most_common() if rule.strength != "report"]
    return counted[:MOST_FREQUENT]


def as_rows(rates: dict[str, Rates]) -> Iterator[list[str]]:
    """Rows of a table: category, answers, then each rate in percent with its interval."""
    for category, row in rates.items():
        cells = [row.parses, row.compiles, *(row.scores[name] for name in SCORES)]
        yield [category, str(row.answers), *(_percent(cell) for cell in cells)]


def _percent(interval: Interval | None) -> str:
    if interval is None:
        return "—"
    return f"{100 * interval.value:.1f} ({100 * interval.low:.1f} … {100 * interval.high:.1f})"
