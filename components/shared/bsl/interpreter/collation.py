"""The order of strings: not by codes, but as dictionaries have it.

Signs come before digits, digits before Latin letters, Latin letters before Cyrillic ones; case and the dots of ``ё``
count only where nothing else differs, small letters come first. This is the root order of the Unicode collation
algorithm for the characters of Russian and English texts; all others follow by their codes.
"""

from functools import lru_cache
from typing import Final

_SIGNS: Final = "\t\n\v\f\r \u00a0_-–—,;:!?.…'‘’\"“”«»()[]{}§@*/\\&#%`^+±<=>|~№$€₽"
_DIGITS: Final = "0123456789"
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC: Final = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_PRIMARY: Final = {
    ord(character): chr(number)
    for number, character in enumerate(_SIGNS + _DIGITS + _LATIN + _CYRILLIC.replace("ё", ""), start=1)
}
_PRIMARY[ord("ё")] = _PRIMARY[ord("е")]
Key = tuple[str, str, str, str]


_LONGEST_REMEMBERED: Final = 100


def sort_key(text: str) -> Key:
    """Key by which a string is sorted."""
    return _remembered_key(text) if len(text) <= _LONGEST_REMEMBERED else _key(text)


def _key(text: str) -> Key:
    lowered = text.lower()
    return lowered.translate(_PRIMARY), lowered, text.swapcase(), text


_remembered_key = lru_cache(maxsize=4096)(_key)


def compare_texts(left: str, right: str) -> int:
    """-1, 0 or 1, as the left string comes before, with or after the right one."""
    if left == right:
        return 0
    left_key, right_key = sort_key(left), sort_key(right)
    return -1 if left_key < right_key else 1
