"""Plots as inline SVG: learning curves, and shares with their intervals."""

import math
from collections.abc import Callable, Sequence
from html import escape
from statistics import median

from components.shared.reports.markup import number, percent, signed
from components.shared.summaries import Interval

Point = tuple[float, float]
Scale = Callable[[float], float]

WIDTH, HEIGHT = 860, 300
LEFT, RIGHT, TOP, BOTTOM = 58, 16, 18, 42
NEIGHBOURHOODS = 40  # of a learning curve: enough to show its course, few enough to leave single steps out


def learning_curves(training: Sequence[Point], validation: Sequence[Point], best_step: int) -> str:
    """Loss of training and validation over steps.

    Args:
        training: (step, loss) of each optimizer step.
        validation: (step, loss) of each measurement.
        best_step: The step whose adapter was kept; marked by a line.
    """
    points = [*training, *validation]
    if not points:
        return ""
    last = max(1.0, max(step for step, _ in points))
    low, high = min(loss for _, loss in points), max(loss for _, loss in points)
    low, high = max(0.0, low - (high - low) * 0.08), high + (high - low) * 0.05 + 1e-9

    def x(step: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * step / last

    def y(loss: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (loss - low) / (high - low))

    parts = [_grid_line(y(value), number(value, 2)) for value in _ticks(low, high)]
    parts += [_axis_label(x(step), f"{step:.0f}") for step in _ticks(0, last)]
    parts.append(
        f'<line class="mark" x1="{x(best_step):.1f}" x2="{x(best_step):.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
    )
    parts.append(f'<polyline class="a faint" points="{_path(training, x, y)}"/>')
    parts.append(f'<polyline class="a" points="{_path(_running_median(training), x, y)}"/>')
    parts.append(f'<polyline class="b" points="{_path(validation, x, y)}"/>')
    parts += [f'<circle class="b" cx="{x(step):.1f}" cy="{y(loss):.1f}" r="4"/>' for step, loss in validation]
    parts.append(_axis_title("шаг обучения"))
    legend = (
        '<p class="legend"><span><i class="a"></i>обучение (бледно — каждый шаг, ярко — медиана соседних)</span> '
        '<span><i class="b"></i>проверка</span> <span><i class="mark"></i>сохранённый шаг</span></p>'
    )
    return _picture("Потери на обучении и проверке по шагам", HEIGHT, parts) + legend


def share_intervals(rows: Sequence[tuple[str, Interval, Interval]]) -> str:
    """Shares of base and tuned with 95 % intervals, one row each.

    Args:
        rows: (label, base, tuned), shares 0–1.
    """
    if not rows:
        return ""
    left, row_height = 250, 46
    height = TOP + row_height * len(rows) + BOTTOM

    def x(share: float) -> float:
        return left + (WIDTH - left - RIGHT - 30) * min(max(share, 0.0), 1.0)

    bottom = height - BOTTOM
    parts = []
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(f'<line class="grid" x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="{TOP}" y2="{bottom}"/>')
        parts.append(
            f'<text class="tick" x="{x(tick):.1f}" y="{bottom + 18}" text-anchor="middle">{percent(tick, 0)}</text>'
        )
    for index, (label, base, tuned) in enumerate(rows):
        y = TOP + row_height * index + row_height / 2
        parts.append(f'<text class="label" x="{left - 14}" y="{y + 4:.1f}" text-anchor="end">{escape(label)}</text>')
        parts += [_interval(base, x, y - 8, "a"), _interval(tuned, x, y + 8, "b")]
    legend = '<p class="legend"><i class="a"></i>базовая <i class="b"></i>обученная; черта — интервал 95 %</p>'
    return _picture("Базовая и обученная модель, доли с интервалами", height, parts) + legend


def course_of_difference(
    title: str, course: Sequence[tuple[float, Interval]], steps: Sequence[tuple[float, int]], decided: str = ""
) -> str:
    """A difference with its interval over the hours of a canary; lines mark the shares that it was given.

    Args:
        title: What is compared.
        course: (hours, difference in points) from the first look to the last.
        steps: (hours, percent) of each share.
        decided: What the last look led to, if it ended the canary.
    """
    last = max(course[-1][0], 1e-6)
    low = min(0.0, *(gap.low for _, gap in course))
    high = max(0.0, *(gap.high for _, gap in course)) + 1e-9

    def x(hours: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * hours / last

    def y(points: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (points - low) / (high - low))

    parts = [_grid_line(y(value), signed(value, 0)) for value in _ticks(low, high)]
    parts += [_axis_label(x(hours), number(hours, 0 if last > 5 else 2)) for hours in _ticks(0, last)]
    edge = [(hours, gap.high) for hours, gap in course] + [(hours, gap.low) for hours, gap in reversed(course)]
    parts.append(f'<polygon class="band" points="{_path(edge, x, y)}"/>')
    parts.append(f'<polyline class="b" points="{_path([(hours, gap.value) for hours, gap in course], x, y)}"/>')
    parts.append(f'<line class="zero" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(0):.1f}" y2="{y(0):.1f}"/>')
    for hours, share in steps:
        parts.append(_mark(x(hours), f"{share} %"))
    if decided:
        hours, gap = course[-1]
        parts.append(f'<circle class="b" cx="{x(hours):.1f}" cy="{y(gap.value):.1f}" r="6"/>')
        parts.append(f'<text class="label" x="{x(hours) - 10:.1f}" y="{TOP + 12}" text-anchor="end">{decided}</text>')
    parts.append(_axis_title("часов с начала проверки"))
    legend = (
        '<p class="legend"><span><i class="b"></i>разница, п.; полоса — где она лежит при любом числе проверок</span> '
        '<span><i class="mark"></i>новая доля</span></p>'
    )
    return (
        f"<h3>{escape(title[:1].upper() + title[1:])}: разница по времени</h3>"
        + _picture(f"{title}: разница по времени", HEIGHT, parts)
        + legend
    )


def _mark(x: float, text: str) -> str:
    return (
        f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
        f'<text class="tick" x="{x + 5:.1f}" y="{HEIGHT - BOTTOM - 6}">{escape(text)}</text>'
    )


def share_bar(share: float, target: float | None = None) -> str:
    """A small bar for a table cell; a tick marks the wished share."""
    mark = f'<b style="left:{100 * target:.1f}%"></b>' if target is not None else ""
    return f'<span class="bar"><i style="width:{100 * min(share, 1):.1f}%"></i>{mark}</span>'


def _interval(interval: Interval, x: Scale, y: float, kind: str) -> str:
    low, high, value = x(interval.low), x(interval.high), x(interval.value)
    return (
        f'<line class="{kind} wide" x1="{low:.1f}" x2="{high:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<circle class="{kind}" cx="{value:.1f}" cy="{y:.1f}" r="5"><title>{percent(interval.value)}</title></circle>'
    )


def _ticks(low: float, high: float) -> list[float]:
    """About five round values between two ends."""
    rough = (high - low) / 5
    if rough <= 0:
        return [low]
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    first = math.ceil(low / step)
    return [step * index for index in range(first, math.floor(high / step) + 1)]


def _running_median(points: Sequence[Point]) -> list[Point]:
    """Each loss as the median of its neighbours: a single hard record makes a spike in which no trend can be seen."""
    reach = len(points) // NEIGHBOURHOODS
    near = (points[max(0, index - reach) : index + reach + 1] for index in range(len(points)))
    return [(step, median(loss for _, loss in around)) for (step, _), around in zip(points, near, strict=True)]


def _path(points: Sequence[Point], x: Scale, y: Scale) -> str:
    return " ".join(f"{x(step):.1f},{y(loss):.1f}" for step, loss in points)


def _grid_line(y: float, text: str) -> str:
    return (
        f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="tick" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{text}</text>'
    )


def _axis_label(x: float, text: str) -> str:
    return f'<text class="tick" x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{text}</text>'


def _axis_title(text: str) -> str:
    return f'<text class="tick" x="{(LEFT + WIDTH) / 2:.0f}" y="{HEIGHT - 6}" text-anchor="middle">{text}</text>'


def _picture(title: str, height: int, parts: Sequence[str]) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img"><title>{escape(title)}</title>{"".join(parts)}</svg>'
