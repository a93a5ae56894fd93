"""No text hangs, overflows the stack or raises: a small version of ``benchmarks.judge.robustness``."""

from collections.abc import Callable
from random import Random

import pytest

from benchmarks.judge.robustness import DEEP, DEEP_CALLER_FRAMES, LARGE, check_batch, from_deep, seconds_of
from tests.shared.bsl.syntax.test_broken_code import own_methods

SMALL_TEXTS = 600
BYTES = 40_000
TIMES_LARGER = 4
SECONDS_OF_NOISE = 0.3


def test_small_texts_of_chance_are_parsed_printed_and_parsed_again() -> None:
    methods = [method.text for method in own_methods(Random(1))]
    assert check_batch((1, SMALL_TEXTS, methods)) < 2


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP.keys())
def test_nesting_costs_no_stack(text: Callable[[int], str]) -> None:
    from_deep(DEEP_CALLER_FRAMES, text(10_000))


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE.keys())
def test_time_grows_with_the_length_of_a_text(text: Callable[[int], str]) -> None:
    small, large = seconds_of(text(BYTES)), seconds_of(text(BYTES * TIMES_LARGER))
    assert large < small * TIMES_LARGER**1.5 + SECONDS_OF_NOISE
