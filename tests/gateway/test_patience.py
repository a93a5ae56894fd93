"""Retries and breaker: alone with a clock of their own, and in the gateway with servers that fail."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.gateway.patience import BUDGET_SHARE, BURST, FEWEST_CALLS, REST_SECONDS, Breaker, RetryBudget
from components.gateway.upstreams import UpstreamFailed
from components.shared.web_server import ApiError
from tests.gateway.conftest import ModelStub
from tests.gateway.test_app import ask, call, user_of


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def broken(clock: Clock) -> Breaker:
    breaker = Breaker(clock)
    for _ in range(FEWEST_CALLS):
        breaker.report(False)
    return breaker


def test_a_breaker_opens_after_enough_failures_and_probes_with_one_request() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(FEWEST_CALLS - 1):
        breaker.report(False)
    assert breaker.lets_through()
    breaker.report(False)
    assert not breaker.lets_through()
    clock.now = REST_SECONDS
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]
    breaker.report(False)
    assert not breaker.lets_through()
    clock.now = 2 * REST_SECONDS
    assert breaker.lets_through()
    breaker.report(True)
    assert all(breaker.lets_through() for _ in range(3))


@pytest.mark.parametrize(
    ("error", "open_after"),
    [(UpstreamFailed("down"), True), (StopAsyncIteration(), True), (ApiError(400, "no"), False)],
)
def test_what_a_call_raises_tells_how_it_went(error: Exception, open_after: bool) -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now = REST_SECONDS
    assert breaker.lets_through()
    with pytest.raises(type(error)), breaker.watched():
        raise error
    assert breaker.is_open is open_after


def test_a_caller_who_leaves_says_nothing_and_another_may_probe() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now = REST_SECONDS
    assert breaker.lets_through()
    with pytest.raises(KeyboardInterrupt), breaker.watched():
        raise KeyboardInterrupt
    assert breaker.lets_through()


@given(st.lists(st.booleans(), max_size=400))
def test_retries_never_pass_their_share_of_the_requests(spends: list[bool]) -> None:
    budget, requests, retries = RetryBudget(), 0, 0
    for spend in spends:
        if spend:
            retries += budget.spend()
        else:
            budget.request()
            requests += 1
        assert retries <= BURST + BUDGET_SHARE * requests + 1e-6


class Faulty(ModelStub):
    """A server that fails now and then, from a seed."""

    share = 0.2
    random = random.Random(1)

    async def answer(self, request: Any) -> Any:
        self.behaviour = "503" if self.random.random() < self.share else "well"
        return await super().answer(request)


def ask_many(stage: Any, count: int) -> Counter[int]:
    with ThreadPoolExecutor(16) as pool:
        return Counter(pool.map(lambda number: ask(stage.address, f"user {number}")[0], range(count)))


def test_of_servers_that_fail_now_and_then_nearly_everything_is_answered(
    open_stage: Callable[..., Any], open_app: Callable[..., str]
) -> None:
    stage = open_stage()
    faulty = {version: Faulty(version) for version in stage.upstreams}
    for version, stub in faulty.items():
        stage.upstreams[version] = open_app(stub.app())
    statuses = ask_many(stage, 600)
    calls = sum(len(stub.bodies) for stub in faulty.values())
    assert set(statuses) <= {200, 502}
    assert statuses[200] >= 0.985 * 600
    assert calls > 600, "no call was ever repeated: the faults did not fire"
    assert calls <= 1.5 * 600


def test_a_dead_server_is_left_alone_and_found_again(open_stage: Callable[..., Any]) -> None:
    stage = open_stage()
    stage.models["v1"].behaviour = "503"
    user = user_of(stage, "v1")
    assert {ask(stage.address, user)[0] for _ in range(60)} == {200}
    assert len(stage.models["v1"].bodies) <= FEWEST_CALLS
    assert call(stage.address, "/status")[1]["left_alone"] == ["v1"]
