"""`bsl canary`: what it says, what it moves, and what it refuses."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from components.deploy.settings import DeploySettings
from components.deploy.stage import deploy_version
from components.shared.errors import BadInput
from components.shared.registry import Registry
from pipelines.commands import canary
from tests.registered import KEY, registered


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    monkeypatch.setenv("BSL_OBJECT_STORE", f"file:{tmp_path / 'store'}")
    monkeypatch.setenv("BSL_RATINGS", f"file:{tmp_path / 'ratings'}")
    return registered(tmp_path, versions=2)


@pytest.fixture
def deployed(registry: Registry) -> Registry:
    deploy_version("v1", registry, DeploySettings(), key=KEY.public, now=datetime.now(UTC))
    return registry


def call(*words: str) -> int:
    parser = argparse.ArgumentParser()
    canary.add_arguments(parser)
    return canary.run(parser.parse_args(words))


def test_before_the_first_deploy_status_says_so_and_nothing_can_be_moved(
    registry: Registry, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("status") == 0
    assert "ничего не развёрнуто" in capsys.readouterr().out
    for action in canary.MOVES:
        with pytest.raises(BadInput, match="nothing of bsl-coder is deployed"):
            call(action)


def test_status_says_what_is_served_and_moves_nothing(deployed: Registry, capsys: pytest.CaptureFixture[str]) -> None:
    before = deployed.split()
    assert call("status") == 0
    shown = capsys.readouterr().out
    assert f"основная версия {before.stable}" in shown  # type: ignore[union-attr]
    assert "на проверке: v1, 5 % пользователей" in shown
    assert "следующий шаг по этим данным: ждёт. Слишком мало данных" in shown
    assert call("status", "--json") == 0
    assert json.loads(capsys.readouterr().out)["look"]["decision"] == "hold"
    assert deployed.split() == before


def test_a_person_moves_a_canary_step_by_step_and_takes_it_back(deployed: Registry) -> None:
    def split() -> tuple[str | None, int, bool, tuple[str, ...]]:
        found = deployed.split()
        assert found is not None
        return found.canary, found.canary_percent, found.paused, found.rejected

    for action, after in (
        ("hold", ("v1", 5, True, ())),
        ("hold", ("v1", 5, True, ())),
        ("resume", ("v1", 5, False, ())),
        ("advance", ("v1", 25, False, ())),
        ("advance", ("v1", 50, False, ())),
        ("advance", ("v1", 100, False, ())),
        ("abort", (None, 0, False, ("v1",))),
    ):
        assert call(action) == 0
        assert split() == after, action
    with pytest.raises(BadInput, match="there is no canary to abort"):
        call("abort")
    with pytest.raises(BadInput, match="v2: no version that was taken back; those are: v1"):
        call("readmit", "v2")
    assert call("readmit", "v1") == 0
    assert split() == (None, 0, False, ())
    deploy_version("v1", deployed, DeploySettings(), key=KEY.public, now=datetime.now(UTC))
    assert split() == ("v1", 5, False, ())


def test_a_canary_that_everybody_meets_is_advanced_no_further(deployed: Registry) -> None:
    for _ in range(3):
        call("advance")
    with pytest.raises(BadInput, match="answers everybody"):
        call("advance")


def test_a_simulation_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("simulate", "--users", "20", "--runs", "3", "--hours", "5") == 0
    head, row = capsys.readouterr().out.splitlines()
    assert (head.split()[0], row.split()[0]) == ("users", "20")
    assert call("simulate", "--users", "20", "--runs", "3", "--hours", "5", "--json") == 0
    assert json.loads(capsys.readouterr().out)[0]["users"] == 20


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--users", "1"), "users"),
        (("--base", "60"), "base"),
        (("--percent", "100"), "percent"),
        (("--hours", "0"), "hours"),
    ],
)
def test_traffic_that_cannot_be_is_refused_by_its_name(words: tuple[str, ...], message: str) -> None:
    with pytest.raises(BadInput, match=f"canary simulate: {message}"):
        call("simulate", "--runs", "1", *words)
