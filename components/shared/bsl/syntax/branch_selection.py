"""Which branches of ``#Если`` are compiled together: enough selections that every branch is in one of them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

from components.shared.bsl.syntax.lexer import Tokens
from components.shared.bsl.syntax.tokens import DIRECTIVE

Branches = list[tuple[int, int]]  # of one #Если: first token and the one after the last of each branch


@dataclass(frozen=True, slots=True)
class Conditional:
    """One ``#Если``: its branches, and for each of them the ``#Если`` inside and how many selections it needs."""

    branches: Branches
    inside: list[list["Conditional"]]
    weights: list[int]


def nest(conditionals: Sequence[Branches]) -> list[Conditional]:
    """The outermost ``#Если`` with those inside them; each comes after those that it holds."""
    outermost: list[Conditional] = []
    for branches in conditionals:
        inside: list[list[Conditional]] = [[] for _ in branches]
        ends = [end for _, end in branches]
        while outermost and outermost[-1].branches[0][0] > branches[0][0]:
            inner = outermost.pop()
            inside[bisect_right(ends, inner.branches[0][0])].append(inner)
        outermost.append(Conditional(branches, inside, [max(1, selections(inner)) for inner in inside]))
    return outermost


def selections(conditionals: Sequence[Conditional]) -> int:
    """How many selections it takes to have every branch in one of them."""
    return max((sum(conditional.weights) for conditional in conditionals), default=0)


def select(tokens: Tokens, outermost: Sequence[Conditional], number: int) -> Tokens:
    """The tokens of one selection, without the instructions themselves."""
    kept = [kind != DIRECTIVE for kind in tokens.kinds]
    waiting = [(conditional, number) for conditional in outermost]
    while waiting:
        conditional, rest = waiting.pop()
        chosen, rest = _chosen(conditional, rest)
        for branch, (start, end) in enumerate(conditional.branches):
            if branch != chosen:
                kept[start:end] = [False] * (end - start)
        waiting += [(inner, rest) for inner in conditional.inside[chosen]]
    return compressed(tokens, kept)


def _chosen(conditional: Conditional, number: int) -> tuple[int, int]:
    """The branch of a selection, and the number of the selection among those of this branch; the last one goes on."""
    for branch, weight in enumerate(conditional.weights):
        if number < weight:
            return branch, number
        number -= weight
    return len(conditional.branches) - 1, conditional.weights[-1] - 1


def compressed(tokens: Tokens, kept: list[bool]) -> Tokens:
    """The tokens that are kept."""
    return Tokens(
        list(compress(tokens.kinds, kept)), list(compress(tokens.texts, kept)), list(compress(tokens.positions, kept))
    )
