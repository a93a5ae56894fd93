"""Mending: the edits of findings, written back only when the text is no worse for them."""

import os
from pathlib import Path

from components.shared.bsl import Edit, decode_module, parse
from components.shared.bsl.findings import Finding
from components.shared.bsl.syntax.source_map import SourceMap
from pipelines.checking.choices import Judge
from pipelines.checking.files import encoding_of

MOST_ROUNDS = 10  # a mended place may show another; no chain of our fixes is as long


def fixed(text: str, path: str, judge: Judge) -> tuple[str, int]:
    """Mend a text as if it lay at a path.

    Returns:
        The text, and how many findings were mended in it.
    """
    mended = 0
    for _ in range(MOST_ROUNDS):
        edits, count = _compatible(judge(text, path).findings)
        if not edits:
            break
        candidate = apply_edits(text, edits)
        if len(parse(candidate).errors) > len(parse(text).errors):
            break
        text, mended = candidate, mended + count
    return text, mended


def fix_file(path: Path, judge: Judge) -> int:
    """Mend a file in place, in its own encoding; files that cannot be read stay as they are.

    Returns:
        How many findings were mended.
    """
    try:
        data = path.read_bytes()
        text = decode_module(data)
    except (OSError, ValueError):
        return 0
    new_text, mended = fixed(text, str(path), judge)
    if mended:
        partial = path.with_name(path.name + ".partial")
        partial.write_bytes(new_text.encode(encoding_of(data)))
        partial.chmod(path.stat().st_mode)
        os.replace(partial, path)
    return mended


def apply_edits(text: str, edits: list[Edit]) -> str:
    """The text with edits that do not overlap."""
    places = SourceMap(text)
    mark = text[: len(text) - len(places.text)]
    result = places.text
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        result = result[: places.offset_of(edit.start)] + edit.text + result[places.offset_of(edit.end) :]
    return mark + result


def _compatible(findings: tuple[Finding, ...]) -> tuple[list[Edit], int]:
    """The edits of as many findings as do not touch one another, and how many findings these are."""
    taken: list[Edit] = []
    count = 0
    for finding in findings:
        if finding.edits and not any(_overlap(edit, other) for edit in finding.edits for other in taken):
            taken += finding.edits
            count += 1
    return taken, count


def _overlap(one: Edit, other: Edit) -> bool:
    return one.start <= other.end and other.start <= one.end
