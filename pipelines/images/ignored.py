"""Which files of the build context a builder leaves out: the patterns of .dockerignore."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line."""

    kept: bool
    path: re.Pattern[str]


def read_patterns(file: Path) -> tuple[Pattern, ...]:
    """The lines of .dockerignore in their order; none where the file is absent."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    words = (line.strip() for line in lines if not line.startswith("#"))
    return tuple(_pattern(word) for word in words if word.strip("!/"))


def is_ignored(path: PurePosixPath, patterns: Sequence[Pattern]) -> bool:
    """Whether the last pattern that fits the path, or a folder above it, leaves it out."""
    paths = [str(path), *(str(parent) for parent in path.parents)]
    fitting = (pattern for pattern in reversed(patterns) if any(pattern.path.fullmatch(text) for text in paths))
    last = next(fitting, None)
    return last is not None and not last.kept


def _pattern(word: str) -> Pattern:
    kept = word.startswith("!")
    # as Go's filepath.Match, and ** for any number of folders
    pieces = re.split(r"(\*\*/|\*\*|\*|\?)", word.removeprefix("!").strip("/"))
    meaning = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return Pattern(kept, re.compile("".join(meaning.get(piece) or re.escape(piece) for piece in pieces)))
