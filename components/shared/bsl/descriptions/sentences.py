"""Where a sentence of a comment ends."""

import re

# Dots of "см. Модуль" and of "т.д." end no sentence, neither does a dot inside a name; an empty line always does.
SENTENCE_END = re.compile(r"(?<![\s(]см)(?<!^см)(?<!\b\w)[.!?]++(?=\s|\Z)|\n[^\S\n]*+\n", re.I)


def ends_sentence(text: str) -> bool:
    """Whether a text that is one sentence has the sign that ends it."""
    end = SENTENCE_END.search(text)
    return end is not None and end.end() == len(text)
