"""Comments that switch diagnostics off, as BSL Language Server reads them.

``// BSLLS-off`` and ``// BSLLS:Код-выкл`` hold from their line to the comment that switches on again, or to the end of
the module; behind code they hold for their own line only.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from components.shared.bsl.diagnostics.comments import Comment
from components.shared.bsl.syntax.lexer import line_of

_SWITCH = re.compile(r"BSLLS(?::(\w+))?-(off|выкл|on|вкл)\b", re.IGNORECASE)
_ALL = ""
_OFF = frozenset({"off", "выкл"})


@dataclass(slots=True)
class Suppressions:
    """Lines in which a code, or every code, is switched off: single ones, and ranges that do not overlap."""

    lines: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    ranges: defaultdict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def hides(self, code: str, line: int) -> bool:
        """Whether findings of this code are not wanted on this line."""
        return any(self._switched_off(name, line) for name in (_ALL, code.lower()))

    def _switched_off(self, name: str, line: int) -> bool:
        if line in self.lines.get(name, ()):
            return True
        ranges = self.ranges.get(name, [])
        number = bisect_right(ranges, line, key=lambda lines: lines[0]) - 1
        return number >= 0 and line <= ranges[number][1]


def read_suppressions(comments: Sequence[Comment], lines: int) -> Suppressions:
    """Read the comments of a module that has so many lines."""
    result = Suppressions()
    opened: dict[str, int] = {}
    for comment in comments:
        line = line_of(comment.position)
        for code, word in _SWITCH.findall(comment.text):
            name, off = code.lower(), word.lower() in _OFF
            if not comment.alone:
                if off:
                    result.lines[name].add(line)
            elif off:
                opened.setdefault(name, line)
            elif name in opened:
                result.ranges[name].append((opened.pop(name), line))
    for name, first in opened.items():
        result.ranges[name].append((first, lines))
    return result
