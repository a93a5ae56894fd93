"""Kills a piece of work at each of the points where it touches the disk."""

import os
from collections.abc import Callable
from typing import Any

WRITE_POINTS = ("open", "write", "pwrite", "fsync", "replace", "makedirs", "ftruncate", "unlink")
KILLED = 9


def killed_at(point: int, work: Callable[[], object]) -> bool:
    """Run work in a process that dies at its n-th call to the file system; False: it came to its end."""
    process = os.fork()
    if process == 0:
        try:
            _die_at(point)
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    assert code in (0, KILLED), f"the work failed by itself at write point {point}"
    return code == KILLED


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
