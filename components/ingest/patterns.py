"""Records from hand-written patterns: a folder for each category, a Markdown file for each pattern."""

from collections.abc import Iterator
from pathlib import Path

from components.ingest.checkout import Checkout, find_checkout
from components.ingest.licenses import REDISTRIBUTABLE
from components.ingest.methods import language_of, record_id
from components.ingest.pattern_file import CONTEXTS, MODULES, PatternFile, read_pattern
from components.ingest.tally import Tally
from components.shared.bsl import parse
from components.shared.errors import BadInput
from components.shared.progress import Progress
from components.shared.records import CATEGORIES, Category, Record

LARGEST_PATTERN_BYTES = 2**20
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
        pattern = _read(file, problems)
        if pattern:
            records.append(_record(pattern, file, root, checkout))
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


def _read(file: Path, problems: list[str]) -> PatternFile | None:
    """Read a file; its problems are added to those found so far."""
    try:
        data = file.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        problems.append(f"{file}:1: не читается: {error.strerror}")
        return None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problems.append(f"{file}:{line}: не UTF-8: сохраните файл в кодировке UTF-8")
        return None
    if len(data) > LARGEST_PATTERN_BYTES or "\0" in text:
        problems.append(f"{file}:1: не похоже на образец: двоичный или слишком большой файл")
        return None
    pattern = read_pattern(text)
    problems.extend(f"{file}:{line}: {problem}" for line, problem in pattern.problems)
    return None if pattern.problems else pattern


def _record(pattern: PatternFile, file: Path, root: Path, checkout: Checkout) -> Record:
    explains = pattern.task == "explain"
    output = pattern.text("Решение") if explains else pattern.code("Решение")
    methods = () if explains else parse(output).methods
    only = methods[0] if len(methods) == 1 else None
    instruction = pattern.text("Задание")
    license_name = pattern.properties["Лицензия"]
    return Record(
        id=record_id(output, instruction),
        instruction=instruction,
        input=_input(pattern),
        output=output,
        rationale=pattern.text("Почему так"),
        category=_category(file),
        category_source="folder",
        task=pattern.task,
        language="ru" if explains else language_of(output),
        name=only.name if only else "",
        kind=only.kind if only else "none" if explains else "module",
        export=bool(only and only.export),
        module_kind=MODULES[pattern.properties["Модуль"].casefold()],
        context=CONTEXTS[pattern.properties["Контекст"].casefold()],
        source="pattern",
        repository=checkout.repository,
        commit=checkout.commit,
        path=file.resolve().relative_to(checkout.root).as_posix(),
        license=license_name,
        license_source="file_header",
        redistributable=license_name in REDISTRIBUTABLE,
        module_key=f"Pattern.{file.parent.name}.{file.stem}",
        reviewer=pattern.properties.get("Проверил", ""),
        reviewer_kind="person" if pattern.properties.get("Проверил") else "",
    )


def _input(pattern: PatternFile) -> str:
    before = pattern.code("Было")
    parts = (pattern.text("Дано"), f"```bsl\n{before}\n```" if before else "")
    return "\n\n".join(part for part in parts if part)


def _category(file: Path) -> Category:
    return next(category for category in CATEGORIES if category == file.parent.name)


def _told(problems: list[str]) -> str:
    shown = problems[:MOST_PROBLEMS_SHOWN]
    rest = len(problems) - len(shown)
    more = [f"… и ещё {rest}"] if rest else []
    return "\n".join([f"образцы с ошибками, исправьте их (строк: {len(problems)}):", *shown, *more])
