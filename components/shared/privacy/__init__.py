"""Secrets, personal data and hidden characters in texts: what must not be learnt, and could be said by a model.

``find_secret`` tells that a text must be dropped, ``redact`` replaces what belongs to people, ``hidden_characters`` and
``twin_letters`` find what a reader cannot see. Rules know the forms of 1C code; none of them guesses by randomness.
"""

from components.shared.privacy.characters import hidden_characters, twin_letters, without_noise
from components.shared.privacy.places import Place
from components.shared.privacy.scan import find_personal, find_secret, redact, without_values
from components.shared.privacy.titles import title_of

__all__ = [
    "Place",
    "find_personal",
    "find_secret",
    "hidden_characters",
    "redact",
    "title_of",
    "twin_letters",
    "without_noise",
    "without_values",
]
