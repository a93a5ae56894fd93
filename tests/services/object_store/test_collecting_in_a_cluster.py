"""What a cluster serves is never garbage, and a cluster that cannot be asked ends the collection."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from components.shared.object_store import FolderStore
from pipelines.__main__ import main
from tests.pipelines.collecting.garbage import MODEL, add_versions
from tests.pipelines.collecting.test_choosing import deploy
from tests.servers.kube_api import KubeApi

NAMESPACE = "collecting"
SERVICE: dict[str, Any] = {
    "apiVersion": "serving.kserve.io/v1beta1",
    "kind": "InferenceService",
    "metadata": {"name": "bsl-coder-a", "namespace": NAMESPACE},
    "spec": {
        "predictor": {"model": {"modelFormat": {"name": "vLLM"}, "storageUri": "s3://bsl-foundry/models/bsl-coder/v1/"}}
    },
}


@pytest.fixture(scope="module")
def cluster(kube_api: KubeApi) -> KubeApi:
    """A namespace that serves v1, which no split names."""
    for thing in ({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}, SERVICE):
        done = kube_api.kubectl("apply", "-f", "-", stdin=json.dumps(thing))
        assert done.returncode == 0, done.stderr
    return kube_api


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FolderStore:
    store = FolderStore(tmp_path / "store")
    deploy(add_versions(store, tmp_path / "made", 3), 3)
    monkeypatch.setenv("BSL_OBJECT_STORE", f"file:{tmp_path / 'store'}")
    return store


def test_what_a_cluster_serves_stays(
    cluster: KubeApi, store: FolderStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BSL_KUBECONFIG", str(cluster.kubeconfig))
    age_by_a_year(monkeypatch)
    assert gc(monkeypatch, "--cluster", NAMESPACE, "--keep-versions", "0", "--json") == 0
    kept = {one["name"]: one["kept_because"] for one in json.loads(capsys.readouterr().out)["kept"]}
    assert kept[f"{MODEL}/v1"] == f"InferenceService {NAMESPACE}/bsl-coder-a"
    assert sorted(key for key in store.list(f"models/{MODEL}/versions/")) == [
        f"models/{MODEL}/versions/v{number}.json" for number in (1, 3)
    ]


@pytest.mark.parametrize(
    ("namespace", "broken", "code", "says"),
    [
        ("colecting", False, 2, "there is no such namespace"),
        (NAMESPACE, True, 75, ""),
    ],
)
def test_a_cluster_that_cannot_be_asked_ends_the_collection(
    cluster: KubeApi, store: FolderStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], namespace: str, broken: bool, code: int, says: str,
) -> None:  # fmt: skip
    config = cluster.kubeconfig.read_text().replace(cluster.url, "https://127.0.0.1:9" if broken else cluster.url)
    (tmp_path / "kubeconfig").write_text(config)
    monkeypatch.setenv("BSL_KUBECONFIG", str(tmp_path / "kubeconfig"))
    age_by_a_year(monkeypatch)
    before = list(store.list(""))
    assert gc(monkeypatch, "--cluster", namespace, "--keep-versions", "0") == code
    assert says in capsys.readouterr().err
    assert list(store.list("")) == before


def age_by_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is old: the age of what the test wrote is no reason to keep it."""
    monkeypatch.setattr("pipelines.collecting.choosing._young", lambda *_: "")


def gc(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["bsl", "gc", *words])
    return main()
