"""Records from BSL modules: a 1C export, a folder of .bsl and .os files, a Git checkout.

Files are read and parsed on all cores; what comes out does not depend on how many there are.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice
from multiprocessing import get_context, parent_process
from signal import SIG_IGN, SIGINT, signal
from threading import Thread

from components.ingest.licenses import find_license
from components.ingest.methods import ModuleFacts, record_of
from components.ingest.module_files import ModuleSource, as_text, find_modules, read_module
from components.ingest.module_places import place_of
from components.ingest.tally import Tally
from components.shared.bsl import parse
from components.shared.errors import BadInput, TryAgain
from components.shared.progress import Progress
from components.shared.records import Record

FILES_PER_CHUNK = 16
# Starting processes takes longer than parsing this many files.
FILES_WORTH_A_POOL = 64
CHUNKS_AHEAD_PER_PROCESS = 4
PLACES_SHOWN = 5

Chunk = tuple[list[Record], Tally]


def read_modules(source: ModuleSource, tally: Tally, progress: Progress) -> Iterator[Record]:
    """Make a record of every method that parses.

    Args:
        source: The source, from ``open_source``.
        tally: Grows by what is met and what is left out.
        progress: Told after each chunk of files.

    Raises:
        BadInput: No method could be read.
    """
    paths = find_modules(source, tally)
    if not paths:
        raise BadInput(
            f"{source.root}: no .bsl or .os file in this folder; name a configuration export "
            "(Designer: 'Выгрузить конфигурацию в файлы', or an EDT project), or a folder of modules"
        )
    label = f"modules of {source.root.name}"
    done = 0
    progress(label, 0, len(paths))
    for records, counted in _chunks(source, paths):
        tally.add(counted)
        done += counted.files
        yield from records
        progress(label, done, len(paths))
    if tally.methods == tally.dropped["syntax_error"]:
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(tally.dropped.items()))
        places = "".join(f"\n  {drop.path}: {drop.detail or drop.reason}" for drop in tally.drops[:PLACES_SHOWN])
        raise BadInput(
            f"{source.root}: none of {len(paths)} modules has a method that can be read ({reasons}); "
            f"name a folder with sources of modules, or correct them:{places}"
        )


def read_chunk(source: ModuleSource, paths: Sequence[str]) -> Chunk:
    """Read and parse some files; runs in a process of its own."""
    tally = Tally()
    records: list[Record] = []
    for path in paths:
        records.extend(_read_one(source, path, tally))
    return records, tally


def _read_one(source: ModuleSource, path: str, tally: Tally) -> Iterator[Record]:
    tally.files += 1
    text = read_module(source, path, tally)
    if text is None:
        return
    facts = _facts(source, path, text)
    tally.configurations.update(filter(None, [facts.configuration]))
    script = path.casefold().endswith(".os")
    module = parse(text, "onescript" if script else source.settings.dialect)
    tally.methods += len(module.methods) + len(module.errors)
    for error in module.errors:
        tally.drop("syntax_error", facts.path, error.line, str(error))
    if not module.methods and not module.errors:
        tally.drop("no_methods", facts.path)
    lines = text.split("\n")
    for method in module.methods:
        yield record_of(method, lines, facts)


def _facts(source: ModuleSource, path: str, text: str) -> ModuleFacts:
    place = place_of(source.root, path)
    checkout = source.checkout
    return ModuleFacts(
        path=source.shown(path),
        place=replace(place, module_key=as_text(place.module_key)),
        configuration=source.settings.configuration or place.configuration,
        checkout=checkout,
        repository=source.settings.repository or checkout.repository,
        license=find_license(text, source.root / path, checkout.root, source.settings.license),
    )


def _chunks(source: ModuleSource, paths: Sequence[str]) -> Iterator[Chunk]:
    pieces = [paths[start : start + FILES_PER_CHUNK] for start in range(0, len(paths), FILES_PER_CHUNK)]
    processes = min(_cores(), len(pieces))
    if len(paths) < FILES_WORTH_A_POOL or processes < 2:
        yield from (read_chunk(source, piece) for piece in pieces)
    else:
        yield from _in_parallel(source, pieces, processes)


def _in_parallel(source: ModuleSource, pieces: Sequence[Sequence[str]], processes: int) -> Iterator[Chunk]:
    # a fork would copy the locks of the threads that show progress or serve; so fresh processes are started
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_prepare_process)
    try:
        yield from _in_order(pool, source, iter(pieces), processes * CHUNKS_AHEAD_PER_PROCESS)
    except BrokenProcessPool as error:
        raise TryAgain("a process that parses modules was ended from outside, perhaps for lack of memory") from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _in_order(
    pool: ProcessPoolExecutor, source: ModuleSource, pieces: Iterable[Sequence[str]], ahead: int
) -> Iterator[Chunk]:
    """Results in the order of the files; only so many chunks wait at a time, so that memory stays bounded."""
    rest = iter(pieces)
    waiting: deque[Future[Chunk]] = deque(pool.submit(read_chunk, source, piece) for piece in islice(rest, ahead))
    while waiting:
        yield waiting.popleft().result()
        waiting.extend(pool.submit(read_chunk, source, piece) for piece in islice(rest, 1))


def _prepare_process() -> None:
    """Leave Ctrl-C to the parent, and end with it even when it is killed."""
    signal(SIGINT, SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
