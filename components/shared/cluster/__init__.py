"""The one door to a Kubernetes API: plain objects in and out, and errors that say what to do.

Objects are dictionaries as they stand in a manifest, so that a resource of KServe or Kubeflow needs no class of ours
and no library of theirs. Whoever only catches the errors does not wait for the client's library.
"""

from components.shared.cluster.errors import (
    Absent,
    ClusterConflict,
    ClusterUnreachable,
    Forbidden,
    Invalid,
    NoCluster,
    Throttled,
    TokenExpired,
    UnknownKind,
    Untrusted,
)
from components.shared.cluster.opening import open_cluster

__all__ = [
    "Absent",
    "ClusterConflict",
    "ClusterUnreachable",
    "Forbidden",
    "Invalid",
    "NoCluster",
    "Throttled",
    "TokenExpired",
    "UnknownKind",
    "Untrusted",
    "open_cluster",
]
