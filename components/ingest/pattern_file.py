"""A hand-written example in Markdown: its layout, and every deviation from it with the line and what to do.

# Title

- Вид: написать
- Модуль: модуль объекта
- Контекст: сервер
- Автор: Имя
- Лицензия: Apache-2.0

## Задание, ## Дано, ## Было, ## Решение, ## Почему так
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from components.shared.bsl import parse
from components.shared.records import CATEGORIES, ExecutionContext, ModuleKind, Task

TASKS: dict[str, Task] = {
    "написать": "write",
    "дополнить": "complete",
    "исправить": "fix",
    "оптимизировать": "optimise",
    "объяснить": "explain",
}
MODULES: dict[str, ModuleKind] = {
    "общий модуль": "common",
    "модуль объекта": "object",
    "модуль менеджера": "manager",
    "модуль набора записей": "record_set",
    "модуль формы": "form",
    "модуль команды": "command",
    "http-сервис": "service",
}
CONTEXTS: dict[str, ExecutionContext] = {"сервер": "server", "клиент": "client", "клиент и сервер": "both"}
_CHOICES: dict[str, tuple[str, ...]] = {
    "Вид": tuple(TASKS),
    "Модуль": tuple(MODULES),
    "Контекст": tuple(CONTEXTS),
    "Категория": CATEGORIES,
}
_REQUIRED = ("Вид", "Модуль", "Контекст", "Автор", "Лицензия")
_PROPERTIES = (*_REQUIRED, "Проверил", "Категория", "Допущено")
_REQUIRED_SECTIONS = ("Задание", "Решение", "Почему так")
_SECTIONS = (*_REQUIRED_SECTIONS, "Дано", "Было")
_FENCE = re.compile(r"(```+|~~~+)\s*([^\s`~]*)")
_LICENSE = re.compile(r"[A-Za-z0-9.+-]+")
_CODES = re.compile(r"\w+(?:\s*,\s*\w+)*")


@dataclass(slots=True)
class Part:
    """Some lines under one heading."""

    line: int
    lines: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The lines without the blank ones around them."""
        return "\n".join(self.lines).strip("\n").rstrip()


@dataclass(slots=True)
class Code:
    """A fenced block and the line that it starts in."""

    line: int
    text: str


@dataclass(slots=True)
class PatternFile:
    """What a file holds; complete when no problem was found."""

    title: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    sections: dict[str, Part] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)

    @property
    def task(self) -> Task:
        """Kind of task; ``write`` for what is not readable."""
        return TASKS.get(self.properties.get("Вид", "").casefold(), "write")

    def text(self, section: str) -> str:
        """A section as it stands; empty when there is none."""
        return self.sections[section].text() if section in self.sections else ""

    def code(self, section: str) -> str:
        """The fenced code of a section; empty when there is none."""
        block = self.block(section)
        return block.text if block else ""

    def block(self, section: str) -> Code | None:
        """The fenced code of a section with its place."""
        part = self.sections.get(section)
        return next(_blocks(part), None) if part else None

    @property
    def allowed(self) -> frozenset[str]:
        """Codes of diagnostics that the author stands for: what looks bad is meant, and «Почему так» says why."""
        return frozenset(re.findall(r"\w+", self.properties.get("Допущено", "")))


def read_pattern(text: str) -> PatternFile:
    """Read a pattern; what is wrong with it is found all at once, for the person who wrote it."""
    pattern = PatternFile()
    head = _cut(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), pattern)
    _read_head(head, pattern)
    _check_properties(pattern)
    _check_sections(pattern)
    pattern.problems.sort()
    return pattern


def _cut(text: str, pattern: PatternFile) -> list[tuple[int, str]]:
    """Cut the file at its ``##`` headings; those inside of code are no headings.

    Returns:
        The lines before the first heading, with their numbers.
    """
    head: list[tuple[int, str]] = []
    current: Part | None = None
    fence = ""
    for number, line in enumerate(text.split("\n"), start=1):
        fence = _fence_after(line, fence)
        if line.startswith("## ") and not fence:
            current = _open_section(line[3:].strip(), number, pattern)
        elif current:
            current.lines.append(line)
        else:
            head.append((number, line))
    if fence and current:
        pattern.problems.append((current.line, "блок кода не закрыт: допишите строку ``` после кода"))
    return head


def _fence_after(line: str, fence: str) -> str:
    """The fence that is open after a line; empty: none."""
    found = _FENCE.fullmatch(line.strip())
    if not found:
        return fence
    if not fence:
        return found[1]
    return "" if found[1].startswith(fence) and not found[2] else fence


