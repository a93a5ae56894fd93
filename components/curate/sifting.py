"""The first look at a piece of the corpus, in a process of its own: filters, and all that copies are found by."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from components.curate.filters import fate_of, reason_of, rule_of
from components.curate.identity import (
    Strictness,
    answer_hash,
    is_compared,
    quality,
    renamed_hash,
    strictness,
)
from components.curate.minhash import band_hashes
from components.curate.preparing import may_be_shown, prepared
from components.curate.privacy import Remark
from components.curate.settings import CurateSettings
from components.shared.privacy import title_of
from components.shared.records import Record, read_rows
from components.shared.shingles import Sequences, blocks, comparable_text, joined, shingles_of, tokens_of
from components.shared.summaries import Drop

TOKENS_PER_SHINGLE = 5
_LAST = b"\xff"  # before a quality: no better record gives way to a shadow
MENDABLE = "strong_finding"  # such records may be mended, and the mended ones be kept
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
    # Dropped, and not to be passed on: it is remembered to bind its copies, which may have come with another licence
    shadow: bool = False


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
    rules: Counter[str] = field(default_factory=Counter)  # of fates with several rules
    redacted: Counter[str] = field(default_factory=Counter)
    redactions: list[Drop] = field(default_factory=list)
    mendable: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)  # rows whose texts are kept otherwise than they came


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
                sifted.mendable += [row] * (fate == MENDABLE)
                note_drop(record, fate, sifted, self.settings)
                if self._casts_shadow(record):
                    sifted.answers.append(texts.remembered(row, prepared(record, self.settings)[0], shadow=True))
                continue
            kept, remarks = prepared(record, self.settings)
            if kept is not record:
                sifted.changed.append(row)
                if may_be_shown(record, self.settings):
                    note_redactions(record, remarks, sifted)
            sifted.answers.append(texts.remembered(row, kept))
        sifted.sketches = sketch(texts.texts, texts.groups)
        return sifted

    def _casts_shadow(self, record: Record) -> bool:
        return not may_be_shown(record, self.settings) and not record.parent_id and bool(record.output.strip())


@dataclass(slots=True)
class _Texts:
    """Different answers of a piece, each to be sketched once."""

    places: dict[bytes, int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)

    def remembered(self, row: int, record: Record, *, shadow: bool = False) -> Answer:
        """What is remembered of a record; its text is sketched later, with the others."""
        key = answer_hash(record)
        return Answer(
            row=row,
            key=key,
            renamed=renamed_hash(record) if record.task in ("write", "raw") and not record.parent_id else key,
            quality=_LAST * shadow + quality(record),
            strictness=strictness(record),
            copies=record.copies,
            parent_id=record.parent_id,
            sketch=self._place(key, record),
            shadow=shadow,
        )

    def _place(self, key: bytes, record: Record) -> int:
        if key in self.places:
            return self.places[key]
        text = comparable_text(record) if is_compared(record) else ""
        if not text.strip():  # no token, nothing to compare
            return NO_SKETCH
        self.places[key] = len(self.texts)
        self.texts.append(text)
        self.groups.append(_group(record))
        return self.places[key]


def _group(record: Record) -> str:
    return "conversation" if record.messages else "write" if record.task == "raw" else record.task


class Noted(Protocol):
    """Where fates are counted: of a piece, or of the whole corpus."""

    fates: Counter[str]
    drops: list[Drop]
    rules: Counter[str]


def note_drop(record: Record, fate: str, noted: Noted, settings: CurateSettings) -> None:
    """Count a dropped record; the first places of each fate are kept for people to look at."""
    noted.fates[fate] += 1
    rule = rule_of(record, fate)
    if rule:
        noted.rules[rule.rule] += 1
    if noted.fates[fate] <= PLACES_PER_FATE and may_be_shown(record, settings):
        detail = ": ".join(filter(None, (record.name, reason_of(record, fate))))
        line = rule.line if rule else record.line_start
        noted.drops.append(Drop(path=record.path, line=line, reason=fate, detail=detail))


def note_redactions(record: Record, remarks: list[Remark], sifted: Sifted) -> None:
    """Count what was replaced; the first places of each rule are kept."""
    for remark in remarks:
        sifted.redacted[remark.rule] += 1
        if sifted.redacted[remark.rule] <= PLACES_PER_FATE:
            detail = ": ".join(filter(None, (record.name, title_of(remark.rule))))
            sifted.redactions.append(Drop(path=record.path, line=remark.line, reason=remark.rule, detail=detail))


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
