"""Work on all cores whose results come in order, so that nothing depends on how many cores there are."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from signal import SIG_IGN, SIGINT, signal
from threading import Thread
from typing import TypeVar

from components.shared.errors import TryAgain

AHEAD_PER_PROCESS = 4

Piece = TypeVar("Piece")
Result = TypeVar("Result")


def in_order(work: Callable[[Piece], Result], pieces: Iterable[Piece], worth_a_pool: int) -> Iterator[Result]:
    """The results of all pieces, in their order; only so many wait at a time, so that memory stays bounded.

    Args:
        work: A function of a module, or a ``partial`` of one: it runs in other processes.
        pieces: Taken as they are needed.
        worth_a_pool: For fewer pieces starting processes takes longer than the work.

    Raises:
        TryAgain: A process was ended from outside.
    """
    rest = iter(pieces)
    first = list(islice(rest, worth_a_pool))
    if len(first) < worth_a_pool or cores() < 2:
        yield from map(work, chain(first, rest))
        return
    # a fork would copy the locks of the threads that show progress or serve; so fresh processes are started
    pool = ProcessPoolExecutor(cores(), mp_context=get_context("spawn"), initializer=_prepare_process)
    try:
        yield from _results(pool, work, chain(first, rest))
    except BrokenProcessPool as error:
        raise TryAgain("a process that parses modules was ended from outside, perhaps for lack of memory") from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _results(pool: ProcessPoolExecutor, work: Callable[[Piece], Result], pieces: Iterator[Piece]) -> Iterator[Result]:
    ahead = AHEAD_PER_PROCESS * cores()
    waiting: deque[Future[Result]] = deque(pool.submit(work, piece) for piece in islice(pieces, ahead))
    while waiting:
        yield waiting.popleft().result()
        waiting.extend(pool.submit(work, piece) for piece in islice(pieces, 1))


def _prepare_process() -> None:
    """Leave Ctrl-C to the parent, and end with it even when it is killed."""
    signal(SIGINT, SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
