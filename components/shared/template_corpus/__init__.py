"""Generated examples of well-formed BSL: methods composed of statements that real modules are full of.

They teach the tiny model what BSL looks like, and fill a laptop's data set. They are no model of good work: whoever has
real code leaves them out.
"""

import random
from collections.abc import Iterator

from components.shared.errors import BadInput
from components.shared.records import CATEGORIES
from components.shared.template_corpus import crud, forms, http, optimization, other, refactoring
from components.shared.template_corpus.composition import Composer, TemplateExample, Words

COMPOSERS: dict[str, tuple[Composer, ...]] = {
    "crud": crud.COMPOSERS,
    "forms": forms.COMPOSERS,
    "http": http.COMPOSERS,
    "optimization": optimization.COMPOSERS,
    "refactoring": refactoring.COMPOSERS,
    "other": other.COMPOSERS,
}
# the mix that data sets are asked to have
_SHARES = {"crud": 30, "forms": 20, "http": 15, "optimization": 15, "refactoring": 10, "other": 10}
_TRIES_FOR_EACH = 50

__all__ = ["TemplateExample", "template_examples"]


def template_examples(count: int, seed: int) -> Iterator[TemplateExample]:
    """Generate examples, no two with the same code; the same seed gives the same ones.

    Raises:
        BadInput: There are not that many different examples.
    """
    chance = random.Random(seed)
    seen: set[str] = set()
    for _ in range(count):
        example = next((e for e in _tries(chance) if e.output not in seen), None)
        if example is None:
            raise BadInput(f"template records: {count} are too many, after {len(seen)} they repeat; lower count")
        seen.add(example.output)
        yield example


def _tries(chance: random.Random) -> Iterator[TemplateExample]:
    for _ in range(_TRIES_FOR_EACH):
        category = chance.choices(CATEGORIES, [_SHARES[category] for category in CATEGORIES])[0]
        composer = chance.choice(COMPOSERS[category])
        words = Words(chance)
        yield composer(words).example(category, words)
