"""Objects of a cluster: read, written as a whole, waited for."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from components.shared.cluster.connection import Connection, Query
from components.shared.cluster.errors import Absent, UnknownKind
from components.shared.cluster.kinds import Kinds, Resource, described
from components.shared.cluster.watching import Event, watched

Object = dict[str, Any]
Objects = list[Object]  # inside the class, `list` is a method
_APPLY = "application/apply-patch+yaml"  # JSON is YAML
_PAGE = 500  # objects per answer of a listing


@dataclass(slots=True)
class Cluster:
    """One cluster, as one account. Every call may raise the errors of this package."""

    connection: Connection
    namespace: str
    _kinds: Kinds = field(init=False)

    def __post_init__(self) -> None:
        self._kinds = Kinds(self.connection)

    @property
    def address(self) -> str:
        """Of the server, for messages."""
        return self.connection.address

    def get(self, api_version: str, kind: str, name: str, namespace: str | None = None) -> Object | None:
        """An object, or None when there is none. A kind that the cluster does not have is an error."""
        resource = self._kinds.find(api_version, kind)
        place = self._place(resource, namespace)
        try:
            return self.connection.read(resource.path(place, name), _doing("get", kind, place, name))
        except Absent:
            return None

    def list(
        self, api_version: str, kind: str, namespace: str | None = None, *, labels: str = "", everywhere: bool = False
    ) -> Objects:
        """All objects of a kind in a namespace, or in the whole cluster; ``labels`` is a selector."""
        resource = self._kinds.find(api_version, kind)
        place = "" if everywhere else self._place(resource, namespace)
        found, _ = self._listed(resource, place, {"labelSelector": labels} if labels else {})
        return found

    def _listed(self, resource: Resource, place: str, query: Query) -> tuple[Objects, str]:
        """Objects, and the version of the cluster that they were read at."""
        found: Objects = []
        page: dict[str, str | int | bool] = {**query, "limit": _PAGE}
        while True:
            answer = self.connection.read(resource.path(place), _doing("list", resource.kind, place), page)
            # a listing leaves out what is the same in all of its objects
            kind = {"apiVersion": resource.api_version, "kind": resource.kind}
            found += [{**kind, **each} for each in answer.get("items") or ()]
            if not (rest := answer["metadata"].get("continue")):
                return found, str(answer["metadata"].get("resourceVersion", ""))
            page["continue"] = rest

    def create(self, thing: Object, *, dry_run: bool = False) -> Object:
        """Make an object; one that is there already is a ``ClusterConflict``."""
        resource, place, name = self._of(thing)
        doing = _doing("create", resource.kind, place, name)
        return self.connection.send("POST", resource.path(place), doing, _writing(dry_run), thing)

    def apply(
        self, thing: Object, *, manager: str, resource_version: str | None = None, dry_run: bool = False
    ) -> Object:
        """Make an object be as it is written here, and give it as the cluster has it then (server-side apply).

        What this manager wrote before and leaves out now is removed; what others wrote beside it stays.

        Args:
            thing: The whole of what is wanted, never a part.
            manager: Who wants it; the same name must be used for the same object each time.
            resource_version: Write only over this version; another one is a ``ClusterConflict``.
            dry_run: Let the cluster judge it, and leave everything as it is.
        """
        resource, place, name = self._of(thing)
        wanted = copy.deepcopy(thing)
        wanted["metadata"].pop("managedFields", None)  # not to be applied; what was read has it
        wanted["metadata"].pop("resourceVersion", None)
        if resource_version is not None:
            wanted["metadata"]["resourceVersion"] = resource_version
        query = {**_writing(dry_run), "fieldManager": manager, "force": True}
        doing = _doing("apply", resource.kind, place, name)
        return self.connection.send("PATCH", resource.path(place, name), doing, query, wanted, _APPLY)

    def replace_status(self, thing: Object) -> Object:
        """Write the status of an object as it was read; ``ClusterConflict`` if it was changed since."""
        resource, place, name = self._of(thing)
        path, doing = resource.path(place, name, "status"), _doing("write the status of", resource.kind, place, name)
        return self.connection.send("PUT", path, doing, _writing(False), thing)

    def delete(
        self,
        api_version: str,
        kind: str,
        name: str,
        namespace: str | None = None,
        *,
        resource_version: str | None = None,
    ) -> bool:
        """Remove an object and what it owns; False when there was none."""
        resource = self._kinds.find(api_version, kind)
        place = self._place(resource, namespace)
        options: Object = {"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Background"}
        if resource_version is not None:
            options["preconditions"] = {"resourceVersion": resource_version}
        try:
            doing = _doing("delete", kind, place, name)
            self.connection.send("DELETE", resource.path(place, name), doing, body=options)
        except Absent:
            return False
        return True

    def watch(
        self, api_version: str, kind: str, namespace: str | None = None, *, name: str = "", seconds: float
    ) -> Iterator[Event]:
        """What is there now, then every change, for so many seconds; connections that break are made anew.

        Each state of an object is told at most once, its last one always; states in between may be left out.
        """
        resource = self._kinds.find(api_version, kind)
        place = self._place(resource, namespace)
        query: dict[str, str | int | bool] = {"fieldSelector": f"metadata.name={name}"} if name else {}
        doing = _doing("watch", kind, place, name)
        return watched(
            self.connection, resource.path(place), doing, query, lambda: self._listed(resource, place, query), seconds
        )

    def allowed(self, verb: str, group: str, resource: str, name: str = "", namespace: str | None = None) -> bool:
        """Whether this account may do something; ``resource`` is a plural, as in ``pods`` or ``pods/log``."""
        plural, _, subresource = resource.partition("/")
        place = self.namespace if namespace is None else namespace
        wanted = {"verb": verb, "group": group, "resource": plural, "subresource": subresource, "name": name}
        review = {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": {**wanted, "namespace": place}},
        }
        path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
        answer = self.connection.send("POST", path, f"ask whether {verb} {resource} is allowed", body=review)
        return bool(answer["status"]["allowed"])

    def version(self) -> str:
        """The release of Kubernetes, as in ``v1.34.2``."""
        return str(self.connection.read("/version", "ask for its release")["gitVersion"])

    def serves(self, api_version: str, kind: str) -> bool:
        """Whether the cluster has such a kind of object at this moment."""
        try:
            self._kinds.ask(api_version, kind)
        except UnknownKind:
            return False
        return True

    def close(self) -> None:
        """Give sockets back."""
        self.connection.close()

    def _of(self, thing: Object) -> tuple[Resource, str, str]:
        api_version, kind, name, namespace = described(thing)
        resource = self._kinds.find(api_version, kind)
        return resource, self._place(resource, namespace or None), name

    def _place(self, resource: Resource, namespace: str | None) -> str:
        if not resource.namespaced:
            return ""
        return self.namespace if namespace is None else namespace


def _writing(dry_run: bool) -> dict[str, str | int | bool]:
    """A misspelt field is refused, instead of being dropped in silence."""
    return {"fieldValidation": "Strict", **({"dryRun": "All"} if dry_run else {})}


def _doing(verb: str, kind: str, namespace: str, name: str = "") -> str:
    return f"{verb} {kind} {'/'.join(part for part in (namespace, name) if part)}".rstrip()
