"""The server as callers see it, the openai package among them."""

import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import openai
import pytest

Serve = Callable[..., str]
QUESTION = [{"role": "user", "content": "one two three"}]


def client(address: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0, timeout=20)


def post(address: str, body: Any, path: str = "/v1/chat/completions") -> tuple[int, dict[str, Any], Any]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(address + path, data), timeout=20) as answer:
            return answer.status, json.load(answer), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, json.load(error), error.headers


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def ready(address: str) -> str:
    def is_ok() -> bool:
        try:
            with urllib.request.urlopen(f"{address}/health") as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError:
            return False

    wait_until(is_ok)
    return address


def test_both_names_are_served_and_the_first_one_signs(serve: Serve, engine_type: type) -> None:
    openai_client = client(ready(serve(engine_type())))
    assert [model.id for model in openai_client.models.list()] == ["bsl--v1", "bsl"]
    for name in ("bsl", "bsl--v1"):
        answer = openai_client.chat.completions.create(model=name, messages=QUESTION)
        assert (answer.model, answer.choices[0].message.content) == ("bsl--v1", "one two three")
        assert answer.choices[0].finish_reason == "stop"
        assert (answer.usage.prompt_tokens, answer.usage.completion_tokens, answer.usage.total_tokens) == (3, 3, 6)


def test_a_stream_gives_the_pieces_the_model_and_the_counts(serve: Serve, engine_type: type) -> None:
    stream = client(ready(serve(engine_type()))).chat.completions.create(
        model="bsl", messages=QUESTION, stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    assert {chunk.model for chunk in chunks} == {"bsl--v1"}
    assert len({chunk.id for chunk in chunks}) == 1
    texts = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices]
    assert texts == ["", "one", " two", " three", None]
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].usage.completion_tokens == 3


def test_a_prompt_is_completed_whole_and_as_a_stream(serve: Serve, engine_type: type) -> None:
    openai_client = client(ready(serve(engine_type())))
    answer = openai_client.completions.create(model="bsl", prompt="a b c d", max_tokens=2)
    assert (answer.choices[0].text, answer.choices[0].finish_reason) == ("a b", "length")
    stream = openai_client.completions.create(model="bsl", prompt="a b", stream=True)
    assert "".join(chunk.choices[0].text for chunk in stream) == "a b"


@pytest.mark.parametrize(
    ("body", "status", "param"),
    [
        ({"model": "gpt-9", "messages": QUESTION}, 404, "model"),
        ({"messages": QUESTION}, 400, "model"),
        ({"model": "bsl"}, 400, "messages"),
        ({"model": "bsl", "messages": []}, 400, "messages"),
        ({"model": "bsl", "messages": [{"role": "robot", "content": ""}]}, 400, "messages.0.role"),
        ({"model": "bsl", "messages": QUESTION, "max_tokens": 0}, 400, "max_tokens"),
        ({"model": "bsl", "messages": QUESTION, "temperature": -1}, 400, "temperature"),
        ({"model": "bsl", "messages": QUESTION, "n": 1000}, 400, "n"),
        ({"model": "bsl", "messages": QUESTION, "stop": ["КонецФункции"]}, 400, "stop"),
        ({"model": "bsl", "messages": [{"role": "user", "content": "word " * 60}]}, 400, "messages"),
        ({"model": "bsl", "messages": [{"role": "user", "content": "refused"}]}, 400, "messages"),
        ({"model": "bsl", "messages": [{"role": "user", "content": "\ud800"}]}, 400, None),
        ([1, 2], 400, None),
        (b"{", 400, None),
        (b"[" * 100_000, 400, None),
        (b'{"model": "bsl", "temperature": NaN}', 400, None),
        ({"model": "bsl", "messages": [{"role": "user", "content": "x" * 300_000}]}, 413, None),
        ({"model": "bsl", "messages": [{"role": "user", "content": "crash"}]}, 500, None),
    ],
)
def test_a_bad_request_gets_an_error_in_openai_form(
    serve: Serve, engine_type: type, body: Any, status: int, param: str | None
) -> None:
    address = ready(serve(engine_type()))
    got, answer, _ = post(address, body)
    assert (got, answer["error"]["param"]) == (status, param), answer
    assert answer["error"]["message"]
    assert post(address, {"model": "bsl", "messages": QUESTION})[0] == 200, "the server lives on"


