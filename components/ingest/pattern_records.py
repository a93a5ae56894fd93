"""A pattern's file as bytes, and the record that a pattern without problems becomes."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from components.ingest.categories import category_of
from components.ingest.licenses import REDISTRIBUTABLE
from components.ingest.methods import language_of, record_id
from components.ingest.pattern_file import CONTEXTS, MODULES, PatternFile, read_pattern
from components.shared.bsl import parse
from components.shared.records import CATEGORIES, Category, Record, Source

LARGEST_PATTERN_BYTES = 2**20
# what a contributor may give here; what is not to be given away at all belongs to no shared folder
LICENSES_TO_GIVE = ("Apache-2.0", "MIT", "CC0-1.0", "CC-BY-4.0")


class Problem(NamedTuple):
    """Something wrong in a pattern: the line, the name it is counted under, and what to do, in Russian."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class PatternPlace:
    """Where a pattern was found; what its text does not say."""

    source: Source
    path: str
    module_key: str
    repository: str = ""
    commit: str = ""
    category: str = ""  # of its folder; empty: the property or the code tells


def open_pattern(file: Path) -> tuple[PatternFile | None, list[Problem]]:
    """Read a file.

    Returns:
        The pattern when its layout is right, and all that is wrong with it.
    """
    try:
        if file.stat().st_size > LARGEST_PATTERN_BYTES:
            return None, [Problem(1, "too_large", "не похоже на образец: слишком большой файл")]
        data = file.read_bytes()
    except OSError as error:
        return None, [Problem(1, "unreadable_file", f"не читается: {error.strerror}")]
    return pattern_of(data)


def pattern_of(data: bytes) -> tuple[PatternFile | None, list[Problem]]:
    """Read the bytes of a file; see ``open_pattern``."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return None, [Problem(line, "undecodable", "не UTF-8: сохраните файл в кодировке UTF-8")]
    if len(data) > LARGEST_PATTERN_BYTES or "\0" in text:
        return None, [Problem(1, "binary", "не похоже на образец: двоичный или слишком большой файл")]
    pattern = read_pattern(text)
    problems = [Problem(line, "malformed_pattern", told) for line, told in pattern.problems]
    return (None if problems else pattern), problems


def record_of_pattern(pattern: PatternFile, place: PatternPlace) -> Record:
    """The record of a pattern without problems."""
    explains = pattern.task == "explain"
    output = pattern.text("Решение") if explains else pattern.code("Решение")
    methods = () if explains else parse(output).methods
    only = methods[0] if len(methods) == 1 else None
    instruction = pattern.text("Задание")
    license_name = pattern.properties["Лицензия"]
    module_kind = MODULES[pattern.properties["Модуль"].casefold()]
    category, category_source = _category(pattern, place, category_of(pattern.code("Решение"), module_kind))
    reviewer = pattern.properties.get("Проверил", "") if place.source == "pattern" else ""
    return Record(
        id=record_id(output, instruction),
        instruction=instruction,
        input=_input(pattern),
        output=output,
        rationale=pattern.text("Почему так"),
        category=category,
        category_source=category_source,
        task=pattern.task,
        language="ru" if explains else language_of(output),
        name=only.name if only else "",
        kind=only.kind if only else "none" if explains else "module",
        export=bool(only and only.export),
        module_kind=module_kind,
        context=CONTEXTS[pattern.properties["Контекст"].casefold()],
        source=place.source,
        repository=place.repository,
        commit=place.commit,
        path=place.path,
        license=license_name,
        license_source="file_header",
        redistributable=license_name in REDISTRIBUTABLE,
        module_key=place.module_key,
        flags=tuple(f"allowed:{code}" for code in sorted(pattern.allowed)),
        # whoever contributes from outside does not review their own example by writing a name into it
        reviewer=reviewer,
        reviewer_kind="person" if reviewer else "",
    )


def _category(pattern: PatternFile, place: PatternPlace, by_rule: Category) -> tuple[Category, str]:
    wished = pattern.properties.get("Категория", "").casefold()
    for name, source in ((place.category, "folder"), (wished, "author")):
        found = next((category for category in CATEGORIES if category == name), None)
        if found:
            return found, source
    return by_rule, "rule"


def _input(pattern: PatternFile) -> str:
    before = pattern.code("Было")
    parts = (pattern.text("Дано"), f"```bsl\n{before}\n```" if before else "")
    return "\n\n".join(part for part in parts if part)
