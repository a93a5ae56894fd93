"""The gateway as callers see it, the openai package among them."""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import openai
import pytest

from components.gateway.callers import one_key
from components.shared.records import SYSTEM_PROMPT

QUESTION: Any = [{"role": "user", "content": "Напиши функцию"}]
BASE = "base-00000000"
Open = Callable[..., Any]


def client(address: str, key: str = "none") -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0, timeout=20)


def call(address: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, Any]:
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(address + path, data, named), timeout=20) as answer:
            return answer.status, json.load(answer), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, json.load(error), error.headers


def ask(address: str, user: str = "", **more: Any) -> tuple[int, Any, Any]:
    return call(address, "/v1/chat/completions", {"model": "bsl", "messages": QUESTION, "user": user, **more})


def user_of(stage: Any, version: str) -> str:
    """A user whom the split gives this version."""
    split = stage.registry.split()
    return next(f"user {n}" for n in range(1000) if split.version_for(f"user {n}") == version)


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def test_the_openai_package_is_answered_by_a_named_variant(open_stage: Open) -> None:
    stage = open_stage()
    openai_client = client(stage.address)
    assert [model.id for model in openai_client.models.list()] == ["bsl", f"bsl--{BASE}", "bsl--v1"]
    for version in (BASE, "v1"):
        user = user_of(stage, version)
        answer = openai_client.chat.completions.create(model="bsl", messages=QUESTION, user=user)
        assert (answer.model, answer.choices[0].message.content) == (f"bsl--{version}", f"from {version}")
        chunks = list(openai_client.chat.completions.create(model="bsl", messages=QUESTION, user=user, stream=True))
        assert {chunk.model for chunk in chunks} == {f"bsl--{version}"}
        assert "".join(chunk.choices[0].delta.content for chunk in chunks) == f"from {version}"
        stored = stage.ratings.answer(chunks[0].id)
        assert (stored.generated_code, stored.finish_reason) == (f"from {version}", "stop")
    completion = openai_client.completions.create(model=f"bsl--{BASE}", prompt="x")
    assert completion.choices[0].text == f"from {BASE}"


def test_a_stored_answer_tells_everything_but_who_asked(open_stage: Open) -> None:
    stage = open_stage()
    user = user_of(stage, "v1")
    _, answer, headers = ask(stage.address, user, metadata={"record_id": "r1"})
    stored = stage.ratings.answer(answer["id"])
    assert headers["x-bsl-variant"] == "bsl--v1"
    assert (stored.name, stored.assigned_version, stored.served_version) == ("bsl", "v1", "v1")
    assert (stored.query_type, stored.user_query, stored.record_id) == ("code_generation", "Напиши функцию", "r1")
    assert stored.user != user
    assert user not in stored.model_dump_json()
    again = stage.ratings.answer(ask(stage.address, user)[1]["id"])
    assert again.user == stored.user, "the same person has the same hash"


def test_users_are_split_and_stay_where_they_are(open_stage: Open) -> None:
    stage = open_stage()
    users = [f"u{n}" for n in range(60)]
    with ThreadPoolExecutor(8) as pool:
        first, second = (list(pool.map(lambda user: ask(stage.address, user)[1]["model"], users)) for _ in range(2))
    assert first == second
    assert 15 <= first.count("bsl--v1") <= 45
    anonymous = {ask(stage.address)[1]["model"] for _ in range(30)}
    assert anonymous == {"bsl--v1", f"bsl--{BASE}"}, "nobody in particular is split by weight"


@pytest.mark.parametrize("where", ["body", "header"])
def test_only_code_generation_goes_to_the_tuned_model(open_stage: Open, where: str) -> None:
    stage = open_stage(split={"stable": "v1"})
    for query_type, version in (("code_generation", "v1"), ("explanation", BASE), ("chat", BASE)):
        body = {"model": "bsl", "messages": QUESTION} | ({"query_type": query_type} if where == "body" else {})
        headers = {"X_Query_Type": query_type} if where == "header" else {}
        _, answer, _ = call(stage.address, "/v1/chat/completions", body, **headers)
        assert answer["model"] == f"bsl--{version}", query_type
    assert "query_type" not in stage.models["v1"].bodies[-1]


def test_a_full_name_reaches_that_variant_for_every_user(open_stage: Open) -> None:
    stage = open_stage()
    assert {ask(stage.address, f"u{n}", model="bsl--v1")[1]["model"] for n in range(10)} == {"bsl--v1"}
    stage.models["v1"].behaviour = "503"
    assert ask(stage.address, model="bsl--v1")[0] == 502, "nobody stands in for a variant asked for by name"


