"""Which licence a model comes under, as its own files say it."""

import re
from pathlib import Path

UNKNOWN = "LicenseRef-unknown"
_MARKS = {"Apache License": "Apache-2.0", "MIT License": "MIT", "BSD 3-Clause": "BSD-3-Clause"}
_HEADER = re.compile(r"\A---\n(?:.*\n)*?license:\s*['\"]?([\w.+-]+)", re.MULTILINE)
_SPDX = {"apache-2.0": "Apache-2.0", "mit": "MIT", "bsd-3-clause": "BSD-3-Clause"}


def find_license(folder: Path) -> tuple[str, str]:
    """The licence as SPDX or LicenseRef-…, and the name of the file that says so; unknown and empty: none does."""
    readme = folder / "README.md"
    if readme.is_file() and (found := _HEADER.search(readme.read_text(encoding="utf-8", errors="replace"))):
        return _SPDX.get(found[1].lower(), f"LicenseRef-{found[1]}"), readme.name
    for path in sorted(folder.glob("LICENSE*")):
        start = path.read_text(encoding="utf-8", errors="replace")[:2000]
        for mark, name in _MARKS.items():
            if mark in start:
                return name, path.name
    return UNKNOWN, ""
