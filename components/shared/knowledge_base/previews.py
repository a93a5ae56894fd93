"""Code that was cut: tables made for search keep only the beginning of a method, at some length."""

import re
from collections import Counter
from dataclasses import dataclass, field

_BEGINNING = re.compile(r"(?:^|\s)(?:Процедура|Функция|Procedure|Function)\s", re.I)
_END = re.compile(r"\b(?:Конец(?:Процедуры|Функции)|End(?:Procedure|Function))\s*+;?+\s*+(?://[^\n]*+\s*+)*+$", re.I)
# So many methods that end in the middle after the same number of characters are no coincidence.
FEWEST_OF_A_LENGTH = 3


def is_cut(code: str) -> bool:
    """Whether a method begins and does not end."""
    return _BEGINNING.search(code) is not None and _END.search(code) is None


@dataclass(slots=True)
class Previews:
    """What is seen of the lengths of code that is cut."""

    seen: int = 0
    cut: int = 0
    lengths: Counter[int] = field(default_factory=Counter)

    def see(self, code: str) -> None:
        """Look at the code of one more method."""
        self.seen += 1
        if is_cut(code):
            self.cut += 1
            self.lengths[len(code)] += 1

    @property
    def length(self) -> int:
        """At how many characters code is cut; 0: at no length in particular."""
        (length, count), *_ = self.lengths.most_common(1) or [(0, 0)]
        return length if count >= FEWEST_OF_A_LENGTH else 0
