"""The chapter of the canary: who is served, what came of the answers of both versions, what was decided and why."""

from html import escape

from components.shared.reports.markup import number, paragraph, percent, section, signed, table
from components.shared.reports.plots import course_of_difference
from components.shared.reports.words import COMPARED, DECISIONS, FATES
from components.shared.summaries import ComparedMeasure, CompareSummary, DeploySummary, Power, VariantRatings

_KINDS = {"promote": "good", "advance": "good", "roll_back": "bad"}


def canary(compared: CompareSummary | None, deployed: DeploySummary | None) -> str:
    """The whole chapter; empty before anything was deployed."""
    if compared is None and deployed is None:
        return ""
    parts = _comparison(compared) if compared else []
    served = compared.split_after if compared and compared.split_after else deployed
    if served:
        share = f", канарейка {served.canary} у {served.canary_percent} % пользователей" if served.canary else ""
        parts.append(paragraph(f"Сейчас обслуживает: {served.stable}{share}. {served.note}".strip()))
    return section("Канарейка", *parts, anchor="canary")


def _comparison(compared: CompareSummary) -> list[str]:
    kind = _KINDS.get(compared.decision, "note")
    parts = [paragraph(f"Решение: {DECISIONS[compared.decision]}. {compared.reason}", kind)]
    variants = [_variant("Стабильная", compared.stable), _variant("Канарейка", compared.canary)]
    heads = (
        "Вариант", "Версия", "Ответов", "Подменена", "Оценок", "Пользователей", "Средняя оценка", "Хороших оценок",
    )  # fmt: skip
    parts.append(table(heads, [row for row in variants if row], numeric_from=2))
    if compared.measures:
        titles = ("Мера", "Стабильная", "Канарейка", "Пользователей", "Разница и где она лежит, п.")
        parts.append(table(titles, [_measure(row) for row in compared.measures]))
        parts.append(
            paragraph(
                "Интервалы верны сразу для всех просмотров, сколько бы их ни было: решение можно искать каждый час. "
                "Единица счёта — пользователь, сравниваются версии, назначенные ему, а не те, что ответили. Разница "
                "считается внутри каждой доли канарейки, поэтому она не равна разности столбцов."
            )
        )
    parts += [_course(row, compared) for row in compared.measures if row.primary]
    if compared.advice:
        parts.append(paragraph(compared.advice, "notice"))
    if compared.automatic:
        text = (
            f"Из учтённых оценок {number(compared.automatic)} поставил автомат, а не человек: "
            "он проверяет только, что код разбирается и закончен."
        )
        parts.append(paragraph(text, "note"))
    parts.append(_folded("Сколько пользователей нужно", _power(compared.power)) if compared.power else "")
    rows = [(escape(FATES.get(name, name)), number(count)) for name, count in compared.ignored.items()]
    parts.append(_folded("Не учтённые оценки", table(("Причина", "Сколько"), rows)) if rows else "")
    return parts


def _variant(name: str, ratings: VariantRatings | None) -> tuple[str, ...] | None:
    if ratings is None:
        return None
    good = ratings.good
    return (
        name,
        escape(ratings.version),
        number(ratings.answers),
        number(ratings.stood_in),
        number(ratings.ratings),
        number(ratings.users),
        number(ratings.mean, 2) if ratings.mean is not None else "—",
        percent(good.value) if good else "—",
    )


def _measure(row: ComparedMeasure) -> tuple[str, ...]:
    name = COMPARED[row.name][:1].upper() + COMPARED[row.name][1:]
    gap = row.difference
    return (
        name if row.primary else f"{name} <small>(только охрана)</small>",
        _share(row.stable),
        _share(row.canary),
        f"{number(row.stable_users)} и {number(row.canary_users)}",
        f"{signed(gap.value)} (от {signed(gap.low)} до {signed(gap.high)})" if gap else "данных мало",
    )


def _course(row: ComparedMeasure, compared: CompareSummary) -> str:
    if len(row.course) < 2:
        return ""
    points = [(moment.hours, moment.difference) for moment in row.course]
    decided = {"promote": "повышена", "roll_back": "откат"}.get(compared.decision, "")
    return course_of_difference(COMPARED[row.name], points, compared.steps, decided)


def _power(rows: tuple[Power, ...]) -> str:
    heads = ("Пользователей", "Шанс доказать прирост в 20 п.", "Разница, которую докажут в 4 случаях из 5, п.")
    return table(
        heads,
        [
            (
                number(row.users),
                percent(row.gain, 0),
                number(row.smallest_points) if row.smallest_points is not None else "никакую",
            )
            for row in rows
        ],
    )


def _folded(title: str, inner: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{inner}</details>"


def _share(value: float) -> str:
    return percent(value) if value == value else "—"
