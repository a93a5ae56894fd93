"""Builds the servers of the tests from source: ``make servers``. Nothing is built twice.

Each folder with a ``go.mod`` beside this file is a module whose only purpose is to name its tools; go.sum locks them.
A binary is made again when its module, its flags or the release of Go changed.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MODULES = Path(__file__).parent
GO_NEEDED = "1.26.7"  # that of the module that asks for the most: envoy_gateway/go.mod
_GIB_PER_COMPILER = 2  # what one of the compilers or the linker of kube-apiserver takes at most
_PACKAGES_PER_LINE = 250

KUBERNETES = "1.34.2"
_VERSION = "k8s.io/component-base/version"
# without these the server says v0.0.0-master, and kubectl warns of a server that is too old
_KUBERNETES_FLAGS = (
    f"-X {_VERSION}.gitVersion=v{KUBERNETES} -X {_VERSION}.gitMajor=1 -X {_VERSION}.gitMinor=34"
    f" -X {_VERSION}.gitTreeState=clean"
)


class CannotBuild(RuntimeError):
    """What is missing, in one message."""


@dataclass(frozen=True, slots=True)
class Binary:
    """One program: where its source is named and how it is linked."""

    name: str
    module: str
    package: str
    link_flags: str = ""

    @property
    def command(self) -> list[str]:
        """``go build``, but for where the binary goes."""
        flags = f"-s -w {self.link_flags}".strip()
        return ["go", "build", "-mod=readonly", "-trimpath", "-ldflags", flags, "-v", "-p", str(compilers())]

    def stamp(self, go: str) -> str:
        """A hash of all that goes in. How many compilers run at once changes nothing."""
        module = MODULES / self.module
        parts = [go, self.package, self.link_flags, *((module / name).read_text() for name in ("go.mod", "go.sum"))]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


BINARIES = (
    Binary("minio", "minio", "github.com/minio/minio"),
    Binary("etcd", "kubernetes", "go.etcd.io/etcd/server/v3"),
    Binary("kube-apiserver", "kubernetes", "k8s.io/kubernetes/cmd/kube-apiserver", _KUBERNETES_FLAGS),
    Binary("kubectl", "kubernetes", "k8s.io/kubernetes/cmd/kubectl", _KUBERNETES_FLAGS),
    Binary("envoy-gateway", "envoy_gateway", "github.com/envoyproxy/gateway/cmd/envoy-gateway"),
)


def folder() -> Path:
    """Where the binaries are: ``.servers`` at the root of the repository, or ``BSL_SERVERS``."""
    return Path(os.environ.get("BSL_SERVERS") or MODULES.parents[1] / ".servers").absolute()


def binary(name: str) -> Path | None:
    """A binary that was built, or nothing."""
    path = folder() / name
    return path if os.access(path, os.X_OK) else None


def compilers() -> int:
    """How many run at once: one per core, as far as the memory allows it."""
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return max(1, min(os.cpu_count() or 1, int(gib // _GIB_PER_COMPILER)))


def go_release() -> str:
    """The release of Go.

    Raises:
        CannotBuild: There is none.
    """
    if shutil.which("go") is None:
        raise CannotBuild(
            f"there is no Go on the path, which builds the servers of the tests: install Go {GO_NEEDED} or newer, or"
            f" put {', '.join(each.name for each in BINARIES)} into {folder()} (BSL_SERVERS names another folder)"
        )
    answer = subprocess.run(["go", "env", "GOVERSION"], cwd=MODULES, capture_output=True, text=True, check=True)
    return answer.stdout.strip()


def build(names: list[str]) -> None:
    """Make what is missing or out of date.

    Raises:
        CannotBuild: Go is missing, or it failed.
    """
    go = go_release()
    with _alone():
        for each in BINARIES:
            stamp = folder() / f"{each.name}.stamp"
            if (names and each.name not in names) or _is_current(each, stamp, go):
                continue
            _compile(each)
            stamp.write_text(each.stamp(go))
    print(f"servers of the tests: {folder()}")


def _is_current(each: Binary, stamp: Path, go: str) -> bool:
    return binary(each.name) is not None and stamp.exists() and stamp.read_text() == each.stamp(go)


def _compile(each: Binary) -> None:
    """Build beside the place and move: an interrupted build leaves no half of a binary."""
    started, partial = time.monotonic(), folder() / f"{each.name}.partial"
    environment = {**os.environ, "CGO_ENABLED": "0", "GOMAXPROCS": str(compilers()), "GOFLAGS": "-buildvcs=false"}
    command = [*each.command, "-o", str(partial), each.package]
    print(f"{each.name}: building", flush=True)
    with subprocess.Popen(command, cwd=MODULES / each.module, env=environment, stderr=subprocess.PIPE, text=True) as go:
        last = _follow(each.name, go, started)
    if go.returncode:
        raise CannotBuild(f"{each.name}: go build failed in {MODULES / each.module}:\n{last}")
    partial.replace(folder() / each.name)
    print(f"{each.name}: built in {time.monotonic() - started:.0f} s", flush=True)


def _follow(name: str, go: "subprocess.Popen[str]", started: float) -> str:
    """Print how far it is; gives the last lines, which name the reason of a failure."""
    lines: list[str] = []
    for line in go.stderr or ():
        lines.append(line)
        if len(lines) % _PACKAGES_PER_LINE == 0:
            print(f"{name}: {len(lines)} packages, {time.monotonic() - started:.0f} s", flush=True)
    return "".join(lines[-15:])


@contextmanager
def _alone() -> Iterator[None]:
    """Two builds at once would compile everything twice: the second waits, and finds it made."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> int:
    """Build, or say what is missing."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers.building", description=__doc__)
    parser.add_argument("names", nargs="*", help="only these", choices=[[], *(each.name for each in BINARIES)])
    parser.add_argument("--if-possible", action="store_true", help="a machine without Go is no failure")
    arguments = parser.parse_args()
    try:
        build(arguments.names)
    except CannotBuild as error:
        print(error, file=sys.stderr)
        return 0 if arguments.if_possible else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