def test_the_prompt_of_training_is_added_unless_the_caller_has_one(open_stage: Open) -> None:
    stage = open_stage()
    ask(stage.address, model="bsl--v1", max_tokens=10**9)
    assert stage.models["v1"].bodies[-1]["messages"] == [{"role": "system", "content": SYSTEM_PROMPT}, *QUESTION]
    assert stage.models["v1"].bodies[-1]["max_tokens"] == 4096
    own = [{"role": "system", "content": "own"}, *QUESTION]
    ask(stage.address, model="bsl--v1", messages=own)
    assert stage.models["v1"].bodies[-1]["messages"] == own


@pytest.mark.parametrize("behaviour", ["500", "503", "404", "garbage", "hang", "gone"])
@pytest.mark.parametrize("stream", [False, True])
def test_the_base_model_stands_in_and_the_answer_says_so(open_stage: Open, behaviour: str, stream: bool) -> None:
    stage = open_stage()
    user = user_of(stage, "v1")
    if behaviour == "gone":
        stage.upstreams["v1"] = "http://127.0.0.1:9"
        time.sleep(0.2)
    stage.models["v1"].behaviour = behaviour
    raw = client(stage.address).chat.completions.with_raw_response.create(
        model="bsl", messages=QUESTION, user=user, stream=stream
    )
    assert (raw.headers["x-bsl-variant"], raw.headers["x-bsl-fallback"]) == (f"bsl--{BASE}", "bsl--v1")
    answers = list(raw.parse()) if stream else [raw.parse()]
    answer = answers[0]
    assert answer.model == f"bsl--{BASE}"
    stored = stage.ratings.answer(answer.id)
    assert (stored.assigned_version, stored.served_version) == ("v1", BASE)


def test_when_nobody_answers_the_error_names_who_was_asked(open_stage: Open) -> None:
    stage = open_stage()
    for model in stage.models.values():
        model.behaviour = "503"
    for stream in (False, True):
        status, answer, _ = ask(stage.address, user_of(stage, "v1"), stream=stream)
        assert status == 502
        assert "v1, base-00000000" in answer["error"]["message"]


@pytest.mark.parametrize("behaviour", ["400", "413", "429"])
@pytest.mark.parametrize("stream", [False, True])
def test_what_the_caller_must_change_is_passed_on(open_stage: Open, behaviour: str, stream: bool) -> None:
    stage = open_stage()
    stage.models["v1"].behaviour = behaviour
    status, answer, headers = ask(stage.address, user_of(stage, "v1"), stream=stream)
    assert (status, answer["error"]["code"], headers["Retry-After"]) == (int(behaviour), "c", "7")


@pytest.mark.parametrize("behaviour", ["cut", "stall"])
def test_a_stream_that_breaks_ends_with_an_error(open_stage: Open, behaviour: str) -> None:
    stage = open_stage()
    stage.models["v1"].behaviour = behaviour
    stream = client(stage.address).chat.completions.create(model="bsl--v1", messages=QUESTION, stream=True)
    assert next(stream).choices[0].delta.content == "from "
    with pytest.raises(openai.APIError, match="broke off"):
        list(stream)
    assert [answer.finish_reason for answer in stage.ratings.answers()] == ["error"]


def test_an_answer_that_the_caller_did_not_wait_for_is_remembered_as_cancelled(open_stage: Open) -> None:
    stage = open_stage()
    stage.models["v1"].behaviour = "stall"
    connection = http.client.HTTPConnection(stage.address.removeprefix("http://"))
    body = json.dumps({"model": "bsl--v1", "messages": QUESTION, "stream": True})
    connection.request("POST", "/v1/chat/completions", body)
    connection.getresponse().read(10)
    connection.close()
    connection.sock = None
    wait_until(lambda: list(stage.ratings.answers()))
    assert [(a.finish_reason, a.generated_code) for a in stage.ratings.answers()] == [("cancelled", "from ")]


def test_a_changed_split_takes_effect_without_a_restart(open_stage: Open) -> None:
    stage = open_stage()
    stage.change_split(stable="v1")
    wait_until(lambda: call(stage.address, "/status")[1]["split"]["generation"] == 2)
    assert {ask(stage.address, f"u{n}")[1]["model"] for n in range(10)} == {"bsl--v1"}
    stage.change_split()
    wait_until(lambda: call(stage.address, "/status")[1]["split"]["generation"] == 3)
    assert {ask(stage.address, f"u{n}")[1]["model"] for n in range(10)} == {f"bsl--{BASE}"}


def test_a_new_version_gets_users_once_its_server_is_up(open_stage: Open) -> None:
    stage = open_stage()
    stage.change_split(stable="v2")
    wait_until(lambda: call(stage.address, "/status")[1]["waiting_for"] == ["v2"])
    assert ask(stage.address, user_of(stage, "v2"))[1]["model"] in ("bsl--v1", f"bsl--{BASE}")
    stage.start_model("v2")
    wait_until(lambda: ask(stage.address)[1]["model"] == "bsl--v2")


