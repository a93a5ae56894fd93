"""What a summary may tell: of sources that may not be passed on, a published report says how much and not what."""

from collections.abc import Iterable

from components.ingest.licenses import REDISTRIBUTABLE
from components.ingest.tally import Tally
from components.shared.settings import Profile
from components.shared.summaries import Drop, SourceCount

_TELLING = ("path", "configuration", "repository", "commit", "snapshot")


def is_told(tally: Tally, profile: Profile) -> bool:
    """Whether places and names of a source may be told: all that it gave may be passed on, and it gave something."""
    return profile == "internal" or (bool(tally.licenses) and REDISTRIBUTABLE.issuperset(tally.licenses))


def told_drops(tallies: Iterable[Tally], profile: Profile) -> tuple[Drop, ...]:
    """The first places of what was left out, of sources that may be told of."""
    return tuple(drop for tally in tallies if is_told(tally, profile) for drop in tally.drops)


def told_count(count: SourceCount, tally: Tally, profile: Profile) -> SourceCount:
    """The counts of a source, without its names where those may not be told."""
    untold = {**dict.fromkeys(_TELLING, ""), "columns": {}}
    return count if is_told(tally, profile) else count.model_copy(update=untold)
