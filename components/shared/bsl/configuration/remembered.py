"""What is found out about a configuration once, and asked by every module of it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from components.shared.bsl.configuration.model import Configuration, MetadataObject

T = TypeVar("T")
_MOST_KEPT: Final = 4  # configurations


def remembered(find: Callable[[Configuration], T]) -> Callable[[Configuration], T]:
    """Make a function keep what it said of the last few configurations; they are told apart by identity."""
    kept: list[tuple[Configuration, T]] = []

    def asked(configuration: Configuration) -> T:
        for known, found in kept:
            if known is configuration:
                return found
        found = find(configuration)
        kept.insert(0, (configuration, found))
        del kept[_MOST_KEPT:]
        return found

    return asked


@remembered
def objects_by_kind(configuration: Configuration) -> Mapping[str, Sequence[MetadataObject]]:
    """The objects of each kind, in the order of the configuration; kinds without objects are not there."""
    found: defaultdict[str, list[MetadataObject]] = defaultdict(list)
    for (kind, _), item in configuration.objects.items():
        found[kind].append(item)
    return dict(found)


@remembered
def kinds_by_lower_name(configuration: Configuration) -> Mapping[str, str]:
    """The kinds of objects that a configuration has, by their names in lower case."""
    return {kind.lower(): kind for kind in objects_by_kind(configuration)}
