"""What the splits consist of, against what is wished for: counts, caps on the abundant, what is lacking.

Nothing is ever repeated to fill a category: what is scarce is reported, with what would fill it.
"""

from collections import Counter
from collections.abc import Mapping

from components.shared.records import CATEGORIES, Record
from components.shared.summaries import Deficit, DiversityCell
from components.split.settings import SplitSettings

# What users ask for, by the guide of the project.
MIX_TARGET: dict[str, float] = dict(zip(CATEGORIES, (0.30, 0.20, 0.15, 0.15, 0.10, 0.10), strict=True))
SHORT_LINES, LONG_LINES = 10, 40
_HALVINGS = 60

# What fills a category, in the order of what it costs; in Russian, for whoever has the sources.
FILLED_BY: dict[str, str] = {
    "crud": "выгрузки конфигураций с документами и справочниками; шаблоны в datasets/patterns/crud",
    "forms": "выгрузки конфигураций с модулями форм; шаблоны в datasets/patterns/forms",
    "http": "конфигурации с HTTP-сервисами и обменами, библиотеки интеграций; шаблоны в datasets/patterns/http",
    "optimization": "пары «было — стало»: преобразования запросов (curate.derive.pairs) и история версий библиотек",
    "refactoring": "пары «было — стало»: преобразования кода (curate.derive.pairs, repair) и история версий библиотек",
    "other": "любые документированные модули",
}


def length_of(record: Record) -> str:
    """How long an answer is: up to ten lines, up to forty, or more."""
    text = record.messages[-1].content if record.messages else record.output
    lines = text.count("\n") + 1
    return "short" if lines <= SHORT_LINES else "medium" if lines <= LONG_LINES else "long"


def quotas(counts: Mapping[str, int], settings: SplitSettings) -> dict[str, int]:
    """How many training records of each category may stay.

    A category gets no more than ``mix_excess`` times its wished share of what stays; but all of them together never
    fall below ``mix_from_records``, so that few data stay as they are.

    Args:
        counts: Training records by category.
        settings: The limits.
    """
    total = sum(counts.values())
    if not settings.mix_excess or total <= settings.mix_from_records:
        return dict(counts)
    low, high = 0.0, float(settings.mix_excess * total)
    for _ in range(_HALVINGS):
        size = (low + high) / 2
        kept = sum(_kept(counts, size).values())
        # the most that stays while no category exceeds its part of what stays
        low, high = (size, high) if kept * settings.mix_excess >= size else (low, size)
    return _kept(counts, max(low, _size_for(counts, settings.mix_from_records)))


def deficits(counts: Mapping[str, int]) -> tuple[Deficit, ...]:
    """What training lacks of each category for the wished mix at its present size."""
    total = sum(counts.values())
    return tuple(
        Deficit(
            category=category,
            records=counts.get(category, 0),
            wished=round(share * total),
            missing=round(share * total) - counts.get(category, 0),
            filled_by=FILLED_BY[category],
        )
        for category, share in MIX_TARGET.items()
        if counts.get(category, 0) < round(share * total)
    )


def diversity(counts: Mapping[tuple[str, str, str, str], int]) -> tuple[DiversityCell, ...]:
    """Training records by category, configuration, length and kind of task."""
    return tuple(
        DiversityCell(category=category, configuration=configuration, length=length, kind=kind, records=count)
        for (category, configuration, length, kind), count in sorted(counts.items())
    )


def cell_of(record: Record) -> tuple[str, str, str, str]:
    """The place of a record in the table of diversity."""
    kind = "conversation" if record.messages else record.task
    return record.category, record.configuration, length_of(record), kind


def _size_for(counts: Mapping[str, int], least: int) -> float:
    """The size at which at least so many records stay."""
    low, high = 0.0, sum(counts.values()) / min(MIX_TARGET.values())
    for _ in range(_HALVINGS):
        size = (low + high) / 2
        low, high = (low, size) if sum(_kept(counts, size).values()) >= least else (size, high)
    return high


def _kept(counts: Mapping[str, int], size: float) -> dict[str, int]:
    return {category: min(count, int(MIX_TARGET[category] * size)) for category, count in counts.items()}


def shares(counts: Counter[str]) -> dict[str, float]:
    """Share of each category."""
    return {category: round(counts[category] / max(1, counts.total()), 4) for category in CATEGORIES}
