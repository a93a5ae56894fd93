"""Objects are read and written as a whole; what a cluster refuses has one message."""

import copy
from typing import Any

import pytest

from components.shared.cluster import (
    Absent,
    ClusterConflict,
    ClusterUnreachable,
    Forbidden,
    Invalid,
    TokenExpired,
    UnknownKind,
    Untrusted,
)
from components.shared.cluster.client import Cluster
from tests.servers.kube_api import KubeApi
from tests.servers.proxy import proxied
from tests.servers.running import free_port
from tests.services.cluster.conftest import Opener

KSERVE = "serving.kserve.io/v1beta1"
SERVICE: dict[str, Any] = {
    "apiVersion": KSERVE,
    "kind": "InferenceService",
    "metadata": {"name": "coder"},
    "spec": {
        "predictor": {
            "canaryTrafficPercent": 10,
            "model": {"modelFormat": {"name": "vLLM"}, "storageUri": "s3://bucket/1/"},
        }
    },
}
MAP: dict[str, Any] = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "map"}, "data": {"a": "1"}}


def _service(percent: int | None) -> dict[str, Any]:
    service = copy.deepcopy(SERVICE)
    if percent is None:
        del service["spec"]["predictor"]["canaryTrafficPercent"]
    else:
        service["spec"]["predictor"]["canaryTrafficPercent"] = percent
    return service


@pytest.fixture
def cluster(opened: Opener, namespace: str) -> Cluster:
    return opened(namespace)


def test_what_is_left_out_is_removed_and_what_others_wrote_stays(kube_api: KubeApi, cluster: Cluster) -> None:
    made = cluster.apply(_service(10), manager="bsl")
    note = ("annotate", "inferenceservice", "coder", "-n", cluster.namespace, "other=stays")
    kube_api.kubectl(*note, check=True)
    changed = cluster.apply(_service(None), manager="bsl")
    assert made["spec"]["predictor"]["canaryTrafficPercent"] == 10
    assert "canaryTrafficPercent" not in changed["spec"]["predictor"]
    assert changed["metadata"]["annotations"] == {"other": "stays"}


def test_the_same_applied_again_changes_nothing(cluster: Cluster) -> None:
    first = cluster.apply(_service(10), manager="bsl")
    assert cluster.apply(first, manager="bsl")["metadata"]["resourceVersion"] == first["metadata"]["resourceVersion"]


def test_a_dry_run_leaves_nothing(cluster: Cluster) -> None:
    cluster.apply(_service(10), manager="bsl", dry_run=True)
    cluster.create(MAP, dry_run=True)
    assert cluster.get(KSERVE, "InferenceService", "coder") is None
    cluster.apply(_service(10), manager="bsl")
    assert cluster.apply(_service(50), manager="bsl", dry_run=True)["spec"]["predictor"]["canaryTrafficPercent"] == 50
    kept = cluster.get(KSERVE, "InferenceService", "coder")
    assert kept is not None
    assert kept["spec"]["predictor"]["canaryTrafficPercent"] == 10


def test_who_writes_over_a_version_notices_another_writer(cluster: Cluster) -> None:
    version = cluster.apply(_service(10), manager="bsl")["metadata"]["resourceVersion"]
    cluster.apply(_service(20), manager="another", resource_version=version)
    with pytest.raises(ClusterConflict, match="changed by somebody else"):
        cluster.apply(_service(30), manager="bsl", resource_version=version)
    kept = cluster.get(KSERVE, "InferenceService", "coder")
    assert kept is not None
    assert kept["spec"]["predictor"]["canaryTrafficPercent"] == 20


def test_a_status_is_written_over_what_was_read(cluster: Cluster) -> None:
    service = cluster.apply(_service(10), manager="bsl")
    service["status"] = {"components": {"predictor": {"latestRolledoutRevision": "coder-1"}}}
    written = cluster.replace_status(service)
    assert written["status"] == service["status"]
    with pytest.raises(ClusterConflict):
        cluster.replace_status(service)


def test_what_is_there_is_not_made_again(cluster: Cluster) -> None:
    cluster.create(MAP)
    with pytest.raises(ClusterConflict, match="there already"):
        cluster.create(MAP)


