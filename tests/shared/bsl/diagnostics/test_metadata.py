from dataclasses import replace

import pytest

from components.shared.bsl import parse
from components.shared.bsl.configuration.model import CommonModule, Configuration, ExportedMethod, MetadataObject
from components.shared.bsl.context import Context, ModuleKind
from components.shared.bsl.diagnostics import run_diagnostics
from components.shared.bsl.platform.model import Side

SERVER = Side.SERVER | Side.EXTERNAL_CONNECTION | Side.THICK_CLIENT
CLIENT = Side.CLIENT
STOCK = CommonModule(
    "Склад",
    SERVER,
    methods={
        "остаток": ExportedMethod("Остаток", True, 2, 3, parameters=("Товар", "Склад", "Дата")),
        "итог": ExportedMethod("Итог", True, 0, 1),
    },
)
PROCEDURE = "Процедура А() Экспорт\nКонецПроцедуры"


def found(text: str, code: str, context: Context = Context()) -> list[int]:  # noqa: B008
    return [finding.line for finding in run_diagnostics(parse(text), text, context, [code])]


def configuration(*modules: CommonModule, **handlers: str) -> Configuration:
    """With common modules, subscriptions and jobs: the name of a kind is that of the property with its handler."""
    kinds = {"Handler": "EventSubscription", "MethodName": "ScheduledJob"}
    objects = {
        (kinds[key], "имя"): MetadataObject(kinds[key], "Имя", properties={key: handler})
        for key, handler in handlers.items()
    }
    return Configuration("Торговля", objects=objects, common_modules={item.name.lower(): item for item in modules})


@pytest.mark.parametrize(
    ("directive", "export", "kind", "lines"),
    [
        ("&НаСервере", "Экспорт", "form", [2]),
        ("&НаСервереБезКонтекста", "Экспорт", "form", [2]),
        ("", "Экспорт", "form", [2]),
        ("&НаКлиенте", "Экспорт", "form", []),
        ("&AtClient", "Экспорт", "form", []),
        ("&НаСервере", "", "form", []),
        ("&НаСервере", "Экспорт", "unknown", []),
    ],
)
def test_exported_methods_of_forms_run_on_the_client(
    directive: str, export: str, kind: ModuleKind, lines: list[int]
) -> None:
    text = f"{directive}\nПроцедура А() {export}\nКонецПроцедуры"
    assert found(text, "ServerSideExportFormMethod", Context(module_kind=kind)) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("ЭтотОбъект = А;", [1]),
        ("thisObject = А;", [1]),
        ("ЭтотОбъект.Код = А;", []),
        ("А = ЭтотОбъект;", []),
    ],
)
def test_this_object_is_not_assigned(text: str, lines: list[int]) -> None:
    assert found(text, "ThisObjectAssign") == lines


@pytest.mark.parametrize(
    ("call", "missed"),
    [
        ("Сложить(, 2)", True),
        ("Сложить(1)", True),
        ("Сложить(1, , 3)", True),
        ("Сложить(1, 2)", False),
        ("Сложить(1, 2, )", False),
        ("ЭтотОбъект.Сложить(, 2)", False),
        ("Склад.Остаток(Товар, )", True),
        ("Склад.Остаток(Товар, , Дата)", True),
        ("Склад.Остаток(Товар)", True),
        ("Склад.Остаток(Товар, Место)", False),
        ("Склад.Итог()", False),
        ("Склад.Нет(,)", False),
        ("Другой.Остаток(, )", False),
    ],
)
def test_obligatory_arguments_are_given(call: str, missed: bool) -> None:
    text = f"Функция Сложить(А, Б, В = 0)\nВозврат А;\nКонецФункции\nА = {call};"
    context = Context(configuration=configuration(STOCK))
    assert found(text, "MissedRequiredParameter", context) == ([4] if missed else [])


@pytest.mark.parametrize(
    ("reuse", "region", "lines"),
    [
        ("DuringSession", "ПрограммныйИнтерфейс", [2]),
        ("DuringRequest", "Public", [2]),
        ("DuringRequest", "СлужебныйПрограммныйИнтерфейс", []),
        ("", "ПрограммныйИнтерфейс", []),
    ],
)
def test_kept_values_are_no_public_interface(reuse: str, region: str, lines: list[int]) -> None:
    text = f"\n#Область {region}\n{PROCEDURE}\n#КонецОбласти\n#Область Public\n#КонецОбласти"
    context = Context(owner="CommonModule.Склад", configuration=configuration(replace(STOCK, reuse=reuse)))
    assert found(text, "CachedPublic", context) == lines


