"""What one source gave: files, methods, records, and every thing left out with its reason and first places."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from components.shared.privacy import without_values
from components.shared.records import Record
from components.shared.summaries import Drop

PLACES_PER_REASON = 20


@dataclass(slots=True)
class Tally:
    """Counts that grow as a source is read; those of files read in parallel are added up in order."""

    files: int = 0
    methods: int = 0
    records: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    drops: list[Drop] = field(default_factory=list)
    configurations: set[str] = field(default_factory=set)
    licenses: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    repository: str = ""
    commit: str = ""
    snapshot: str = ""
    layouts: Counter[str] = field(default_factory=Counter)
    columns: dict[str, str] = field(default_factory=dict)
    context: Counter[str] = field(default_factory=Counter)
    by_user: dict[str, Counter[str]] = field(default_factory=dict)

    def drop(self, reason: str, path: str, line: int = 0, detail: str = "") -> None:
        """Count what is left out; its place is kept as long as the reason is rare."""
        self.dropped[reason] += 1
        if self.dropped[reason] <= PLACES_PER_REASON:
            self.drops.append(Drop(path=path, line=line, reason=reason, detail=without_values(detail)))

    def add(self, other: "Tally") -> None:
        """Add what was counted elsewhere."""
        for drop in other.drops:
            if sum(kept.reason == drop.reason for kept in self.drops) < PLACES_PER_REASON:
                self.drops.append(drop)
        self.files += other.files
        self.methods += other.methods
        self.dropped += other.dropped
        self.configurations |= other.configurations
        self.context += other.context

    def counted(self, records: Iterable[Record]) -> Iterator[Record]:
        """Count records as they pass."""
        for record in records:
            self.records += 1
            self.licenses[record.license] += 1
            self.categories[record.category] += 1
            self.repository = self.repository or record.repository
            self.commit = self.commit or record.commit
            yield record
