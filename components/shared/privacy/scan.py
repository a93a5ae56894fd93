"""All rules over one text."""

import re
from collections.abc import Iterable, Iterator

from components.shared.privacy.personal import PERSONAL
from components.shared.privacy.places import Place, Rule
from components.shared.privacy.secrets import SECRETS
from components.shared.privacy.tokens import TOKENS

_VALUES = re.compile(r'"[^"\n]*"?|\d{6,}')


def without_values(message: str) -> str:
    """A message about code without the strings and long numbers that it quotes: any of them may be a secret."""
    return _VALUES.sub("…", message)


def find_secret(text: str) -> Place | None:
    """The first rule that finds a password, a key or a token in a text, and where; None: there is none."""
    return next(_places(text, (*SECRETS, *TOKENS)), None)


def find_personal(text: str) -> list[Place]:
    """All places of what belongs to people and companies, in the order of the text, none within another."""
    places = sorted(_places(text, PERSONAL), key=lambda place: (place.start, -place.end))
    apart: list[Place] = []
    for place in places:
        if not apart or place.start >= apart[-1].end:
            apart.append(place)
    return apart


def redact(text: str) -> tuple[str, list[Place]]:
    """A text without what belongs to people and companies, and the places in it as it was."""
    places = find_personal(text)
    if not places:
        return text, places
    parts, end = list[str](), 0
    for place in places:
        parts += [text[end : place.start], place.replacement]
        end = place.end
    return "".join([*parts, text[end:]]), places


def _places(text: str, rules: Iterable[Rule]) -> Iterator[Place]:
    lowered = text.lower()
    for rule in rules:
        yield from rule.places(text, lowered)
