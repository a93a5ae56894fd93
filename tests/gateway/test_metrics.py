import re
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from components.gateway.callers import one_key
from components.gateway.metrics import BUCKETS, Metrics
from components.shared.traffic import Split

SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\.)*",?)+)\})? (\d+(?:\.\d+)?)')
SPLIT = Split(name="bsl", base="base-1", stable="v1", canary="v2", canary_percent=5, generation=7)


def samples(text: str) -> dict[tuple[str, str], float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    read = [SAMPLE.fullmatch(line) for line in lines]
    assert all(read), lines
    found = {(match[1], match[2] or ""): float(match[3]) for match in read if match}
    assert len(found) == len(lines)  # the same series twice is refused by Prometheus
    return found


@pytest.mark.parametrize(
    ("name", "labels", "value"),
    [
        ("bsl_answers_total", 'version="v1"', 3),
        ("bsl_failures_total", 'version="v2"', 1),
        ("bsl_ratings_total", 'version="v1",rating="5"', 2),
        ("bsl_ratings_total", 'version="v1",rating="1"', 1),
        ("bsl_answer_seconds_bucket", 'version="v1",le="0.25"', 1),  # the bound itself belongs to its bucket
        ("bsl_answer_seconds_bucket", 'version="v1",le="1.0"', 2),
        ("bsl_answer_seconds_bucket", 'version="v1",le="600.0"', 2),
        ("bsl_answer_seconds_bucket", 'version="v1",le="+Inf"', 3),
        ("bsl_answer_seconds_sum", 'version="v1"', 1001.15),
        ("bsl_answer_seconds_count", 'version="v1"', 3),
        ("bsl_split_generation", "", 7),
        ("bsl_canary_percent", 'version="v2"', 5),
        ("bsl_version_info", 'role="stable",version="v1"', 1),
    ],
)
def test_what_happened_can_be_read(name: str, labels: str, value: float) -> None:
    metrics = Metrics()
    for seconds in (0.25, 0.9, 1000.0):
        metrics.answered("v1", seconds)
    metrics.failed("v2")
    for rating in (5, 1, 5):
        metrics.rated("v1", rating)
    assert samples(metrics.text(SPLIT))[name, labels] == value


def test_without_a_split_and_without_answers_there_are_zeros() -> None:
    assert samples(Metrics().text(None)) == {("bsl_split_generation", ""): 0, ("bsl_canary_percent", ""): 0}


def test_a_version_cannot_break_out_of_its_label() -> None:
    metrics = Metrics()
    metrics.answered('v"1\\\n', 0.1)
    assert samples(metrics.text(None))["bsl_answers_total", r'version="v\"1\\\n"'] == 1


def test_each_series_of_the_histogram_has_all_bounds() -> None:
    metrics = Metrics()
    metrics.answered("v1", 5.0)
    assert metrics.text(None).count("bsl_answer_seconds_bucket{") == len(BUCKETS) + 1


def test_the_gateway_tells_them_to_who_has_the_key(open_stage: Callable[..., Any]) -> None:
    stage = open_stage(callers=one_key("secret"))
    request = urllib.request.Request(f"{stage.address}/metrics", headers={"Authorization": "Bearer secret"})
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        assert samples(answer.read().decode())["bsl_split_generation", ""] == 1
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"{stage.address}/metrics")
