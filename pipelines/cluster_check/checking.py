"""All checks, in the order in which an installer meets their subjects."""

from collections.abc import Callable, Iterator

from components.shared.cluster import Forbidden, UnknownKind
from components.shared.cluster.client import Cluster
from pipelines.cluster_check import capacity, objects, rights, serving, storage, versions
from pipelines.cluster_check.installation import Installation
from pipelines.findings import Finding

Check = Callable[[Cluster, Installation], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    versions.kubernetes,
    versions.kserve,
    versions.pipelines,
    versions.trainer_and_kueue,
    serving.kinds,
    serving.configuration,
    objects.namespaces,
    objects.service_accounts,
    objects.secrets,
    objects.addresses,
    objects.launcher,
    objects.base_models,
    serving.runtime,
    serving.slots,
    serving.gateway,
    capacity.accelerators,
    capacity.quota,
    capacity.queue,
    capacity.training_runtime,
    rights.of_this_account,
    storage.buckets,
)


def check_cluster(cluster: Cluster, installation: Installation) -> Iterator[Finding]:
    """Look at everything that an installation needs.

    Raises:
        TryAgain | BadInput: The cluster cannot be asked at all.
    """
    for check in CHECKS:
        subject = check.__name__.replace("_", " ")
        try:
            yield from check(cluster, installation)
        except Forbidden as error:
            yield Finding("note", f"{subject}: this account may not look", str(error))
        except UnknownKind as error:
            yield Finding("missing", f"{subject}: {error}", "install what brings this resource")
