"""Versions of the platform: does a name exist in the compatibility mode of a configuration?"""

import re

_NUMBERS = re.compile(r"\d{1,6}(?:[._]\d{1,6})*")


def numbers_of(version: str) -> tuple[int, ...]:
    """``"8.3.22"``, ``"Version8_3_22"`` or ``"8.3.22.1709"`` as numbers; empty where there are none."""
    found = _NUMBERS.search(version)
    return tuple(int(part) for part in re.split("[._]", found[0])) if found else ()


def is_newer(since: str, compatibility_mode: str) -> bool | None:
    """Whether something that exists since ``since`` is missing in a compatibility mode.

    Compatibility modes have three numbers, so only three are compared. None where either is unknown: a configuration
    without a mode (``""``, ``DontUse``) runs in the version of whatever platform it meets.
    """
    first, mode = numbers_of(since)[:3], numbers_of(compatibility_mode)[:3]
    if not first or not mode:
        return None
    return first > mode
