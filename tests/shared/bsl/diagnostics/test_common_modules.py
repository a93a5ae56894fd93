import pytest

from components.shared.bsl.context import Context, ModuleKind
from components.shared.bsl.verdict import judge

CODE = "CommonModuleMethodsOnly"
METHOD = "Процедура Загрузить() Экспорт\n    Перем Курсы;\n    Курсы = 1;\nКонецПроцедуры\n"


def places(text: str, context: Context) -> list[tuple[int, int]]:
    return [(found.line, found.column) for found in judge(text, context).findings if found.rule.code == CODE]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("// Курсы валют\n", []),
        (METHOD, []),
        (f"#Область Курсы\n{METHOD}#КонецОбласти\n", []),
        (f"#Если Сервер Тогда\n{METHOD}#КонецЕсли\n", []),
        (f"{METHOD};\n", []),
        (f"Перем Курсы;\n{METHOD}", [(1, 7)]),
        (f"Перем Курсы Экспорт, Даты;\n{METHOD}", [(1, 7), (1, 22)]),
        (f"Var Rates Export;\n{METHOD}", [(1, 5)]),
        (f"#Если Клиент Тогда\nПерем Курсы;\n#КонецЕсли\n{METHOD}", [(2, 7)]),
        (f"{METHOD}Загрузить();\nЗагрузить();\n", [(5, 1)]),
        (f"Перем Курсы;\n{METHOD}Курсы = 1;\n", [(1, 7), (6, 1)]),
        ("Загрузить();\n", [(1, 1)]),
    ],
)
def test_a_common_module_holds_methods_only(text: str, found: list[tuple[int, int]]) -> None:
    context = Context(module_kind="common")
    assert places(text, context) == found
    assert judge(text, context).compiles or found


@pytest.mark.parametrize("kind", ["object", "manager", "record_set", "form", "command", "application", "unknown"])
def test_other_modules_have_variables_and_a_body(kind: ModuleKind) -> None:
    assert not places(f"Перем Курсы;\n{METHOD}Загрузить();\n", Context(module_kind=kind))


def test_a_part_of_a_module_is_not_judged_as_a_module() -> None:
    assert not places("Перем Курсы;\nЗагрузить();\n", Context(module_kind="common", whole_module=False))


def test_what_is_left_of_a_broken_method_is_no_body() -> None:
    verdict = judge("Процедур Загрузить()\n    Перем Курсы;\nКонецПроцедуры\n", Context(module_kind="common"))
    assert not verdict.compiles
    assert CODE not in {finding.rule.code for finding in verdict.findings}


def test_the_finding_is_told_in_both_languages() -> None:
    (finding,) = [
        found
        for found in judge("Перем Курсы;\n", Context(module_kind="common")).findings
        if found.rule.axis == "compile"
    ]
    assert (finding.message_ru, finding.message_en) == (
        "В общем модуле нельзя объявить переменную модуля: «Курсы»",
        "In a common module a variable of the module cannot be declared: 'Курсы'",
    )
