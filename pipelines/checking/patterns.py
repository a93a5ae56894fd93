"""Patterns before the validator: their files, what is wrong with each, and which of them repeat one another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from components.curate.filters import fate_of
from components.curate.settings import CurateSettings
from components.ingest.checkout import Checkout
from components.ingest.community import is_user_name, place_in_community
from components.ingest.pattern_check import check_pattern
from components.ingest.pattern_file import PatternFile
from components.ingest.pattern_records import PatternPlace, Problem, open_pattern, record_of_pattern
from components.ingest.patterns import NO_PATTERNS
from components.shared.errors import BadInput
from components.shared.records import CATEGORIES, Record
from components.shared.reports.words import FATES
from components.shared.shingles import comparable_text, shingles_of, tokens_of

Severity = Literal["error", "warning"]

PATTERNS, COMMUNITY = "patterns", "community"
TOKENS_PER_SHINGLE = 5
# curate keeps one of two at the first; at the second split takes one out of training for the other's sake
SAME, ALIKE = 0.8, 0.5
# said by the validator in its own words, with the line
_TOLD_BEFORE = frozenset({"does_not_parse", "does_not_compile", "strong_finding"})


@dataclass(slots=True)
class Checked:
    """One file and what is wrong with it."""

    path: Path
    title: str = ""
    record: Record | None = None
    problems: list[tuple[Severity, Problem]] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """The path as it can be written whatever its bytes are."""
        return str(self.path).encode("utf-8", "backslashreplace").decode()

    @property
    def is_good(self) -> bool:
        """Whether nothing of it must be mended."""
        return all(severity == "warning" for severity, _ in self.problems)


def find_patterns(paths: Iterable[Path]) -> list[Path]:
    """The files named, and the patterns below the folders named, each once and in order.

    Raises:
        BadInput: A path does not exist, or there is no pattern at all.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(_below(path)))
        elif path.is_file():
            found[path] = None
        else:
            raise BadInput(f"{path}: no such file or folder; check the spelling")
    if not found:
        raise BadInput("no pattern below the folders named; patterns are files with the suffix .md")
    return list(found)


def check_patterns(files: Sequence[Path], against: Iterable[Path] = ()) -> list[Checked]:
    """Judge patterns, and look for others like them.

    Args:
        files: What is judged.
        against: Folders whose patterns they are compared with, besides one another and their own neighbours.
    """
    checked = [check_file(file) for file in files]
    given = {file.resolve() for file in files}
    folders = {folder for file in files for folder in neighbours(file)} | {path.resolve() for path in against}
    others = [file for folder in sorted(folders) for file in _below(folder) if file.resolve() not in given]
    find_copies(checked, [_unjudged(file) for file in others])
    return checked


def check_file(file: Path) -> Checked:
    """Judge one file by itself: its place, its layout, its code, and what curate would say."""
    place, misplaced = place_of(file)
    pattern, problems = open_pattern(file)
    checked = Checked(file, pattern.title if pattern else "")
    if pattern:
        checked.record, problems = check_pattern(pattern, place)
        problems = [*problems, *_curated(checked.record)]
    checked.problems = [("error", problem) for problem in (*misplaced, *problems)]
    return checked


def place_of(file: Path) -> tuple[PatternPlace, list[Problem]]:
    """Where a pattern lies, by the names of its folders, and what is wrong with that."""
    *_, root, folder = ["", "", *file.resolve().parent.parts]
    above = set(file.resolve().parent.parts[-3:]) & {PATTERNS, COMMUNITY}
    problems = []
    if root == COMMUNITY:
        if not is_user_name(folder):
            told = f"папка «{folder}» — не имя участника: латинские буквы, цифры и дефисы внутри, до 39 знаков"
            problems.append(Problem(1, "bad_user_name", told))
        return place_in_community(file, Checkout(file.resolve().parent)), problems
    if above and not (root == PATTERNS and folder in CATEGORIES):
        told = f"переложите в {PATTERNS}/<категория> ({', '.join(CATEGORIES)}) или в {COMMUNITY}/<участник>"
        problems.append(Problem(1, "misplaced", f"файл лежит не на месте: {told}"))
    key = f"Pattern.{folder}.{file.stem}"
    return PatternPlace("pattern", str(file), key, category=folder if folder in CATEGORIES else ""), problems