def test_a_damaged_split_leaves_everything_as_it_was(open_stage: Open, tmp_path: Any) -> None:
    stage = open_stage()
    (tmp_path / "store/serving/bsl/split.json").write_text('{"name": "bsl"')
    time.sleep(0.2)
    assert ask(stage.address)[0] == 200


def test_a_rating_is_kept_once_with_what_was_really_answered(open_stage: Open) -> None:
    stage = open_stage()
    user = user_of(stage, "v1")
    answer = ask(stage.address, user)[1]
    record = {
        "answer_id": answer["id"],
        "user": user,
        "user_query": "forged",
        "generated_code": "forged",
        "user_rating": 2,
        "issues": ["Нет обработки ошибок"],
        "timestamp": "2020-01-01T00:00:00",
        "corrected_code": "Возврат 1;",
    }
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: call(stage.address, "/feedback", record)[0], range(8)))
    assert sorted(statuses) == [201] + [409] * 7
    (rating,) = stage.ratings.ratings()
    assert (rating.user_rating, rating.issues, rating.version, rating.rater) == (
        2, ("Нет обработки ошибок",), "v1", "person",
    )  # fmt: skip
    assert (rating.user_query, rating.generated_code) == ("Напиши функцию", "from v1")
    assert rating.corrected_code == "Возврат 1;"
    assert rating.timestamp.year > 2020
    assert call(stage.address, "/status")[1]["ratings"] == {"v1": 1}


@pytest.mark.parametrize(
    ("change", "status", "param"),
    [
        ({"answer_id": "answer-0"}, 403, "answer_id"),
        ({"answer_id": None}, 400, "answer_id"),
        ({"user": "somebody else"}, 403, "user"),
        ({"user": ""}, 403, "user"),
        ({"user_rating": 9}, 400, "user_rating"),
        ({"user_rating": 0}, 400, "user_rating"),
        ({"user_rating": True}, 400, "user_rating"),
        ({"user_rating": "5"}, 400, "user_rating"),
        ({"issues": "none"}, 400, "issues"),
        ({"issues": ["x" * 2000]}, 400, "issues.0"),
        ({"issues": ["x"] * 100}, 400, "issues"),
        ({"rater": "expert"}, 400, "rater"),
        ({"stars": 5}, 400, "stars"),
        ({"corrected_code": "x" * 300_000}, 413, None),
    ],
)
def test_a_bad_rating_is_refused_by_the_name_of_its_field(
    open_stage: Open, change: dict[str, Any], status: int, param: str | None
) -> None:
    stage = open_stage()
    answer = ask(stage.address, "anna")[1]
    record = {"answer_id": answer["id"], "user": "anna", "user_rating": 5, **change}
    got, body, _ = call(stage.address, "/feedback", record)
    assert (got, body["error"]["param"]) == (status, param), body
    assert not list(stage.ratings.ratings())


def test_a_key_is_asked_for_everywhere_but_on_health(open_stage: Open) -> None:
    stage = open_stage(callers=one_key("secret"))
    for path, body in (("/v1/models", None), ("/status", None), ("/feedback", {}), ("/v1/chat/completions", {})):
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": ""}):
            status, answer, _ = call(stage.address, path, body, **headers)
            assert (status, answer["error"]["code"]) == (401, "invalid_api_key"), path
    assert call(stage.address, "/health")[0] == 200
    assert client(stage.address, "secret").chat.completions.create(model="bsl", messages=QUESTION).model
    with pytest.raises(openai.AuthenticationError):
        client(stage.address, "wrong").models.list()


@pytest.mark.parametrize(
    ("change", "status", "param"),
    [
        ({"model": "gpt-9"}, 404, "model"),
        ({"model": "bsl--v9"}, 404, "model"),
        ({"model": None}, 400, "model"),
        ({"messages": []}, 400, "messages"),
        ({"messages": "hello"}, 400, "messages"),
        ({"messages": ["hello"]}, 400, "messages.0"),
        ({"user": 5}, 400, "user"),
        ({"user": "x" * 300}, 400, "user"),
        ({"n": 1000}, 400, "n"),
        ({"stream": "yes"}, 400, "stream"),
        ({"messages": [{"role": "user", "content": "x" * 300_000}]}, 413, None),
    ],
)
def test_a_bad_question_is_refused_by_the_name_of_its_field(
    open_stage: Open, change: dict[str, Any], status: int, param: str | None
) -> None:
    stage = open_stage()
    got, body, _ = ask(stage.address, **{"user": "anna", **change})
    assert (got, body["error"]["param"]) == (status, param), body


def test_before_anything_is_deployed_the_gateway_says_that_it_is_not_ready(open_stage: Open) -> None:
    stage = open_stage(split={"stable": "v7"})
    assert call(stage.address, "/health")[0] == 503
    assert ask(stage.address)[0] == 503
