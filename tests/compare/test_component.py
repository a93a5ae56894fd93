from pathlib import Path

import pytest
from kfp import dsl

from components.compare.component import compare
from components.deploy.component import deploy
from components.shared.summaries import CompareSummary, DeploySummary
from tests.registered import registered, trusted_key


def test_the_wrappers_deploy_decide_and_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BSL_OBJECT_STORE", f"file:{tmp_path / 'store'}")
    monkeypatch.setenv("BSL_RATINGS", f"file:{tmp_path / 'ratings'}")
    registered(tmp_path, versions=1)
    monkeypatch.setenv("BSL_VERIFICATION_KEY", str(trusted_key(tmp_path)))
    summary, report = dsl.Artifact(uri=str(tmp_path / "summary")), dsl.HTML(uri=str(tmp_path / "report.html"))
    assert compare.python_func(summary=summary, report=report, settings={}) == "nothing"
    note = deploy.python_func(version="v1", summary=summary, settings={"canary_percent": 10.0})
    assert "v1 отвечает 10 % пользователей" in note
    assert DeploySummary.read(tmp_path / "summary").canary_percent == 10
    assert compare.python_func(summary=summary, report=report, settings={"min_users": 6.0}) == "hold"
    assert CompareSummary.read(tmp_path / "summary").decision == "hold"
    assert "Слишком мало данных" in (tmp_path / "report.html").read_text(encoding="utf-8")
