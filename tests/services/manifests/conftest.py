"""An API server per overlay: their namespaces have fixed names, and a deleted one would stay for ever."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.servers import building
from tests.servers import kube_api as kubernetes
from tests.servers.kube_api import KubeApi

MANIFESTS = Path(__file__).parents[3] / "manifests"
CRDS = Path(os.environ.get("BSL_CRDS") or Path(kubernetes.__file__).with_name("crds"))
Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A server and the overlay that is installed on it."""

    api: KubeApi
    overlay: str

    @property
    def folder(self) -> Path:
        return MANIFESTS / "overlays" / self.overlay

    @property
    def pipelines(self) -> str:
        return "team-a" if self.overlay == "multi-user" else "bsl-foundry"

    @property
    def serving(self) -> str:
        return "team-a-serving" if self.overlay == "multi-user" else "bsl-serving"

    def apply(self, folder: Path, *more: str) -> None:
        words = ("apply", "--server-side", "--validate=strict", *more, "-k", str(folder))
        done = self.api.kubectl(*words)
        assert done.returncode == 0, done.stderr

    def objects(self, folder: Path) -> dict[tuple[str, str, str], Object]:
        """What the server has of a folder, by kind, namespace and name."""
        done = self.api.kubectl("get", "-o", "json", "-k", str(folder))
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        items = found["items"] if found["kind"] == "List" else [found]
        return {(i["kind"], i["metadata"].get("namespace", ""), i["metadata"]["name"]): i for i in items}


def started(overlay: str) -> Cluster:
    """A server with the definitions and the overlay as the README installs it."""
    server = KubeApi()
    try:
        server.start()
        words = ("apply", "--server-side", "--recursive", "-f", str(CRDS))
        done = server.kubectl(*words)
        assert done.returncode == 0, done.stderr
        server.kubectl("wait", "crd", "--all", "--for=condition=Established", "--timeout=60s", check=True)
    except BaseException:
        server.remove()
        raise
    return Cluster(server, overlay)


@pytest.fixture(scope="session", params=["local", "production", "multi-user"])
def cluster(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """Every test that asks for it runs on each overlay."""
    missing = [name for name in kubernetes.PROGRAMS if building.binary(name) is None]
    if missing:
        pytest.skip(f"no {', '.join(missing)} in {building.folder()}: make servers builds them, with Go")
    found = started(request.param)
    try:
        if request.param == "multi-user":  # the Profile is there already
            found.api.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team-a"}})
        found.apply(found.folder)
        found.apply(found.folder / "slots", "--field-manager=bsl-installer")
        yield found
    finally:
        found.api.remove()
