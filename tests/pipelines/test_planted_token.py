"""No secret of the environment is in anything that a whole run leaves: artifacts, logs, report, registry, ratings.

Each secret is shown to have been in use: a server of the test demands it.
"""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.shared.release import make_keys
from tests.chat_endpoint import chat_endpoint
from tests.data_sources import method
from tests.git_host import GitHost, git_host, packed
from tests.pipelines.test_whole_run import SMALL
from tests.planted import in_text, planted, traces

ENVIRONMENT = Path("components/shared/environment.py")
# variables that hold a secret, or the place of one, and whether a local run uses it
SECRET = {
    "BSL_REPOSITORY_TOKEN",
    "BSL_GENERATOR_TOKEN",
    "BSL_GATEWAY_KEY",
    "BSL_GATEWAY_KEYS",
    "BSL_SIGNING_KEY",
    # used with servers only: tests/services/secrets
    "BSL_OBJECT_STORE",
    "BSL_S3",  # the beginning of the names below
    "BSL_S3_KEYS",
    "BSL_S3_ACCESS_KEY",
    "BSL_S3_SECRET_KEY",
    "BSL_S3_SESSION_TOKEN",
    "BSL_KNOWLEDGE_BASE",
    "BSL_RATINGS",
    "BSL_KFP_TOKEN_FILE",
    "BSL_KUBECONFIG",
}
NO_SECRET = {
    "BSL_ARTIFACTS",
    "BSL_BASE_MODELS",
    "BSL_CACHE",
    "BSL_CA_BUNDLE",
    "BSL_PROGRESS",
    "BSL_VERIFICATION_KEY",
    "BSL_KFP_ENDPOINT",
    "BSL_OIDC_AUDIENCE",
    "BSL_OIDC_ISSUER",
    "BSL_OIDC_TEAM_CLAIM",
}
# what is no secret and stands in the data: that it is found shows that the search looks where the data lie
MARKER = planted("marker")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@dataclass(slots=True)
class Run:
    """A whole run, what it was given and what it showed."""

    folder: Path
    environment: dict[str, str]
    secrets: dict[str, str]
    shown: str = ""
    code: int = -1
    outcome: dict[str, Any] = field(default_factory=dict)
    host_was_shown: set[str] = field(default_factory=set)
    generator_was_asked: int = 0

    @property
    def keys(self) -> frozenset[Path]:
        return frozenset((self.folder / "keys").iterdir())


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("planted")
    secrets = {name: planted(name) for name in ("repository", "generator", "gateway", "kfp")}
    signing, verification = make_keys(folder / "keys")
    secrets["signing"] = signing.read_text().splitlines()[1]
    (folder / "keys/kfp").write_text(secrets["kfp"])
    environment = {
        **os.environ,
        "BSL_ARTIFACTS": str(folder / "artifacts"),
        "BSL_CACHE": str(folder / "cache"),
        "BSL_REPOSITORY_TOKEN": secrets["repository"],
        "BSL_GENERATOR_TOKEN": secrets["generator"],
        "BSL_GATEWAY_KEY": secrets["gateway"],
        "BSL_SIGNING_KEY": str(signing),
        "BSL_VERIFICATION_KEY": str(verification),
        "BSL_KFP_TOKEN_FILE": str(folder / "keys/kfp"),
    }
    made = Run(folder, environment, secrets)
    archives = {"owner/name": packed(_tree(folder / "tree"))}
    with (
        git_host(archives) as host,
        chat_endpoint(lambda question, _: f"Вычисли {len(question)}", token=secrets["generator"]) as model,
    ):
        settings = _settings(host, model.address)
        (folder / "config.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
        _call(made, "run", "--config", str(folder / "config.yaml"), "--json")
        made.host_was_shown = {authorization for _, _, authorization in host.asked}
        made.generator_was_asked = len(model.asked)
    return made


def _tree(folder: Path) -> Path:
    folder.mkdir()
    (folder / "LICENSE").write_text("under the MIT license", encoding="utf-8")
    for number in range(12):
        undescribed = "".join(method(number).partition("Функция")[1:])
        text = undescribed.replace(f"Расчет{number}(", f"{MARKER}{number}(")
        (folder / f"Модуль{number}.bsl").write_text(text, encoding="utf-8")
    return folder


def _settings(host: GitHost, generator: str) -> dict[str, Any]:
    port = host.address.rpartition("//")[2].partition(":")[0]
    repositories = {
        "names": ["owner/name"],
        "address": host.address,
        "allowed_hosts": [port],
        "private_addresses": True,
    }
    sources = [*SMALL["ingest"]["sources"], {"kind": "repository", "repositories": repositories}]
    generate = {"endpoint": generator, "model": "qwen3-coder", "sources": ["module"], "tries": 1}
    return {**SMALL, "ingest": {"sources": sources}, "curate": {"generate": generate}}


def _call(run: Run, *words: str) -> None:
    command = [sys.executable, "-m", "pipelines", *words]
    done = subprocess.run(command, capture_output=True, text=True, env=run.environment, timeout=800, check=False)
    run.code, run.shown = done.returncode, done.stdout + done.stderr
    assert done.stdout, done.stderr
    run.outcome = json.loads(done.stdout)


def test_the_run_went_through_and_used_the_secrets(run: Run) -> None:
    assert run.code == 0, run.shown
    assert run.outcome["skipped"] == []
    assert run.host_was_shown == {f"Bearer {run.secrets['repository']}"}
    assert run.generator_was_asked > 0  # the endpoint answers nobody without the token
    signatures = list(run.folder.rglob("*.sig")) + list(run.folder.rglob("*signature*"))
    assert signatures  # made with the planted key: deploy has checked them with its other half
    assert any((run.folder / "artifacts/ratings").rglob("*"))  # the gateway answers nobody without the key


def test_no_secret_is_in_what_the_run_left_or_showed(run: Run) -> None:
    found = {path for path, _ in traces(run.folder / "artifacts", {"marker": MARKER})}
    assert {"corpus", "report.html"} <= {word for path in found for word in path.split("/")}, found
    assert traces(run.folder, run.secrets, run.keys) == set()
    assert in_text(run.shown, run.secrets) == set()


def test_no_secret_is_in_what_is_compiled(run: Run) -> None:
    compiled = run.folder / "compiled"
    command = [sys.executable, "-m", "pipelines", "compile", "--output", str(compiled)]
    done = subprocess.run(command, capture_output=True, text=True, env=run.environment, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert list(compiled.rglob("*.yaml"))
    assert traces(compiled, run.secrets) == set()
    assert in_text(done.stdout + done.stderr, run.secrets) == set()


@contextmanager
def _served(run: Run) -> Iterator[tuple[str, Path]]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    log = run.folder / "serve.log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "pipelines", "serve", "--port", str(port)]
        server = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=run.environment)
        try:
            yield f"http://127.0.0.1:{port}", log
        finally:
            server.terminate()
            server.wait(30)


def _status(address: str, key: str | None) -> int:
    body = json.dumps({"model": "bsl-coder", "max_tokens": 4, "messages": [{"role": "user", "content": "Сумма"}]})
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}
    request = urllib.request.Request(f"{address}/v1/chat/completions", body.encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def test_no_secret_is_in_the_logs_of_the_servers_that_demand_it(run: Run) -> None:
    with _served(run) as (address, log):
        deadline = time.monotonic() + 120
        while _status(address, run.secrets["gateway"]) != 200:
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.5)
        assert _status(address, None) == 401
        assert _status(address, planted("wrong")) == 401
    assert log.read_bytes()
    assert traces(run.folder, run.secrets, run.keys) == set()


def test_every_variable_is_known_to_this_test() -> None:
    """A new variable must be said to be a secret or none, so that nobody forgets to plant it."""
    known = set(re.findall(r"BSL_[A-Z0-9_]+[A-Z0-9]", ENVIRONMENT.read_text(encoding="utf-8")))
    assert known - SECRET - NO_SECRET == set()
