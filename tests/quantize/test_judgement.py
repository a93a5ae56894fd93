import math
from typing import Any

import pytest

from components.quantize.judgement import complaints, syntax_share, top1_agreement
from components.quantize.settings import QuantizeSettings
from components.shared.language_model import Completion, TokenLosses
from components.shared.observations import Observations
from components.shared.questions import Question
from components.shared.records import Record

COUNT = 50


def observations(nats: float = 10.0, broken: int = 0, changed_tokens: int = 0, is_judged: bool = True) -> Observations:
    record = Record(id="0", source="pattern", license="x", license_source="none", module_key="m")
    question = Question(
        record=record,
        prompt=(),
        reference="",
        is_code=True,
        is_judged=is_judged,
        needs_method=True,
        scored=frozenset(),
    )
    predicted = [1] * 10
    return Observations(
        questions=[question] * COUNT,
        completions=[Completion("", 5, True)] * COUNT,
        losses=[
            TokenLosses(10, nats, [2] * changed_tokens + predicted[changed_tokens:], 20),
            *[TokenLosses(10, 10.0, predicted, 20)] * (COUNT - 1),
        ],
        findings=[("1:1 ошибка",)] * broken + [()] * (COUNT - broken),
        verdicts=[None] * COUNT,
        seconds_generating=2.0,
    )


@pytest.mark.parametrize(
    ("after", "settings", "complaint"),
    [
        ({}, {}, None),
        ({"nats": 9.0}, {}, None),
        ({"nats": 14.0}, {}, None),
        ({"changed_tokens": 10}, {}, None),
        ({"broken": 2}, {}, None),  # four points, but two answers of fifty are chance
        ({"broken": 10}, {"max_syntax_loss_points": 20.0}, None),
        ({"nats": 16.0}, {}, "perplexity 2.7183 -> 2.7511 (+1.21%, at most +1.00%)"),
        ({"changed_tokens": 10}, {"min_top1_agreement": 0.99}, "top-1 agreement 0.9800 (at least 0.9900)"),
        ({"broken": 10}, {}, "20.0 points of well-formed answers lost"),
    ],
)
def test_only_what_is_lost_beyond_a_limit_is_complained_about(
    after: dict[str, Any], settings: dict[str, float], complaint: str | None
) -> None:
    found = list(complaints(observations(), observations(**after), QuantizeSettings(**settings)))
    assert len(found) == (complaint is not None)
    assert complaint is None or found[0].startswith(complaint)


@pytest.mark.parametrize("nats", [math.nan, math.inf])
def test_outputs_that_are_no_numbers_are_complained_about(nats: float) -> None:
    found = list(complaints(observations(), observations(nats=nats), QuantizeSettings()))
    assert found[0] == "some of its outputs are no finite numbers"
    assert "perplexity" in found[1]


def test_a_merged_model_that_says_no_numbers_lets_nothing_pass() -> None:
    assert list(complaints(observations(nats=math.nan), observations(), QuantizeSettings()))


def test_agreement_is_counted_over_tokens() -> None:
    assert top1_agreement(observations(), observations(changed_tokens=5)) == 1 - 5 / (10 * COUNT)


def test_without_code_no_syntax_is_lost() -> None:
    assert syntax_share(observations(broken=3, is_judged=False)) == 1.0
    assert syntax_share(observations(broken=5)) == 0.9
    assert list(complaints(observations(is_judged=False), observations(is_judged=False), QuantizeSettings())) == []


def test_speed_is_that_of_all_answers_together() -> None:
    assert observations().tokens_per_second == COUNT * 5 / 2
