"""Which of several records with the same answer is kept. Sixteen bytes of hash stand for an answer of any length."""

import hashlib
from dataclasses import dataclass, field

from components.shared.bsl import normalised_tokens
from components.shared.records import Record

# (not reviewed, place of its source among the sources, minus length of the task, place in the corpus): lowest is best
Quality = tuple[bool, int, int, int]


@dataclass(slots=True)
class Keeper:
    """The best record of an answer so far, and how many there are."""

    quality: Quality
    copies: int

    @property
    def row(self) -> int:
        """Place of the best record in the corpus."""
        return self.quality[3]


@dataclass(slots=True)
class Duplicates:
    """Answers seen so far."""

    keepers: dict[bytes, Keeper] = field(default_factory=dict)
    sources: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def see(self, record: Record, row: int) -> None:
        """Take a record into account.

        Args:
            record: A record that no filter dropped.
            row: Its place in the corpus.
        """
        key = answer_hash(record)
        quality = (not record.reviewer, self._source_rank(record), -len(record.instruction), row)
        keeper = self.keepers.setdefault(key, Keeper(quality, 0))
        keeper.quality = min(keeper.quality, quality)
        keeper.copies += record.copies

    def kept(self) -> dict[int, int]:
        """Places in the corpus that are kept, and the copies of each."""
        return {keeper.row: keeper.copies for keeper in self.keepers.values()}

    def _source_rank(self, record: Record) -> int:
        """Sources rank in the order in which they stand in the settings, and so in the corpus."""
        source = (record.source, record.repository, record.configuration)
        return self.sources.setdefault(source, len(self.sources))


def answer_hash(record: Record) -> bytes:
    """The same for code that differs in spaces, comments, case and language of keywords only."""
    if record.messages:
        tokens = [f"{message.role}:{' '.join(message.content.split())}" for message in record.messages]
    elif record.task == "explain":
        tokens = record.output.split()
    else:
        tokens = normalised_tokens(record.output)
    text = "\x1f".join(tokens)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
