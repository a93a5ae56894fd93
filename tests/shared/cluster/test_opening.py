"""Which cluster is opened, and what is said when there is none."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from components.shared.cluster import NoCluster, open_cluster

CONFIG = {
    "apiVersion": "v1",
    "kind": "Config",
    "clusters": [{"name": name, "cluster": {"server": f"https://{name}.example.com"}} for name in ("one", "two")],
    "users": [{"name": "user", "user": {"token": "secret-token"}}],
    "contexts": [
        {"name": "one", "context": {"cluster": "one", "user": "user", "namespace": "team-a"}},
        {"name": "two", "context": {"cluster": "two", "user": "user"}},
    ],
    "current-context": "one",
}


@pytest.fixture(autouse=True)
def _nothing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("BSL_KUBECONFIG", "KUBECONFIG", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "kubeconfig"
    path.write_text(json.dumps(CONFIG))
    return path


@pytest.mark.parametrize("variable", ["BSL_KUBECONFIG", "KUBECONFIG"])
def test_a_variable_names_it(monkeypatch: pytest.MonkeyPatch, config: Path, variable: str) -> None:
    monkeypatch.setenv(variable, str(config))
    cluster = open_cluster()
    assert (cluster.address, cluster.namespace) == ("https://one.example.com", "team-a")
    assert open_cluster("other").namespace == "other"
    assert open_cluster(context="two").address == "https://two.example.com"
    assert open_cluster(context="two").namespace == "default"


def test_our_variable_comes_first(monkeypatch: pytest.MonkeyPatch, config: Path) -> None:
    monkeypatch.setenv("BSL_KUBECONFIG", str(config))
    monkeypatch.setenv("KUBECONFIG", "/no/such/file")
    assert open_cluster().address == "https://one.example.com"


def test_the_users_own_file_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "home" / ".kube" / "config"
    own.parent.mkdir(parents=True)
    own.write_text(json.dumps(CONFIG))
    assert open_cluster().address == "https://one.example.com"


def test_none_is_named() -> None:
    with pytest.raises(NoCluster, match="set BSL_KUBECONFIG or KUBECONFIG"):
        open_cluster()


def test_a_pod_without_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", "443")
    with pytest.raises(NoCluster, match="automountServiceAccountToken"):
        open_cluster()


@pytest.mark.parametrize(
    "text",
    ["", "]", "text", "[]", "{}", "clusters: 1", "current-context: one", json.dumps({**CONFIG, "contexts": []})]
    + [json.dumps({**CONFIG, name: None}) for name in ("clusters", "contexts", "current-context")]
    + [json.dumps({**CONFIG, "clusters": [{"name": "one"}]}), "\x00", "a: &a [*a]"],
)
def test_a_file_that_is_no_kubeconfig(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    path = tmp_path / "wrong"
    path.write_text(text)
    monkeypatch.setenv("BSL_KUBECONFIG", str(path))
    with pytest.raises(NoCluster, match="no kubeconfig that can be used"):
        open_cluster()


def test_a_context_that_is_not_there(monkeypatch: pytest.MonkeyPatch, config: Path) -> None:
    monkeypatch.setenv("BSL_KUBECONFIG", str(config))
    with pytest.raises(NoCluster, match="three"):
        open_cluster(context="three")


def test_whoever_catches_the_errors_does_not_load_the_client() -> None:
    code = "import sys, components.shared.cluster; sys.exit('kubernetes' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
