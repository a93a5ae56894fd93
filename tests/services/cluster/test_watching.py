"""A watch tells every object's last state, whatever happens to its connections."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from components.shared.cluster import ClusterUnreachable, Forbidden
from components.shared.cluster.client import Cluster
from components.shared.cluster.connection import Connection
from components.shared.cluster.watching import Event
from tests.servers.kube_api import KubeApi
from tests.servers.proxy import proxied
from tests.services.cluster.conftest import Opener

KSERVE = "serving.kserve.io/v1beta1"


def _map(name: str, value: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"value": value}}


def _service(name: str, percent: int) -> dict[str, Any]:
    spec = {"predictor": {"canaryTrafficPercent": percent}}
    return {"apiVersion": KSERVE, "kind": "InferenceService", "metadata": {"name": name}, "spec": spec}


def _told(event: Event) -> tuple[str, str, str]:
    return event.type, event.object["metadata"]["name"], event.object["data"]["value"]


def _next(events: Iterator[Event], writer: Callable[[], object]) -> tuple[str, str, str]:
    """Write from another thread once the watch waits, and give what it tells."""
    timer = threading.Timer(0.2, writer)
    timer.start()
    try:
        return _told(next(events))
    finally:
        timer.join()


@pytest.fixture
def writer(opened: Opener, namespace: str) -> Cluster:
    return opened(namespace)


def test_what_is_there_and_then_every_change(writer: Cluster, opened: Opener) -> None:
    writer.create(_map("one", "1"))
    writer.create(_map("two", "1"))
    events = opened(writer.namespace).watch("v1", "ConfigMap", name="one", seconds=30)
    assert _told(next(events)) == ("ADDED", "one", "1")
    assert _next(events, lambda: writer.apply(_map("one", "2"), manager="t")) == ("MODIFIED", "one", "2")
    assert _next(events, lambda: writer.delete("v1", "ConfigMap", "one")) == ("DELETED", "one", "2")
    assert _next(events, lambda: writer.create(_map("one", "3"))) == ("ADDED", "one", "3")


def test_it_ends_at_its_time(opened: Opener, namespace: str) -> None:
    started = time.monotonic()
    assert list(opened(namespace).watch("v1", "ConfigMap", seconds=1)) == []
    assert time.monotonic() - started >= 1


def test_a_watch_goes_on_after_its_connection_was_cut(opened: Opener, kube_api: KubeApi, writer: Cluster) -> None:
    writer.create(_map("one", "1"))
    with proxied(kube_api.port) as proxy:
        events = opened(writer.namespace, url=proxy.url).watch("v1", "ConfigMap", seconds=60)
        assert _told(next(events)) == ("ADDED", "one", "1")

        def cut_and_write() -> None:
            assert proxy.cut_all() >= 1
            writer.apply(_map("one", "2"), manager="t")

        assert _next(events, cut_and_write) == ("MODIFIED", "one", "2")
        assert _next(events, lambda: writer.apply(_map("one", "3"), manager="t")) == ("MODIFIED", "one", "3")
        assert proxy.cut >= 1
        assert proxy.accepted >= 2


def test_changes_that_the_server_does_not_keep_are_found_by_a_listing(
    opened: Opener, writer: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a custom resource the server keeps changes since its definition: version 1 is older."""
    versions = {name: writer.create(_service(name, 1)) for name in ("one", "two")}
    cluster = opened(writer.namespace)
    events = cluster.watch(KSERVE, "InferenceService", seconds=60)
    assert {next(events).object["metadata"]["name"] for _ in versions} == set(versions)
    asked: list[str] = []
    stream = type(cluster.connection).stream

    def too_old(self: Connection, path: str, doing: str, query: dict[str, Any], silence_seconds: float) -> object:
        version = query["resourceVersion"] if asked else "1"
        asked.append(version)
        return stream(self, path, doing, {**query, "resourceVersion": version}, silence_seconds)

    monkeypatch.setattr(type(cluster.connection), "stream", too_old)
    writer.apply(_service("one", 2), manager="t")
    writer.delete(KSERVE, "InferenceService", "two")
    told = {(event.type, event.object["metadata"]["name"]) for event in (next(events) for _ in versions)}
    assert told == {("MODIFIED", "one"), ("DELETED", "two")}
    writer.create(_service("three", 3))
    assert next(events).object["metadata"]["name"] == "three"
    assert asked[0] == "1"
    assert len(asked) == 2  # the first was refused, and a listing came in between


def test_a_server_that_is_away_at_the_end_is_told(opened: Opener, kube_api: KubeApi, namespace: str) -> None:
    with proxied(kube_api.port) as proxy:
        cluster = opened(namespace, url=proxy.url)
        cluster.version()
        events = cluster.watch("v1", "ConfigMap", seconds=4)

        def away() -> None:
            proxy.refusing = True
            proxy.cut_all()

        timer = threading.Timer(1, away)
        timer.start()
        with pytest.raises(ClusterUnreachable):
            list(events)
        timer.join()
        assert proxy.accepted > 2


def test_who_may_not_watch_is_told_at_once(opened: Opener, kube_api: KubeApi, writer: Cluster) -> None:
    writer.create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "robot"}})
    robot = opened(writer.namespace, kube_api.token_for(writer.namespace, "robot"))
    with pytest.raises(Forbidden):
        next(robot.watch("v1", "ConfigMap", seconds=60))
