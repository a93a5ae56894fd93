"""Versions of files from the history of a local bare repository, without trusting anything that it says.

``git`` never runs inside the repository: it runs in a folder of our own whose objects are an alternate of the
repository's. So no hook, no configuration and no attribute of the repository is ever read.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from typing import IO

from components.shared.archives.names import is_commit
from components.shared.archives.refusals import RepositoryRefused
from components.shared.errors import BadInput

PIECE_BYTES = 1 << 16
LONGEST_FIELD_BYTES = 1 << 16
_SAFE = (
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat", "-c", "gc.auto=0",
    "-c", "log.showSignature=false", "-c", "protocol.allow=never", "-c", "core.quotePath=false",
)  # fmt: skip
_ENVIRONMENT = {
    "PATH": os.defpath,
    "HOME": "/nonexistent",
    "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One file that one commit changed; the blobs are names of objects."""

    commit: str
    message: str
    path: str
    before: str
    after: str


@contextmanager
def own_repository(objects: Path, seconds: float) -> Iterator["History"]:
    """Open the objects of a repository for reading.

    Args:
        objects: Its folder ``objects``.
        seconds: How long reading may take in all.

    Raises:
        BadInput: There is no ``git`` on this machine.
        RepositoryRefused: Its path cannot be written into a file of alternates.
    """
    git = shutil.which("git")
    if git is None:
        raise BadInput("repositories.history: needs the program git, which is not on this machine; install it")
    place = str(objects.resolve())
    if "\n" in place or place.startswith(('"', "#")):
        raise RepositoryRefused("repository_name", f"{place!a}: a folder that Git cannot be told of")
    with TemporaryDirectory(prefix="bsl-history-") as folder:
        own = Path(folder)
        (own / "objects/info").mkdir(parents=True)
        (own / "refs").mkdir()
        (own / "HEAD").write_text("ref: refs/heads/none\n", encoding="utf-8")
        (own / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = true\n", encoding="utf-8")
        (own / "objects/info/alternates").write_text(f"{place}\n", encoding="utf-8")
        history = History(git, own, seconds)
        try:
            yield history
        finally:
            history.close()


class History:
    """Commits and blobs; every process ends with the time it was given."""

    def __init__(self, git: str, folder: Path, seconds: float):
        self._command = (git, f"--git-dir={folder}", *_SAFE)
        self._folder = folder
        self._running: list[subprocess.Popen[bytes]] = []
        self._expired = False
        self._watchdog = Timer(seconds, self._expire)
        self._watchdog.daemon = True
        self._watchdog.start()
        self._blobs: subprocess.Popen[bytes] | None = None

    def close(self) -> None:
        """End all processes."""
        self._watchdog.cancel()
        for process in self._running:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()
            process.wait()

    def changes(self, commit: str, most_commits: int, suffixes: tuple[str, ...]) -> Iterator[Change]:
        """Files that were changed, not added or moved, the newest commit first.

        Raises:
            RepositoryRefused: The objects cannot be read, or not in time.
        """
        paths = [f":(icase,glob)**/*{suffix}" for suffix in suffixes]
        process = self._start(
            "log", "--no-merges", "--no-renames", "--no-ext-diff", "--no-textconv", "--diff-filter=M", "--raw", "-z",
            "--no-abbrev", f"--max-count={most_commits}", "--format=%x01%H%x00%s", commit, "--", *paths,
        )  # fmt: skip
        assert process.stdout
        yield from _read_changes(process.stdout)
        if process.wait() or self._expired:
            raise RepositoryRefused("history_unreadable", "git could not read the history, or not in time")

    def tree(self, commit: str) -> dict[str, str]:
        """Blobs of the top folder by name."""
        process = self._start("ls-tree", "-z", commit)
        assert process.stdout
        found = {}
        for entry in process.stdout.read(PIECE_BYTES).split(b"\0"):
            facts, _, name = entry.partition(b"\t")
            words = facts.decode("ascii", "replace").split()
            if len(words) == 3 and words[1] == "blob" and words[0].startswith("100"):
                found[name.decode("utf-8", "replace")] = words[2]
        return found

    def blob(self, name: str, most_bytes: int) -> bytes | None:
        """The bytes of a blob; None: it is larger, or not there."""
        process = self._blobs = self._blobs or self._start("cat-file", "--batch")
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(f"{name}\n".encode())
            process.stdin.flush()
            words = process.stdout.readline(LONGEST_FIELD_BYTES).split()
        except OSError:
            words = []
        if not words or self._expired:
            raise RepositoryRefused("history_unreadable", "git could not read an object, or not in time")
        if len(words) != 3:
            return None
        return _exactly(process.stdout, int(words[2]), most_bytes if words[1] == b"blob" else -1)

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        if self._expired or not all(map(is_commit, arguments[-1:] if arguments[0] == "ls-tree" else ())):
            raise RepositoryRefused("history_unreadable", "no commit to begin with, or no time left")
        process = subprocess.Popen(
            (*self._command, *arguments),
            stdin=subprocess.PIPE if arguments[0] == "cat-file" else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            env=_ENVIRONMENT,
        )
        self._running.append(process)
        return process

    def _expire(self) -> None:
        self._expired = True
        for process in list(self._running):
            process.kill()


def _exactly(pipe: IO[bytes], size: int, most_bytes: int) -> bytes | None:
    """The object and the line end after it; what is too large is read piece by piece and forgotten."""
    if size <= most_bytes:
        return pipe.read(size + 1)[:-1]
    left = size + 1
    while left > 0 and (piece := pipe.read(min(left, PIECE_BYTES))):
        left -= len(piece)
    return None


def _read_changes(pipe: IO[bytes]) -> Iterator[Change]:
    """Fields that end in a zero byte: a byte 1 and a commit, its subject, then pairs of facts and path."""
    commit = message = ""
    fields = _fields(pipe)
    for field in fields:
        text = field.lstrip(b"\n")
        if text.startswith(b"\1"):
            commit, message = text[1:].decode("ascii", "replace"), next(fields, b"").decode("utf-8", "replace")
        elif text.startswith(b":"):
            words = text[1:].decode("ascii", "replace").split()
            path = next(fields, b"").decode("utf-8", "replace")
            if len(words) == 5 and words[0].startswith("100") and words[1].startswith("100"):
                yield Change(commit, message, path, words[2], words[3])


def _fields(pipe: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while piece := pipe.read(PIECE_BYTES):
        *whole, rest = (rest + piece).split(b"\0")
        yield from whole
        if len(rest) > LONGEST_FIELD_BYTES:
            raise RepositoryRefused("history_unreadable", f"a path or message over {LONGEST_FIELD_BYTES} bytes")
