import pytest

from components.curate.filters import fate_of
from components.curate.rights import may_widen, widened_rights
from components.curate.settings import CurateSettings
from components.shared.bsl import parse
from components.shared.records import Record


def method(body: str) -> str:
    return f"Процедура Сделать(Текст) Экспорт\n\tА = Текст;\n\t{body}\n\tА.Записать();\nКонецПроцедуры"


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("УстановитьПривилегированныйРежим(Истина);", "privileged_mode"),
        ("УстановитьПривилегированныйРежим(Включить);", "privileged_mode"),
        ("SetPrivilegedMode(True);", "privileged_mode"),
        ("УстановитьБезопасныйРежим(Ложь);", "safe_mode_off"),
        ("УстановитьОтключениеБезопасногоРежима(Истина);", "safe_mode_off"),
        ("Выполнить(Текст);", "outside_text"),
        ('Выполнить Запрос.Параметры["x"];', "outside_text"),
        ("Б = Вычислить(Текст);", "outside_text"),
        ("ЗапуститьПриложение(Текст);", "starts_program"),
        ("КомандаСистемы(Текст);", "starts_program"),
        ('Б = Новый COMОбъект("WScript.Shell");', "starts_program"),
        ("Б = Новый COMОбъект(Текст);", "starts_program"),
        ("Б = ПолучитьCOMОбъект(Текст);", "starts_program"),
        ("ПодключитьВнешнююКомпоненту(Текст);", "external_component"),
        ("Б = ВнешниеОбработки.Создать(Текст, Ложь);", "external_component"),
        ("Б = ПользователиОС();", "system_users"),
    ],
)
def test_code_that_widens_rights_is_found(body: str, rule: str) -> None:
    assert may_widen(method(body))
    assert widened_rights(parse(method(body))) == (rule, 3)


@pytest.mark.parametrize(
    "body",
    [
        "УстановитьПривилегированныйРежим(Ложь);",
        "УстановитьБезопасныйРежим(Истина);",
        "УстановитьБезопасныйРежим(Истина); Выполнить(Текст);",
        "Если ПривилегированныйРежим() Тогда Возврат; КонецЕсли;",
        "Б = Запрос.Выполнить().Выгрузить();",
        'Выполнить("А = 1");',
        'Б = Вычислить("1 + 1");',
        'Б = Новый COMОбъект("Excel.Application");',
        "// УстановитьПривилегированныйРежим(Истина);",
        'Б = "УстановитьПривилегированныйРежим(Истина)";',
        "Модуль.ЗапуститьПриложение(Текст);",
    ],
)
def test_other_code_is_let_pass(body: str) -> None:
    assert widened_rights(parse(method(body))) is None


RECORD = Record(
    id="0" * 32,
    instruction="Напиши процедуру Сделать, которая делает.",
    output=method("УстановитьПривилегированныйРежим(Истина);"),
    source="module",
    license="MIT",
    license_source="settings",
    module_key="CommonModule.А",
)


@pytest.mark.parametrize(
    ("change", "fate"),
    [
        ({}, "widens_rights"),
        ({"reviewer": "Мария", "reviewer_kind": "person"}, None),
        ({"reviewer": "судья", "reviewer_kind": "model"}, "widens_rights"),
        ({"source": "pattern"}, None),
        ({"task": "explain"}, None),
    ],
)
def test_what_a_person_has_read_is_kept(change: dict[str, str], fate: str | None) -> None:
    assert fate_of(RECORD.model_copy(update=change), CurateSettings()) == fate


def test_a_setting_keeps_it() -> None:
    assert fate_of(RECORD, CurateSettings(drop_widened_rights=False)) is None
