"""Names of the configuration in the tasks of records: what retrieval finds, with its distractors and omissions.

An answer that calls names which its task does not show teaches invention, and a task that shows exactly the names of
its answer is an oracle that nobody has in use. So a task is told what the gateway would find for it. The method itself,
and whatever has almost its code, are hidden from the search.
"""

import hashlib
import pickle
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Final

from components.ingest.tally import Tally
from components.shared.bsl.configuration.layouts import find_roots
from components.shared.context.building import build_index, read_facts
from components.shared.context.facts import MethodFacts
from components.shared.context.finding import Finder
from components.shared.context.measuring import alike_of, private_helpers
from components.shared.context.model import ContextIndex, Question
from components.shared.context.settings import ContextSettings
from components.shared.errors import BadInput
from components.shared.processes import in_order
from components.shared.progress import Progress
from components.shared.records import Record

EDIT: Final = "edit"  # the answer calls a helper that nothing else calls: the module has it already
TOPPED_UP: Final = "context_topped_up"
WITH_CONTEXT: Final = "context"
UNCOVERED: Final = "context_uncovered"
RECORDS_PER_PIECE: Final = 64
PIECES_WORTH_A_POOL: Final = 8  # a process needs seconds to prepare an index
_SPREAD: Final = 2.0  # each task has its number of names between the half and the double


@dataclass(frozen=True, slots=True)
class Outcome:
    """A record as it goes on; None: left out, because so many names were missing."""

    record: Record | None
    missing: int = 0


class Filler:
    """A configuration that is ready to fill the tasks of its records."""

    def __init__(self, index: ContextIndex, facts: list[MethodFacts], settings: ContextSettings) -> None:
        self._finder = Finder(index)
        self._facts = facts
        self._settings = settings
        self._methods = {
            (module.key, index.methods[number].name): number for module in index.modules for number in module.methods
        }

    def fill(self, record: Record) -> Outcome:
        """Tell a task the names that are found for it."""
        number = self._methods.get((record.module_key, record.name))
        if number is None or not record.instruction or record.task != "write" or self._is_without(record):
            return Outcome(record)
        question = question_of_record(record)
        hidden = alike_of(self._finder.retrieval, question, number, self._facts, self._settings.alike)
        found = self._finder.find(question, hidden)
        helpers = private_helpers(self._finder.index, number)
        wanted = self._wanted(number)
        entries = found[: self._count(record)]
        if not wanted - helpers <= set(entries):
            entries = found[: round(self._settings.entries * _SPREAD)]
        missing = sorted(wanted - set(entries))
        added = [entry for entry in missing if entry not in helpers]
        if added and (self._settings.uncovered == "leave_out" or len(added) > self._settings.most_added):
            return Outcome(None, len(added))
        shown = _mixed(entries, missing, record.id)
        flags = (WITH_CONTEXT, *([TOPPED_UP] if added else []), *([EDIT] if helpers else []))
        return Outcome(self._told(record, question, shown, flags))

    def _told(self, record: Record, question: Question, entries: list[int], flags: tuple[str, ...]) -> Record:
        names = self._finder.shown(question, entries, self._settings.own_characters)
        text = "\n".join(filter(None, (record.input, names)))
        return record.model_copy(update={"input": text, "flags": (*record.flags, *flags)})

    def _is_without(self, record: Record) -> bool:
        return _fraction("without", record.id) < self._settings.without_share

    def _count(self, record: Record) -> int:
        """Between the half and the double, the middle in the middle; it depends on the record alone."""
        share: float = _SPREAD ** (2 * _fraction("count", record.id) - 1)
        return round(self._settings.entries * share)

    def _wanted(self, number: int) -> set[int]:
        """Names that the answer uses and that can be told: public ones, and those of its own module."""
        index = self._finder.index
        method = index.methods[number]
        siblings = index.modules[method.module].methods
        return {use for use in method.uses if use in index.candidates or use in siblings}


def question_of_record(record: Record) -> Question:
    """A record's task as the gateway would get it: words, the declaration in the first line of the input, the rest."""
    signature, _, rest = record.input.partition("\n")
    return Question(record.instruction, f"{_directive(rest)}{signature}", rest, record.module_key)


def with_context(
    records: Iterable[Record], root: Path, settings: ContextSettings, tally: Tally, progress: Progress
) -> Iterator[Record]:
    """Fill the tasks of a source of modules; a folder that is no configuration has no names to tell.

    Args:
        records: The records of the source.
        root: Its folder.
        settings: How much is told; 0 entries: records pass as they are.
        tally: Grows by what is left out.
        progress: Told while the configuration is read.
    """
    if not settings.entries or not find_roots(root):
        yield from records
        return
    with tempfile.TemporaryDirectory(prefix="bsl-context-") as folder:
        state = Path(folder) / "configuration.pickle"
        try:
            configuration, facts = read_facts(root, with_code=True, progress=progress)
        except BadInput as error:  # several configurations, or a damaged one: its modules are records all the same
            tally.drop("context_unavailable", root.name, detail=str(error))
            yield from records
            return
        index = build_index(configuration, facts)
        state.write_bytes(pickle.dumps((index, [method for module in facts for method in module.methods], settings)))
        for outcomes in in_order(partial(_fill_piece, state), _pieces(records), PIECES_WORTH_A_POOL):
            yield from _kept(outcomes, tally)


def _kept(outcomes: list[tuple[Record, Outcome]], tally: Tally) -> Iterator[Record]:
    for record, outcome in outcomes:
        if outcome.record is None:
            tally.drop(UNCOVERED, record.path, record.line_start, f"{record.name}: {outcome.missing} names not found")
        else:
            yield outcome.record


def _pieces(records: Iterable[Record]) -> Iterator[list[Record]]:
    rest = iter(records)
    while piece := list(islice(rest, RECORDS_PER_PIECE)):
        yield piece


def _fill_piece(state: Path, records: list[Record]) -> list[tuple[Record, Outcome]]:
    filler = _filler(state)
    return [(record, filler.fill(record)) for record in records]


@lru_cache(maxsize=1)
def _filler(state: Path) -> Filler:
    """What this program has just written for its own processes."""
    return Filler(*pickle.loads(state.read_bytes()))


def _mixed(entries: list[int], added: list[int], seed: str) -> list[int]:
    """Some entries put among others, at places that say nothing: they depend on the record alone."""
    mixed = list(entries)
    for entry in added:
        mixed.insert(int(_fraction(f"place {entry}", seed) * (len(mixed) + 1)), entry)
    return mixed


def _directive(text: str) -> str:
    found = [line.removeprefix("Директива: ") for line in text.split("\n") if line.startswith("Директива: ")]
    return f"{found[0]} " if found else ""


def _fraction(purpose: str, seed: str) -> float:
    digest = hashlib.blake2b(f"{purpose}\x1f{seed}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
