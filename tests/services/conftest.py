"""The real servers of these tests. Each starts with the first test that asks for it and ends with the last."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import building
from tests.servers import kube_api as kubernetes
from tests.servers.kube_api import KubeApi
from tests.servers.minio_server import MinioServer

OUR_CRDS = Path(kubernetes.__file__).with_name("crds")


def _need(*names: str) -> None:
    missing = [name for name in names if building.binary(name) is None]
    if missing:
        pytest.skip(f"no {', '.join(missing)} in {building.folder()}: make servers builds them, with Go")


@pytest.fixture(scope="session")
def minio() -> Iterator[MinioServer]:
    """The MinIO of all tests: take a bucket of your own. A test that stops it makes one for itself."""
    _need("minio")
    server = MinioServer()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def kube_api() -> Iterator[KubeApi]:
    """The API server of all tests, with resources of KServe and others: take a namespace of your own."""
    _need(*kubernetes.PROGRAMS)
    server = KubeApi()
    try:
        server.start()
        install(server, Path(os.environ.get("BSL_CRDS") or OUR_CRDS))
        yield server
    finally:
        server.remove()


def install(server: KubeApi, crds: Path) -> None:
    """Apply every definition below a folder and wait until it is served."""
    words = ("apply", "--server-side", "--force-conflicts", "--recursive", "-f", str(crds))
    done = server.kubectl(*words)
    assert done.returncode == 0, done.stderr
    deadline = time.monotonic() + 60
    while True:  # kubectl fails, instead of waiting, while a definition has no conditions at all
        done = server.kubectl("wait", "crd", "--all", "--for=condition=Established", "--timeout=30s")
        if done.returncode == 0:
            return
        assert time.monotonic() < deadline, done.stderr
        time.sleep(0.2)
