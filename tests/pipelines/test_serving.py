"""Serving with real processes and real, very small models."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openai
import pytest

from components.shared.environment import object_store_url, ratings_url
from components.shared.errors import BadInput, TryAgain
from components.shared.object_store import open_object_store
from components.shared.ratings import open_ratings
from components.shared.records import Record
from components.shared.registry import Registry
from components.shared.release import signing_key
from components.shared.release.bundle import REQUIRED, signed
from components.shared.summaries import BaseModelSummary
from components.shared.traffic import Split
from components.shared.versions import VersionDetails, VersionRecord
from pipelines.commands import ask
from pipelines.rating import rate_automatically
from pipelines.serving import Supervisor, serving
from tests.tiny_model import write_model

NAME = "bsl-coder"
ROOT = Path(__file__).parents[2]
QUESTION: Any = [{"role": "user", "content": "Напиши функцию"}]


def wait_until(condition: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def open_registry() -> Registry:
    return Registry(open_object_store(object_store_url()), NAME)


def deploy(registry: Registry, base: str, canary: str | None = None, percent: int = 0) -> None:
    old = registry.split()
    generation = old.generation + 1 if old else 1
    new = Split(name=NAME, base=base, stable=base, canary=canary, canary_percent=percent, generation=generation)
    registry.write_split(new, old)


def is_running(pid: int) -> bool:
    try:
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def children_of(pid: int) -> list[int]:
    return [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]


def signed_here(record: VersionRecord) -> dict[str, bytes]:
    return signed(record, dict.fromkeys(REQUIRED[record.kind], b"text"), signing_key())


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of artifacts with a base model and version v1 in its store."""
    folder = tmp_path_factory.mktemp("artifacts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BSL_ARTIFACTS", str(folder))
        for name in ("BSL_OBJECT_STORE", "BSL_RATINGS", "BSL_GATEWAY_KEY"):
            patch.delenv(name, raising=False)
        registry = open_registry()
        now = datetime.now(UTC)
        summary = BaseModelSummary(
            name="tiny",
            digest="0",
            parameters=1,
            architecture="qwen2",
            license="Apache-2.0",
            tiny=True,
            chat_template_sha256="0",
            seconds=0,
        )
        base = registry.register_base(write_model(folder / "base", seed=0, tied=False), summary, now, signed_here)
        details = VersionDetails(
            kind="tuned", status="passed", base_version=base, created_at=now, licenses={}, chat_template_sha256="0"
        )
        registry.register(write_model(folder / "v1", seed=1, tied=False), details, signed_here)
        yield folder


@pytest.fixture(scope="module")
def base(artifacts: Path) -> str:
    return open_registry().versions()[0]


@pytest.fixture(scope="module")
def running(base: str) -> Iterator[Supervisor]:
    """Everything up, half of the users on the canary."""
    deploy(open_registry(), base, "v1", 50)
    with Supervisor(NAME) as supervisor:
        pids = supervisor.pids()
        yield supervisor
    assert set(pids) == {"gateway", base, "v1"}
    assert not any(map(is_running, supervisor.pids().values()))
    assert not supervisor.folder.exists()


def status(supervisor: Supervisor) -> Any:
    from pipelines.server_process import call

    return call(supervisor.address, "/status")[1]


def test_the_openai_package_talks_to_both_variants(running: Supervisor, base: str) -> None:
    client = openai.OpenAI(base_url=f"{running.address}/v1", api_key="none", max_retries=0, timeout=60)
    assert {model.id for model in client.models.list()} == {NAME, f"{NAME}--{base}", f"{NAME}--v1"}
    texts = set()
    for version in (base, "v1"):
        model = f"{NAME}--{version}"
        answer = client.chat.completions.create(model=model, messages=QUESTION, max_tokens=12)
        assert (answer.model, answer.choices[0].finish_reason) == (model, "length")
        assert answer.usage.completion_tokens == 12
        chunks = list(client.chat.completions.create(model=model, messages=QUESTION, max_tokens=12, stream=True))
        assert {chunk.model for chunk in chunks} == {model}
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
        assert text == answer.choices[0].message.content, "a stream says the same"
        texts.add(text)
    assert len(texts) == 2, "two models answered"
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="gpt-9", messages=QUESTION)


def test_a_seed_gives_the_same_answer_again(running: Supervisor) -> None:
    client = openai.OpenAI(base_url=f"{running.address}/v1", api_key="none", max_retries=0, timeout=60)

    def answer(seed: int) -> str | None:
        drawn = client.chat.completions.create(
            model=f"{NAME}--v1", messages=QUESTION, max_tokens=12, temperature=1, seed=seed
        )
        return drawn.choices[0].message.content

    assert answer(1) == answer(1) != answer(2)


