"""On a good cluster nothing is missing; each fault is found, alone, with what to do about it."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest

from components.shared.cluster import open_cluster
from components.shared.cluster.client import Cluster
from components.shared.object_store.administration import Administration, Retention, read_policies
from components.shared.object_store.s3_address import S3Address
from pipelines.cluster_check import Installation, check_cluster
from pipelines.deployment import GpuPool, Machine, Profile, Queue
from pipelines.findings import Finding
from tests.servers import building, kube_api
from tests.servers.kube_api import KubeApi
from tests.servers.minio_server import MinioServer
from tests.services.cluster_check import good_cluster as good
from tests.services.cluster_check.faults import ARGS, IMAGE, Change, Fault, batches, changed, set_to
from tests.services.cluster_check.good_cluster import HERE, Object
from tests.services.conftest import OUR_CRDS, install

PROFILE = Profile(
    name="gpu",
    description="one GPU",
    model=Machine(cpu=8, memory_gib=64),
    gpu=GpuPool(memory_gb=80, node_selector={"pool": "gpu"}),
    queue=Queue(name="gpus"),
)
NOWHERE = "s3://bsl-foundry?endpoint=http://127.0.0.1:9"
INSTALLATION = Installation(profile=PROFILE)


@contextmanager
def _as(token: str, server: KubeApi, folder: Path) -> Iterator[Cluster]:
    path = folder / "kubeconfig"
    path.write_text(json.dumps(server.config_of(token)))
    with pytest.MonkeyPatch.context() as patch_:
        patch_.setenv("BSL_KUBECONFIG", str(path))
        cluster = open_cluster(HERE)
    yield cluster
    cluster.close()


@pytest.fixture(scope="module")
def own(minio: MinioServer) -> Iterator[KubeApi]:
    """A server of its own: controllers and namespaces have fixed names."""
    if any(building.binary(name) is None for name in kube_api.PROGRAMS):
        pytest.skip(f"no kube-apiserver in {building.folder()}: make servers builds it, with Go")
    server = KubeApi()
    try:
        server.start()
        install(server, OUR_CRDS)
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="module")
def bucket(minio: MinioServer) -> tuple[str, dict[str, tuple[str, str]]]:
    """A bucket with its roles."""
    url = f"s3://doctor-{uuid4().hex[:8]}?endpoint={minio.url}"
    with patch.dict("os.environ", {"BSL_S3_ACCESS_KEY": minio.access_key, "BSL_S3_SECRET_KEY": minio.secret_key}):
        administration = Administration(S3Address.parse(url))
        administration.make_bucket(Retention())
        pairs = {role: (f"{role}-{uuid4().hex[:6]}", uuid4().hex) for role in (*good.ROLES, "serve")}
        policies = read_policies(Path(__file__).parents[3] / "manifests/object-store/policies")
        for role, pair in pairs.items():
            administration.make_role(role, policies[role], pair)
        # a key of everything, for the fault of a policy that is too wide
        administration.make_role("admin", policies["admin"], ("admin-key", "admin-secret"))
    return url, pairs


@pytest.fixture(scope="module")
def cluster(
    own: KubeApi, bucket: tuple[str, dict[str, tuple[str, str]]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cluster]:
    with _as(own.token, own, tmp_path_factory.mktemp("cluster")) as cluster:
        everything = [*good.namespaces(), *good.controllers(), *good.ours(*bucket), *good.serving(), *good.machines()]
        for each in (*everything, good.node()):  # a new node is tainted as not ready, whatever is written
            cluster.apply(each, manager="tests")
        for words in good.statuses():
            _write_status(cluster, *words)
        yield cluster


def _write_status(cluster: Cluster, api_version: str, kind: str, namespace: str, name: str, status: Object) -> None:
    found = cluster.get(api_version, kind, name, namespace)
    assert found is not None
    cluster.replace_status({**found, "status": status})


def _unhealthy(findings: Iterator[Finding]) -> dict[str, Finding]:
    return {finding.what: finding for finding in findings if finding.level == "missing"}


def test_nothing_is_missing_on_a_good_cluster(cluster: Cluster) -> None:
    findings = list(check_cluster(cluster, INSTALLATION))
    assert [finding for finding in findings if finding.level == "missing"] == []
    told = {finding.what for finding in findings if finding.level == "ok"}
    assert {"Kubernetes v1.34.2", "KServe v0.21.0", "Kubeflow Pipelines 2.17.0", "Kueue v0.20.0"} <= told
    assert "role serve reaches serving/, and datasets/ is refused to it" in told
    assert [finding.what for finding in findings if finding.level == "note"] == [
        "no secret bsl-foundry/bsl-repositories",
        "no secret bsl-foundry/bsl-generator",
    ]


@pytest.mark.parametrize("faults", batches(), ids=lambda faults: f"{len(faults)} at once")
def test_a_fault_is_found(cluster: Cluster, faults: list[Fault]) -> None:
    with ExitStack() as stack:
        for path, change, _, _ in faults:
            stack.enter_context(changed(cluster, path, change))
        found = _unhealthy(check_cluster(cluster, INSTALLATION))
    for path, _, what, advice in faults:
        told = [text for text, finding in found.items() if what in text and advice in finding.advice]
        assert told, (path, what, found)
        found.pop(told[0])
    assert found == {}  # and nothing else


@pytest.mark.parametrize(
    ("changes", "what", "advice"),
    [
        ({"dialect": "standard"}, "", ""),
        ({"dialect": "adapter"}, "", ""),
        ({"dialect": "knative"}, "of mode Standard", "in silence"),
        ({"serving": "no-such"}, "no namespace no-such", "--namespace"),
        ({"profile": None}, "", ""),
        ({"profile": PROFILE.model_copy(update={"train_backend": "trainjob"})}, "", ""),
        (
            {"profile": PROFILE.model_copy(update={"train_backend": "trainjob", "train_runtime": "none"})},
            "no ClusterTrainingRuntime none",
            "install the runtimes",
        ),
        ({"profile": PROFILE.model_copy(update={"base_models_claim": "none"})}, "no PersistentVolumeClaim", "import"),
        ({"profile": PROFILE.model_copy(update={"queue": Queue(name="none")})}, "no LocalQueue", "for ever"),
    ],
)
def test_what_is_wanted_decides_what_is_missing(
    cluster: Cluster, changes: dict[str, Any], what: str, advice: str
) -> None:
    found = _unhealthy(check_cluster(cluster, replace(INSTALLATION, **changes)))
    assert bool(found) == bool(what), found
    assert not what or any(what in text and advice in finding.advice for text, finding in found.items()), found


@pytest.mark.parametrize(
    ("path", "change", "what"),
    [
        ("Deployment kserve/kserve-controller-manager", set_to(IMAGE, "kserve/c:v0.20.0"), "ignores the shares"),
        ("ConfigMap kserve/inferenceservice-config", set_to("data/ingress", "{}"), "enableGatewayApi is off"),
    ],
)
def test_the_canary_of_kserve_in_standard_mode(cluster: Cluster, path: str, change: Change, what: str) -> None:
    """The same cluster is good for the weighted route."""
    with changed(cluster, path, change):
        assert _unhealthy(check_cluster(cluster, INSTALLATION)) == {}
        found = _unhealthy(check_cluster(cluster, replace(INSTALLATION, dialect="standard")))
    assert [text for text in found if what in text] == list(found)


@pytest.mark.parametrize(
    ("path", "change", "note"),
    [
        ("Deployment kubeflow/ml-pipeline", set_to(ARGS, []), "kept in a database"),
        ("Deployment kubeflow/ml-pipeline", set_to(IMAGE, "r/api@sha256:" + 64 * "a"), "unknown release"),
        ("Deployment kserve/kserve-controller-manager", set_to(IMAGE, "kserve/c:v0.15.2"), "KServe v0.15.2"),
        ("Deployment kubeflow-system/kubeflow-trainer-controller-manager", None, "no Kubeflow Trainer"),
        ("PersistentVolumeClaim bsl-foundry/bsl-base-models", set_to("status/phase", "Pending"), "is Pending"),
        (
            "ConfigMap bsl-foundry/bsl-object-store",
            set_to("data/url", NOWHERE),
            "not asked",
        ),
    ],
)
def test_what_stops_nothing_is_a_note(cluster: Cluster, path: str, change: Change | None, note: str) -> None:
    with changed(cluster, path, change):
        findings = list(check_cluster(cluster, INSTALLATION))
    assert [finding for finding in findings if finding.level == "missing"] == []
    assert any(note in finding.what and finding.advice for finding in findings if finding.level == "note")


def test_a_trainer_is_missing_only_where_jobs_train(cluster: Cluster) -> None:
    jobs = replace(INSTALLATION, profile=PROFILE.model_copy(update={"train_backend": "trainjob"}))
    with changed(cluster, "Deployment kubeflow-system/kubeflow-trainer-controller-manager", None):
        assert list(_unhealthy(check_cluster(cluster, jobs))) == ["no Kubeflow Trainer"]


def test_an_account_without_rights_is_told_what_it_could_not_see(
    own: KubeApi, cluster: Cluster, tmp_path: Path
) -> None:
    with _as(own.token_for(HERE, "bsl-deployer"), own, tmp_path) as deployer:
        findings = list(check_cluster(deployer, INSTALLATION))
    notes = [finding for finding in findings if finding.level == "note"]
    assert any("secrets: this account may not look" in note.what and "RoleBinding" in note.advice for note in notes)
    missing = _unhealthy(iter(findings))
    assert [text for text in missing if "this account may not get inferenceservices/bsl-coder-a" in text] == list(
        missing
    )


def test_definitions_that_are_missing(tmp_path: Path, own: KubeApi) -> None:
    """A bare cluster: everything is missing, and nothing crashes."""
    server = KubeApi()
    try:
        server.start()
        with _as(server.token, server, tmp_path) as bare:
            found = _unhealthy(check_cluster(bare, INSTALLATION))
    finally:
        with suppress(FileNotFoundError):
            server.remove()
    assert "no InferenceService of serving.kserve.io/v1beta1" in found
    assert "no HTTPRoute of gateway.networking.k8s.io/v1" in found
    assert any("LocalQueue" in text for text in found)
    assert all(finding.advice for finding in found.values())
