"""What a Kubernetes API, or the way to it, can answer: one class for each thing that a person would do about it."""

from components.shared.errors import BadInput, TryAgain


class ClusterUnreachable(TryAgain):
    """Nobody answers, the connection was cut, or the server is in trouble of its own."""


class Throttled(TryAgain):
    """The server has too much to do and did not look at the request."""


class ClusterConflict(TryAgain):
    """The object is not as the writer believed: changed meanwhile, or there already. Read it again and decide anew."""


class NoCluster(BadInput):
    """Nothing says where the cluster is, or what says so cannot be used."""


class Untrusted(BadInput):
    """The certificate of the server is signed by nobody who is trusted."""


class TokenExpired(BadInput):
    """The server does not know who is asking: the token has expired, or is of another cluster."""


class Forbidden(BadInput):
    """The account may not do this."""


class UnknownKind(BadInput):
    """The cluster has no such resource: a custom resource definition is missing, or is of another version."""


class Absent(BadInput):
    """The object, or the namespace that it should be made in, is not there."""


class Invalid(BadInput):
    """The object cannot be as it is: a field is misspelt, missing or out of range, or an admission check refuses it."""
