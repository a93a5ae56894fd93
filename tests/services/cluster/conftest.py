"""Clusters opened as programs do: by a kubeconfig that a variable names."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from components.shared.cluster import open_cluster
from components.shared.cluster.client import Cluster
from tests.servers.kube_api import KubeApi

Opener = Callable[..., Cluster]


@pytest.fixture
def opened(kube_api: KubeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opener]:
    """Open the cluster as whom a token names, perhaps by way of another address."""
    clusters: list[Cluster] = []

    def open_it(namespace: str = "", token: str = "", url: str = "") -> Cluster:
        config = kube_api.config_of(token or kube_api.token, url or None)
        path = tmp_path / f"kubeconfig-{len(clusters)}"
        path.write_text(json.dumps(config))
        monkeypatch.setenv("BSL_KUBECONFIG", str(path))
        clusters.append(open_cluster(namespace))
        return clusters[-1]

    yield open_it
    for cluster in clusters:
        cluster.close()


@pytest.fixture
def namespace(kube_api: KubeApi) -> str:
    """One that no other test uses."""
    return kube_api.namespace("cluster")
