"""What a rule about private things finds: a place in a text, and what may stand there instead."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Values are looked at by their beginnings: nothing that a rule is about is longer.
LONGEST_VALUE = 4000


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of text that a rule objects to. It holds no text on purpose: a place may be shown, a secret may not."""

    rule: str
    start: int
    end: int
    replacement: str = ""  # of personal data: what reads as such and is nobody's


# What of a text a rule objects to, as (start, end)
Found = Iterator[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of private thing.

    Attributes:
        name: Under which it is counted.
        title: The same for people, in Russian.
        literals: In lower case; the rule looks at texts with one of them only, because searching for a literal costs
            a hundredth of searching for an expression. Empty: at every text.
        find: The places of a text.
        replacement: What stands instead; None: a text with this in it must be dropped.
    """

    name: str
    title: str
    literals: tuple[str, ...]
    find: Callable[[str], Found]
    replacement: Callable[[str], str] | None = None

    def places(self, text: str, lowered: str) -> Iterator[Place]:
        """Where the rule objects to a text.

        Args:
            text: The text.
            lowered: The same in lower case; it may be longer by some letters, so it is good for literals only.
        """
        if self.literals and not any(literal in lowered for literal in self.literals):
            return
        for start, end in self.find(text):
            yield Place(self.name, start, end, self.replacement(text[start:end]) if self.replacement else "")
