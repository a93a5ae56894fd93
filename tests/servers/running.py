"""A server process of a test: started, awaited, paused, killed and stopped by its process id."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_LEASH = Path(__file__).with_name("leash.py")
_SECONDS_TO_START = 90  # of a machine that is busy with other tests
_SECONDS_TO_STOP = 20


class DidNotStart(RuntimeError):
    """With the end of the server's log."""


@dataclass(slots=True)
class Running:
    """A process on a leash."""

    leash: "subprocess.Popen[str]"
    process_id: int
    log: Path

    def send(self, number: signal.Signals) -> None:
        """``SIGKILL`` is a server that crashed, ``SIGCONT`` one that hangs no more."""
        os.kill(self.process_id, number)

    def pause(self) -> None:
        """A server that hangs: connections are taken and nothing is answered. Its threads stop one after another."""
        self.send(signal.SIGSTOP)
        tasks = Path(f"/proc/{self.process_id}/task")
        while any(_state(task) not in "TZX" for task in tasks.glob("*/stat")):
            time.sleep(0.01)

    def stop(self, *, at_once: bool = False) -> None:
        """End it, and wait until it has ended. A paused one is let go first: it could not hear."""
        if self.leash.poll() is None:
            with suppress(ProcessLookupError):  # it has crashed, and its leash has not noticed yet
                self.send(signal.SIGKILL if at_once else signal.SIGCONT)
        for stream in (self.leash.stdin, self.leash.stdout):
            if stream is not None:
                stream.close()
        self.leash.wait(_SECONDS_TO_STOP)


def _state(stat: Path) -> str:
    try:
        return stat.read_text().rpartition(") ")[2][0]
    except OSError:
        return "X"  # the thread has ended


def start(command: list[str], log: Path, environment: Mapping[str, str] = {}) -> Running:
    """Start a command in a session of its own: Ctrl-C of the tests reaches it through the leash alone."""
    with log.open("ab") as output:
        leash = subprocess.Popen(
            [sys.executable, "-S", "-E", str(_LEASH), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=output,
            env={**os.environ, **environment},
            start_new_session=True,
            text=True,
        )
    assert leash.stdout is not None
    return Running(leash, int(leash.stdout.readline()), log)


def wait_until(ready: Callable[[], bool], running: Running) -> None:
    """Wait for a server to answer.

    Raises:
        DidNotStart: It ended, or it does not answer.
    """
    deadline = time.monotonic() + _SECONDS_TO_START
    while not ready():
        if running.leash.poll() is not None or time.monotonic() > deadline:
            running.stop()
            end = "\n".join(running.log.read_text(errors="replace").splitlines()[-15:])
            raise DidNotStart(f"{running.log.name} did not start:\n{end}")
        time.sleep(0.05)


def free_port() -> int:
    """A port of loopback that nobody listens on at the moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody accepts connections."""
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", port)) == 0