def test_absence_is_an_answer(cluster: Cluster) -> None:
    assert cluster.get("v1", "ConfigMap", "none") is None
    assert cluster.get("v1", "ConfigMap", "map", "no-such-namespace") is None
    assert cluster.list("v1", "ConfigMap", "no-such-namespace") == []
    assert cluster.delete("v1", "ConfigMap", "map") is False
    cluster.create(MAP)
    assert cluster.delete("v1", "ConfigMap", "map", resource_version=None) is True
    assert cluster.get("v1", "ConfigMap", "map") is None


def test_only_the_version_that_was_seen_is_deleted(cluster: Cluster) -> None:
    version = cluster.create(MAP)["metadata"]["resourceVersion"]
    cluster.apply({**MAP, "data": {"a": "2"}}, manager="another")
    with pytest.raises(ClusterConflict):
        cluster.delete("v1", "ConfigMap", "map", resource_version=version)
    assert cluster.get("v1", "ConfigMap", "map") is not None


def test_a_listing_has_all_pages_and_says_what_is_in_it(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.shared.cluster.client._PAGE", 2)
    for number in range(5):
        labels = {"odd": str(number % 2)}
        cluster.create({**MAP, "metadata": {"name": f"map-{number}", "labels": labels}})
    found = cluster.list("v1", "ConfigMap", labels="odd")
    assert [each["metadata"]["name"] for each in found] == [f"map-{number}" for number in range(5)]
    assert {(each["apiVersion"], each["kind"]) for each in found} == {("v1", "ConfigMap")}
    assert len(cluster.list("v1", "ConfigMap", labels="odd=1")) == 2
    assert len(cluster.list("v1", "ConfigMap", labels="odd=1", everywhere=True)) >= 2


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"predictor": {"canaryTrafficPercents": 10}}, "canaryTrafficPercents"),
        ({"predictor": {"canaryTrafficPercent": "ten"}}, "canaryTrafficPercent"),
        ({}, "Required value"),
        ({"predictor": "text"}, "predictor"),
    ],
)
def test_what_is_wrong_with_an_object_is_named(cluster: Cluster, spec: dict[str, Any], said: str) -> None:
    for write in (lambda thing: cluster.apply(thing, manager="bsl"), cluster.create):
        with pytest.raises(Invalid, match=said) as refusal:
            write({**SERVICE, "spec": spec})
        assert "InferenceService" in str(refusal.value)
        assert f"{cluster.namespace}/coder" in str(refusal.value)


@pytest.mark.parametrize(
    ("thing", "fault"),
    [
        ({**SERVICE, "apiVersion": "serving.kserve.io/v9"}, UnknownKind),
        ({**SERVICE, "kind": "InferenceServices"}, UnknownKind),
        ({**SERVICE, "apiVersion": "no.such.group/v1"}, UnknownKind),
        ({**SERVICE, "apiVersion": "../../api/v1"}, Invalid),
        ({**SERVICE, "metadata": {}}, Invalid),
        ({**SERVICE, "metadata": {"name": ".."}}, Invalid),
        ({**SERVICE, "metadata": {"name": "a/b"}}, Invalid),
        ({"kind": "ConfigMap"}, Invalid),
        ({**MAP, "metadata": {"name": "map", "namespace": "no-such-namespace"}}, Absent),
    ],
)
def test_an_object_that_cannot_be(cluster: Cluster, thing: dict[str, Any], fault: type[Exception]) -> None:
    with pytest.raises(fault):
        cluster.apply(thing, manager="bsl")


def test_a_definition_that_comes_later_is_found(kube_api: KubeApi, cluster: Cluster) -> None:
    assert not cluster.serves("late.example.com/v1", "Late")
    schema = {"openAPIV3Schema": {"type": "object"}}
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "lates.late.example.com"},
        "spec": {
            "group": "late.example.com",
            "scope": "Namespaced",
            "names": {"kind": "Late", "plural": "lates"},
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": schema}],
        },
    }
    cluster.create(definition)
    kube_api.kubectl("wait", "crd/lates.late.example.com", "--for=condition=Established", "--timeout=30s", check=True)
    assert cluster.serves("late.example.com/v1", "Late")
    assert cluster.list("late.example.com/v1", "Late") == []
    cluster.delete("apiextensions.k8s.io/v1", "CustomResourceDefinition", "lates.late.example.com")


