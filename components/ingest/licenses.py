"""Which licence a file is under, and how that is known. A licence that cannot be found forbids passing the text on."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
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
MOST_NOTICES = 20
LONGEST_NOTICE = 300
_NOTICE = re.compile(r"^[^\w\n]*((?:SPDX-FileCopyrightText:|copyright\b|©|\(c\))[^\n]*)", re.IGNORECASE | re.MULTILINE)
_YEAR = re.compile(r"\d{4}")
# such lines belong to the text of a licence itself, or are to be filled in
_OF_THE_LICENSE = ("free software foundation", "creative commons", "yyyy", "<year>", "[year]")
_SPDX_TAG = re.compile(r"SPDX-License-Identifier:[ \t]*([A-Za-z0-9.+() -]*[A-Za-z0-9.+)])")


@dataclass(frozen=True, slots=True)
class License:
    """A licence and how it was found."""

    name: str
    source: str
    notices: tuple[str, ...] = ()  # whose the text is, as its file or the licence file says it

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
    found = license_of_text(text, lambda: license_of_folder(path.parent, root), in_settings)
    return with_notices(found, text, lambda: notices_of_folder(path.parent, root))


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


def with_notices(license_: License, text: str, of_folder: Callable[[], tuple[str, ...]]) -> License:
    """The same licence with the notices of the file's own header, or else those beside its licence file."""
    return replace(license_, notices=notices_of(_header(text)) or of_folder())


def with_stated(license_: License, notices: str) -> License:
    """The same licence with the notices that the settings of its source state, if they do."""
    return replace(license_, notices=tuple(filter(None, notices.splitlines()))) if notices.strip() else license_


def notices_of(text: str) -> tuple[str, ...]:
    """Lines that say whose a text is, as they stand and each once."""
    found = (" ".join(notice.group(1).split()) for notice in _NOTICE.finditer(text))
    return tuple(dict.fromkeys(filter(_is_notice, found)))[:MOST_NOTICES]


def _is_notice(line: str) -> bool:
    folded = line.casefold()
    names_a_year = _YEAR.search(line) and line.isprintable() and len(line) <= LONGEST_NOTICE
    return bool(names_a_year) and not any(mark in folded for mark in _OF_THE_LICENSE)


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


@lru_cache(maxsize=4096)
def notices_of_folder(folder: Path, root: Path) -> tuple[str, ...]:
    """The notices that stand with the licence that holds for a folder: in its files, and in NOTICE beside them."""
    if any(recognise(path.read_text(encoding="utf-8", errors="replace")) for path in _license_files(folder)):
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in _files(folder, states_authors)]
        return notices_of("\n".join(texts))
    if folder == root or root not in folder.parents:
        return ()
    return notices_of_folder(folder.parent, root)


def forget_licenses() -> None:
    """Read licence files anew."""
    license_of_folder.cache_clear()
    notices_of_folder.cache_clear()


def is_license_file(name: str) -> bool:
    """Whether a file is named as licences are."""
    return bool(FILE_NAME.match(name)) and PurePath(name).suffix.casefold() in ("", ".md", ".txt", ".rst")


def states_authors(name: str) -> bool:
    """Whether a file is named as those are that say whose the code beside them is."""
    is_notice = PurePath(name).stem.casefold() == "notice" and PurePath(name).suffix.casefold() in ("", ".md", ".txt")
    return is_notice or is_license_file(name)


def _license_files(folder: Path) -> Iterator[Path]:
    return _files(folder, is_license_file)


def _files(folder: Path, wanted: Callable[[str], bool]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if (
            wanted(path.name)
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
