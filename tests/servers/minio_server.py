"""A real MinIO on a free port of loopback, its data in a temporary folder."""

import secrets
import shutil
import signal
import ssl
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.servers.building import binary
from tests.servers.running import Running, free_port, start, wait_until


@dataclass(slots=True)
class MinioServer:
    """The server and the keys of its owner. ``stop`` and ``start`` again is an outage: data and port stay."""

    access_key: str = "owner-of-the-tests"
    secret_key: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    certificates: Path | None = None  # a folder with public.crt and private.key: then it speaks TLS
    port: int = field(default_factory=free_port)
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="bsl-minio-")))
    _running: Running | None = None

    @property
    def endpoint(self) -> str:
        """``127.0.0.1:port``."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The endpoint with its scheme."""
        return f"{'https' if self.certificates else 'http'}://{self.endpoint}"

    def start(self) -> None:
        """Start it and wait until it takes writes."""
        program = binary("minio")
        assert program is not None, "make servers builds it"
        certificates = self.certificates or self.folder / "no-certificates"
        command = [str(program), "server", "--quiet", "--address", self.endpoint, "--certs-dir", str(certificates)]
        environment = {
            "MINIO_ROOT_USER": self.access_key,
            "MINIO_ROOT_PASSWORD": self.secret_key,
            "MINIO_BROWSER": "off",
            "MINIO_UPDATE": "off",  # or it asks the internet for a newer release
        }
        self._running = start([*command, str(self.folder / "data")], self.folder / "minio.log", environment)
        wait_until(self._answers, self._running)

    def _answers(self) -> bool:
        context = ssl._create_unverified_context() if self.certificates else None
        try:
            with urlopen(f"{self.url}/minio/health/cluster", timeout=1, context=context) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def pause(self) -> None:
        """Connections are taken and nothing is answered."""
        assert self._running is not None
        self._running.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        assert self._running is not None
        self._running.send(signal.SIGCONT)

    def kill(self) -> None:
        """End it as a crash does."""
        assert self._running is not None
        self._running.send(signal.SIGKILL)
        self.stop()

    def stop(self) -> None:
        """End it. Connections are refused until it is started again."""
        if self._running is not None:
            self._running.stop()
            self._running = None

    def remove(self) -> None:
        """End it and forget its data."""
        self.stop()
        shutil.rmtree(self.folder)