def test_an_account_may_do_what_its_role_says(kube_api: KubeApi, cluster: Cluster, opened: Opener) -> None:
    place = cluster.namespace
    cluster.create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "robot"}})
    grant = "--verb=get,patch", "--resource=inferenceservices.serving.kserve.io", "--resource-name=coder"
    kube_api.kubectl("create", "role", "robot", *grant, "-n", place, check=True)
    binding = "--role=robot", f"--serviceaccount={place}:robot", "-n", place
    kube_api.kubectl("create", "rolebinding", "robot", *binding, check=True)
    cluster.apply(_service(10), manager="bsl")
    robot = opened(place, kube_api.token_for(place, "robot"))
    assert robot.allowed("patch", "serving.kserve.io", "inferenceservices", "coder")
    assert not robot.allowed("patch", "serving.kserve.io", "inferenceservices", "another")
    assert not robot.allowed("get", "", "pods/log")
    assert cluster.allowed("get", "", "pods/log")
    robot.apply(_service(20), manager="bsl")
    with pytest.raises(Forbidden, match=f"system:serviceaccount:{place}:robot may not list resource"):
        robot.list("v1", "Secret")
    with pytest.raises(Forbidden, match="RoleBinding"):
        robot.apply(MAP, manager="bsl")


def test_an_admission_check_is_no_lack_of_rights(kube_api: KubeApi, opened: Opener) -> None:
    place = kube_api.namespace("restricted", {"pod-security.kubernetes.io/enforce": "restricted"})
    containers = [{"name": "main", "image": "example.com/image"}]
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "pod"}, "spec": {"containers": containers}}
    with pytest.raises(Invalid, match=r"admission check refuses it: .*PodSecurity"):
        opened(place).create(pod)


def test_a_token_that_is_worth_nothing_any_more(opened: Opener, kube_api: KubeApi, namespace: str) -> None:
    robot = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "robot", "namespace": namespace}}
    kube_api.apply(robot)
    expired, orphaned = kube_api.expired_token(namespace, "robot"), kube_api.token_for(namespace, "robot")
    kube_api.kubectl("delete", "serviceaccount", "robot", "-n", namespace, check=True)
    for token in (expired, orphaned, "no-such-token"):
        with pytest.raises(TokenExpired, match="log in again") as refusal:
            opened(namespace, token).list("v1", "ConfigMap")
        assert token not in str(refusal.value)


def test_the_release_is_told(cluster: Cluster) -> None:
    assert cluster.version() == "v1.34.2"


def test_nobody_answers(opened: Opener) -> None:
    with pytest.raises(ClusterUnreachable, match="no server answers"):
        opened("default", url=f"https://127.0.0.1:{free_port()}").apply(MAP, manager="bsl")


def test_a_server_that_nobody_trusts(opened: Opener, kube_api: KubeApi) -> None:
    cluster = opened("default")
    cluster.connection.client.rest_client.pool_manager.connection_pool_kw["ca_certs"] = None
    with pytest.raises(Untrusted, match="certificate-authority-data"):
        cluster.version()


def test_a_connection_that_is_cut_is_made_anew_for_reads_alone(opened: Opener, kube_api: KubeApi) -> None:
    place = kube_api.namespace("cut")
    with proxied(kube_api.port) as proxy:
        cluster = opened(place, url=proxy.url)
        cluster.create(MAP)
        assert proxy.cut_all() == 1
        assert cluster.get("v1", "ConfigMap", "map") is not None
        assert proxy.accepted == 2
        proxy.refusing = True
        assert proxy.cut_all() == 1
        before = proxy.accepted
        with pytest.raises(ClusterUnreachable):
            cluster.apply(MAP, manager="bsl")
        assert proxy.accepted == before + 1
        with pytest.raises(ClusterUnreachable):
            cluster.get("v1", "ConfigMap", "map")
        assert proxy.accepted == before + 5
