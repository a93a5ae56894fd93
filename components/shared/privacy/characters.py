"""Characters that hide what a reader would object to, and names of two alphabets that look like other names."""

import re
import unicodedata
from collections.abc import Iterator

from components.shared.privacy.places import Found

_HIDDEN = frozenset({"Cf", "Co", "Cs", "Cn", "Cc"})
_PLAIN_CONTROLS = "\t\r\n\f"
# Letters and marks by their category that cannot be seen, or change how the character before them looks.
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\U000e0000-\U000e0fff]")
# What nearly all texts consist of: only other characters are looked at one by one.
_UNUSUAL = re.compile(r"[^\t\n\r\f\x20-\x7eА-яЁё№«»–—…©°±·×•“”„’→≤≥≠]")
# Word processors write these; two modules of the standard subsystems hold them. They are replaced and no fault.
_NOISE = str.maketrans({"\xa0": " ", "\u202f": " ", "\u2007": " ", "\u2011": "-"})
_NOISY = re.compile("[\xa0\u202f\u2007\u2011]")

_LATIN, _CYRILLIC = "A-Za-z", "А-Яа-яЁё"
_MEETING = re.compile(rf"[{_LATIN}][{_CYRILLIC}]|[{_CYRILLIC}][{_LATIN}]")
_WORD_END = re.compile(r"\w*")
_RUN = re.compile(rf"[{_LATIN}]+|[{_CYRILLIC}]+|[^{_LATIN}{_CYRILLIC}]+")
_LATIN_TWINS = frozenset("aceopxyABCEHKMOPTXcpuк")
_CYRILLIC_TWINS = frozenset("асеорхуАВСЕНКМОРТХи")
# Letters of other alphabets that look like Latin or Russian ones; Ukrainian words have some of them by right.
_STRANGE_TWIN = re.compile("[ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανіјѕԁԛԝһӏⅰⅼ\uff21-\uff3a\uff41-\uff5a]")
_LONGEST_TWIN_RUN = 2


def hidden_characters(text: str) -> Iterator[tuple[int, str]]:
    """Places of characters that cannot be seen, with their numbers: marks of direction, of no width, tags, controls."""
    for found in _UNUSUAL.finditer(text):
        character = found[0]
        hidden = unicodedata.category(character) in _HIDDEN and character not in _PLAIN_CONTROLS
        if hidden or _INVISIBLE.match(character):
            yield found.start(), f"U+{ord(character):04X}"


def without_noise(text: str) -> str:
    """Text with plain spaces and hyphens in place of those that never break a line."""
    return text.translate(_NOISE) if _NOISY.search(text) else text


def twin_letters(code: str) -> Found:
    """Names in which a letter of one alphabet stands for its twin of the other: ``Cумма`` with a Latin «C».

    Two words of two alphabets are no fault (``КодHTTP``, ``ВыгрузитьВXML``): a fault is a short run that could be
    letters of its neighbours, in the midst of their lower-case letters.
    """
    end = 0
    for meeting in _MEETING.finditer(code):
        if meeting.start() >= end:
            start, end = _word_around(code, meeting.start())
            if _has_twins(code[start:end]):
                yield start, end
    for letter in _STRANGE_TWIN.finditer(code):
        around = code[max(0, letter.start() - 1) : letter.start()] + code[letter.end() : letter.end() + 1]
        if re.search(f"[{_LATIN}]" if letter[0] in "іјѕԁԛԝһӏ" else f"[{_LATIN}{_CYRILLIC}]", around):
            yield letter.span()


def _word_around(code: str, place: int) -> tuple[int, int]:
    start = place
    while start and (code[start - 1].isalnum() or code[start - 1] == "_"):
        start -= 1
    found = _WORD_END.match(code, place)
    return start, found.end() if found else place


def _has_twins(word: str) -> bool:
    runs = _RUN.findall(word)
    return any(_is_twin(runs, place) for place in range(len(runs)))


def _is_twin(runs: list[str], place: int) -> bool:
    run = runs[place]
    twins = _LATIN_TWINS if run[0] in _LATIN_TWINS else _CYRILLIC_TWINS
    if len(run) > _LONGEST_TWIN_RUN or not twins.issuperset(run):
        return False
    before = runs[place - 1][-1:] if place else ""
    after = runs[place + 1][:1] if place + 1 < len(runs) else ""
    if run.islower():  # within a word, or its end
        return before.isalpha() if after.islower() else len(run) == 1 and before.islower() and not after.isupper()
    return len(run) == 1 and after.islower() and not before.isupper()
