"""``bsl doctor --cluster`` as people and programs call it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.kube_api import KubeApi
from tests.servers.running import free_port


def _doctor(kubeconfig: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pipelines", "doctor", "--cluster", *words]
    environment = {**os.environ, "BSL_KUBECONFIG": str(kubeconfig)}
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=False)


def test_findings_are_told_and_counted(kube_api: KubeApi) -> None:
    place = kube_api.namespace("doctor")
    words = ("--namespace", place, "--serving-namespace", place, "--profile", "gpu-80gb")
    shown = _doctor(kube_api.kubeconfig, *words)
    assert shown.returncode == 1, shown.stderr
    assert "ok       Kubernetes v1.34.2" in shown.stdout
    assert f"missing  no secret {place}/bsl-signing → python manifests/make_secrets.py" in shown.stdout
    findings = json.loads(_doctor(kube_api.kubeconfig, *words, "--json").stdout)
    assert {finding["level"] for finding in findings} == {"ok", "note", "missing"}
    assert all(finding["advice"] for finding in findings if finding["level"] == "missing")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--dialect", "istio"), 2, "weighted, standard, knative, adapter"),
        (("--profile", "none"), 2, "there are the profiles"),
    ],
)
def test_what_cannot_be_asked_for(kube_api: KubeApi, words: tuple[str, ...], code: int, said: str) -> None:
    shown = _doctor(kube_api.kubeconfig, *words)
    assert (shown.returncode, shown.stdout) == (code, "")
    assert said in shown.stderr


def test_a_cluster_that_is_away(kube_api: KubeApi, tmp_path: Path) -> None:
    away = tmp_path / "away"
    away.write_text(json.dumps(kube_api.config_of(kube_api.token, f"https://127.0.0.1:{free_port()}")))
    assert _doctor(away).returncode == 75
    expired = tmp_path / "expired"
    expired.write_text(json.dumps(kube_api.config_of("of-yesterday")))
    shown = _doctor(expired)
    assert shown.returncode == 2
    assert "log in again" in shown.stderr
