"""Questions to a real server on loopback: patience with limits, one message for what every question would meet."""

import json
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.curate.generate import endpoint as room
from components.curate.generate.connection import Reply
from components.curate.generate.endpoint import Clock, Endpoint
from components.curate.generate.remembered import Said
from components.curate.generate.settings import GenerateSettings
from components.shared.errors import BadInput
from components.shared.object_store import FolderStore
from tests.chat_endpoint import Act, chat_endpoint

PASSWORD = 'Пароль = "Qwe!23asd";'


class Waits:
    """A clock that does not wait, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self._now = 0.0

    def clock(self) -> Clock:
        def wait(_: Event, seconds: float) -> None:
            self.seconds.append(seconds)
            self._now += seconds

        return Clock(lambda: self._now, wait)


def opened(
    tmp_path: Path, address: str, waits: Waits | None = None, token: str | None = None, **change: Any
) -> Endpoint:
    chosen = {"endpoint": address, "model": "qwen3-coder", "timeout_seconds": 2, "concurrency": 2, **change}
    return Endpoint(GenerateSettings(**chosen), token, FolderStore(tmp_path / "store"), (waits or Waits()).clock())


def ask(endpoint: Endpoint, *questions: str) -> list[Said | str]:
    return list(endpoint.answers([{"role": "user", "content": question}] for question in questions))


def echo(question: str, _: int) -> str:
    return f"ответ на {question}"


def failing(times: int, act: Act) -> Callable[[str, int], Act | str]:
    return lambda question, before: act if question.startswith("плохо") and before < times else echo(question, before)


def test_a_question_is_what_openai_takes(tmp_path: Path) -> None:
    with chat_endpoint(echo, token="sesame") as server:
        (said,) = ask(opened(tmp_path, server.address, token="sesame", max_tokens=77), "раз")
    assert said == Said(text="ответ на раз", model="qwen3-coder")
    assert server.asked == [
        {
            "model": "qwen3-coder",
            "messages": [{"role": "user", "content": "раз"}],
            "temperature": 0.0,
            "seed": 1,
            "max_tokens": 77,
            "stream": False,
        }
    ]


@pytest.mark.parametrize("ending", ["", "/", "/chat/completions"])
def test_the_address_may_end_as_people_write_it(tmp_path: Path, ending: str) -> None:
    with chat_endpoint(echo) as server:
        assert ask(opened(tmp_path, server.address + ending), "раз")[0] == Said(
            text="ответ на раз", model="qwen3-coder"
        )


def test_answers_come_in_the_order_of_questions(tmp_path: Path) -> None:
    def slower_first(question: str, _: int) -> Act:
        return Act(question, seconds=0.1 if int(question) % 4 == 0 else 0)

    with chat_endpoint(slower_first) as server:
        said = ask(opened(tmp_path, server.address, concurrency=3), *map(str, range(12)))
    assert [one.text for one in said if isinstance(one, Said)] == [str(number) for number in range(12)]
    assert 2 <= server.most_at_once <= 3


def test_what_was_asked_once_is_not_asked_again(tmp_path: Path) -> None:
    with chat_endpoint(echo) as server:
        first = ask(opened(tmp_path, server.address), "раз", "два")
        again = opened(tmp_path, server.address)
        assert ask(again, "раз", "два", "три")[:2] == first
    assert (again.counts["asked"], again.counts["remembered"]) == (1, 2)
    assert ask(opened(tmp_path, "http://127.0.0.1:9/v1"), "раз", "два") == first, "nobody has to be there"
    with chat_endpoint(echo) as server:
        ask(opened(tmp_path, server.address, model="other", temperature=0.5), "раз")
        assert len(server.asked) == 1, "another model and other parameters are another question"


def test_a_broken_memory_is_asked_anew(tmp_path: Path) -> None:
    with chat_endpoint(echo) as server:
        ask(opened(tmp_path, server.address), "раз")
        (kept,) = (tmp_path / "store" / "generated").rglob("*.json")
        kept.write_bytes(kept.read_bytes()[:20])
        assert ask(opened(tmp_path, server.address), "раз")[0] == Said(text="ответ на раз", model="qwen3-coder")


def test_a_secret_is_not_remembered(tmp_path: Path) -> None:
    with chat_endpoint(lambda *_: f"Вот код: {PASSWORD}") as server:
        (said,) = ask(opened(tmp_path, server.address), "раз")
    assert said == Said(text="", model="qwen3-coder", secret=True)
    assert not any(b"Qwe!23asd" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


GARBAGE = [b"", b"<html>", b"[]", b"{}", b'{"choices": []}', b'{"choices": [{"message": 1}]}', b"[" * 100_000]
GARBAGE += [json.dumps({"choices": [{"message": {"content": "\ud800"}}]}).encode()]
GARBAGE += [json.dumps({"model": "\udfff", "choices": [{"message": {"content": "да"}}]}).encode()]


@pytest.mark.parametrize(
    "act",
    [
        Act(status=500),
        Act(status=503),
        Act(status=408),
        Act(status=429),
        Act(text="x" * 1000, cut=True),
        Act(seconds=1),
        Act(text="x" * 1000, dribbles=True),
        Act(text=None),
        *(Act(raw=garbage) for garbage in GARBAGE),
        Act(raw=b" " * 5_000_000),
    ],
    ids=lambda act: f"{act.status}-{(act.raw or b'')[:12]!r}-{act.cut}-{act.dribbles}",
)
def test_a_failure_costs_its_own_question(tmp_path: Path, act: Act) -> None:
    with chat_endpoint(failing(9, act)) as server:
        endpoint = opened(tmp_path, server.address, timeout_seconds=0.3, tries=2)
        said = ask(endpoint, "раз", "плохо", "два", "три")
    assert said[1] == "endpoint_failed"
    assert [one.text for one in said if isinstance(one, Said)] == ["ответ на раз", "ответ на два", "ответ на три"]
    assert endpoint.counts == {"asked": 4, "retried": 1}
    assert server.times["плохо"] == 2


@pytest.mark.parametrize("act", [Act(status=500), Act(text="x" * 99, cut=True), Act(raw=b"<html>")])
def test_another_try_may_do_better(tmp_path: Path, act: Act) -> None:
    waits = Waits()
    with chat_endpoint(failing(2, act)) as server:
        said = ask(opened(tmp_path, server.address, waits), "плохо")
    assert said == [Said(text="ответ на плохо", model="qwen3-coder")]
    assert len(waits.seconds) == 2
    assert waits.seconds[1] > waits.seconds[0]


def test_the_endpoint_says_when_it_wants_to_be_asked_again(tmp_path: Path) -> None:
    waits = Waits()
    with chat_endpoint(failing(2, Act(status=429, headers={"Retry-After": "7"}))) as server:
        said = ask(opened(tmp_path, server.address, waits), "плохо")
    assert isinstance(said[0], Said)
    assert waits.seconds == [7, 7]


def test_a_longer_pause_than_allowed_costs_the_question(tmp_path: Path) -> None:
    waits = Waits()
    with chat_endpoint(failing(9, Act(status=429, headers={"Retry-After": "3600"}))) as server:
        assert ask(opened(tmp_path, server.address, waits), "раз", "плохо")[1] == "endpoint_failed"
    assert waits.seconds == []


def test_a_question_that_is_refused_is_not_asked_again(tmp_path: Path) -> None:
    with chat_endpoint(failing(9, Act(status=400, raw=b'{"error": {"message": "too long"}}'))) as server:
        assert ask(opened(tmp_path, server.address), "плохо", "раз")[0] == "endpoint_refused"
    assert server.times["плохо"] == 1


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (Act(text="начало", finish="length"), "cut"),
        (Act(text="без конца " * 20_000), "cut"),
        (Act(text=None, refusal="I cannot help with that"), "refused"),
        (Act(text="", finish="content_filter"), "refused"),
    ],
)
def test_an_answer_that_is_none_is_remembered_as_such(tmp_path: Path, act: Act, field: str) -> None:
    with chat_endpoint(lambda *_: act) as server:
        (said,) = ask(opened(tmp_path, server.address), "раз")
        assert isinstance(said, Said)
        assert getattr(said, field)
        assert ask(opened(tmp_path, server.address), "раз") == [said]
        assert len(server.asked) == 1


def test_a_dead_endpoint_is_given_up(tmp_path: Path) -> None:
    with chat_endpoint(lambda question, _: Act(status=500) if question != "0" else "есть") as server:
        endpoint = opened(tmp_path, server.address, tries=1, failures_in_a_row=3, concurrency=1)
        said = ask(endpoint, *map(str, range(40)))
    assert said[1:4] == ["endpoint_failed"] * 3
    assert set(said[4:]) == {"endpoint_given_up"}
    assert endpoint.counts["asked"] == 4


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (Act(status=401), "BSL_GENERATOR_TOKEN"),
        (Act(status=403), "BSL_GENERATOR_TOKEN"),
        (Act(status=404), "'qwen3-coder'"),
        (Act(status=405), "/v1"),
        (Act(status=302, headers={"Location": "http://127.0.0.1:1/"}), "status 302"),
        (Act(raw=b"<html>hello</html>"), "does not answer as OpenAI"),
    ],
)
def test_what_every_question_would_meet_is_one_message(tmp_path: Path, act: Act, told: str) -> None:
    with chat_endpoint(lambda *_: act) as server:
        with pytest.raises(BadInput, match=r"curate\.generate\.endpoint") as error:
            ask(opened(tmp_path, server.address, tries=2), "раз", "два", "три")
        assert told in str(error.value)
        assert set(server.times) == {"раз"}, "it cost one question"


def test_after_an_answer_the_same_costs_its_question(tmp_path: Path) -> None:
    with chat_endpoint(failing(9, Act(status=401))) as server:
        assert ask(opened(tmp_path, server.address, concurrency=1), "раз", "плохо", "два")[1] == "endpoint_failed"


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/v1", "http://no-such-host.invalid/v1", "https://127.0.0.1:9/v1"],
)
def test_nobody_there_is_one_message(tmp_path: Path, address: str) -> None:
    with pytest.raises(BadInput, match="cannot be reached"):
        ask(opened(tmp_path, address), "раз", "два")


def test_a_server_without_tls_is_told(tmp_path: Path) -> None:
    with chat_endpoint(echo) as server:
        endpoint = opened(tmp_path, server.address.replace("http:", "https:"), tries=1)
        assert ask(endpoint, "раз") == ["endpoint_failed"]


@pytest.mark.parametrize("address", ["http://8.8.8.8/v1", "http://[2001:4860:4860::8888]/v1"])
def test_code_and_token_do_not_go_over_a_public_network_as_text(tmp_path: Path, address: str) -> None:
    with pytest.raises(BadInput, match="use https"):
        ask(opened(tmp_path, address, token="sesame"), "раз")


@pytest.mark.parametrize(
    ("change", "token", "told"),
    [
        ({"model": ""}, None, "curate.generate.model"),
        ({"endpoint": "http://127.0.0.1:99999/v1"}, None, "curate.generate.endpoint"),
        ({"endpoint": "http://:80/v1"}, None, "names no host"),
        ({}, "with\nline end", "BSL_GENERATOR_TOKEN"),
        ({}, "ключ", "BSL_GENERATOR_TOKEN"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_sent(
    tmp_path: Path, change: dict[str, Any], token: str | None, told: str
) -> None:
    with pytest.raises(BadInput, match=told) as error:
        opened(tmp_path, "http://127.0.0.1:9/v1", token=token, **change)
    assert token is None or token not in str(error.value)


@pytest.mark.parametrize(
    "address", ["ftp://host/v1", "host/v1", "http://user:password@host/v1", "http://host/v1?key=1", "http://a b/"]
)
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(ValueError, match="endpoint"):
        GenerateSettings(endpoint=address)


def test_whoever_stops_listening_does_not_wait_for_answers(tmp_path: Path) -> None:
    with chat_endpoint(lambda question, _: Act(question, seconds=0 if question == "0" else 5)) as server:
        started = time.monotonic()
        with closing(opened(tmp_path, server.address, timeout_seconds=60).answers(_turns(9))) as answers:
            next(answers)
        assert time.monotonic() - started < 2


def _turns(count: int) -> list[list[dict[str, str]]]:
    return [[{"role": "user", "content": str(number)}] for number in range(count)]


@given(st.one_of(st.binary(max_size=200), st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["choices", "message", "content", "refusal", "model", "finish_reason"]), inner, max_size=4),
    max_leaves=12).map(lambda value: json.dumps(value).encode())))  # fmt: skip
@settings(max_examples=300)
def test_whatever_comes_is_an_answer_or_a_reason(body: bytes) -> None:
    try:
        said = room._said(Reply(200, {}, body), "m")
    except (room.Lost, room._Again):
        return
    assert isinstance(said.text, str)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b'{"error": {"message": "too many tokens: 900\\n of 320"}}', "status 400: too many tokens: 900 of 320"),
        (b"<html>no", "status 400: <html>no"),
        (b'{"error": {"message": "bad \\"quoted code\\""}}', "status 400: bad …"),
    ],
)
def test_why_a_question_was_refused_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, raw: bytes, told: str
) -> None:
    with chat_endpoint(lambda *_: Act(status=400, raw=raw)) as server:
        assert ask(opened(tmp_path, server.address), "раз") == ["endpoint_refused"]
    assert caplog.messages == [f"127.0.0.1:{server.address.split(':')[2][:-3]}: a question is lost: {told}"]
