"""Many short examples in one sequence, so that no computing is spent on padding."""

from bisect import bisect_left, insort
from collections.abc import Sequence

from components.train.examples import Example

Pack = list[Example]


def pack(examples: Sequence[Example], capacity: int) -> list[Pack]:
    """Best fit decreasing: the longest first, each into the fullest sequence that has room for it.

    Examples of one length keep their order, and the number of packs does not depend on the order at all: so every
    epoch has the same number of steps.
    """
    packs: list[Pack] = []
    rooms: list[tuple[int, int]] = []  # (tokens left, number of the pack), sorted
    for example in sorted(examples, key=lambda example: -len(example.tokens)):
        size = len(example.tokens)
        place = bisect_left(rooms, (size, -1))
        room, number = rooms.pop(place) if place < len(rooms) else (capacity, len(packs))
        if number == len(packs):
            packs.append([])
        packs[number].append(example)
        insort(rooms, (room - size, number))
    return packs
