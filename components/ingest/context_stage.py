"""The tasks of a whole source told their names: one configuration at a time, records on disk and not in memory.

First the records go into a file, so that all methods of their configuration are known before the first task is filled;
then they are filled on all cores; then those topped up beyond their share are left out.
"""

# lint: allow unpickling: read by the workers of the same process that wrote the file a moment before
import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from components.ingest.context import (
    COVERED,
    COVERED_BY_MORE,
    NO_CONFIGURATION,
    OVER_THE_CAP,
    UNCOVERED,
    WITH_HELPERS,
    Filler,
    Outcome,
    is_over,
    lot_of,
)
from components.ingest.context_methods import Methods, Selection, read_methods, text_at
from components.ingest.tally import Tally
from components.shared.bsl.configuration.model import Configuration
from components.shared.context.building import build_index
from components.shared.context.entries import EDIT, TOPPED_UP
from components.shared.context.settings import ContextSettings
from components.shared.errors import BadInput
from components.shared.processes import in_order
from components.shared.progress import Progress
from components.shared.records import ROWS_PER_GROUP, Record, read_records, read_rows, write_records

ROWS_PER_PIECE: Final = 250
PIECES_WORTH_A_POOL: Final = 8  # a process needs seconds to prepare an index


@dataclass(frozen=True, slots=True)
class Known:
    """What describes a configuration beside its methods."""

    build: Callable[[Methods], Configuration]
    base: str = ""  # the folder of the configuration, as paths of its records begin; empty: all of them are in it


# What is known of the configuration of this name; raises BadInput with the reason where nothing is
Describe = Callable[[str], Known]


@dataclass(slots=True)
class _Told:
    """What became of the tasks of a configuration, noted while they are written to a file."""

    fates: Counter[str] = field(default_factory=Counter)
    lots: list[float] = field(default_factory=list)


def with_context(
    records: Iterable[Record],
    describe: Describe,
    settings: ContextSettings,
    tally: Tally,
    progress: Progress,
    scratch: Path | None = None,
) -> Iterator[Record]:
    """Fill the tasks of a source.

    Args:
        records: The records of the source.
        describe: Tells of a configuration what its methods do not say.
        settings: How much is told; 0 entries: records pass as they are.
        tally: Grows by what becomes of the tasks, and by what is left out.
        progress: Told how many tasks are filled.
        scratch: Where files of the run may lie; none: where this machine has them.
    """
    if not settings.entries:
        yield from records
        return
    with TemporaryDirectory(prefix="bsl-context-", dir=scratch) as folder:
        file = Path(folder) / "records"
        rows: dict[str, list[range]] = {}
        total = write_records(file, _noting_rows(records, rows))
        for name in sorted(rows):
            selection = Selection(file, name)
            progress("names for tasks", min(piece.start for piece in rows[name]), total)
            yield from _told(selection, rows[name], describe, settings, tally)
        progress("names for tasks", total, total)


def _noting_rows(records: Iterable[Record], rows: dict[str, list[range]]) -> Iterator[Record]:
    """Pass records on, and note in which pieces of their file each configuration is."""
    assert ROWS_PER_GROUP % ROWS_PER_PIECE == 0, "a piece must not need two groups of rows"
    for number, record in enumerate(records):
        start = number - number % ROWS_PER_PIECE
        pieces = rows.setdefault(record.configuration, [])
        if not pieces or pieces[-1].start != start:
            pieces.append(range(start, start + ROWS_PER_PIECE))
        yield record


def _told(
    selection: Selection, rows: list[range], describe: Describe, settings: ContextSettings, tally: Tally
) -> Iterator[Record]:
    folder = selection.file.parent
    try:
        known = describe(selection.configuration)
        inside = Selection(selection.file, selection.configuration, known.base)
        methods = read_methods(inside, rows, folder / "code", settings.most_methods)
        configuration = known.build(methods) if methods.modules else None
    except BadInput as error:  # its modules are records all the same
        yield from _untold(selection, rows, str(error), tally)
        return
    if configuration is None:  # all of it lies beside the configuration
        yield from _untold(selection, rows, "", tally)
        return
    state = folder / "state"
    index = build_index(configuration, methods.modules)
    state.write_bytes(pickle.dumps((index, methods.shingles, methods.code, settings)))
    del methods, index
    told = _Told()
    filled = (
        outcome
        for outcomes in in_order(partial(_fill_piece, state, inside), rows, PIECES_WORTH_A_POOL)
        for outcome in outcomes
    )
    write_records(folder / "filled", _noted(filled, told, tally))
    _filler.cache_clear()
    yield from _within_the_cap(folder / "filled", told, settings, tally)


def _untold(selection: Selection, rows: list[range], reason: str, tally: Tally) -> Iterator[Record]:
    if reason:
        tally.drop(NO_CONFIGURATION, selection.configuration, detail=reason)
    for piece in rows:
        for record in read_rows(selection.file, piece):
            if selection.has(record):
                tally.context[NO_CONFIGURATION] += bool(record.instruction)
                yield record


def _noted(outcomes: Iterable[Outcome], told: _Told, tally: Tally) -> Iterator[Record]:
    """Records that go on; what becomes of the others is counted."""
    for outcome in outcomes:
        record = outcome.record
        if outcome.fate:
            told.fates[outcome.fate] += 1
        if outcome.fate == UNCOVERED:
            missing = f"{record.name}: {outcome.missing} names not found"
            tally.drop(UNCOVERED, record.path, record.line_start, missing)
            continue
        if outcome.fate == TOPPED_UP:
            told.lots.append(lot_of(record))
        yield record


def _within_the_cap(filled: Path, told: _Told, settings: ContextSettings, tally: Tally) -> Iterator[Record]:
    covered = told.fates[COVERED] + told.fates[COVERED_BY_MORE]
    end = is_over(told.lots, covered, settings.most_topped_up)
    fates = told.fates
    for record in read_records(filled):
        if TOPPED_UP in record.flags and lot_of(record) >= end:
            fates[TOPPED_UP] -= 1
            fates[OVER_THE_CAP] += 1
            tally.drop(OVER_THE_CAP, record.path, record.line_start, record.name)
            continue
        fates.update(flag for flag in (EDIT, WITH_HELPERS) if flag in record.flags)
        yield record
    tally.context.update(+fates)


def _fill_piece(state: Path, selection: Selection, rows: range) -> list[Outcome]:
    filler = _filler(state)
    return [_outcome(filler, selection, record) for record in read_rows(selection.file, rows) if selection.has(record)]


def _outcome(filler: Filler, selection: Selection, record: Record) -> Outcome:
    """What lies beside the configuration is no part of it."""
    if selection.is_inside(record):
        return filler.fill(record)
    return Outcome(record, NO_CONFIGURATION if record.instruction else "")


@lru_cache(maxsize=1)
def _filler(state: Path) -> Filler:
    """What this program has just written for its own processes."""
    index, shingles, code, settings = pickle.loads(state.read_bytes())
    texts = state.with_name("code")
    return Filler(index, shingles, lambda number: text_at(texts, code[number]) if number in code else "", settings)
