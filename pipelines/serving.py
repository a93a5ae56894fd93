"""Serving on one machine: a model server for each version of the split, and the gateway in front.

What runs follows the split: a new version is started before users get it, an old one is stopped after they left.
"""

import json
import logging
import os
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from components.shared.environment import artifacts_folder, object_store_url, ratings_url
from components.shared.errors import BadInput, TryAgain
from components.shared.object_store import open_object_store
from components.shared.progress import Progress, silent
from components.shared.registry import Registry, describe
from components.shared.release import must_be_the_release, verification_key
from components.shared.traffic import Split, served_name
from pipelines.server_process import ServerProcess

GATEWAY = "gateway"
STARTS = 2  # a server that died is started once more
SECONDS_BETWEEN_LOOKS = 0.3
SECONDS_UNTIL_UNLISTED = 2.0  # the gateway has long taken the new split
SECONDS_UNTIL_STOPPED = 4.0
SECONDS_TO_START = 900.0

logger = logging.getLogger(__name__)


@contextmanager
def serving(name: str, *, host: str = "127.0.0.1", port: int = 0, progress: Progress = silent) -> Iterator[str]:
    """Serve what is deployed while the body works.

    Args:
        name: The model.
        host: Where the gateway listens.
        port: The gateway's port; 0: any free one.
        progress: Told what is being started.

    Yields:
        The gateway's address.

    Raises:
        BadInput: Nothing is deployed, or a version cannot be served.
        TryAgain: The port is busy, or a server ended while starting.
    """
    with Supervisor(name, host=host, port=port, progress=progress) as supervisor:
        yield supervisor.address