def neighbours(file: Path) -> Iterator[Path]:
    """The folders of patterns and of the community that a file lies in or beside."""
    for folder in file.resolve().parents[1:3]:
        if folder.name in (PATTERNS, COMMUNITY):
            yield from (path for name in (PATTERNS, COMMUNITY) if (path := folder.parent / name).is_dir())
            return


def find_copies(checked: Sequence[Checked], others: Sequence[Checked]) -> None:
    """Add to each of ``checked`` what it repeats: of those before it, and of ``others``."""
    everyone = [*others, *checked]
    titles: dict[str, Checked] = {}
    for one in everyone:
        earlier = titles.setdefault(one.title.casefold(), one)
        if one.title and earlier is not one:
            told = f"такое же название у {earlier.shown}: назовите иначе, чтобы примеры различались"
            one.problems.append(("error", Problem(1, "duplicate", told)))
    for later, earlier_place, similarity in _alike([one.record for one in everyone]):
        same = similarity >= SAME
        what = "почти повторяет" if same else "похоже на"
        told = f"решение {what} {everyone[earlier_place].shown} (сходство {similarity:.2f})"
        told += ": покажите другой приём или другую ошибку" if same else ": проверьте, что пример учит другому"
        problem = Problem(1, "near_duplicate", told)
        everyone[later].problems.append(("error" if same else "warning", problem))


def _alike(records: Sequence[Record | None]) -> Iterator[tuple[int, int, float]]:
    """Later record, the earlier one most like it, how much: where they share at least half of what they have."""
    sets = shingles_of_records(records)
    holders: dict[tuple[str, int], list[int]] = defaultdict(list)
    for row, (task, values) in enumerate(sets):
        shared = Counter(other for value in values for other in holders[task, value])
        for value in values:
            holders[task, value].append(row)
        likeness = {other: count / (len(values) + len(sets[other][1]) - count) for other, count in shared.items()}
        best = max(likeness, key=lambda other: (likeness[other], -other), default=None)
        if best is not None and likeness[best] >= ALIKE:
            yield row, best, likeness[best]


def shingles_of_records(records: Sequence[Record | None]) -> list[tuple[str, list[int]]]:
    """For each record its task and the n-grams of its answer; none for what is no record."""
    found: list[tuple[str, list[int]]] = []
    for record in records:
        text = comparable_text(record) if record else ""
        values = shingles_of(tokens_of([text]), TOKENS_PER_SHINGLE)[0].tolist() if text.strip() else []
        found.append((record.task if record else "", values))
    return found


def _unjudged(file: Path) -> Checked:
    pattern, _ = open_pattern(file)
    return Checked(file, pattern.title if pattern else "", _record(pattern, file) if pattern else None)


def _record(pattern: PatternFile, file: Path) -> Record:
    return record_of_pattern(pattern, place_of(file)[0])


def _curated(record: Record) -> list[Problem]:
    """What curate would leave the record out for: secrets, hidden characters, a task that says nothing."""
    fate = fate_of(record, CurateSettings())
    if fate is None or fate in _TOLD_BEFORE:
        return []
    return [Problem(1, fate, f"при отборе пример будет отброшен: {FATES.get(fate, fate)}")]


def _below(folder: Path) -> list[Path]:
    files = sorted(file for file in folder.rglob("*") if file.suffix.casefold() == ".md" and file.is_file())
    return [file for file in files if file.name.upper() not in NO_PATTERNS and not file.is_symlink()]
