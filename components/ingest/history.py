"""Pairs of versions of one method from a repository's history: candidates for "fix", which curation has to verify.

The input holds the method as it was, the output as it became; a commit whose message tells of no fix makes none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from components.ingest.checkout import Checkout, bare_repository
from components.ingest.licenses import LARGEST_LICENSE_BYTES, is_license_file, license_of_text, recognise
from components.ingest.methods import ModuleFacts, first_comment_line, record_id, record_of
from components.ingest.module_files import SUFFIXES, text_of
from components.ingest.module_places import place_by_path
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.archives.history import Change, History, own_repository
from components.shared.archives.refusals import RepositoryRefused
from components.shared.bsl import Dialect, Method, normalised_tokens, parse
from components.shared.records import FROM_HISTORY, Record

MOST_METHODS_OF_A_FIX = 5  # a commit that changes more methods of a module is no fix of one thing
LONGEST_MESSAGE = 200
_FIX = re.compile(r"исправ|ошибк|почин|устран|\bfix|\bbug|хотфикс|hotfix", re.I)


@dataclass(frozen=True, slots=True)
class _Library:
    checkout: Checkout
    license: str
    source: SourceSettings
    max_file_bytes: int


def read_history(folder: str, source: SourceSettings, max_file_bytes: int, tally: Tally) -> Iterator[Record]:
    """Make a record of every method that a fix changed.

    Args:
        folder: A bare repository, or a checkout.
        source: Budgets, licence, dialect.
        max_file_bytes: Largest module read.
        tally: Grows by what is met.

    Raises:
        RepositoryRefused: It is no repository, or cannot be read.
    """
    git = Path(folder) / ".git" if (Path(folder) / ".git").is_dir() else Path(folder)
    checkout = bare_repository(git)
    if not checkout.commit or not (git / "objects").is_dir():
        raise RepositoryRefused("repository_not_found", f"{folder}: no Git repository with a commit")
    limits = source.repositories
    with own_repository(git / "objects", limits.max_history_seconds) as history:
        library = _Library(checkout, _license(history, checkout.commit), source, max_file_bytes)
        for change in history.changes(checkout.commit, limits.max_commits, SUFFIXES):
            if _FIX.search(change.message):
                yield from _records(history, change, library, tally)


def _license(history: History, commit: str) -> str:
    """The licence file of the newest commit: of what is published now."""
    for name, blob in sorted(history.tree(commit).items()):
        data = history.blob(blob, LARGEST_LICENSE_BYTES) if is_license_file(name) else None
        if data and (found := recognise(data.decode("utf-8", "replace"))):
            return found
    return ""


def _records(history: History, change: Change, library: _Library, tally: Tally) -> Iterator[Record]:
    tally.files += 1
    texts = []
    for blob in (change.before, change.after):
        data = history.blob(blob, library.max_file_bytes)
        if data is None:
            tally.drop("file_too_large", change.path, detail=change.commit)
            return
        texts.append(text_of(data, change.path, tally))
    before, after = texts
    if before is None or after is None:
        return
    pairs = _changed(before, after, _dialect(change.path, library))
    tally.methods += len(pairs)
    for old, method in pairs:
        if len(pairs) > MOST_METHODS_OF_A_FIX:
            tally.drop("many_methods_changed", change.path, method.line_start, change.commit)
        else:
            yield _record(change, old, (method, after), library)


def _dialect(path: str, library: _Library) -> Dialect:
    return "onescript" if path.casefold().endswith(".os") else library.source.dialect


def _changed(before: str, after: str, dialect: Dialect) -> list[tuple[str, Method]]:
    """Methods that both versions have and whose tokens differ: the code as it was, and the method as it became."""
    known = {method.name.casefold(): _code(method, before) for method in parse(before, dialect).methods}
    pairs = [(known.get(method.name.casefold(), ""), method) for method in parse(after, dialect).methods]
    return [(old, new) for old, new in pairs if old and normalised_tokens(old) != normalised_tokens(_code(new, after))]


def _code(method: Method, text: str) -> str:
    """A method with the comment over it, as the record of its newer version has it."""
    lines = text.split("\n")
    return "\n".join(lines[first_comment_line(lines, method.line_start) - 1 : method.line_end])


def _record(change: Change, old: str, new: tuple[Method, str], library: _Library) -> Record:
    method, text = new
    facts = ModuleFacts(
        path=change.path,
        place=place_by_path(change.path),
        configuration=library.source.configuration,
        checkout=replace(library.checkout, commit=change.commit),
        repository=library.source.repository or library.checkout.repository,
        license=license_of_text(text, lambda: library.license, library.source.license),
    )
    message = " ".join(change.message.split())[:LONGEST_MESSAGE]
    what = "функцию" if method.kind == "function" else "процедуру"
    instruction = f"Исправь {what} {method.name}: {message}"
    record = record_of(method, text.split("\n"), facts)
    return record.model_copy(
        update={
            "id": record_id(record.output, f"{instruction}\n{old}"),
            "instruction": instruction,
            "input": f"```bsl\n{old}\n```",
            "task": "fix",
            "generator": FROM_HISTORY,
        }
    )
