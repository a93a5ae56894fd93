"""Private helpers of one method: an answer that calls them and does not hold them calls what nobody has written."""

from collections import defaultdict

from components.shared.context.model import ContextIndex


class Helpers:
    """Who uses the private methods of each module."""

    def __init__(self, index: ContextIndex) -> None:
        self._index = index
        self._users: dict[int, set[int]] = defaultdict(set)
        for number, method in enumerate(index.methods):
            for use in method.uses:
                if self._is_private_of(use, method.module):
                    self._users[use].add(number)

    def of(self, number: int) -> frozenset[int]:
        """Methods of the same module, not exported, that nothing but this method uses, or nothing but such helpers."""
        answer = {number}
        while found := {use for method in answer for use in self._used(method)} - answer:
            own = {use for use in found if self._users[use] <= answer}
            if not own:
                break
            answer |= own
        return frozenset(answer - {number})

    def called(self, number: int) -> frozenset[int]:
        """Those of its helpers that a method calls itself."""
        return self.of(number) & set(self._index.methods[number].uses)

    def _used(self, number: int) -> list[int]:
        return [use for use in self._index.methods[number].uses if use in self._users]

    def _is_private_of(self, use: int, module: int) -> bool:
        if use >= len(self._index.methods):
            return False
        method = self._index.methods[use]
        return method.module == module and not method.export
