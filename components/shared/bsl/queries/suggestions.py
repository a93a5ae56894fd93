"""What a misspelt name may have been meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches

# names compared: a table has some dozens of fields, a configuration thousands of objects
_MOST_COMPARED = 5_000


def suggestion(written: str, names: Iterable[str]) -> tuple[str, str]:
    """The nearest of some names as the end of a message in Russian and in English; nothing where none is near."""
    known = {name.lower(): name for name, _ in zip(names, range(_MOST_COMPARED), strict=False)}
    near = get_close_matches(written.lower(), known, 1)
    return (f"; возможно, «{known[near[0]]}»", f"; perhaps '{known[near[0]]}'") if near else ("", "")
