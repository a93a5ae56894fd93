"""Rules of pods: Pod Security Standard "restricted", in every kind that holds a pod, custom ones included.

The API server enforces the standard on pods only: a custom resource that breaks it is accepted, and its pods then never
appear. https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from collections.abc import Iterator

from pipelines.linting.manifest import Container, Content, Pod
from pipelines.linting.rules import Problem, rule

VOLUMES = ("configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret")
SECCOMP = ("RuntimeDefault", "Localhost")
SELINUX_TYPES = ("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")
SAFE_SYSCTLS = (
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_syncookies",
)


@rule("pod-on-the-host", "pod")
def pod_on_the_host(pod: Pod) -> Iterator[Problem]:
    """A pod shares network, processes or ports with its node, and sees those of others.

    Bad:  hostNetwork: true
    Good: a Service
    """
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if pod.content.get(key):
            yield (*pod.place, key), f"{key} is true"
    for container in pod.containers:
        for number, port in enumerate(container.content.get("ports") or []):
            if port.get("hostPort"):
                yield (*container.place, "ports", number), f"hostPort {port['hostPort']}"


@rule("pod-volume", "pod")
def pod_volume(pod: Pod) -> Iterator[Problem]:
    """A volume reaches out of the pod: a path of the node, a network disk with keys in the manifest.

    Bad:  hostPath: {path: /var/lib}
    Good: persistentVolumeClaim, emptyDir, secret, configMap, projected, csi
    """
    for number, volume in enumerate(pod.content.get("volumes") or []):
        for kind in sorted(set(volume) - {"name", *VOLUMES}):
            yield (*pod.place, "volumes", number, kind), f"volume {volume.get('name')} is a {kind}"


@rule("pod-privileged", "pod")
def pod_privileged(pod: Pod) -> Iterator[Problem]:
    """A privileged container owns its node, and a profile of the node's own may be switched off as easily.

    Bad:  privileged: true; procMount: Unmasked; an unsafe sysctl; appArmorProfile: {type: Unconfined}
    Good: none of them
    """
    for place, context in _contexts(pod):
        for key, allowed in (("privileged", (None, False)), ("procMount", (None, "Default"))):
            if context.get(key) not in allowed:
                yield (*place, key), f"{key}: {context[key]}"
        if (context.get("appArmorProfile") or {}).get("type") == "Unconfined":
            yield (*place, "appArmorProfile"), "appArmorProfile: Unconfined"
        selinux = context.get("seLinuxOptions") or {}
        if selinux.get("user") or selinux.get("role") or selinux.get("type", "") not in SELINUX_TYPES:
            yield (*place, "seLinuxOptions"), f"seLinuxOptions: {selinux}"
        for sysctl in context.get("sysctls") or []:
            if sysctl.get("name") not in SAFE_SYSCTLS:
                yield (*place, "sysctls"), f"sysctl {sysctl.get('name')}"


@rule("pod-escalation", "pod")
def pod_escalation(pod: Pod) -> Iterator[Problem]:
    """A process may gain more rights than its parent unless that is forbidden.

    Bad:  a container without securityContext
    Good: securityContext: {allowPrivilegeEscalation: false}
    """
    for container in pod.containers:
        found = container.context.get("allowPrivilegeEscalation")
        if found or (found is None and not _completed(pod, container)):
            yield container.place, "allowPrivilegeEscalation is not false"


@rule("pod-capabilities", "pod")
def pod_capabilities(pod: Pod) -> Iterator[Problem]:
    """A container keeps capabilities of root that it has no use for.

    Bad:  capabilities: {add: [NET_RAW]}
    Good: capabilities: {drop: [ALL]}
    """
    for container in pod.containers:
        capabilities = container.context.get("capabilities") or {}
        added = sorted(set(capabilities.get("add") or []) - {"NET_BIND_SERVICE"})
        if added:
            yield container.place, f"adds capabilities {', '.join(added)}"
        if "ALL" not in (capabilities.get("drop") or []) and not _completed(pod, container):
            yield container.place, "does not drop all capabilities"


@rule("pod-root", "pod")
def pod_root(pod: Pod) -> Iterator[Problem]:
    """A container may run as root.

    Bad:  a pod without securityContext; runAsUser: 0
    Good: securityContext: {runAsNonRoot: true}; a user id above 10000 that an image may be given
    """
    for place, context in _contexts(pod):
        if context.get("runAsUser") == 0:
            yield (*place, "runAsUser"), "runAsUser is 0"
        if context.get("runAsNonRoot") is False:
            yield (*place, "runAsNonRoot"), "runAsNonRoot is false"
    for container in pod.containers:
        told = container.context.get("runAsNonRoot", pod.context.get("runAsNonRoot"))
        if told is None and not _completed(pod, container):
            yield container.place, "runAsNonRoot is demanded neither here nor of the pod"


@rule("pod-seccomp", "pod")
def pod_seccomp(pod: Pod) -> Iterator[Problem]:
    """A container may call everything that the kernel has.

    Bad:  a pod without securityContext; seccompProfile: {type: Unconfined}
    Good: securityContext: {seccompProfile: {type: RuntimeDefault}}
    """
    for container in pod.containers:
        profile = container.context.get("seccompProfile") or pod.context.get("seccompProfile") or {}
        kind = profile.get("type")
        if kind not in SECCOMP and not (kind is None and _completed(pod, container)):
            yield container.place, f"seccompProfile is {kind or 'given neither here nor to the pod'}"


def _completed(pod: Pod, container: Container) -> bool:
    return pod.manifest.partial or container.completed


def _contexts(pod: Pod) -> Iterator[tuple[tuple[str | int, ...], Content]]:
    yield (*pod.place, "securityContext"), pod.context
    for container in pod.containers:
        yield (*container.place, "securityContext"), container.context
