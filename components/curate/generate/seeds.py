"""Which records a model is asked about, and of which of them it may be told."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from components.curate.derive.lots import lot
from components.curate.generate.settings import GenerateSettings, Kind
from components.shared.records import Record

MAY_NOT_LEAVE = "may_not_leave"
ENOUGH = "enough_questions"

_Drawn = tuple[float, str, Record]


@dataclass(frozen=True, slots=True)
class Seed:
    """A record, and what a model is asked about it."""

    kind: Kind
    record: Record


@dataclass(slots=True)
class Seeds:
    """The records of one kind of question, drawn by lot as they pass: what is drawn does not depend on their order."""

    kind: Kind
    settings: GenerateSettings
    most: int
    fitting: int = 0
    kept_back: int = 0
    _drawn: list[_Drawn] = field(default_factory=list)

    def see(self, record: Record) -> None:
        """Draw for a record, if it fits."""
        if not fits(record, self.settings):
            return
        if not may_be_sent(record, self.settings):
            self.kept_back += 1
            return
        self.fitting += 1
        # the largest lot is on top, and gives way
        item = (-lot(record.id, "generate", self.kind), record.id, record)
        if len(self._drawn) < self.most:
            heapq.heappush(self._drawn, item)
        elif self._drawn and item[:2] > self._drawn[0][:2]:
            heapq.heapreplace(self._drawn, item)

    def drawn(self, most: int) -> Iterator[Seed]:
        """The first ones by lot."""
        ordered = sorted(self._drawn, key=_place, reverse=True)
        return (Seed(self.kind, record) for _, _, record in ordered[:most])

    def __len__(self) -> int:
        return len(self._drawn)


def fits(record: Record, settings: GenerateSettings) -> bool:
    """Whether a record is one written method in Russian, of a wished source; fences would end those of a prompt."""
    whole = record.task == "write" and not record.messages and record.kind in ("procedure", "function")
    own = not record.parent_id and not record.generator and record.source in settings.sources
    return whole and own and record.language == "ru" and "```" not in record.output


def may_be_sent(record: Record, settings: GenerateSettings) -> bool:
    """Whether code may go to an endpoint: what may be passed on, and what the settings name.

    A record is bound by its strictest copy, so its licence says what all of them say; of configurations all have to be
    named in which it was met.
    """
    if record.redistributable or record.license in settings.send_licenses:
        return True
    named = {name.casefold() for name in settings.send_configurations}
    met = (record.configuration, *(origin.configuration for origin in record.origins))
    return named.issuperset(configuration.casefold() for configuration in met)


def allotted(seeds: Iterable[Seeds], most: int) -> dict[Kind, int]:
    """How many of each kind are asked: even shares, and what the rare ones leave goes to the others."""
    shares: dict[Kind, int] = {}
    ordered = sorted(seeds, key=lambda one: (len(one), one.kind))
    for number, one in enumerate(ordered):
        shares[one.kind] = min(len(one), most // (len(ordered) - number))
        most -= shares[one.kind]
    return shares


def _place(item: _Drawn) -> tuple[float, str]:
    return item[:2]
