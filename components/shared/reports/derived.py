"""What was made of the kept examples: other tasks on the same code, and pairs of bad and good code."""

from html import escape

from components.shared.reports.markup import number, paragraph, section, table
from components.shared.reports.words import DERIVED, FATES
from components.shared.summaries import CurateSummary, DerivedCount

_REASONS_SHOWN = 3


def derived(curated: CurateSummary) -> str:
    """A table of kinds with how many were kept, and the first reasons why others were not; empty where none is."""
    if not curated.derived:
        return ""
    made = sum(count.kept for count in curated.derived)
    rows = [_row(count) for count in sorted(curated.derived, key=lambda count: (-count.kept, count.kind))]
    about = (
        f"Из оставленных примеров сделано ещё {number(made)}: они идут за исходным примером в ту же часть выборки. "
        "В парах хорошая сторона — код, как он был написан, плохая сделана преобразованием дерева; обе проверены: "
        "в плохой замечание есть, в хорошей его нет."
    )
    heads = ("Вид", "Почему не сделано", "Сделано", "Не сделано")
    return section("Производные примеры", paragraph(about), table(heads, rows, numeric_from=2), anchor="derived")


def _row(count: DerivedCount) -> tuple[str, ...]:
    reasons = sorted(count.refused.items(), key=lambda reason: (-reason[1], reason[0]))
    told = [f"{FATES.get(reason, reason)}: {number(times)}" for reason, times in reasons[:_REASONS_SHOWN]]
    rest = ["…"] if len(reasons) > _REASONS_SHOWN else []
    kind = escape(DERIVED.get(count.kind, count.kind))
    why = f"<small>{escape('; '.join([*told, *rest])) or '—'}</small>"
    return kind, why, number(count.kept), number(sum(count.refused.values()))