def _open_section(name: str, number: int, pattern: PatternFile) -> Part:
    known = {section.casefold(): section for section in _SECTIONS}
    section = known.get(name.casefold())
    part = Part(number)
    if not section:
        pattern.problems.append((number, f"неизвестный раздел «{name}»: возможны {_listed(_SECTIONS)}"))
    elif section in pattern.sections:
        pattern.problems.append((number, f"раздел «{section}» повторяется: оставьте один"))
    else:
        pattern.sections[section] = part
    return part


def _read_head(head: list[tuple[int, str]], pattern: PatternFile) -> None:
    for number, line in head:
        name, colon, value = line[1:].partition(":")
        if line.startswith("# ") and not pattern.title:
            pattern.title = line[2:].strip()
        elif line.startswith(("-", "*")) and colon:
            _read_property(number, name.strip(), value.strip(), pattern)
        elif line.strip():
            found_here = line.strip()[:60]
            pattern.problems.append(
                (number, f"непонятная строка «{found_here}»: здесь бывают «# Название» и «- Имя: …»")
            )
    if not pattern.title:
        pattern.problems.append((1, "нет названия: первой строкой напишите «# Название»"))


def _read_property(number: int, name: str, value: str, pattern: PatternFile) -> None:
    known = {listed.casefold(): listed for listed in _PROPERTIES}
    listed = known.get(name.casefold())
    if not listed:
        pattern.problems.append((number, f"неизвестное свойство «{name}»: возможны {_listed(_PROPERTIES)}"))
    elif listed in pattern.properties:
        pattern.problems.append((number, f"свойство «{listed}» повторяется: оставьте одно"))
    else:
        pattern.properties[listed] = value
        _check_value(number, listed, value, pattern)


def _check_value(number: int, name: str, value: str, pattern: PatternFile) -> None:
    choices = _CHOICES.get(name)
    if choices and value.casefold() not in choices:
        pattern.problems.append((number, f"«{name}: {value}» не бывает: возможны {_listed(choices)}"))
    elif name == "Лицензия" and not _LICENSE.fullmatch(value):
        pattern.problems.append((number, f"«Лицензия: {value}» — не имя SPDX: напишите, например, Apache-2.0"))
    elif name == "Допущено" and not _CODES.fullmatch(value):
        pattern.problems.append(
            (number, "после «Допущено:» перечислите коды диагностик через запятую, например CreateQueryInCycle")
        )
    elif name in _REQUIRED and not value:
        pattern.problems.append((number, f"у свойства «{name}» нет значения"))


def _check_properties(pattern: PatternFile) -> None:
    for name in _REQUIRED:
        if name not in pattern.properties:
            pattern.problems.append((1, f"нет свойства «{name}»: добавьте под названием строку «- {name}: …»"))


def _check_sections(pattern: PatternFile) -> None:
    for name in _REQUIRED_SECTIONS:
        part = pattern.sections.get(name)
        if part is None:
            pattern.problems.append((1, f"нет раздела «## {name}»"))
        elif not part.text():
            pattern.problems.append((part.line, f"раздел «{name}» пуст"))
    if pattern.task in ("fix", "optimise", "explain") and "Было" not in pattern.sections:
        pattern.problems.append((1, f"нет раздела «## Было»: для вида «{pattern.properties['Вид']}» он нужен"))
    if "Было" in pattern.sections:
        # what is to be fixed or completed need not be whole
        _check_code(pattern, "Было", must_parse=pattern.task in ("optimise", "explain"))
    if pattern.text("Решение") and pattern.task != "explain":
        _check_code(pattern, "Решение", must_parse=True)


def _check_code(pattern: PatternFile, section: str, *, must_parse: bool) -> None:
    part = pattern.sections[section]
    blocks = list(_blocks(part))
    if len(blocks) != 1 or not blocks[0].text.strip():
        pattern.problems.append((part.line, f"в разделе «{section}» нужен один блок кода: ```bsl … ```"))
    elif must_parse:
        module = parse(blocks[0].text)
        for error in module.errors:
            pattern.problems.append((blocks[0].line + error.line - 1, f"код не разбирается: {error.message_ru}"))
        if not (module.errors or module.methods or module.statements):
            pattern.problems.append((part.line, f"в разделе «{section}» нет кода, только пояснения"))


def _blocks(part: Part) -> Iterator[Code]:
    fence, start, lines = "", 0, list[str]()
    for number, line in enumerate(part.lines, start=part.line + 1):
        after = _fence_after(line, fence)
        if after and not fence:
            start, lines = number + 1, []
        elif fence and not after:
            yield Code(start, "\n".join(lines))
        elif fence:
            lines.append(line)
        fence = after


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"«{name}»" for name in names)