def test_an_unknown_address_is_404_in_openai_form(serve: Serve, engine_type: type) -> None:
    status, answer, _ = post(serve(engine_type()), {}, "/v2/chat")
    assert (status, answer["error"]["type"]) == (404, "not_found_error")


@pytest.mark.parametrize(
    ("asked", "tokens"), [({}, 4), ({"max_tokens": 10**9}, 6), ({"max_completion_tokens": 2, "max_tokens": 5}, 2)]
)
def test_the_length_is_capped(serve: Serve, engine_type: type, asked: dict[str, int], tokens: int) -> None:
    address = ready(serve(engine_type(), max_tokens=6, default_max_tokens=4))
    _, answer, _ = post(address, {"model": "bsl", "messages": [{"role": "user", "content": "w " * 20}], **asked})
    assert answer["usage"]["completion_tokens"] == tokens
    assert answer["choices"][0]["finish_reason"] == "length"


def test_parts_of_text_are_one_message(serve: Serve, engine_type: type) -> None:
    parts = [{"type": "text", "text": "a "}, {"type": "text", "text": "b"}]
    body = {"model": "bsl", "messages": [{"role": "user", "content": parts}]}
    _, answer, _ = post(ready(serve(engine_type())), body)
    assert answer["choices"][0]["message"]["content"] == "a b"


def test_waiting_requests_are_answered_together(serve: Serve, engine_type: type) -> None:
    engine = engine_type(seconds_per_token=0.02)
    address = ready(serve(engine))
    bodies = [{"model": "bsl", "messages": [{"role": "user", "content": f"n {i}"}]} for i in range(60)]
    with ThreadPoolExecutor(60) as pool:
        answers = list(pool.map(lambda body: post(address, body), bodies))
    texts = [answer["choices"][0]["message"]["content"] for _, answer, _ in answers]
    assert texts == [f"n {i}" for i in range(60)], "each gets its own answer"
    assert sum(engine.batches) == 60
    assert len(engine.batches) <= 15


def test_requests_that_disagree_are_not_mixed(serve: Serve, engine_type: type) -> None:
    engine = engine_type(seconds_per_token=0.05)
    address = ready(serve(engine))
    bodies = [{"model": "bsl", "messages": QUESTION, "temperature": 0.5, "seed": seed} for seed in (1, 1, 2)]
    with ThreadPoolExecutor(3) as pool:
        assert all(status == 200 for status, *_ in pool.map(lambda body: post(address, body), bodies))
    assert len(engine.batches) >= 2


def test_a_full_queue_says_come_back_later(serve: Serve, engine_type: type) -> None:
    address = ready(serve(engine_type(seconds_per_token=0.2), waiting=2, batch_size=1))
    body = {"model": "bsl", "messages": QUESTION}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: post(address, body), range(8)))
    refused = [(answer, headers) for status, answer, headers in answers if status == 429]
    assert refused
    assert all(headers["Retry-After"] and answer["error"]["message"] for answer, headers in refused)
    assert all(status in (200, 429) for status, *_ in answers)


def test_work_for_a_caller_who_left_is_dropped(serve: Serve, engine_type: type) -> None:
    engine = engine_type(seconds_per_token=0.05)
    address = ready(serve(engine, batch_size=1))
    body = json.dumps({"model": "bsl", "messages": [{"role": "user", "content": "w " * 20}]})

    def leave_early() -> None:
        connection = http.client.HTTPConnection(address.removeprefix("http://"))
        connection.request("POST", "/v1/chat/completions", body)
        wait_until(lambda: engine.batches)
        connection.close()

    callers = [threading.Thread(target=leave_early) for _ in range(4)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert post(address, {"model": "bsl", "messages": QUESTION})[0] == 200
    assert engine.abandoned == 1, "the running answer is given up"
    assert len(engine.batches) == 2, "the waiting ones never ran"


def test_the_port_is_open_before_the_model_is_there(serve: Serve, engine_type: type) -> None:
    go = threading.Event()

    def load() -> Any:
        go.wait(10)
        return engine_type()

    address = serve(load)
    assert post(address, {"model": "bsl", "messages": QUESTION})[0] == 503
    with pytest.raises(urllib.error.HTTPError, match="503"):
        urllib.request.urlopen(f"{address}/health")
    go.set()
    ready(address)
    assert post(address, {"model": "bsl", "messages": QUESTION})[0] == 200
