"""A method as a question about itself: what training and measuring ask, and what must then be hidden."""

from collections.abc import Collection, Sequence
from typing import Final

from components.shared.context.facts import MethodFacts, likeness
from components.shared.context.model import ContextIndex, Hidden, Question
from components.shared.context.scene import Retrieval, alike_candidates

ALIKE: Final = 0.5


def question_of(index: ContextIndex, number: int, facts: MethodFacts) -> Question:
    """What would have been known before a method was written: its purpose, its declaration, its module."""
    method = index.methods[number]
    word = "Функция" if method.is_function else "Процедура"
    signature = f"{word} {method.name}({', '.join(method.parameters)}){' Экспорт' * method.export}"
    return Question(facts.purpose, signature, facts.documentation, index.modules[method.module].key, method.sides)


def alike_of(
    retrieval: Retrieval,
    question: Question,
    number: int,
    shingles: Sequence[Collection[int]],
    threshold: float = ALIKE,
    helpers: frozenset[int] = frozenset(),
) -> Hidden:
    """What must not help to answer a question about a method: it itself, and whatever has almost its code.

    Only what is near in words, of the same module or of the same name can help, so only this is compared.

    Args:
        retrieval: Where methods are looked for.
        question: What is asked.
        number: The method that is the answer.
        shingles: Of the code of each method.
        threshold: From which likeness on a method must not help.
        helpers: Methods that are a part of the answer: they are not in the module yet.
    """
    answer = {number, *helpers}
    own = [frozenset(shingles[part]) for part in sorted(answer)]
    found = (
        other
        for other in alike_candidates(retrieval, question, number)
        if other not in answer and any(likeness(code, shingles[other]) >= threshold for code in own)
    )
    return Hidden(number, helpers.union(found), helpers)


def private_helpers(index: ContextIndex, number: int) -> frozenset[int]:
    """Methods of the same module, not exported, that nothing but one method uses."""
    method = index.methods[number]
    module = index.modules[method.module].methods
    used = {use for other in module if other != number for use in index.methods[other].uses}
    own = (use for use in method.uses if use in module and not index.methods[use].export)
    return frozenset(use for use in own if use not in used)
