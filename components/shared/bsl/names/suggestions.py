"""The known names nearest to an unknown one: what the author may have meant."""

from collections.abc import Iterable
from difflib import SequenceMatcher

_MOST_NAMES = 3
_LEAST_LIKENESS = 0.65
_MOST_COMPARED = 20_000


def nearest_names(name: str, known: Iterable[str]) -> list[str]:
    """At most three names that look like the given one, the nearest first."""
    wanted = name.lower()
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    scored: list[tuple[float, str]] = []
    for other in list(dict.fromkeys(known))[:_MOST_COMPARED]:
        lower = other.lower()
        if _may_be_like(wanted, lower):
            matcher.set_seq1(lower)
            if matcher.quick_ratio() >= _LEAST_LIKENESS and (likeness := _likeness(matcher, wanted, lower)) > 0:
                scored.append((likeness, other))
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    return [other for _, other in scored[:_MOST_NAMES]]


def one_slip_apart(left: str, right: str) -> bool:
    """Whether two different names differ by one letter: missing, added, wrong, or changed places with its neighbour."""
    if abs(len(left) - len(right)) > 1 or left == right or _letters(left) != left:
        return False  # СтрШаблон_ is a name that somebody has chosen
    start = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    rest_left, rest_right = left[start:], right[start:]
    swapped = rest_left[:2] == rest_right[1::-1] and rest_left[2:] == rest_right[2:] and len(rest_left) > 1
    return swapped or rest_left[1:] == rest_right[1:] or rest_left[1:] == rest_right or rest_left == rest_right[1:]


def _letters(name: str) -> str:
    return "".join(filter(str.isalpha, name))


def _may_be_like(wanted: str, other: str) -> bool:
    """A cheap test before the dear one."""
    return 2 * min(len(wanted), len(other)) >= _LEAST_LIKENESS * (len(wanted) + len(other)) or wanted in other


def _likeness(matcher: SequenceMatcher[str], wanted: str, other: str) -> float:
    ratio = matcher.ratio()
    if ratio >= _LEAST_LIKENESS:
        return ratio
    return _LEAST_LIKENESS if wanted in other or other in wanted else 0.0