class Supervisor:
    """Starts, watches and stops the servers of one model."""

    def __init__(
        self,
        name: str,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        progress: Progress = silent,
        context: tuple[Path, int] | None = None,
    ):
        self.name = name
        self._context = context  # an index of names, and how many of them the gateway tells the model for each task
        self.address = ""
        self._listen = (host, port)
        self._progress = progress
        self._store = _absolute(object_store_url())
        self._registry = Registry(open_object_store(self._store), name)
        self._servers: dict[str, ServerProcess] = {}
        self._starts: Counter[str] = Counter()
        self._healthy: set[str] = set()
        self._unwanted_since: dict[str, float] = {}
        self._given_up: dict[str, Exception] = {}
        self._stopping = threading.Event()
        self._watching = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def __enter__(self) -> Self:
        """Start everything, and wait until it is healthy."""
        split = self._split()
        self._temporary = tempfile.TemporaryDirectory(prefix="bsl-serving-")
        self.folder = Path(self._temporary.name)
        try:
            self._list_upstreams()
            # the gateway first: a busy port shows before models are loaded
            self._start(GATEWAY)
            for version in split.versions():
                self._start(version)
            self._wait_until_healthy(split)
        except BaseException:
            self._stop_all()
            raise
        self._progress = silent  # from here on another thread works, and nobody waits for it
        self._watching.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop everything that was started."""
        self._stopping.set()
        self._watching.join()
        self._stop_all()

    def pids(self) -> dict[str, int]:
        """Process ids of the servers, by version; the gateway's too."""
        return {label: server.pid for label, server in list(self._servers.items())}

    def describe(self) -> str:
        """The split in one line."""
        return describe(self._registry.split())

    def failure(self) -> Exception | None:
        """Why nobody is served any more, or None."""
        return self._given_up.get(GATEWAY)

    def _split(self) -> Split:
        split = self._registry.split()
        if split is None:
            raise BadInput(f"{self.name}: nothing is deployed yet; run `make run` or `bsl run` first")
        return split

    def _start(self, label: str) -> None:
        """Start the gateway, or the server of a version."""
        self._starts[label] += 1
        self._healthy.discard(label)
        if label == GATEWAY:
            host, arguments = _reachable(self._listen[0]), self._gateway_arguments()
            self._servers[label] = ServerProcess(label, "components.gateway", arguments, self.folder, host)
        else:
            arguments = self._model_arguments(label)
            self._servers[label] = ServerProcess(label, "components.model_server", arguments, self.folder)
        logger.info("started %s, process %d", label, self._servers[label].pid)

    def _gateway_arguments(self) -> list[str]:
        host, port = self._listen
        return [
            *("--name", self.name, "--store", self._store, "--ratings", _absolute(ratings_url())),
            *("--upstreams-file", str(self._upstreams_file()), "--host", host, "--port", str(port)),
            *self._context_arguments(),
        ]

    def _context_arguments(self) -> tuple[str, ...]:
        if self._context is None:
            return ()
        index, entries = self._context
        return ("--context-index", str(index.resolve()), "--context-entries", str(entries))

    def _model_arguments(self, version: str) -> list[str]:
        self._progress(f"fetching {version}")
        folder = self._registry.folder(version, artifacts_folder() / "cache")
        must_be_the_release(folder, verification_key())
        names = ("--served-name", served_name(self.name, version), "--served-name", self.name)
        return ["--model", str(folder.absolute()), *names]

    def _wait_until_healthy(self, split: Split) -> None:
        started = time.monotonic()
        # the gateway is listed first and healthy last: it waits for the versions of the split
        while missing := [label for label in self._servers if label not in self._healthy]:
            total = len(self._servers)
            self._progress(f"loading {', '.join(missing[1:]) or 'the split'}", total - len(missing), total)
            time.sleep(0.1)
            for label in missing:
                self._look_at(label)
            if self._given_up:
                raise next(iter(self._given_up.values()))
            if time.monotonic() - started > SECONDS_TO_START:
                raise TryAgain(f"{', '.join(missing)} did not become healthy in {SECONDS_TO_START:.0f} s")
        self._progress("serving", len(self._servers), len(self._servers))
        # a port that was chosen freely is kept when the gateway is started anew
        self.address = self._servers[GATEWAY].address() or ""
        self._listen = (self._listen[0], int(self.address.rpartition(":")[2]))

    def _look_at(self, label: str) -> None:
        """Take note of a server that became healthy, start a dead one once more."""
        server = self._servers[label]
        if not server.is_alive():
            self._on_death(label, server)
        elif label not in self._healthy and server.is_healthy():
            self._healthy.add(label)
            self._list_upstreams()

    def _on_death(self, label: str, server: ServerProcess) -> None:
        failure = server.failure()
        server.wait()
        self._healthy.discard(label)
        self._list_upstreams()
        if self._starts[label] < STARTS and type(failure) is TryAgain and "cannot listen" not in str(failure):
            logger.warning("%s died and is started once more: %s", label, failure)
            self._start(label)
        else:
            if self._watching.is_alive():  # before, the failure is raised to whoever starts us
                logger.error("%s is given up: %s", label, failure)
            self._given_up[label] = failure
            del self._servers[label]

    def _watch(self) -> None:
        generation = 0
        while not self._stopping.wait(SECONDS_BETWEEN_LOOKS):
            try:
                split = self._split()
                if split.generation != generation:
                    generation = split.generation
                    for version in split.versions():  # a new split is a new chance
                        self._given_up.pop(version, None)
                self._follow(split)
                for label in list(self._servers):
                    self._look_at(label)
            except (BadInput, TryAgain, OSError) as error:
                logger.warning("%s: %s", self.name, error)

    def _follow(self, split: Split) -> None:
        """Start what the split newly names; let go of what it names no more, once all it names is up."""
        wanted = split.versions()
        for version in wanted:
            self._unwanted_since.pop(version, None)
            if version not in self._servers and version not in self._given_up:
                self._start_new(version)
        if not self._healthy.issuperset(wanted):
            return
        now = time.monotonic()
        for label in set(self._servers) - {GATEWAY, *wanted}:
            unwanted_for = now - self._unwanted_since.setdefault(label, now)
            if unwanted_for > SECONDS_UNTIL_UNLISTED and label in self._healthy:
                self._healthy.discard(label)
                self._list_upstreams()
            if unwanted_for > SECONDS_UNTIL_STOPPED:
                self._let_go(label)

    def _start_new(self, version: str) -> None:
        self._starts[version] = 0
        try:
            self._start(version)
        except (BadInput, TryAgain) as error:
            logger.error("%s cannot be served: %s", version, error)
            self._given_up[version] = error

    def _let_go(self, label: str) -> None:
        server = self._servers.pop(label)
        del self._unwanted_since[label]
        server.stop()
        server.wait()
        logger.info("stopped %s", label)

    def _upstreams_file(self) -> Path:
        return self.folder / "upstreams.json"

    def _list_upstreams(self) -> None:
        """Tell the gateway which servers it may ask."""
        addresses = {label: self._servers[label].address() for label in sorted(self._healthy - {GATEWAY})}
        partial = self.folder / "upstreams.partial"
        partial.write_text(json.dumps(addresses))
        os.replace(partial, self._upstreams_file())

    def _stop_all(self) -> None:
        for server in self._servers.values():
            server.stop()
        try:
            for server in self._servers.values():
                server.wait()
        finally:  # Ctrl-C while they end: whoever presses it now does not want to wait
            for server in self._servers.values():
                server.kill()
            self._temporary.cleanup()


def _absolute(url: str) -> str:
    """The servers run in another folder: a folder given as it lies from here must be found from there."""
    scheme, _, path = url.partition(":")
    return f"file:{Path(path.removeprefix('//')).absolute()}" if scheme == "file" and path else url


def _reachable(host: str) -> str:
    """The host of an address by which this machine reaches a server that listens there."""
    # lint: allow bandit-B104: nothing is bound here, the address is replaced
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{host}]" if ":" in host else host