def test_automatic_ratings_are_kept_for_both_variants_under_their_own_name(running: Supervisor) -> None:
    record = Record(
        id="r", instruction="Напиши функцию", output="x", source="pattern", license="MIT", license_source="settings",
        module_key="k",
    )  # fmt: skip
    seen: list[int] = []
    outcomes = rate_automatically(
        running.address,
        NAME,
        [record],
        requests=60,
        max_new_tokens=8,
        progress=lambda doing, done=0, total=None: seen.append(done),
    )
    assert outcomes == {"1": 60}, "random weights write no code"
    assert seen[-1] == 60
    ratings = list(open_ratings(ratings_url()).ratings())
    assert len({rating.user for rating in ratings}) == len(ratings) == 60
    assert {rating.rater for rating in ratings} == {"automatic"}
    assert len({rating.version for rating in ratings}) == 2
    assert all(rating.issues for rating in ratings)


@pytest.mark.parametrize("as_json", [False, True])
def test_a_question_is_asked_from_the_command_line(
    running: Supervisor, capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    import argparse

    parser = argparse.ArgumentParser()
    ask.add_arguments(parser)
    words = ["Напиши функцию", "--version", "v1", "--max-tokens", "8", "--url", running.address]
    assert ask.run(parser.parse_args([*words, *(["--json"] if as_json else [])])) == 0
    told = capsys.readouterr()
    if as_json:
        answer = json.loads(told.out)
        assert (answer["model"], answer["finish_reason"]) == (f"{NAME}--v1", "length")
    else:
        assert f"{NAME}--v1, answer-" in told.err
        assert "cut off after 8 tokens" in told.err
    with pytest.raises(BadInput, match="v9"):
        ask.run(parser.parse_args(["x", "--version", "v9", "--url", running.address]))
    with pytest.raises(BadInput, match="empty"):
        ask.run(parser.parse_args([" "]))


def test_a_killed_server_is_started_anew_and_the_base_stands_in_until_then(running: Supervisor, base: str) -> None:
    client = openai.OpenAI(base_url=f"{running.address}/v1", api_key="none", max_retries=0, timeout=60)
    split = open_registry().split()
    assert split
    user = next(f"u{n}" for n in range(100) if split.version_for(f"u{n}") == "v1")
    old = running.pids()["v1"]
    os.kill(old, signal.SIGKILL)

    def model() -> str:
        return client.chat.completions.create(model=NAME, messages=QUESTION, max_tokens=2, user=user).model

    assert model() == f"{NAME}--{base}"
    wait_until(lambda: model() == f"{NAME}--v1")
    assert running.pids()["v1"] != old


def test_servers_follow_the_split(running: Supervisor, base: str) -> None:
    registry = open_registry()
    old = running.pids()["v1"]
    deploy(registry, base)
    wait_until(lambda: status(running)["split"]["canary"] is None, 5)
    wait_until(lambda: "v1" not in running.pids(), 20)
    wait_until(lambda: not is_running(old), 10)
    assert status(running)["variants"] == [base]
    deploy(registry, base, "v1", 50)
    wait_until(lambda: status(running)["split"]["canary"] == "v1")
    assert running.failure() is None


def test_a_busy_port_is_named_before_any_model_is_loaded(base: str) -> None:
    started = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with pytest.raises(TryAgain, match=rf"{port}.*--port"), serving(NAME, port=port):
            pass
    assert time.monotonic() - started < 30


def test_nothing_deployed_says_what_to_run(artifacts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BSL_ARTIFACTS", str(tmp_path))
    with pytest.raises(BadInput, match="bsl run"), serving(NAME):
        pass


def test_a_version_that_cannot_be_loaded_says_why(
    artifacts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BSL_ARTIFACTS", str(tmp_path))
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty/readme.txt").write_text("no model")
    registry = open_registry()
    details = VersionDetails(
        kind="tuned", status="passed", base_version="v1", created_at=datetime.now(UTC), licenses={},
        chat_template_sha256="0",
    )  # fmt: skip
    registry.register(tmp_path / "empty", details, signed_here)
    deploy(registry, "v1")
    with pytest.raises(BadInput, match=r"config\.json"), serving(NAME):
        pass


@pytest.fixture
def serve_command(base: str) -> Iterator[subprocess.Popen[str]]:
    """``bsl serve`` in a process of its own."""
    deploy(open_registry(), base)
    command = [sys.executable, "-m", "pipelines", "serve", "--port", "0"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    )
    yield process
    process.kill()
    process.wait()


def test_ctrl_c_ends_everything_with_zero(serve_command: subprocess.Popen[str]) -> None:
    assert serve_command.stdout
    assert serve_command.stdout.readline().startswith("http://127.0.0.1:")
    servers = children_of(serve_command.pid)
    assert len(servers) >= 2
    os.killpg(serve_command.pid, signal.SIGINT)
    assert serve_command.wait(20) == 0
    assert not any(map(is_running, servers))


def test_servers_end_when_whoever_started_them_is_killed(serve_command: subprocess.Popen[str]) -> None:
    wait_until(lambda: len(children_of(serve_command.pid)) >= 2)
    servers = children_of(serve_command.pid)
    serve_command.kill()
    wait_until(lambda: not any(map(is_running, servers)), 20)
