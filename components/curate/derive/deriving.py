"""The work of deriving: examples made in many processes, chosen in one, read back in the order of their files."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from components.curate.derive.choosing import Candidate, candidate, choose, numbered
from components.curate.derive.making import Maker, Piece
from components.curate.settings import CurateSettings
from components.shared.processes import in_order
from components.shared.progress import Progress
from components.shared.records import Record, count_records, read_records, write_records
from components.shared.summaries import DerivedCount

KEPT = "kept"
ROWS_PER_PIECE = 100
PIECES_WORTH_A_POOL = 10


@dataclass(frozen=True, slots=True)
class Derived:
    """What was made: the chosen records lie in a file, and how many met which fate."""

    file: Path
    rows: frozenset[int]
    counts: tuple[DerivedCount, ...]

    def records(self) -> Iterator[Record]:
        """The chosen records."""
        return numbered(read_records(self.file), self.rows) if self.rows else iter(())


def derive(kept: Path, dropped: Path, file: Path, settings: CurateSettings, progress: Progress) -> Derived:
    """Make examples of records, and choose among them.

    Args:
        kept: Records that are kept: good code.
        dropped: Records that were dropped for a strong finding: code to be mended.
        file: Written with all that was made.
        settings: Shares, limits and the filters that what was made has to pass again.
        progress: Told how many records were looked at.
    """
    refused: Counter[tuple[str, str]] = Counter()
    candidates: list[Candidate] = []
    pieces = [*_pieces(kept, is_dropped=False), *_pieces(dropped, is_dropped=True)]
    total = sum(len(piece.rows) for piece in pieces)
    parents = 0

    def making() -> Iterator[Record]:
        nonlocal parents
        done = 0
        for piece, made in zip(pieces, in_order(Maker(settings), pieces, PIECES_WORTH_A_POOL), strict=True):
            refused.update(made.refused)
            parents += made.parents
            for record in made.records:
                candidates.append(candidate(len(candidates), record))
                yield record
            done += len(piece.rows)
            progress("deriving examples", done, total)

    write_records(file, making())
    choice = choose(candidates, parents, settings.derive)
    return Derived(file, choice.rows, tuple(_counts(refused + choice.fates)))


def _pieces(file: Path, *, is_dropped: bool) -> list[Piece]:
    count = count_records(file)
    starts = range(0, count, ROWS_PER_PIECE)
    return [Piece(file, range(start, min(start + ROWS_PER_PIECE, count)), is_dropped) for start in starts]


def _counts(fates: Counter[tuple[str, str]]) -> Iterator[DerivedCount]:
    for kind in sorted({kind for kind, _ in fates}):
        of_kind = {fate: count for (name, fate), count in fates.items() if name == kind and fate != KEPT}
        yield DerivedCount(
            kind=kind,
            kept=fates[kind, KEPT],
            refused=dict(sorted(of_kind.items(), key=lambda fate: (-fate[1], fate[0]))),
        )
