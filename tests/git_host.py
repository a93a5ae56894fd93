"""A Git host on loopback that behaves as GitHub, GitLab and Gitea do, and misbehaves when told to."""

import io
import json
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.loopback import served

COMMIT = "c0ffee" + "0" * 34
ETAG = '"abc"'


def packed(folder: Path, top: str = "owner-name-c0ffee", commit: str = COMMIT) -> bytes:
    """A folder as ``git archive`` packs it: in the order of names, the commit in the header of all."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", pax_headers={"comment": commit}) as archive:
        for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
            archive.add(path, f"{top}/{path.relative_to(folder).as_posix()}", recursive=False)
    return buffer.getvalue()


@dataclass(slots=True)
class GitHost:
    """What the host has, what it does wrong, and what it was asked."""

    archives: dict[str, bytes]
    faults: list[str] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    address: str = ""
    always: str = ""


@contextmanager
def git_host(archives: dict[str, bytes]) -> Iterator[GitHost]:
    """Serve archives by ``owner/name``."""
    host = GitHost(archives)
    with served(lambda request: _answer(request, host)) as host.address:
        yield host


def _answer(request: BaseHTTPRequestHandler, host: GitHost) -> None:
    headers = request.headers
    host.asked.append((request.path, headers.get("If-None-Match", ""), headers.get("Authorization", "")))
    fault = host.faults.pop(0) if host.faults else host.always
    if fault:
        _misbehave(request, fault)
        return
    name = next((name for name in host.archives if name in request.path.replace("%2F", "/")), "")
    if not name:
        _send(request, 404, b"{}")
    elif "commits" in request.path:
        _commit(request)
    elif "/tarball/" in request.path:
        _send(request, 302, b"", {"Location": f"/codeload/{name}"})
    else:
        _send(request, 200, host.archives[name])


def _commit(request: BaseHTTPRequestHandler) -> None:
    if request.headers.get("If-None-Match") == ETAG:
        _send(request, 304, b"")
    elif request.path.startswith("/repos/"):
        _send(request, 200, COMMIT.encode(), {"ETag": ETAG})
    elif request.path.startswith("/api/v4/"):
        _send(request, 200, json.dumps({"id": COMMIT}).encode(), {"ETag": ETAG})
    else:
        _send(request, 200, json.dumps([{"sha": COMMIT}]).encode(), {"ETag": ETAG})


def _misbehave(request: BaseHTTPRequestHandler, fault: str) -> None:
    kind, _, value = fault.partition(" ")
    if kind == "status":
        status, *pairs = value.split(" ")
        _send(request, int(status), b"{}", dict(pair.split("=", 1) for pair in pairs))
    elif kind == "stall":
        time.sleep(float(value))
    elif kind == "drip":
        request.send_response(200)
        request.end_headers()
        _drip(request, float(value))
    elif kind == "short":
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        request.wfile.write(b"x" * 10)
    request.close_connection = True


def _drip(request: BaseHTTPRequestHandler, seconds: float) -> None:
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(0.05)
    except OSError:
        return


def _send(request: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
    request.send_response(status)
    for name, value in (headers or {}).items():
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)
