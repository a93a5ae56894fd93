"""Kills a piece of work at each of the points where it touches the disk."""

import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any

WRITE_POINTS = ("open", "write", "pwrite", "fsync", "replace", "makedirs", "ftruncate", "unlink")
KILLED = 9
CHANGES = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink"})
_FOR_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def killed_at(point: int, work: Callable[[], object]) -> bool:
    """Run work in a process that dies at its n-th call to the file system; False: it came to its end."""
    code = _exit_code(lambda: _die_at(point), work)
    assert code in (0, KILLED), f"the work failed by itself at write point {point}"
    return code == KILLED


def killed_before_change(point: int, work: Callable[[], object]) -> bool:
    """Run work in a process that dies before its n-th change of the disk; False: it came to its end.

    A change is a file opened for writing, a folder made, a name given or taken away, whichever part of Python asks
    for it. What was written and is still in the buffers of the process is lost with it.
    """
    code = _exit_code(lambda: _die_before(point), work)
    assert code in (0, KILLED), f"the work failed by itself before change {point}"
    return code == KILLED


def killed_at_byte(most: int, work: Callable[[], object]) -> bool:
    """Run work in a process that the kernel ends when a file would grow beyond so many bytes, whoever writes it."""
    code = _exit_code(lambda: _die_at_byte(most), work)
    assert code in (0, -signal.SIGXFSZ), f"the work failed by itself at byte {most}"
    return code != 0


def _exit_code(prepare: Callable[[], object], work: Callable[[], object]) -> int:
    process = os.fork()
    if process == 0:
        try:
            prepare()
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _die_before(point: int) -> None:
    left = point

    def see(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if event in CHANGES or (event == "open" and isinstance(arguments[2], int) and arguments[2] & _FOR_WRITING):
            left -= 1
            if left == 0:
                os._exit(KILLED)

    sys.addaudithook(see)


def _die_at_byte(most: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it, so that a write fails instead


def _die_at(point: int) -> None:
    calls = 0

    def wrapped(name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == point:
                if name in ("write", "pwrite"):  # half of the bytes were written when the power went
                    real(arguments[0], arguments[1][: len(arguments[1]) // 2], *arguments[2:])
                os._exit(KILLED)
            return real(*arguments, **named)

        return call

    for name in WRITE_POINTS:
        setattr(os, name, wrapped(name))
