"""Records from examples of the community: a folder for each contributor, a Markdown file for each example.

Whoever sends an example is unknown, so nothing here stops a run: what is wrong is left out and counted with its
place, by contributor; and no contributor may fill a data set alone.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from components.ingest.checkout import Checkout, find_checkout
from components.ingest.pattern_check import check_pattern
from components.ingest.pattern_records import PatternPlace, open_pattern
from components.ingest.patterns import NO_PATTERNS
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.errors import BadInput
from components.shared.progress import Progress
from components.shared.records import Record

# as code hosts name accounts: a name that is also a name of an account, and no path
USER_NAME = re.compile(r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}")


def read_community(source: SourceSettings, tally: Tally, progress: Progress) -> Iterator[Record]:
    """Make a record of every example without problems.

    Args:
        source: Its path is the folder that holds a folder for each contributor, its quota the most taken from one.
        tally: Grows by what is met, for each contributor too.
        progress: Told after each file.

    Raises:
        BadInput: There is no such folder.
    """
    root = Path(source.path)
    if not source.path or not root.is_dir():
        raise BadInput(f"{source.path or '(empty path)'}: no such folder; name one with a folder for each contributor")
    checkout = find_checkout(root.resolve())
    for folder in _folders(root, tally):
        counts = tally.by_user.setdefault(folder.name, Counter())
        for file in _files(folder, tally, counts):
            tally.files += 1
            tally.methods += 1
            if counts["records"] == source.max_per_user:
                _drop(tally, counts, "over_quota", file.relative_to(root))
            elif record := _record(file, file.relative_to(root), checkout, tally, counts):
                counts["records"] += 1
                yield record
            progress("community", tally.files)


def is_user_name(name: str) -> bool:
    """Whether a folder may be called so: letters, digits and single hyphens inside, at most 39."""
    return len(name) <= 39 and USER_NAME.fullmatch(name) is not None


def place_in_community(file: Path, checkout: Checkout) -> PatternPlace:
    """Where an example of the community lies; its contributor is the name of its folder."""
    return PatternPlace(
        source="community",
        path=file.resolve().relative_to(checkout.root).as_posix(),
        module_key=f"Community.{file.parent.name}.{file.stem}",
        repository=checkout.repository,
        commit=checkout.commit,
    )


def _folders(root: Path, tally: Tally) -> Iterator[Path]:
    seen = set[str]()
    for path in sorted(root.iterdir()):
        name = _shown(path.name)
        if path.is_symlink():
            tally.drop("symlink", name)
        elif not path.is_dir():
            if path.name.upper() not in NO_PATTERNS:
                tally.drop("misplaced", name, detail="an example belongs into the folder of its contributor")
        # accounts differ by more than case, and quotas count by account
        elif not is_user_name(path.name) or path.name.casefold() in seen:
            tally.drop("bad_user_name", name)
        else:
            seen.add(path.name.casefold())
            yield path


def _files(folder: Path, tally: Tally, counts: Counter[str]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        name = Path(folder.name, _shown(path.name))
        if path.is_symlink():
            _drop(tally, counts, "symlink", name)
        elif not path.name.isprintable():
            _drop(tally, counts, "bad_file_name", name)
        elif not path.is_file():
            _drop(tally, counts, "misplaced", name)
        elif path.suffix.casefold() != ".md":
            _drop(tally, counts, "not_a_pattern", name)
        elif path.name.upper() not in NO_PATTERNS:
            yield path


def _record(file: Path, name: Path, checkout: Checkout, tally: Tally, counts: Counter[str]) -> Record | None:
    pattern, problems = open_pattern(file)
    record = None
    if pattern:
        record, problems = check_pattern(pattern, place_in_community(file, checkout))
    if problems:
        first = problems[0]
        _drop(tally, counts, first.reason, name, first.line, first.text)
        return None
    return record


def _shown(name: str) -> str:
    """A name that can be written down whatever its bytes are."""
    return name.encode("utf-8", "backslashreplace").decode()


def _drop(tally: Tally, counts: Counter[str], reason: str, path: Path, line: int = 0, detail: str = "") -> None:
    counts[reason] += 1
    tally.drop(reason, path.as_posix(), line, detail)
