"""Each check against the code in ``cases``: what it must mark stands between ⟦ and ⟧, exactly; the rest it must not."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.shared.bsl import parse
from components.shared.bsl.context import Context
from components.shared.bsl.diagnostics import all_diagnostics, run_diagnostics
from components.shared.bsl.syntax.source_map import SourceMap

CASES = Path(__file__).with_name("cases")
MARKS = re.compile("[⟦⟧]")


def cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.txt")):
        for section in re.split(r"^== ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            code, _, texts = section.partition("\n")
            for number, text in enumerate(texts.removesuffix("\n").split("\n--\n")):
                yield pytest.param(code, text, id=f"{code}-{number}")


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    ranges, at = [], 0
    for number, mark in enumerate(MARKS.finditer(text)):
        at = mark.start() - number
        if mark[0] == "⟦":
            ranges.append((at, at))
        else:
            ranges[-1] = (ranges[-1][0], at)
    return MARKS.sub("", text), ranges


@pytest.mark.parametrize(("code", "case"), cases())
def test_a_check_marks_what_it_must_and_nothing_else(code: str, case: str) -> None:
    context = Context()
    if case.startswith("@module_kind="):
        kind, _, case = case.removeprefix("@module_kind=").partition("\n")
        context = Context(module_kind=kind)  # type: ignore[arg-type]
    text, expected = marked(case)
    places = SourceMap(text)
    found = run_diagnostics(parse(text), text, context, select={code})
    assert [(places.offset_of(one.start), places.offset_of(one.end)) for one in found] == expected


# Modules whose checks have their tables in ``cases``; those of queries, metadata and descriptions are elsewhere.
MODULES = frozenset(
    {
        "avoided",
        "branches",
        "client_calls",
        "commented",
        "complexity",
        "deprecated",
        "exceptions",
        "expressions",
        "flow",
        "hardcode",
        "layout",
        "loops",
    }
    | {"platform_use", "semantics", "spelling", "suspicious", "templates", "transactions", "usage"}
)


def test_every_check_has_code_that_it_marks_and_code_that_it_leaves_alone() -> None:
    texts: dict[str, list[str]] = {"MethodSize": ["⟦", ""]}
    for case in cases():
        texts.setdefault(case.values[0], []).append(case.values[1])
    for code, found in all_diagnostics().items():
        if found.check is not None and found.check.__module__.rpartition(".")[2] in MODULES:
            assert any("⟦" in text for text in texts.get(code, [])), code
            assert any("⟦" not in text for text in texts.get(code, [])), code


@pytest.mark.parametrize(("statements", "found"), [(200, 0), (202, 1)])
def test_a_method_of_more_than_200_lines_is_too_long(statements: int, found: int) -> None:
    text = "Процедура А()\n" + "    Б = 1;\n" * statements + "КонецПроцедуры"
    assert len(run_diagnostics(parse(text), text, select={"MethodSize"})) == found


@pytest.mark.parametrize(
    ("code", "text", "fixed"),
    [
        ("CanonicalSpellingKeywords", "ЕСЛИ А Тогда Б = 1; КонецЕсли;", "Если А Тогда Б = 1; КонецЕсли;"),
        ("ExtraCommas", "Записать(А, Б, , );", "Записать(А, Б);"),
        ("ExtraCommas", "Записать(А, // Б\n, );", "Записать(А, // Б\n, );"),
        ("CompareWithBoolean", "А = (Б > 1) = Истина;", "А = (Б > 1);"),
        ("CompareWithBoolean", "А = (Б > 1) <> Истина;", "А = Не (Б > 1);"),
        ("CompareWithBoolean", "А = Ложь = Истина;", "А = Ложь = Истина;"),
        ("UselessTernaryOperator", "А = ?(Б = 1, Истина, Ложь);", "А = (Б = 1);"),
        ("UselessTernaryOperator", "А = ?(Б, Истина, Ложь);", "А = ?(Б, Истина, Ложь);"),
        ("SemicolonPresence", "Если А Тогда Б = 1 КонецЕсли;", "Если А Тогда Б = 1; КонецЕсли;"),
        ("EmptyStatement", "А = 1;;", "А = 1;"),
        ("DoubleNegatives", "А = Не (Б <> В);", "А = Б = В;"),
        ("DoubleNegatives", "А = Не (Не Б);", "А = Не (Не Б);"),
        ("ConsecutiveEmptyLines", "А = 1;\n\n\n\nБ = 2;", "А = 1;\n\nБ = 2;"),
    ],
)
def test_a_fix_is_offered_where_the_meaning_stays(code: str, text: str, fixed: str) -> None:
    places = SourceMap(text)
    edits = [edit for finding in run_diagnostics(parse(text), text, select={code}) for edit in finding.edits]
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: places.offset_of(edit.start)] + edit.text + text[places.offset_of(edit.end) :]
    assert text == fixed
    assert not parse(text).errors
