"""What contributors bring that was not there: examples not near to anything of anybody else."""

from collections import Counter
from dataclasses import dataclass, field

from components.shared.records import Record
from components.shared.summaries import Contributor


@dataclass(slots=True)
class Novelty:
    """Counts by contributor, over records that passed the filters.

    Near is what curate takes for a copy; an example of which another source holds a copy is not new, even where it is
    the copy that is kept.
    """

    copies: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)

    def keep(self, record: Record) -> None:
        """Count a kept record with all places where its copies were met."""
        if user := record.contributor():
            mine = f"Community.{user}."
            self.kept[user] += 1
            self.new[user] += all(origin.module_key.startswith(mine) for origin in record.origins)

    def leave(self, record: Record) -> None:
        """Count a record that is a copy."""
        if user := record.contributor():
            self.copies[user] += 1

    def counted(self) -> dict[str, Contributor]:
        """The counts of each contributor."""
        users = sorted({*self.kept, *self.copies})
        return {user: Contributor(kept=self.kept[user], new=self.new[user], copies=self.copies[user]) for user in users}
