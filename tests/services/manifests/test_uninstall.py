"""Uninstalling as the README says leaves what it says, and nothing else. Last: it takes the overlay away."""

import json
import shutil
from pathlib import Path

import pytest

from tests.services.manifests.conftest import MANIFESTS, Cluster

# what a namespace is given by the cluster itself
OF_THE_CLUSTER = {"configmap/kube-root-ca.crt", "serviceaccount/default"}


@pytest.fixture
def secrets(cluster: Cluster, tmp_path: Path) -> str:
    """What `make_secrets.py` prints, applied."""
    import importlib.util

    from components.shared.release import make_keys

    spec = importlib.util.spec_from_file_location("make_secrets", MANIFESTS / "make_secrets.py")
    assert spec
    assert spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    shutil.copytree(cluster.folder / "values", tmp_path / "values")
    make_keys(tmp_path / "keys")
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": script.manifests(tmp_path)})
    done = cluster.api.kubectl("apply", "--server-side", "--validate=strict", "-f", "-", stdin=text)
    assert done.returncode == 0, done.stderr
    return text


def test_uninstalling_leaves_nothing_behind(cluster: Cluster, secrets: str) -> None:
    assert left(cluster)
    delete = ("delete", "--wait=false", "--ignore-not-found")
    for words, text in (
        ((*delete, "-k", str(cluster.folder / "slots")), None),
        ((*delete, "-f", "-"), secrets),
        ((*delete, "-k", str(cluster.folder)), None),
    ):
        done = cluster.api.kubectl(*words, stdin=text)
        assert done.returncode == 0, done.stderr
    let_go_of_volumes(cluster)
    assert left(cluster) == set()
    namespaces = json.loads(cluster.api.kubectl("get", "namespaces", "-o", "json", check=True).stdout)["items"]
    phases = {each["metadata"]["name"]: each["status"]["phase"] for each in namespaces}
    assert phases.pop("team-a", "Active") == "Active"  # the Profile is its owner's
    ours = {name: phase for name, phase in phases.items() if name.startswith(("bsl-", "team-a-"))}
    assert set(ours.values()) == {"Terminating"}  # without a controller they stay so


def left(cluster: Cluster) -> set[str]:
    """Every object of every kind in our namespaces."""
    words = ("api-resources", "--verbs=list,delete", "--namespaced", "-o", "name")
    kinds = sorted(set(cluster.api.kubectl(*words, check=True).stdout.split()) - {"events", "events.events.k8s.io"})
    namespaces = {cluster.pipelines, cluster.serving} | ({"bsl-storage"} if cluster.overlay == "local" else set())
    found: set[str] = set()
    for namespace in namespaces:
        done = cluster.api.kubectl("get", ",".join(kinds), "-n", namespace, "-o", "name", check=True)
        found |= set(done.stdout.split())
    return found - OF_THE_CLUSTER


def let_go_of_volumes(cluster: Cluster) -> None:
    """What the controller does that protects volumes, once no pod uses them."""
    for namespace in (cluster.pipelines, cluster.serving):
        claims = cluster.api.kubectl("get", "pvc", "-n", namespace, "-o", "name", check=True).stdout.split()
        for claim in claims:
            words = ("patch", claim, "-n", namespace, "--type=merge", "-p", '{"metadata":{"finalizers":null}}')
            cluster.api.kubectl(*words, check=True)
