"""Date literals: '20240131', '2024.01.31 12:00:00', and the empty date."""

import re

_SEPARATORS = re.compile(r"[^0-9]+")
LENGTHS = (8, 12, 14)  # year month day, with hours and minutes, with seconds


def is_date(text: str) -> bool:
    """Whether a quoted text is a date: digits with any separators, and parts within their ranges."""
    if len(text) < 2 or not text.endswith("'"):
        return False
    digits = _SEPARATORS.sub("", text)
    if len(digits) not in LENGTHS:
        return False
    month, day = int(digits[4:6]), int(digits[6:8])
    if not digits.strip("0"):
        return True
    time_is_valid = int(digits[8:10] or 0) < 24 and int(digits[10:12] or 0) < 60 and int(digits[12:14] or 0) < 60
    return 1 <= month <= 12 and 1 <= day <= 31 and time_is_valid
