"""Decisions in words that a person who did not build this can agree or disagree with, in Russian."""

from components.compare.decision import Found, Judgement
from components.compare.settings import CompareSettings
from components.shared.reports.markup import percent, signed
from components.shared.reports.words import COMPARED
from components.shared.sequential import Bounds
from components.shared.traffic import Split


def reason_of(judgement: Judgement, split: Split, settings: CompareSettings) -> str:
    """Why this was decided."""
    canary, share = split.canary, split.canary_percent
    told = [judgement.decisive] if judgement.decisive else [it for it in judgement.found if it.name in settings.primary]
    numbers = "; ".join(filter(None, map(_numbers, told))) or "сравнивать пока нечего"
    decisive = COMPARED[judgement.decisive.name] if judgement.decisive else ""
    said = {
        "gain": f"Версия {canary} доказанно лучше ({decisive}) и отвечает теперь всем",
        "loss": f"Версия {canary} доказанно хуже ({decisive}) и снята",
        "sample_ratio": (
            f"Доли пользователей не те, что заданы ({share} %): часть запросов теряется по дороге, и сравнение ничего "
            "не доказывает; проверьте маршрут"
        ),
        "abandoned": f"Версии молчат дольше {3 * settings.stale_hours:.0f} ч, версия {canary} снята",
        "expired": f"За {settings.max_hours:.0f} ч решения не нашлось, версия {canary} снята",
        "stale": f"Свежих ответов нет дольше {settings.stale_hours:.0f} ч: ничего не решается",
        "paused": f"Доля {share} % удерживается по просьбе человека (`bsl canary resume` продолжит)",
        "step_done": (
            f"Вреда не видно, срок и число ответов выдержаны: доля версии {canary} теперь {judgement.next_percent} %"
        ),
        "too_few": (
            f"Слишком мало данных: нужно не меньше {settings.min_users} пользователей с ответами и оценками у каждой "
            "версии"
        ),
        "unproven": "Разница не доказана, проверка продолжается",
    }[judgement.reason]
    return f"{said}. {numbers[0].upper()}{numbers[1:]}."


def _numbers(found: Found) -> str:
    if not found.stable_users and not found.canary_users:
        return ""
    shares = f"{COMPARED[found.name]}: {_share(found.canary)} против {_share(found.stable)}"
    users = f"пользователей {found.canary_users} и {found.stable_users}"
    bounds = found.gain or found.loss
    return f"{shares}, {users}{_interval(bounds) if bounds else ''}"


def _interval(bounds: Bounds) -> str:
    low, high = 100 * bounds.low, 100 * bounds.high
    return f", разница {signed(100 * bounds.value)} п. (от {signed(low)} до {signed(high)} при любом числе проверок)"


def _share(value: float) -> str:
    return percent(value) if value == value else "нет данных"
