"""One server of ours in a process of its own: it opens a port, becomes healthy, and never outlives us."""

import http.client
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import components
from components.shared.errors import EXIT_CODES, TryAgain

ROOT = Path(components.__file__).resolve().parent.parent
SECONDS_TO_END = 8.0
SECONDS_FOR_HEALTH = 2.0
LINES_SHOWN = 5


class ServerProcess:
    """A running server. Ends by signal, and by itself when this process is gone: its standard input closes."""

    def __init__(self, label: str, module: str, arguments: list[str], folder: Path, host: str = "127.0.0.1"):
        self.label = label
        self._host = host
        self._port_file = folder / f"{label}.port"
        self._log = folder / f"{label}.log"
        self._port_file.unlink(missing_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", module, *arguments),
                    *("--port-file", str(self._port_file), "--end-with-stdin"),
                ],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us, and we end the servers in order
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def address(self) -> str | None:
        """Where it listens, once it does."""
        return f"http://{self._host}:{self._port_file.read_text()}" if self._port_file.exists() else None

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def is_healthy(self) -> bool:
        """Whether it says that it can answer."""
        address = self.address()
        try:
            return address is not None and call(address, "/health")[0] == 200
        except OSError:
            return False

    def failure(self) -> Exception:
        """Why it ended, as the error that it ended with."""
        lines = self._log.read_text(errors="replace").splitlines()
        said = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
        message = (
            said[-1] if said else f"{self.label} ended with {self._process.poll()}:\n" + "\n".join(lines[-LINES_SHOWN:])
        )
        kinds = [kind for kind, code in EXIT_CODES.items() if code == self._process.poll()]
        return kinds[0](message) if said and kinds else TryAgain(message)

    def stop(self) -> None:
        """Ask it to end; a server that is asked finishes what it is answering."""
        if self.is_alive():
            self._process.terminate()

    def wait(self) -> None:
        """Wait for the end, and make an end where it does not come."""
        try:
            self._process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self.kill()
        if self._process.stdin:
            self._process.stdin.close()

    def kill(self) -> None:
        """Make an end at once; what has ended stays as it is."""
        self._process.kill()
        self._process.wait()


def call(
    address: str, path: str, body: Any = None, *, key: str | None = None, seconds: float = SECONDS_FOR_HEALTH
) -> tuple[int, Any]:
    """Status and JSON of a GET, or of a POST where there is a body; never through a proxy.

    Raises:
        OSError: Nobody answers there in time, or not in HTTP and JSON.
    """
    parts = urlsplit(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=seconds)
    data = None if body is None else json.dumps(body).encode()
    try:
        connection.request("POST" if data else "GET", parts.path.rstrip("/") + path, data, key_header(key))
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    except (http.client.HTTPException, ValueError) as error:
        raise OSError(f"{address}: {error}") from error
    finally:
        connection.close()


def key_header(key: str | None) -> dict[str, str]:
    """The header with the gateway's key, where there is one."""
    return {"Authorization": f"Bearer {key}"} if key else {}
