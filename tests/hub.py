"""A model hub on loopback that answers as the real one does: one commit, large files elsewhere, errors in headers."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
NAME = "some/coder"


@dataclass
class Hub:
    """What it serves, and what is wrong with it."""

    folder: Path
    url: str = ""
    large_files: str = ""  # another host, as the real ones are: what is on the same one the client follows by itself
    requests: list[str] = field(default_factory=list)
    changed: str = ""  # the file of which it gives other bytes than it keeps
    down: bool = False

    def answer_to(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers, body."""
        self.requests.append(path)
        parts = path.strip("/").split("/")
        if self.down:
            return 503, {}, b""
        if parts[:2] == ["api", "models"]:
            return self._info("/".join(parts[2:4]), parts[5] if len(parts) > 5 else "main", parts[4:5] == ["tree"])
        if parts[0] == "cdn":
            return 200, {}, self._bytes(parts[1])
        if "/".join(parts[:2]) == NAME and parts[2] == "resolve":
            return self._file(parts[4])
        return 404, {"X-Error-Code": "EntryNotFound"}, b""

    def _info(self, name: str, revision: str, tree: bool) -> tuple[int, dict[str, str], bytes]:
        if name == "some/gated":
            return 403, {"X-Error-Code": "GatedRepo"}, b"{}"
        if name != NAME:  # what does not exist and what is private look alike to a stranger
            return 401, {"X-Error-Code": "RepoNotFound"}, b"{}"
        if revision not in ("main", COMMIT):
            return 404, {"X-Error-Code": "RevisionNotFound"}, b"{}"
        if tree:
            entries = [self._entry(path) for path in sorted(self.folder.iterdir())]
            return 200, {"Content-Type": "application/json"}, json.dumps(entries).encode()
        siblings = [self._sibling(path) for path in sorted(self.folder.iterdir())]
        info = {
            "_id": "1",
            "id": NAME,
            "modelId": NAME,
            "sha": COMMIT,
            "siblings": siblings,
            "tags": [],
            "private": False,
        }
        return 200, {"Content-Type": "application/json"}, json.dumps(info).encode()

    def _sibling(self, path: Path) -> dict[str, object]:
        data = path.read_bytes()
        found: dict[str, object] = {"rfilename": path.name, "size": len(data), "blobId": git_digest(data)}
        if path.suffix == ".safetensors":
            found["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}
        return found

    def _entry(self, path: Path) -> dict[str, object]:
        """The same in the words of another call."""
        found = self._sibling(path)
        entry = {"type": "file", "path": path.name, "size": found["size"], "oid": found["blobId"]}
        if isinstance(lfs := found.get("lfs"), dict):
            entry["lfs"] = {"oid": lfs["sha256"], "size": lfs["size"], "pointerSize": lfs["pointerSize"]}
        return entry

    def _file(self, name: str) -> tuple[int, dict[str, str], bytes]:
        if not (self.folder / name).is_file():
            return 404, {"X-Error-Code": "EntryNotFound"}, b""
        data = (self.folder / name).read_bytes()
        headers = {"X-Repo-Commit": COMMIT}
        if name.endswith(".safetensors"):
            linked = {"X-Linked-Etag": f'"{hashlib.sha256(data).hexdigest()}"', "X-Linked-Size": str(len(data))}
            return 302, {**headers, **linked, "Location": f"{self.large_files}/cdn/{name}"}, b""
        return 200, {**headers, "ETag": f'"{git_digest(data)}"'}, self._bytes(name)

    def _bytes(self, name: str) -> bytes:
        data = (self.folder / name).read_bytes()
        return data[:-1] + bytes([data[-1] ^ 1]) if name == self.changed else data


def git_digest(data: bytes) -> str:
    """As Git names a blob."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


@contextmanager
def running_hub(folder: Path) -> Iterator[Hub]:
    """Serve the files of a folder as the model ``some/coder``."""
    hub = Hub(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = hub.answer_to(unquote(urlsplit(self.path).path))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *words: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hub.url, hub.large_files = (f"http://{host}:{server.server_port}" for host in ("127.0.0.1", "localhost"))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
