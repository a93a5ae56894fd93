"""The hand-written patterns are many, well-formed, and good BSL."""

import re
from collections import Counter
from pathlib import Path

import pytest

from components.shared.bsl import parse
from components.shared.records import CATEGORIES

PATTERNS = Path(__file__).parents[2] / "datasets" / "patterns"
FILES = sorted(PATTERNS.glob("*/*.md"))
TASKS = {"написать", "дополнить", "исправить", "оптимизировать", "объяснить"}
MODULES = {
    "общий модуль",
    "модуль объекта",
    "модуль менеджера",
    "модуль набора записей",
    "модуль формы",
    "модуль команды",
    "HTTP-сервис",
}
CONTEXTS = {"сервер", "клиент", "клиент и сервер"}
LICENSES = {"Apache-2.0", "MIT", "CC0-1.0", "CC-BY-4.0"}
# a solution never shows what the standards forbid: 418, 643, 703, 547, and calls replaced by newer ones
FORBIDDEN = re.compile(
    r"(?<![\w.])(Сообщить|ТекущаяДата|Вопрос|Предупреждение|Найти|ОткрытьФормуМодально|ВвестиДату"
    r"|ПодробноеПредставлениеОшибки|КраткоеПредставлениеОшибки)\("
    r"|\bПерейти\s+~|\bИсключение\s+КонецПопытки"
)
LITERALS_AND_COMMENTS = re.compile(r'"(?:[^"]|"")*"|//[^\n]*')


def title_of(text: str) -> str:
    return text.partition("\n")[0].removeprefix("# ")


def property_of(text: str, name: str) -> str:
    found = re.search(rf"^- {name}: *(.*)$", text, re.MULTILINE)
    return found[1].strip() if found else ""


def section_of(text: str, name: str) -> str:
    found = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def code_blocks_of(section: str) -> list[str]:
    return re.findall(r"^```bsl\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


@pytest.fixture(params=FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def pattern(request: pytest.FixtureRequest) -> str:
    file: Path = request.param
    return file.read_text(encoding="utf-8")


def test_there_are_enough_patterns_in_each_category() -> None:
    counts = Counter(file.parent.name for file in FILES)
    assert set(counts) == set(CATEGORIES)
    assert len(FILES) >= 60
    assert min(counts.values()) >= 10


def test_every_kind_of_task_is_shown() -> None:
    kinds = Counter(property_of(file.read_text(encoding="utf-8"), "Вид") for file in FILES)
    assert set(kinds) == TASKS
    assert kinds["исправить"] + kinds["оптимизировать"] >= 10


def test_no_two_patterns_share_a_title_or_a_file_name() -> None:
    titles = Counter(title_of(file.read_text(encoding="utf-8")).casefold() for file in FILES)
    names = Counter(file.stem.casefold() for file in FILES)
    assert [title for title, count in (titles + names).items() if count > 1] == []


def test_a_pattern_has_its_properties(pattern: str) -> None:
    assert pattern.startswith("# ")
    assert property_of(pattern, "Вид") in TASKS
    assert property_of(pattern, "Модуль") in MODULES
    assert property_of(pattern, "Контекст") in CONTEXTS
    assert property_of(pattern, "Автор")
    assert property_of(pattern, "Лицензия") in LICENSES


def test_a_pattern_has_its_sections(pattern: str) -> None:
    kind = property_of(pattern, "Вид")
    assert all(section_of(pattern, name) for name in ("Задание", "Решение", "Почему так"))
    assert len(code_blocks_of(section_of(pattern, "Решение"))) == (kind != "объяснить")
    if kind not in {"написать", "дополнить"}:
        assert len(code_blocks_of(section_of(pattern, "Было"))) == 1
    assert pattern.count("```") == 2 * len(code_blocks_of(pattern))


def test_the_code_of_a_pattern_is_whole_methods_that_parse(pattern: str) -> None:
    for code in code_blocks_of(pattern):
        module = parse(code)
        assert [str(error) for error in module.errors] == []
        assert module.methods
        assert not module.statements


def test_code_is_indented_with_tabs_and_has_no_stray_spaces(pattern: str) -> None:
    code_lines = [line for code in code_blocks_of(pattern) for line in code.splitlines()]
    assert [line for line in code_lines if re.match(r"\t* +\S", line)] == []
    assert [line for line in pattern.splitlines() if line != line.rstrip()] == []
    assert "\r" not in pattern
    assert "\ufeff" not in pattern


def test_a_solution_keeps_the_standards_it_teaches(pattern: str) -> None:
    for code in code_blocks_of(section_of(pattern, "Решение")):
        bare = LITERALS_AND_COMMENTS.sub('""', code)
        assert not FORBIDDEN.search(bare), FORBIDDEN.findall(bare)
        assert max(len(line.expandtabs(4)) for line in code.splitlines()) <= 120
        assert "ё" not in code.casefold()


@pytest.mark.parametrize("bad", ["Сообщить(А)", "А = ТекущаяДата()", "Перейти ~М", "Исключение\n\tКонецПопытки"])
def test_what_the_standards_forbid_is_found(bad: str) -> None:
    assert FORBIDDEN.search(bad)
    assert not FORBIDDEN.search("Сообщение.Сообщить(); А = Список.Найти(Б);")


def test_a_method_of_a_form_says_where_it_runs(pattern: str) -> None:
    if property_of(pattern, "Модуль") not in {"модуль формы", "модуль команды"}:
        return
    for code in code_blocks_of(section_of(pattern, "Решение")):
        assert [method.name for method in parse(code).methods if not method.directives] == []


def test_an_exported_method_of_a_solution_is_described(pattern: str) -> None:
    described = {"общий модуль", "модуль менеджера"}
    if property_of(pattern, "Модуль") not in described:
        return
    for code in code_blocks_of(section_of(pattern, "Решение")):
        for method in parse(code).methods:
            if method.export:
                assert method.comment, method.name
                assert all(parameter.name in method.comment for parameter in method.parameters), method.name
                assert method.kind == "procedure" or "Возвращаемое значение" in method.comment, method.name
