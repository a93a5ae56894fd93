import gc
from pathlib import Path

import pytest

from components.shared.bsl import parse
from components.shared.bsl.diagnostics import all_diagnostics, run_diagnostics
from components.shared.bsl.findings import Finding
from components.shared.bsl.verdict import judge


def findings(text: str, *select: str) -> list[Finding]:
    return run_diagnostics(parse(text), text, select=select or None)


def test_a_finding_says_where_it_is_and_what_it_objects_to() -> None:
    (finding,) = findings("А = 1;\nБ.В =  Б.В;", "SelfAssign")
    assert (finding.line, finding.column) == (2, 1)
    assert finding.end - finding.start == len("Б.В =  Б.В")
    assert finding.message_ru == "Присваивание переменной самой себе"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("А = А;\nБ = Б;", [1, 2]),
        ("// BSLLS-off\nА = А;\nБ = Б;", []),
        ("// BSLLS:SelfAssign-выкл\nА = А;\n// BSLLS:SelfAssign-вкл\nБ = Б;", [4]),
        ("А = А; // BSLLS:SelfAssign-off\nБ = Б;", [2]),
        ("А = А; // bslls:selfassign-off\nБ = Б;", [2]),
        ("А = А; // BSLLS-выкл\nБ = Б;", [2]),
        ("// BSLLS:LineLength-off\nА = А;", [2]),
        ('Б = "// BSLLS-off"; А = А;', [1]),
        ("А = А;\n// BSLLS-off\nБ = Б;", [1]),
    ],
)
def test_comments_switch_diagnostics_off(text: str, lines: list[int]) -> None:
    assert [finding.line for finding in findings(text, "SelfAssign")] == lines


def test_unknown_codes_are_refused_with_the_near_ones() -> None:
    with pytest.raises(ValueError, match=r"SelfAsign \(did you mean SelfAssign"):
        findings("А = 1;", "SelfAsign")


@pytest.mark.parametrize("code", sorted(all_diagnostics()))
def test_every_page_says_what_is_bad_and_what_is_good(code: str) -> None:
    found = all_diagnostics()[code]
    assert "\nBad:\n" in found.page
    assert "\nGood:\n" in found.page
    assert found.rule.title_ru
    assert found.rule.title_en
    assert found.rule.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Если А Цикл", "ParseError"),
        ("Процедура А() Возврат 1; КонецПроцедуры", "ProcedureReturnsValue"),
        ("Функция А() Возврат; КонецФункции", "ReturnWithoutValue"),
        ("А = 1; Процедура Б() КонецПроцедуры", "CodeBlockBeforeSub"),
        ("Прервать;", "MisplacedStatement"),
        ("Перейти ~А;", "UndefinedLabel"),
        ("Процедура А(Б, Б) КонецПроцедуры", "DuplicateDeclaration"),
        ("#Если Сервер1 Тогда\n#КонецЕсли", "UnknownPreprocessorSymbol"),
        ("#Ежели Сервер Тогда", "ParseError"),
        ('А = "1', "ParseError"),
    ],
)
def test_what_does_not_parse_has_a_rule(text: str, code: str) -> None:
    found = [finding.rule for finding in findings(text) if finding.rule.axis == "compile"]
    assert [rule.code for rule in found][:1] == [code]
    assert {rule.strength for rule in found} == {"strong"}


def test_a_comment_hides_a_finding_and_improves_no_score() -> None:
    text = "// BSLLS-off\nПроцедура А()\n    Б = Б;\n    В = Новый Массив; В.Сортировать();\nКонецПроцедуры"
    verdict = judge(text)
    assert verdict.findings == ()
    assert verdict.scores.semantics == 0
    assert not verdict.compiles


def test_what_is_judged_is_freed_without_the_garbage_collector() -> None:
    """Processes that check thousands of files run with the collector off: a cycle would keep a tree until it runs."""
    modules = sorted(Path("datasets/sample_configuration").rglob("*.bsl"))
    texts = [module.read_text(encoding="utf-8-sig") for module in modules]
    texts.append('Для Каждого А Из Б Цикл В(А); КонецЦикла; З = Новый Запрос("ВЫБРАТЬ Т.А КАК А ИЗ Т КАК Т");')
    gc.collect()
    gc.disable()
    try:
        for text in texts:
            judge(text)
            assert gc.collect() == 0
    finally:
        gc.enable()
