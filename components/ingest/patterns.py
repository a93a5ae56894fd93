"""Records from hand-written patterns: a folder for each category, a Markdown file for each pattern."""

from collections.abc import Iterator
from pathlib import Path

from components.ingest.checkout import Checkout, find_checkout
from components.ingest.pattern_records import PatternPlace, open_pattern, record_of_pattern
from components.ingest.tally import Tally
from components.shared.errors import BadInput
from components.shared.progress import Progress
from components.shared.records import CATEGORIES, Record

MOST_PROBLEMS_SHOWN = 50
NO_PATTERNS = ("README.MD",)


def read_patterns(path: str, tally: Tally, progress: Progress) -> Iterator[Record]:
    """Make a record of every pattern.

    Args:
        path: The folder that holds a folder for each category.
        tally: Grows by what is met.
        progress: Told after each file.

    Raises:
        BadInput: There is no pattern, or one is malformed; all problems of all files are named.
    """
    root = Path(path)
    if not path or not root.is_dir():
        raise BadInput(
            f"{path or '(empty path)'}: no such folder of patterns; name one with a folder for each category"
        )
    files, problems = _find(root, tally)
    checkout = find_checkout(root.resolve())
    records = []
    for number, file in enumerate(files, start=1):
        tally.files += 1
        pattern, wrong = open_pattern(file)
        problems += [f"{file}:{problem.line}: {problem.text}" for problem in wrong]
        if pattern:
            records.append(record_of_pattern(pattern, _place(file, checkout)))
        progress("patterns", number, len(files))
    if problems:
        raise BadInput(_told(problems))
    if not records:
        raise BadInput(f"{root}: no pattern in it; patterns are files {root}/<category>/<name>.md")
    tally.methods += len(records)
    yield from records


def _find(root: Path, tally: Tally) -> tuple[list[Path], list[str]]:
    files, problems = [], []
    for file in sorted(root.rglob("*.md")):
        if file.is_symlink() or file.name.upper() in NO_PATTERNS:
            if file.is_symlink():
                tally.drop("symlink", file.relative_to(root).as_posix())
        elif file.parent.parent != root or file.parent.name not in CATEGORIES:
            problems.append(f"{file}:1: не в папке категории: переложите в одну из папок {', '.join(CATEGORIES)}")
        else:
            files.append(file)
    return files, problems


def _place(file: Path, checkout: Checkout) -> PatternPlace:
    return PatternPlace(
        source="pattern",
        path=file.resolve().relative_to(checkout.root).as_posix(),
        module_key=f"Pattern.{file.parent.name}.{file.stem}",
        repository=checkout.repository,
        commit=checkout.commit,
        category=file.parent.name,
    )


def _told(problems: list[str]) -> str:
    shown = problems[:MOST_PROBLEMS_SHOWN]
    rest = len(problems) - len(shown)
    more = [f"… и ещё {rest}"] if rest else []
    return "\n".join([f"образцы с ошибками, исправьте их (строк: {len(problems)}):", *shown, *more])
