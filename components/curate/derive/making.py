"""Everything that is made of a piece of the kept records, in a process of its own."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from components.curate.children import child_of
from components.curate.derive.lots import lot
from components.curate.derive.pairs import pairs_of
from components.curate.derive.parent import Parent, parent_of
from components.curate.derive.tasks import TASKS, Example, example_of_pair, repair
from components.curate.filters import fate_of
from components.curate.settings import CurateSettings
from components.shared.context.entries import TOLD_FLAGS, told_in
from components.shared.records import Record, read_rows

# Kind of example and what became of it
Fate = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some records of a file."""

    file: Path
    rows: range
    is_dropped: bool  # dropped for a strong finding: these can only be mended


@dataclass(slots=True)
class Made:
    """What one piece gave."""

    records: list[Record] = field(default_factory=list)
    refused: Counter[Fate] = field(default_factory=Counter)
    parents: int = 0


@dataclass(frozen=True, slots=True)
class Maker:
    """The work on one piece, for other processes."""

    settings: CurateSettings

    def __call__(self, piece: Piece) -> Made:
        """Make what the settings ask for of the records at these places."""
        made = Made()
        for record in read_rows(piece.file, piece.rows):
            parent = self._parent(record)
            if parent is not None:
                made.parents += not piece.is_dropped
                self._make(parent, made, is_dropped=piece.is_dropped)
        return made

    def _parent(self, record: Record) -> Parent | None:
        fits = record.source in self.settings.derive.sources and record.language == "ru" and "```" not in record.output
        return parent_of(record) if fits else None

    def _make(self, parent: Parent, made: Made, *, is_dropped: bool) -> None:
        found = self._repaired(parent, made) if is_dropped else self._all(parent, made)
        for example in found:
            record = derived_record(parent.record, example)
            fate = fate_of(record, self.settings)
            if fate:
                made.refused[example.kind, fate] += 1
            else:
                made.records.append(record)

    def _all(self, parent: Parent, made: Made) -> Iterator[Example]:
        settings = self.settings.derive
        for kind, make in TASKS.items():
            if lot(parent.record.id, kind) < getattr(settings, kind):
                example = make(parent)
                if isinstance(example, Example):
                    yield example
                else:
                    made.refused[kind, example] += 1
        if lot(parent.record.id, "pairs") < settings.pairs:
            for pair in pairs_of(parent, made.refused):
                yield example_of_pair(parent, pair)
        if lot(parent.record.id, "repair") < settings.repair:
            yield from self._repaired(parent, made)

    def _repaired(self, parent: Parent, made: Made) -> Iterator[Example]:
        example = repair(parent) if self.settings.derive.repair else ""
        if isinstance(example, Example):
            yield example
        elif example:
            made.refused["repaired", example] += 1


def derived_record(parent: Record, example: Example) -> Record:
    """A record that names what it was made of."""
    return child_of(
        parent,
        example.generator,
        instruction=example.instruction,
        input=example.input,
        output=example.output,
        rationale=example.rationale,
        category=example.category or parent.category,
        task=example.task,
        generator=example.generator,
        flags=tuple(flag for flag in TOLD_FLAGS if flag in parent.flags and told_in(example.input)),
    )
