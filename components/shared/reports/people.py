"""Who stands behind the examples: what people have read, and what contributors brought."""

from html import escape

from components.shared.reports.markup import number, paragraph, percent, section, table
from components.shared.reports.words import FATES
from components.shared.summaries import CurateSummary, IngestSummary


def people(ingested: IngestSummary | None, curated: CurateSummary | None) -> str:
    """The share read by a person, and a table of contributors."""
    parts = [*(_read(curated) if curated else []), *_contributors(ingested, curated)]
    return section("Кто проверил и кто прислал", *parts, anchor="people") if parts else ""


def _read(curated: CurateSummary) -> list[str]:
    kept = curated.fates.get("kept", 0)
    by_person, by_model = (curated.read_by.get(kind, 0) for kind in ("person", "model"))
    share = percent(by_person / max(1, kept))
    text = f"Человек прочёл {number(by_person)} из {number(kept)} оставленных примеров: {share}."
    if by_model:
        text += f" Ещё {number(by_model)} проверила только модель."
    if curated.decisions_unused:
        text += f" Решений о примерах, которых больше нет: {number(curated.decisions_unused)}."
    return [paragraph(text, "" if by_person else "note")]


def _contributors(ingested: IngestSummary | None, curated: CurateSummary | None) -> list[str]:
    sources = ingested.sources if ingested else ()
    files = {user: counts for source in sources for user, counts in source.by_user.items()}
    brought = curated.contributors if curated else {}
    rows = []
    for user in sorted({*files, *brought}):
        counts, found = files.get(user, {}), brought.get(user)
        refused = [(FATES.get(fate, fate), count) for fate, count in counts.items() if fate != "records"]
        rows.append(
            (
                escape(user),
                escape("; ".join(f"{fate}: {count}" for fate, count in refused)) or "—",
                number(counts.get("records", 0)),
                number(found.kept if found else 0),
                percent(found.novelty) if found else "—",
            )
        )
    heads = ("Участник", "Не принято", "Принято", "Оставлено", "Новых")
    about = "Новым считается пример, на который не похож ни один пример других источников и участников."
    return [table(heads, rows, numeric_from=2), paragraph(about)] if rows else []
