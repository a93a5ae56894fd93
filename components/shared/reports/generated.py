"""What a model at an endpoint made of records: what it was asked, and what became of its answers."""

from html import escape

from components.shared.reports.markup import number, paragraph, section, table
from components.shared.reports.words import FATES, GENERATED
from components.shared.summaries import CurateSummary, DerivedCount, GeneratedSummary


def generated(curated: CurateSummary) -> str:
    """A table of what was asked, with every reason why an answer was not taken; empty where nobody was asked."""
    made = curated.generated
    if made is None:
        return ""
    rows = [_row(count) for count in made.kinds]
    heads = ("О чём просили", "Почему не взято", "Взято", "Не взято")
    return section(
        "Написано моделью", paragraph(_about(made)), table(heads, rows, numeric_from=2), _read(made), anchor="generated"
    )


def _about(made: GeneratedSummary) -> str:
    return (
        f"Модель {made.model} получила вопросов: {number(made.asked)}, повторно из-за сбоев {number(made.retried)}; "
        f"ещё на {number(made.remembered)} ответ уже был известен. Отправлен только код, лицензия "
        "которого это позволяет или который назван в настройках, и только после проверки на секреты. Каждый ответ "
        "прошёл те же проверки, что и код людей, и идёт за исходным примером в ту же часть выборки; в наборе у него "
        "метка «generated» и имя модели."
    )


def _row(count: DerivedCount) -> tuple[str, ...]:
    why = [f"{FATES.get(reason, reason)}: {number(times)}" for reason, times in count.refused.items()]
    told = f"<small>{escape('; '.join(why)) or '—'}</small>"
    return escape(GENERATED.get(count.kind, count.kind)), told, number(count.kept), number(sum(count.refused.values()))


def _read(made: GeneratedSummary) -> str:
    kept = sum(count.kept for count in made.kinds)
    if not kept:
        return ""
    text = f"Человек прочёл {number(made.read_by_person)} из {number(kept)} взятых."
    if made.read_by_person < kept:
        text += " Все они попадают в лист «bsl review export»."
    return paragraph(text, "" if made.read_by_person == kept else "note")
