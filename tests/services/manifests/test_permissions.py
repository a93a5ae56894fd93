"""Each service account can do its table and nothing else: the real authorizer is asked every verb on every resource."""

import json
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPSConnection
from itertools import product
from typing import Any

import pytest

from tests.services.manifests.conftest import MANIFESTS, Cluster

VERBS = (
    "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection",
    "use", "bind", "escalate", "impersonate", "approve", "sign",
)  # fmt: skip
# not on this server, or not served by any: asked for all the same
ALSO = (
    ("argoproj.io", "workflowtaskresults"), ("argoproj.io", "workflows"), ("trainer.kubeflow.org", "trainjobs"),
    ("serving.knative.dev", "services"), ("pipelines.kubeflow.org", "pipelineversions"), ("*", "*"),
    ("", "users"), ("", "groups"),
)  # fmt: skip
# account -> namespace (p: pipelines, s: serving), group, resource, names ("": any), verbs
STEP = [
    ("p", "argoproj.io", "workflowtaskresults", "", "create patch"),
    ("p", "", "configmaps", "kfp-launcher", "get"),
    ("p", "", "pods", "", "get"),
]
TABLE: dict[str, list[tuple[str, str, str, str, str]]] = {
    "bsl-train": [*STEP],
    "bsl-deployer": [
        *STEP,
        ("s", "serving.kserve.io", "inferenceservices", "bsl-coder-a bsl-coder-b", "get patch"),
        ("s", "gateway.networking.k8s.io", "httproutes", "bsl-coder", "get patch"),
        ("s", "", "events", "", "create"),
    ],
    "bsl-serving": [],
    "bsl-gateway": [],
}
JOBS = [("p", "trainer.kubeflow.org", "trainjobs", "", "create get watch delete"), ("p", "", "pods/log", "", "get")]
NAMES = ("", "other", "kfp-launcher", "bsl-coder", "bsl-coder-a", "bsl-coder-b", "bsl-object-store-pipelines")
Question = tuple[str, str, str, str, str]  # namespace, group, resource, name, verb


@pytest.fixture(scope="session")
def resources(cluster: Cluster) -> list[tuple[str, str]]:
    """Every resource and subresource that the server serves."""
    if cluster.overlay != "production":
        pytest.skip("thousands of questions: asked on one overlay; the rules of each are compared below")
    groups = json.loads(cluster.api.kubectl("get", "--raw", "/apis", check=True).stdout)["groups"]
    paths = ["/api/v1", *(f"/apis/{group['preferredVersion']['groupVersion']}" for group in groups)]
    paths += [f"/apis/{v['groupVersion']}" for group in groups for v in group["versions"]]
    found = set(ALSO)
    for path in dict.fromkeys(paths):
        group = path.split("/")[2] if path.startswith("/apis") else ""
        listed = json.loads(cluster.api.kubectl("get", "--raw", path, check=True).stdout)["resources"]
        found |= {(group, each["name"]) for each in listed}
    return sorted(found)


def table(cluster: Cluster, account: str, rows: list[tuple[str, str, str, str, str]]) -> set[Question]:
    secret = "mlpipeline-minio-artifact" if cluster.overlay == "multi-user" else "bsl-object-store-pipelines"
    if account in ("bsl-train", "bsl-deployer"):
        rows = [*rows, ("p", "", "secrets", secret, "get")]
    places = {"p": cluster.pipelines, "s": cluster.serving}
    return {
        (places[place], group, resource, name, verb)
        for place, group, resource, names, verbs in rows
        for name in names.split() or [""]
        for verb in verbs.split()
    }


def questions(cluster: Cluster, resources: list[tuple[str, str]], allowed: set[Question]) -> Iterator[Question]:
    """All verbs on all resources; names where a name decides, and everywhere for what is in the table."""
    named = {(group, resource) for _, group, resource, name, _ in allowed if name} | {
        ("", "secrets"),
        ("", "configmaps"),
    }
    namespaces = (cluster.pipelines, cluster.serving)
    names = sorted({*NAMES, *(name for *_, name, _ in allowed)})
    for (group, resource), namespace, verb in product(resources, namespaces, VERBS):
        for name in names if (group, resource) in named else ("",):
            yield namespace, group, resource, name, verb


def expected(question: Question, allowed: set[Question]) -> bool:
    namespace, group, resource, _, verb = question
    return question in allowed or (namespace, group, resource, "", verb) in allowed


