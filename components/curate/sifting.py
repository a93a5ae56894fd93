"""The first look at a piece of the corpus, in a process of its own: filters, and all that copies are found by."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from components.curate.filters import fate_of, reason_of
from components.curate.identity import (
    Strictness,
    answer_hash,
    is_compared,
    quality,
    renamed_hash,
    strictness,
)
from components.curate.minhash import band_hashes
from components.curate.settings import CurateSettings
from components.shared.records import Record, read_rows
from components.shared.shingles import Sequences, blocks, comparable_text, joined, shingles_of, tokens_of
from components.shared.summaries import Drop

TOKENS_PER_SHINGLE = 5
PLACES_PER_FATE = 20
NO_SKETCH = -1


@dataclass(frozen=True, slots=True)
class Answer:
    """What is remembered of a record that passed the filters."""

    row: int
    key: bytes
    renamed: bytes
    quality: bytes
    strictness: Strictness
    copies: int
    parent_id: str
    sketch: int  # its place among the sketches of the piece


@dataclass(frozen=True, slots=True)
class Sketches:
    """Shingles and band hashes of answers."""

    sets: Sequences
    bands: NDArray[np.uint64]


@dataclass(slots=True)
class Sifted:
    """What one piece of the corpus gave."""

    rows: range
    answers: list[Answer] = field(default_factory=list)
    fates: Counter[str] = field(default_factory=Counter)
    drops: list[Drop] = field(default_factory=list)
    sketches: Sketches = field(default_factory=lambda: sketch([], []))


@dataclass(frozen=True, slots=True)
class Sifter:
    """The work on one piece, for other processes."""

    corpus: Path
    settings: CurateSettings

    def __call__(self, rows: range) -> Sifted:
        """Judge the records at these places."""
        sifted = Sifted(rows)
        texts = _Texts()
        for row, record in zip(rows, read_rows(self.corpus, rows), strict=True):
            fate = fate_of(record, self.settings)
            if fate:
                note_drop(record, fate, sifted.fates, sifted.drops)
            else:
                key = answer_hash(record)
                sifted.answers.append(_remembered(row, record, key, texts.place(key, record)))
        sifted.sketches = sketch(texts.texts, texts.groups)
        return sifted


@dataclass(slots=True)
class _Texts:
    """Different answers of a piece, each to be sketched once."""

    places: dict[bytes, int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)

    def place(self, key: bytes, record: Record) -> int:
        if key in self.places:
            return self.places[key]
        text = comparable_text(record) if is_compared(record) else ""
        if not text.strip():  # no token, nothing to compare
            return NO_SKETCH
        self.places[key] = len(self.texts)
        self.texts.append(text)
        self.groups.append("conversation" if record.messages else record.task)
        return self.places[key]


def _remembered(row: int, record: Record, key: bytes, sketch_place: int) -> Answer:
    return Answer(
        row=row,
        key=key,
        renamed=renamed_hash(record) if record.task == "write" and not record.parent_id else key,
        quality=quality(record),
        strictness=strictness(record),
        copies=record.copies,
        parent_id=record.parent_id,
        sketch=sketch_place,
    )


def note_drop(record: Record, fate: str, fates: Counter[str], drops: list[Drop]) -> None:
    """Count a dropped record; the first places of each fate are kept for people to look at."""
    fates[fate] += 1
    if fates[fate] <= PLACES_PER_FATE:
        detail = ": ".join(filter(None, (record.name, reason_of(record, fate))))
        drops.append(Drop(path=record.path, line=record.line_start, reason=fate, detail=detail))


def sketch(texts: list[str], groups: list[str]) -> Sketches:
    """Shingles and band hashes of some texts; only those of one group can meet."""
    numbers = np.array([crc32(group.encode()) for group in groups], np.uint64)
    parts = []
    start = 0
    for block in blocks(texts, len):
        sets = shingles_of(tokens_of(block), TOKENS_PER_SHINGLE)
        parts.append(Sketches(sets, band_hashes(sets, numbers[start : start + len(block)])))
        start += len(block)
    bands = [part.bands for part in parts] or [np.empty((0, 0), np.uint64)]
    return Sketches(joined([part.sets for part in parts]), np.concatenate(bands))
