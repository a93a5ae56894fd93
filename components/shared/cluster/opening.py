"""Where the cluster is and who asks: by a kubeconfig that is named, the pod's own account, or ``~/.kube/config``."""

from pathlib import Path
from typing import TYPE_CHECKING

from components.shared.cluster.errors import NoCluster
from components.shared.environment import kubeconfig, runs_in_a_pod

if TYPE_CHECKING:
    from components.shared.cluster.client import Cluster

_USERS_OWN = Path("~/.kube/config")
_NAMESPACE_OF_THE_POD = Path("/var/run/secrets/kubernetes.io/serviceaccount/namespace")


def open_cluster(namespace: str = "", *, context: str = "") -> "Cluster":
    """Open the cluster that the environment names; it is not asked before the first call.

    Args:
        namespace: Where objects without a namespace of their own are; that of the pod or of the kubeconfig if empty.
        context: One of the kubeconfig's contexts; its current one if empty.

    Raises:
        NoCluster: Nothing names one, or what names it cannot be read.
    """
    from kubernetes.client import Configuration
    from kubernetes.config import ConfigException, load_incluster_config

    from components.shared.cluster.client import Cluster
    from components.shared.cluster.connection import Connection

    configuration = Configuration()
    if not kubeconfig() and runs_in_a_pod():
        try:
            load_incluster_config(client_configuration=configuration)
        except (ConfigException, OSError) as error:
            raise NoCluster(f"the account of this pod cannot be used: {error}; the pod needs a service account token, "
                            f"automountServiceAccountToken must not be false") from error  # fmt: skip
        own = _NAMESPACE_OF_THE_POD.read_text().strip() if _NAMESPACE_OF_THE_POD.exists() else ""
    else:
        own = _from_kubeconfig(configuration, context)
    return Cluster(Connection.opened(configuration), namespace or own or "default")


def _from_kubeconfig(configuration: object, context: str) -> str:
    """Fill in what a kubeconfig says; gives the namespace of its context."""
    from kubernetes.config import ConfigException, list_kube_config_contexts, load_kube_config
    from yaml import YAMLError

    files = kubeconfig() or str(_USERS_OWN.expanduser())
    if not any(Path(file).expanduser().is_file() for file in files.split(":")):
        raise NoCluster(f"no cluster is named: there is no {files}; set BSL_KUBECONFIG or KUBECONFIG to a kubeconfig")
    try:
        load_kube_config(files, context or None, configuration, persist_config=False)
        everything, current = list_kube_config_contexts(files)
    except (ConfigException, YAMLError, OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        # the last four: what the library makes of a file that is YAML and no kubeconfig
        said = str(error).partition("\n")[0]
        raise NoCluster(f"{files} is no kubeconfig that can be used: {said}; `kubectl config view` shows it") from error
    chosen = next((each for each in everything if each["name"] == context), current)
    return str((chosen.get("context") or {}).get("namespace") or "")