@pytest.mark.parametrize(
    ("module", "call", "lines"),
    [
        (replace(STOCK, privileged=True), "Склад.Остаток(А, Б)", [1]),
        (replace(STOCK, privileged=True), "Склад.Нет(А, Б)", []),
        (STOCK, "Склад.Остаток(А, Б)", []),
    ],
)
def test_calls_with_all_rights(module: CommonModule, call: str, lines: list[int]) -> None:
    assert found(f"А = {call};", "PrivilegedModuleMethodCall", Context(configuration=configuration(module))) == lines
    own = Context(owner="CommonModule.Склад", configuration=configuration(module))
    assert found(f"А = {call};", "PrivilegedModuleMethodCall", own) == []


@pytest.mark.parametrize(
    ("code", "module", "good"),
    [
        ("CommonModuleNameClient", CommonModule("Склад", CLIENT), "СкладКлиент"),
        ("CommonModuleNameClientServer", CommonModule("Склад", CLIENT | SERVER), "СкладКлиентСервер"),
        ("CommonModuleNameServerCall", CommonModule("Склад", SERVER, server_call=True), "StockServerCall"),
        ("CommonModuleNameFullAccess", CommonModule("Склад", SERVER, privileged=True), "СкладПолныеПрава"),
        ("CommonModuleNameCached", CommonModule("Склад", SERVER, reuse="DuringSession"), "СкладПовтИсп"),
        ("CommonModuleNameGlobal", CommonModule("Склад", CLIENT, is_global=True), "СкладГлобальный"),
        ("CommonModuleNameGlobalClient", CommonModule("СкладКлиент", CLIENT, is_global=True), "СкладГлобальный"),
        ("CommonModuleNameWords", CommonModule("ПроцедурыСклада", SERVER), "Склад"),
        ("MetadataObjectNameLength", CommonModule("Склад" * 17, SERVER), "Склад"),
    ],
)
def test_names_of_common_modules_tell_what_they_are(code: str, module: CommonModule, good: str) -> None:
    for name, lines in ((module.name, [2]), (good, [])):
        context = Context(
            owner=f"CommonModule.{name}", module_kind="common", configuration=configuration(replace(module, name=name))
        )
        assert found(f"\n{PROCEDURE}", code, context) == lines
    plain = Context(owner="CommonModule.Склад", configuration=configuration(STOCK))
    assert found(f"\n{PROCEDURE}", code, plain) == []
    assert found(f"\n{PROCEDURE}", code) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Процедура Запись(Источник) Экспорт А = 1; КонецПроцедуры", []),
        ("\nПроцедура Запись(Источник) А = 1; КонецПроцедуры", [2]),
        ("\n\nПроцедура Другая() Экспорт КонецПроцедуры", [3]),
    ],
)
@pytest.mark.parametrize(
    ("code", "key"), [("MissingEventSubscriptionHandler", "Handler"), ("ScheduledJobHandler", "MethodName")]
)
def test_handlers_exist_and_are_exported(code: str, key: str, text: str, lines: list[int]) -> None:
    known = configuration(STOCK, **{key: "CommonModule.Склад.Запись"})
    assert found(text, code, Context(module_kind="common", owner="CommonModule.Склад", configuration=known)) == lines
    assert found(text, code, Context(module_kind="common", owner="CommonModule.Другой", configuration=known)) == []
    assert found("А = 1;", code, Context(module_kind="application", configuration=known)) == []
    missing = configuration(**{key: "CommonModule.Склад.Запись"})
    assert found("А = 1;", code, Context(module_kind="application", configuration=missing)) == [1]


def test_a_job_runs_on_the_server_and_does_something() -> None:
    known = configuration(replace(STOCK, sides=CLIENT), MethodName="CommonModule.Склад.А")
    context = Context(module_kind="common", owner="CommonModule.Склад", configuration=known)
    assert found(f"\n{PROCEDURE}", "ScheduledJobHandler", context) == [2]
    known = configuration(STOCK, MethodName="CommonModule.Склад.А")
    assert found(f"\n{PROCEDURE}", "ScheduledJobHandler", replace(context, configuration=known)) == [2]
