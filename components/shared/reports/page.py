"""The page itself: head line, figures at a glance, chapters."""

from collections.abc import Mapping
from html import escape
from typing import TypeVar

from components.shared.reports import sections
from components.shared.reports.canary import canary
from components.shared.reports.derived import derived
from components.shared.reports.generated import generated
from components.shared.reports.markup import measured, number, percent, size
from components.shared.reports.people import people
from components.shared.reports.style import STYLE
from components.shared.reports.words import DECISIONS
from components.shared.summaries import (
    BaseModelSummary,
    CompareSummary,
    CurateSummary,
    DeploySummary,
    EvaluateSummary,
    GateSummary,
    IngestSummary,
    QuantizeSummary,
    ReleaseSummary,
    SplitSummary,
    Summary,
    TrainSummary,
)

Known = TypeVar("Known", bound=Summary)

TINY_NOTICE = (
    "Базовая модель этого прогона — крошечная, около миллиона параметров, сделанная на месте. Прогон доказывает, "
    "что весь путь работает; программировать она не умеет, и ни одна настоящая модель им не улучшена."
)


def render_report(summaries: Mapping[str, Summary], max_answers: int = 12) -> str:
    """The whole report as one HTML file.

    Args:
        summaries: What is known of the run, by stage: ``base_model``, ``ingest``, ``curate``, ``split``, ``train``,
            ``evaluate``, ``gate``, ``quantize``, ``register``, ``deploy``, ``compare``. Any may be missing.
        max_answers: How many answers are shown side by side.
    """
    base = _get(summaries, "base_model", BaseModelSummary)
    ingested = _get(summaries, "ingest", IngestSummary)
    curated = _get(summaries, "curate", CurateSummary)
    splits = _get(summaries, "split", SplitSummary)
    trained = _get(summaries, "train", TrainSummary)
    evaluation = _get(summaries, "evaluate", EvaluateSummary)
    gated = _get(summaries, "gate", GateSummary)
    small = _get(summaries, "quantize", QuantizeSummary)
    released = _get(summaries, "register", ReleaseSummary)
    deployed = _get(summaries, "deploy", DeploySummary)
    compared = _get(summaries, "compare", CompareSummary)
    body = [
        _head(base, released, gated, compared),
        _glance(splits, evaluation, small, trained),
        canary(compared, deployed),
        sections.comparison(evaluation) if evaluation else "",
        sections.verdict(gated) if gated else "",
        sections.answers(evaluation, max_answers) if evaluation else "",
        sections.origin(ingested) if ingested else "",
        sections.curation(curated) if curated else "",
        derived(curated) if curated else "",
        generated(curated) if curated else "",
        people(ingested, curated),
        sections.mix(splits) if splits else "",
        sections.training(trained) if trained else "",
        sections.quantization(small) if small else "",
        sections.provenance(base, splits, trained, released),
    ]
    return (
        '<!doctype html><html lang="ru"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(_title(released))}</title><style>{STYLE}</style></head><body><main>{''.join(body)}</main></body></html>"
    )


def _get(summaries: Mapping[str, Summary], name: str, kind: type[Known]) -> Known | None:
    found = summaries.get(name)
    if found is not None and not isinstance(found, kind):
        raise TypeError(f"{name}: {kind.__name__} expected, got {type(found).__name__}")
    return found


def _title(released: ReleaseSummary | None) -> str:
    return f"Отчёт: {released.name} {released.version}" if released else "Отчёт о прогоне"


def _head(
    base: BaseModelSummary | None,
    released: ReleaseSummary | None,
    gated: GateSummary | None,
    compared: CompareSummary | None,
) -> str:
    notice = f'<p class="notice">{TINY_NOTICE}</p>' if base and base.tiny else ""
    model = f"<p>Базовая модель: {escape(base.name)} {escape(base.revision)}</p>" if base and not base.tiny else ""
    return f"<header><h1>{escape(_title(released))} {_badge(gated, compared)}</h1>{model}{notice}</header>"


def _badge(gated: GateSummary | None, compared: CompareSummary | None) -> str:
    if compared:
        kind = {"promote": "good", "advance": "good", "roll_back": "bad"}.get(compared.decision, "note")
        return f'<span class="tag {kind}">канарейка: {DECISIONS[compared.decision]}</span>'
    if gated:
        kind, word = ("good", "допущена") if gated.passed else ("bad", "не допущена")
        return f'<span class="tag {kind}">шлюз качества: {word}</span>'
    return ""


def _glance(
    splits: SplitSummary | None,
    evaluation: EvaluateSummary | None,
    small: QuantizeSummary | None,
    trained: TrainSummary | None,
) -> str:
    cards: list[tuple[str, str]] = []
    if splits:
        cards.append((number(splits.train + splits.validation + splits.test), "примеров отобрано"))
    if trained:
        cards.append((number(trained.steps), "шагов обучения"))
    if evaluation:
        row = next((item for item in evaluation.measures if item.key == "complete" and item.measured), None)
        if row:
            cards.append((f"{measured(row, row.base)} → {measured(row, row.tuned)}", "верный и законченный код"))
        figures = f"{number(evaluation.base_perplexity, 2)} → {number(evaluation.tuned_perplexity, 2)}"
        cards.append((figures, "перплексия"))
    if small:
        share = small.bytes_after / max(1, small.bytes_before)
        cards.append((size(small.bytes_after), f"после сжатия, {percent(share, 0)} прежнего"))
    shown = "".join(f"<div><b>{value}</b><span>{escape(text)}</span></div>" for value, text in cards)
    return f'<div class="cards">{shown}</div>' if cards else ""
