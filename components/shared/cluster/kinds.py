"""Where a kind of object lies below the API: its path, asked from the server and remembered."""

import re
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import quote

from components.shared.cluster.connection import Connection
from components.shared.cluster.errors import Invalid, UnknownKind

_NAME = re.compile(r"[A-Za-z0-9][-A-Za-z0-9.:_]{0,252}")  # a name like `..` would climb out of its path
_API_VERSION = re.compile(r"[a-z0-9][-a-z0-9./]{0,252}")


@dataclass(frozen=True, slots=True)
class Resource:
    """How the server calls a kind."""

    api_version: str
    kind: str
    plural: str
    namespaced: bool

    def path(self, namespace: str = "", name: str = "", subresource: str = "") -> str:
        """Of one object, or of all in a namespace, or of all."""
        root = "/api/v1" if self.api_version == "v1" else f"/apis/{self.api_version}"
        middle = f"/namespaces/{_checked(namespace)}" if self.namespaced and namespace else ""
        end = f"/{_checked(name)}" if name else ""
        return f"{root}{middle}/{self.plural}{end}{f'/{subresource}' if subresource else ''}"


@dataclass(slots=True)
class Kinds:
    """What one server serves. A kind that is not found is asked for again: its definition may come meanwhile."""

    connection: Connection
    _known: dict[tuple[str, str], Resource] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def find(self, api_version: str, kind: str) -> Resource:
        """The resource of a kind.

        Raises:
            UnknownKind: The server has no such group, version or kind.
        """
        with self._lock:
            known = self._known.get((api_version, kind))
        if known is None:
            known = self.ask(api_version, kind)
            with self._lock:
                self._known[api_version, kind] = known
        return known

    def ask(self, api_version: str, kind: str) -> Resource:
        """The same, whatever was known."""
        if not _API_VERSION.fullmatch(api_version):
            raise Invalid(f"{api_version!r} is no apiVersion; write group/version, or v1")
        doing = f"look for {kind} of {api_version}"
        path = "/api/v1" if api_version == "v1" else f"/apis/{api_version}"
        for each in self.connection.read(path, doing).get("resources", ()):
            if each["kind"] == kind and "/" not in each["name"]:
                return Resource(api_version, kind, each["name"], each["namespaced"])
        raise UnknownKind(f"{self.connection.address}: {doing}: the group is served and has no such kind; install its "
                          f"custom resource definition, or correct `kind`")  # fmt: skip


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise Invalid(f"{name!r} cannot be the name of an object: letters, digits, '-' and '.', at most 253")
    return quote(name, safe=":")


def described(thing: dict[str, Any]) -> tuple[str, str, str, str]:
    """``apiVersion``, ``kind``, name and namespace of an object.

    Raises:
        Invalid: It is not told what the object is.
    """
    metadata = thing.get("metadata") or {}
    words = (thing.get("apiVersion", ""), thing.get("kind", ""), metadata.get("name", ""))
    if not all(isinstance(word, str) and word for word in words):
        raise Invalid(f"an object needs apiVersion, kind and metadata.name; this one has {words}")
    return *words, str(metadata.get("namespace") or "")
