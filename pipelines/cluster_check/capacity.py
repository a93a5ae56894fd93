"""Whether a deployment profile fits the nodes, the quota and the queue."""

import re
from collections.abc import Iterator
from typing import Any

from components.shared.cluster.client import Cluster
from pipelines.cluster_check.installation import Installation
from pipelines.deployment import GpuPool, Toleration
from pipelines.findings import Finding

_UNITS = {"": 1.0, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18}
_UNITS |= {f"{unit}i": 1024.0**power for power, unit in enumerate("KMGTPE", start=1)}
_QUANTITY = re.compile(r"([0-9]+(?:\.[0-9]+)?(?:e[0-9]{1,2})?)([a-zA-Z]*)")
_QUEUES = ("kueue.x-k8s.io/v1beta2", "kueue.x-k8s.io/v1beta1")  # the older one is gone in Kueue 0.20


def amount(quantity: str | int) -> float:
    """A quantity of Kubernetes as a number, as in ``500m``, ``64Gi`` or ``4``."""
    match = _QUANTITY.fullmatch(str(quantity))
    return float(match[1]) * _UNITS.get(match[2], 1.0) if match else 0.0


def accelerators(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """Whether one node has the GPUs that one task takes, and lets the task in."""
    profile = installation.profile
    pool = profile.gpu if profile else None
    if profile is None or pool is None:
        return
    chosen = [node for node in cluster.list("v1", "Node") if _selected(node, pool)]
    nodes = [node for node in chosen if not _is_away(node)]
    largest = max((_offered(node, pool.resource) for node in nodes), default=0)
    if largest < pool.count:
        labels = f" with {pool.node_selector}" if pool.node_selector else ""
        away = f"; {len(chosen) - len(nodes)} are not ready or cordoned" if len(chosen) > len(nodes) else ""
        yield Finding("missing", f"no node{labels} offers {pool.count} {pool.resource}: the most is {largest:.0f}",
                      f"add nodes or their device plugin, or take another profile{away}")  # fmt: skip
        return
    able = [node for node in nodes if _offered(node, pool.resource) >= pool.count]
    welcome = [node for node in able if not _refusing(node, pool.tolerations)]
    if not welcome:
        yield Finding("missing", f"nodes with {pool.resource} have taints that profile {profile.name} does not "
                      f"tolerate: {', '.join(sorted(_refusing(able[0], pool.tolerations)))}",
                      "add them to gpu.tolerations and compile again")  # fmt: skip
    elif not any(_has_room(node, profile.model.memory_gib, profile.model.cpu) for node in welcome):
        yield Finding("missing", f"no node with {pool.resource} has {profile.model.cpu} cores and "
                      f"{profile.model.memory_gib} GiB", "lower model.cpu or model.memory_gib")  # fmt: skip
    else:
        yield Finding("ok", f"{len(welcome)} nodes offer {pool.count} {pool.resource} each")


def quota(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """Whether quotas allow what one task, and two versions at once, ask for."""
    pool = installation.profile.gpu if installation.profile else None
    if pool is None:
        return
    versions = 1 if installation.dialect == "adapter" else 2
    for namespace, wanted, why in (
        (installation.namespace, pool.count, "a task of training"),
        (installation.serving, versions, f"{versions} versions at once"),
    ):
        hard = _allowed(cluster, namespace, pool.resource)
        if hard is not None and hard < wanted:
            yield Finding("missing", f"quota of {namespace}: {hard:.0f} {pool.resource}, {why} takes {wanted}",
                          "raise the ResourceQuota, or choose a smaller profile")  # fmt: skip
        else:
            limit = "no quota" if hard is None else f"quota of {hard:.0f}"
            yield Finding("ok", f"{namespace}: {limit} for {pool.resource}, {why} takes {wanted}")


def queue(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """The LocalQueue that the profile waits in."""
    name = installation.profile.queue.name if installation.profile else ""
    if not name:
        return
    served = next((each for each in _QUEUES if cluster.serves(each, "LocalQueue")), None)
    if served is None:
        yield Finding("missing", f"no LocalQueue resources, and the profile waits in {name}", "install Kueue")
    elif cluster.get(served, "LocalQueue", name, installation.namespace) is None:
        yield Finding("missing", f"no LocalQueue {installation.namespace}/{name}", "make it: pods of an unknown queue "
                      "wait for ever")  # fmt: skip
    else:
        yield Finding("ok", f"LocalQueue {installation.namespace}/{name} ({served.rpartition('/')[2]})")


def training_runtime(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """What a TrainJob of the profile refers to."""
    profile = installation.profile
    if profile is None or profile.train_backend != "trainjob":
        return
    where = f"ClusterTrainingRuntime {profile.train_runtime}"
    if cluster.get("trainer.kubeflow.org/v1alpha1", "ClusterTrainingRuntime", profile.train_runtime) is None:
        yield Finding(
            "missing", f"no {where}", "install the runtimes of Kubeflow Trainer, or name another train_runtime"
        )
    else:
        yield Finding("ok", where)


def _offered(node: dict[str, Any], resource: str) -> float:
    return amount(((node.get("status") or {}).get("allocatable") or {}).get(resource, 0))


def _selected(node: dict[str, Any], pool: GpuPool) -> bool:
    return pool.node_selector.items() <= (node["metadata"].get("labels") or {}).items()


def _has_room(node: dict[str, Any], memory_gib: int, cores: int) -> bool:
    return _offered(node, "memory") >= memory_gib * 2**30 and _offered(node, "cpu") >= cores


def _is_away(node: dict[str, Any]) -> bool:
    """Not ready, cordoned, or out of something: the cluster's own taints say so."""
    return any(taint["key"].startswith("node.kubernetes.io/") for taint in node["spec"].get("taints") or ())


def _refusing(node: dict[str, Any], tolerations: tuple[Toleration, ...]) -> set[str]:
    taints = [taint for taint in node["spec"].get("taints") or () if taint["effect"] != "PreferNoSchedule"]
    return {
        f"{taint['key']}:{taint['effect']}"
        for taint in taints
        if not any(_tolerated(taint, toleration) for toleration in tolerations)
    }


def _tolerated(taint: dict[str, Any], toleration: Toleration) -> bool:
    same = toleration.key == taint["key"] and toleration.effect == taint["effect"]
    return same and (toleration.operator == "Exists" or toleration.value == taint.get("value", ""))


def _allowed(cluster: Cluster, namespace: str, resource: str) -> float | None:
    hard = [each["spec"].get("hard") or {} for each in cluster.list("v1", "ResourceQuota", namespace)]
    found = [amount(each[f"requests.{resource}"]) for each in hard if f"requests.{resource}" in each]
    return min(found, default=None)
