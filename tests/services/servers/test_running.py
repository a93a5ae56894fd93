"""No server outlives the tests, however they end, and an outage is one."""

import io
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from minio import Minio

from tests.servers.minio_server import MinioServer
from tests.servers.running import DidNotStart, free_port, start, wait_until

_HOLDER = """
import sys, time
from pathlib import Path
from tests.servers.running import start
print(start(["sleep", "600"], Path(sys.argv[1])).process_id, flush=True)
time.sleep(600)
"""


def _alive(process_id: int) -> bool:
    try:
        return Path(f"/proc/{process_id}/stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # gone before it was opened, or before it was read
        return False


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_server_ends_with_the_process_that_started_it(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-c", _HOLDER, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as holder:
        assert holder.stdout is not None
        server = int(holder.stdout.readline())
        assert _alive(server)
        holder.send_signal(number)
    deadline = time.monotonic() + 20
    while _alive(server) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _alive(server)


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    running = start([sys.executable, "-c", "raise SystemExit('no such disk')"], tmp_path / "server.log")
    with pytest.raises(DidNotStart, match="no such disk"):
        wait_until(lambda: False, running)


def test_minio_comes_back_after_an_outage_with_its_data(minio: MinioServer) -> None:
    server = MinioServer(port=free_port())  # one of its own; the fixture skips where there is none
    try:
        server.start()
        client = Minio(server.endpoint, server.access_key, server.secret_key, secure=False)
        client.make_bucket("bucket")
        client.put_object("bucket", "key", io.BytesIO(b"kept"), 4)
        server.kill()
        with pytest.raises(URLError):
            urlopen(f"{server.url}/minio/health/live", timeout=2)
        server.start()
        server.pause()
        with pytest.raises(TimeoutError):
            urlopen(f"{server.url}/minio/health/live", timeout=0.5)
        server.resume()
        assert urlopen(f"{server.url}/minio/health/live", timeout=10).status == 200
        assert client.get_object("bucket", "key").data == b"kept"
    finally:
        server.remove()
