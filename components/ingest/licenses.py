"""Which licence a file is under, and how that is known. A licence that cannot be found forbids passing the text on."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath

UNKNOWN = "LicenseRef-Unknown"
HEADER_LINES = 40
LARGEST_LICENSE_BYTES = 200_000
FILE_NAME = re.compile(r"(?:un)?licen[sc]e|copying|лицензия", re.IGNORECASE)

# Copyleft is left out on purpose: passing such text on binds whoever receives it, so a person has to decide.
REDISTRIBUTABLE = frozenset(
    {"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-4.0", "CC0-1.0", "ISC", "MIT", "Unlicense"}
)
_SPDX_TAG = re.compile(r"SPDX-License-Identifier:[ \t]*([A-Za-z0-9.+() -]*[A-Za-z0-9.+)])")


@dataclass(frozen=True, slots=True)
class License:
    """A licence and how it was found."""

    name: str
    source: str

    @property
    def redistributable(self) -> bool:
        """Whether a data set with this text in it may be given away."""
        return self.name in REDISTRIBUTABLE


def _has(*phrases: str) -> Callable[[str], bool]:
    return lambda text: all(phrase in text for phrase in phrases)


# The first match wins: a longer name stands before the one it contains.
_PHRASES: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("CC-BY-NC-4.0", _has("noncommercial 4.0 international")),
    ("CC-BY-SA-4.0", _has("attribution-sharealike 4.0 international")),
    ("CC-BY-SA-4.0", _has("cc by-sa 4.0")),
    ("CC-BY-ND-4.0", _has("attribution-noderivatives 4.0 international")),
    ("CC-BY-4.0", _has("attribution 4.0 international")),
    ("CC-BY-4.0", _has("cc by 4.0")),
    ("CC0-1.0", _has("cc0 1.0 universal")),
    ("MPL-2.0", _has("mozilla public license", "2.0")),
    ("Apache-2.0", _has("apache license", "version 2.0")),
    ("AGPL-3.0-only", _has("gnu affero general public license", "version 3")),
    ("LGPL-3.0-only", _has("gnu lesser general public license", "version 3")),
    ("GPL-3.0-only", _has("gnu general public license", "version 3")),
    ("BSD-3-Clause", _has("redistribution and use in source and binary forms", "endorse or promote")),
    ("BSD-2-Clause", _has("redistribution and use in source and binary forms")),
    ("MIT", _has("permission is hereby granted, free of charge", 'the software is provided "as is"')),
    ("MIT", _has("under the mit license")),
    ("Unlicense", _has("this is free and unencumbered software released into the public domain")),
)


def find_license(text: str, path: Path, root: Path, in_settings: str) -> License:
    """The licence of one file.

    Args:
        text: The file's text.
        path: The file.
        root: The highest folder whose licence file counts: the checkout, or the source.
        in_settings: What the settings of the source say; empty: nothing.
    """
    return license_of_text(text, lambda: license_of_folder(path.parent, root), in_settings)


def license_of_text(text: str, of_folder: Callable[[], str], in_settings: str) -> License:
    """The licence of a text: its own header, else the file beside or above it, else what the settings say."""
    header = _header(text)
    if name := spdx_tag(header):
        return License(name, "spdx_tag")
    if name := recognise(header):
        return License(name, "file_header")
    if name := of_folder():
        return License(name, "license_file")
    return License(in_settings, "settings") if in_settings else License(UNKNOWN, "none")


def spdx_tag(text: str) -> str:
    """The licence that an SPDX tag names; empty: there is none."""
    tag = _SPDX_TAG.search(text)
    return tag.group(1) if tag else ""


def recognise(text: str) -> str:
    """The SPDX name of a licence by the phrases that set its text apart; empty: none that is known."""
    folded = " ".join(re.sub(r"[^\w.,\"-]+", " ", text.casefold()).split())
    return next((name for name, matches in _PHRASES if matches(folded)), "")


@lru_cache(maxsize=4096)
def license_of_folder(folder: Path, root: Path) -> str:
    """The licence file next to or above a folder: vendored code keeps the licence it came with."""
    for candidate in _license_files(folder):
        if name := recognise(candidate.read_text(encoding="utf-8", errors="replace")):
            return name
    if folder == root or root not in folder.parents:
        return ""
    return license_of_folder(folder.parent, root)


def forget_licenses() -> None:
    """Read licence files anew."""
    license_of_folder.cache_clear()


def is_license_file(name: str) -> bool:
    """Whether a file is named as licences are."""
    return bool(FILE_NAME.match(name)) and PurePath(name).suffix.casefold() in ("", ".md", ".txt", ".rst")


def _license_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if (
            is_license_file(path.name)
            and path.is_file()
            and not path.is_symlink()
            and path.stat().st_size <= LARGEST_LICENSE_BYTES
        ):
            yield path


def _header(text: str) -> str:
    """The comment that opens a file."""
    lines = []
    for line in text.lstrip("\ufeff").split("\n", HEADER_LINES)[:HEADER_LINES]:
        if line.strip() and not line.lstrip().startswith("//"):
            break
        lines.append(line.replace("//", " "))
    return "\n".join(lines)
