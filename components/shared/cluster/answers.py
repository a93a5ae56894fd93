"""What the server answered, or the network said, as one message: what, where, what to do."""

import json
import re
from typing import Any

from urllib3.exceptions import (
    HTTPError,
    MaxRetryError,
    NameResolutionError,
    ProtocolError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from components.shared.cluster.errors import (
    Absent,
    ClusterConflict,
    ClusterUnreachable,
    Forbidden,
    Invalid,
    Throttled,
    TokenExpired,
    UnknownKind,
    Untrusted,
)

_NO_RIGHT = re.compile(r'User "(?P<user>[^"]*)" cannot (?P<what>.*)$', re.DOTALL)
# an object of the wrong shape is told by server-side apply as a fault of the server (Kubernetes 1.34)
_WRONG_SHAPE = "failed to create typed patch object"
_LONGEST = 1000  # characters of the server's own words; the list of wrong fields can be long


def refused(status: int, body: bytes, address: str, doing: str) -> Exception:
    """An answer that is no success, as one of our errors.

    Args:
        status: The status of HTTP.
        body: A ``Status`` of Kubernetes, or what a proxy in between says.
        address: Of the server.
        doing: What was asked for, as in ``apply InferenceService bsl-serving/bsl-coder-a``.
    """
    answer = _status(body)
    said, reason = str(answer.get("message") or _words(body))[:_LONGEST], str(answer.get("reason", ""))
    where = f"{address}: {doing}"
    if status == 401:
        return TokenExpired(f"{where}: the server does not know who is asking: the token has expired or belongs to "
                            f"another cluster; log in again until `kubectl auth whoami` works")  # fmt: skip
    if status == 403:
        return _forbidden(where, said)
    if status == 404:
        return _absent(where, said, reason, answer)
    if status == 409:
        return _conflict(where, said, reason)
    if status == 429:
        return Throttled(f"{where}: the server has too much to do ({said or 'too many requests'}); repeat in a minute")
    if status in (400, 405, 406, 413, 415, 422) or (status == 500 and _WRONG_SHAPE in said):
        return Invalid(f"{where}: refused as it is: {said}; correct what is named")
    if status == 410:
        return ClusterConflict(f"{where}: what was listed is too old to go on from; begin again")
    return ClusterUnreachable(f"{where}: the server answers {status} ({said}); repeat later, or look at its log")


def _forbidden(where: str, said: str) -> Exception:
    """No right, or an admission check that says no; a cluster calls both forbidden."""
    right = _NO_RIGHT.search(said)
    if right:
        return Forbidden(f"{where}: {right['user']} may not {right['what']}; grant it by a Role and a RoleBinding")
    if "namespace" in said and "being terminated" in said:
        return ClusterConflict(f"{where}: {said}; wait until the namespace is gone and make it anew")
    return Invalid(f"{where}: an admission check refuses it: {said}; correct it, or ask who owns the check")


def _absent(where: str, said: str, reason: str, answer: dict[str, Any]) -> Exception:
    """An object, its namespace, or the kind of resource itself is not there."""
    named = answer.get("details") or {}
    if reason == "NotFound" and named.get("name"):
        return Absent(f"{where}: {said}; make it first")
    return UnknownKind(f"{where}: the cluster serves no such resource; install its custom resource definitions, "
                       f"or look with `kubectl api-resources` which version it has")  # fmt: skip


def _conflict(where: str, said: str, reason: str) -> Exception:
    if reason == "AlreadyExists":
        return ClusterConflict(f"{where}: it is there already; read it and apply instead")
    return ClusterConflict(f"{where}: it was changed by somebody else meanwhile ({said}); read it again and repeat")


def unreachable(error: HTTPError | OSError, address: str, doing: str) -> Exception:
    """A connection that did not come about, or broke, as one of our errors."""
    where = f"{address}: {doing}"
    if isinstance(error, MaxRetryError) and error.reason is not None:
        return unreachable(error.reason, address, doing) if isinstance(error.reason, HTTPError) else _away(where)
    if isinstance(error, SSLError):
        return Untrusted(f"{where}: no trusted TLS connection ({_first_line(error)}); the kubeconfig must name the "
                         f"server's authority in certificate-authority-data")  # fmt: skip
    if isinstance(error, NameResolutionError):
        return ClusterUnreachable(f"{where}: no such host; check `server` in the kubeconfig, and the name service")
    if isinstance(error, ReadTimeoutError):
        return ClusterUnreachable(f"{where}: connected, but nothing came within the limit; repeat later")
    if isinstance(error, ProtocolError):
        return ClusterUnreachable(f"{where}: the connection was cut ({_first_line(error)}); repeat later")
    if isinstance(error, ProxyError):
        return ClusterUnreachable(f"{where}: the proxy does not let it through; check HTTPS_PROXY and NO_PROXY")
    return _away(where)


def _away(where: str) -> ClusterUnreachable:
    return ClusterUnreachable(f"{where}: no server answers; check `server` in the kubeconfig, VPN and firewall")


def no_kubernetes(address: str, doing: str) -> Invalid:
    """What answers there is something else."""
    return Invalid(f"{address}: {doing}: what answers there is no Kubernetes API; check `server` in the kubeconfig")


def _status(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _words(body: bytes) -> str:
    """The words of a proxy, which speaks HTML or nothing."""
    return " ".join(re.sub(r"<[^>]*>", " ", body[: 4 * _LONGEST].decode(errors="replace")).split())[:200]


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