def answers(cluster: Cluster, user: str, asked: list[Question]) -> list[bool]:
    """What the authorizer says, over eight connections."""
    parts = [asked[number::8] for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answered = list(pool.map(lambda part: _ask(cluster, user, part), parts))
    return [answered[number % 8][number // 8] for number in range(len(asked))]


def _ask(cluster: Cluster, user: str, asked: list[Question]) -> list[bool]:
    context = ssl.create_default_context(cafile=str(cluster.api.ca_file))
    connection = HTTPSConnection("127.0.0.1", cluster.api.port, context=context, timeout=60)
    headers = {"Authorization": f"Bearer {cluster.api.token}", "Content-Type": "application/json"}
    found = []
    for question in asked:
        body = json.dumps(_review(user, question))
        connection.request("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", body, headers)
        found.append(bool(json.load(connection.getresponse())["status"]["allowed"]))
    connection.close()
    return found


def _review(user: str, question: Question) -> dict[str, Any]:
    namespace, group, resource, name, verb = question
    resource, _, subresource = resource.partition("/")
    asked = {"namespace": namespace, "group": group, "resource": resource, "subresource": subresource}
    # what the API server itself adds to every account that has a token
    groups = ["system:serviceaccounts", f"system:serviceaccounts:{user.split(':')[2]}", "system:authenticated"]
    spec = {"user": user, "groups": groups, "resourceAttributes": asked | {"name": name, "verb": verb, "version": "*"}}
    return {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": spec}


# every account of a cluster may ask what it may do: `system:basic-user`
FOR_EVERYBODY = {
    ("authorization.k8s.io", "selfsubjectaccessreviews"), ("authorization.k8s.io", "selfsubjectrulesreviews"),
    ("authentication.k8s.io", "selfsubjectreviews"),
}  # fmt: skip


def users(cluster: Cluster) -> dict[str, str]:
    homes = {account: cluster.pipelines if TABLE[account] else cluster.serving for account in TABLE}
    return {account: f"system:serviceaccount:{home}:{account}" for account, home in homes.items()}


@pytest.mark.parametrize("account", TABLE)
def test_an_account_can_do_its_table_and_nothing_else(
    cluster: Cluster, resources: list[tuple[str, str]], account: str
) -> None:
    check(cluster, users(cluster)[account], resources, table(cluster, account, TABLE[account]))


@pytest.mark.parametrize("account", TABLE)
def test_the_rules_of_an_account_are_its_table_in_every_namespace(cluster: Cluster, account: str) -> None:
    everybody = rules(cluster, "system:serviceaccount:default:nobody", "default")
    allowed = table(cluster, account, TABLE[account])
    for namespace in (cluster.pipelines, cluster.serving, "kube-system"):
        held = rules(cluster, users(cluster)[account], namespace) - everybody
        assert held == {question[1:] for question in allowed if question[0] == namespace}


def rules(cluster: Cluster, user: str, namespace: str) -> set[tuple[str, str, str, str]]:
    """All rules that the authorizer finds for an account: group, resource, name, verb."""
    body = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectRulesReview",
        "spec": {"namespace": namespace},
    }
    words = ("create", "--validate=false", "-o", "json", "-f", "-", "--as", user)
    groups = ("--as-group=system:serviceaccounts", "--as-group=system:authenticated")
    done = cluster.api.kubectl(*words, *groups, stdin=json.dumps(body), check=True)
    status = json.loads(done.stdout)["status"]
    assert not status["incomplete"]
    return {
        row
        for rule in status["resourceRules"]
        for row in product(rule["apiGroups"], rule["resources"], rule.get("resourceNames") or [""], rule["verbs"])
    }


def check(cluster: Cluster, user: str, resources: list[tuple[str, str]], allowed: set[Question]) -> None:
    asked = [q for q in questions(cluster, resources, allowed) if (q[1], q[2]) not in FOR_EVERYBODY]
    said = answers(cluster, user, asked)
    wrong = [(q, yes) for q, yes in zip(asked, said, strict=True) if yes != expected(q, allowed)]
    assert not wrong, wrong[:10]
    # each row of the table was really asked, and answered with yes
    assert allowed <= {question for question, yes in zip(asked, said, strict=True) if yes}


def test_jobs_are_allowed_by_their_component_only(cluster: Cluster, resources: list[tuple[str, str]]) -> None:
    component = MANIFESTS / "components/trainjob"
    for name in ("roles", "role-bindings", "network-policies"):
        done = cluster.api.kubectl("apply", "--server-side", "--validate=strict", "-f", str(component / f"{name}.yaml"))
        assert done.returncode == 0, done.stderr
    try:
        narrowed = [each for each in resources if each[1] in ("trainjobs", "pods/log", "pods", "secrets", "jobs")]
        allowed = table(cluster, "bsl-train", TABLE["bsl-train"] + JOBS)
        user = f"system:serviceaccount:{cluster.pipelines}:bsl-train"
        asked_of = [*narrowed, ("argoproj.io", "workflowtaskresults"), ("", "configmaps")]
        check(cluster, user, asked_of, allowed)
    finally:
        for name in ("roles", "role-bindings", "network-policies"):
            cluster.api.kubectl("delete", "-f", str(component / f"{name}.yaml"), check=True)


def test_a_token_of_the_deployer_is_refused_beyond_its_slots(cluster: Cluster) -> None:
    """The same by real requests: reviews could be right and the objects wrong."""
    config = cluster.api.kubeconfig_for(cluster.pipelines, "bsl-deployer")
    for words, allowed in (
        (("get", "inferenceservice", "bsl-coder-a"), True),
        (("get", "httproute", "bsl-coder"), True),
        (("get", "inferenceservices"), False),
        (("delete", "inferenceservice", "bsl-coder-a"), False),
        (("get", "secrets"), False),
        (("get", "deployment", "bsl-gateway"), False),
        (("annotate", "servingruntime", "bsl-vllm", "a=b"), False),
    ):
        done = cluster.api.kubectl(*words, "-n", cluster.serving, kubeconfig=config)
        assert (done.returncode == 0) == allowed, (words, done.stderr)
        assert allowed or "Forbidden" in done.stderr or "forbidden" in done.stderr
