"""What is asked about a whole method: to end it, to fill a hole, to describe it, to explain it, to write its query."""

from collections.abc import Callable
from typing import Any

import pytest

from components.curate.derive import completion, descriptions, repairs, tasks
from components.curate.derive.making import derived_record
from components.curate.derive.pairs import Pair
from components.curate.derive.parent import Parent, parent_of
from components.curate.derive.tasks import Example
from components.curate.derive.transform import all_transforms
from components.curate.filters import fate_of
from components.curate.settings import CurateSettings
from components.shared.bsl.descriptions import read_description
from components.shared.bsl.queries import parse_query
from components.shared.records import Record

COMMENT = """// Возвращает сумму заказа с учётом скидки клиента.
//
// Параметры:
//  Заказ - ДокументСсылка.Заказ - заказ клиента.
//  Скидка - Число - процент скидки.
//
// Возвращаемое значение:
//  Число - сумма к оплате.
//
"""
CODE = """Функция СуммаЗаказа(Заказ, Скидка) Экспорт
	Сумма = 0;
	Для Каждого Строка Из Заказ.Товары Цикл
		СуммаСтроки = Строка.Цена * Строка.Количество;
		Сумма = Сумма + СуммаСтроки;
	КонецЦикла;
	Если Скидка > 0 Тогда
		Сумма = Сумма - Сумма * Скидка / 100;
	КонецЕсли;
	Возврат Окр(Сумма, 2);
КонецФункции"""
QUERY = """// Возвращает цены товаров на дату.
//
Функция ЦеныТоваров(Дата)
	Запрос = Новый Запрос;
	Запрос.Текст =
	"ВЫБРАТЬ
	|	Цены.Товар КАК Товар,
	|	Цены.Цена КАК Цена
	|ИЗ
	|	РегистрСведений.Цены.СрезПоследних(&Дата, ) КАК Цены";
	Запрос.УстановитьПараметр("Дата", Дата);
	Возврат Запрос.Выполнить().Выгрузить();
КонецФункции"""
PLACE = "Функция СуммаЗаказа(Заказ, Скидка)\nГде: общий модуль (сервер)"


def parent(code: str = COMMENT + CODE, **change: Any) -> Parent:
    record = Record(
        instruction="Напиши функцию, которая возвращает сумму заказа.",
        output=code,
        source="module",
        license="MIT",
        license_source="license_file",
        module_key="CommonModule.Заказы.Module",
        **{"input": PLACE, "id": "0" * 32, "module_kind": "common", "context": "server", **change},
    )
    found = parent_of(record)
    assert found is not None
    return found


def test_a_beginning_ends_between_statements_and_the_answer_is_the_whole() -> None:
    cut = completion.begun(parent())
    assert isinstance(cut, completion.Cut)
    assert cut.answer == COMMENT + CODE
    assert cut.answer.startswith(cut.given)
    assert cut.given.endswith((";", "КонецЦикла;", "КонецЕсли;"))


@pytest.mark.parametrize("number", range(12))
def test_a_hole_is_whole_statements_and_the_answer_fills_it(number: int) -> None:
    cut = completion.with_hole(parent(id=f"{number:032}"))
    assert isinstance(cut, completion.Cut)
    assert completion.filled(cut.given, cut.answer) == COMMENT + CODE
    assert cut.answer.strip()
    assert cut.answer.rstrip().endswith(";")
    assert f"// {completion.HOLE}\n" in cut.given


def test_a_comment_is_asked_for_without_showing_it() -> None:
    example = tasks.document(parent())
    assert isinstance(example, Example)
    assert example.output == COMMENT.rstrip("\n")
    assert "//" not in example.input
    assert example.input.startswith("Где: общий модуль (сервер)\n```bsl\nФункция")


def test_an_explanation_says_what_the_comment_says() -> None:
    example = tasks.explain(parent())
    assert isinstance(example, Example)
    assert example.output == (
        "Функция `СуммаЗаказа`: возвращает сумму заказа с учётом скидки клиента.\n\n"
        "Параметры:\n- `Заказ` (ДокументСсылка.Заказ) — заказ клиента.\n- `Скидка` (Число) — процент скидки.\n\n"
        "Возвращает:\n- Число — сумма к оплате.\n\n"
        "Метод экспортный: его можно вызывать из других модулей."
    )


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Возвращает сумму заказа с учётом скидки клиента.", "Сумма.", "назначения нет, оно слишком короткое"),
        ("Возвращает сумму", "Продолжение процедуры СуммаСтрок, возвращает сумму", "описание не о задаче"),
        ("//  Скидка - Число - процент скидки.\n", "", "описаны не все параметры"),
        (" - Число - процент скидки", " - процент скидки", "у параметра нет типа"),
        ("// Возвращаемое значение:\n//  Число - сумма к оплате.\n//\n", "", "возвращаемое значение не описано"),
        ("Возвращает сумму", "Устарела. Возвращает сумму", "назначения нет"),
        ("Заказ - ДокументСсылка.Заказ - заказ клиента", "Заказ - см. Продажи.НовыйЗаказ", "типы описаны ссылкой"),
        (
            "Возвращает сумму заказа с учётом скидки клиента",
            "Returns the sum of an order with a discount",
            "описание не о",
        ),
    ],
)
def test_a_comment_that_is_no_model_is_not_asked_for(old: str, new: str, reason: str) -> None:
    found = descriptions.whole_description(parent((COMMENT + CODE).replace(old, new)))
    assert isinstance(found, str)
    assert found.startswith(reason)


def test_a_written_comment_reads_back_the_same() -> None:
    found = descriptions.whole_description(parent())
    assert not isinstance(found, str)
    written = descriptions.comment_of(found)
    lines = [line.removeprefix("//").removeprefix(" ") for line in written.split("\n")]
    assert read_description("\n".join(lines)) == found


def test_a_query_is_asked_for_in_the_words_of_its_function() -> None:
    example = tasks.query(parent(QUERY))
    assert isinstance(example, Example)
    assert example.instruction.endswith("запроса 1С, который возвращает цены товаров на дату.") or (
        example.instruction.endswith("запросов 1С, который возвращает цены товаров на дату.")
    )
    assert example.input == "Таблицы: РегистрСведений.Цены.СрезПоследних\nПараметры: &Дата"
    assert not parse_query(example.output).errors


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Возвращает цены", "Цены", "описание не говорит, что возвращает запрос"),
        ("Возвращает цены", "Возвращает признак того, что есть цены", "описание не говорит, что возвращает запрос"),
        (
            "\tВозврат Запрос",
            "\tЕсли Дата = 0 Тогда\n\t\tВозврат 0;\n\tКонецЕсли;\n\tВозврат Запрос",
            "функция не только",
        ),
        ('КАК Цены"', 'КАК Цены" + Отбор', "запрос не один"),
        ("Запрос.Выполнить().Выгрузить()", "Разобрать(Запрос.Выполнить().Выгрузить())", "возвращается не сам"),
    ],
)
def test_a_query_whose_words_would_be_invented_is_not_asked_for(old: str, new: str, reason: str) -> None:
    found = tasks.query(parent(QUERY.replace(old, new)))
    assert isinstance(found, str)
    assert found.startswith(reason)


@pytest.mark.parametrize(
    ("body", "mended"),
    [
        ("\tВозврат Найти(А, Б) > 0;\n", "\tВозврат СтрНайти(А, Б) > 0;\n"),
        ("\tА.Дата = ТекущаяДата();\n\tВозврат А;\n", "\tА.Дата = ТекущаяДатаСеанса();\n\tВозврат А;\n"),
        (
            '\tСообщить("Нет");\n\tВозврат А;\n',
            '\tСообщение = Новый СообщениеПользователю;\n\tСообщение.Текст = "Нет";\n'
            "\tСообщение.Сообщить();\n\tВозврат А;\n",
        ),
        ("\tВ = ?(А = Б, Истина, Ложь);\n\tВозврат В;\n", "\tВ = (А = Б);\n\tВозврат В;\n"),
        ("\tВозврат А\n", "\tВозврат А;\n"),
    ],
)
def test_what_is_proven_is_mended(body: str, mended: str) -> None:
    code = "Функция Проверка(А, Б)\n{}КонецФункции"
    found = repairs.repair_of(parent(code.format(body)))
    assert isinstance(found, repairs.Repair), found
    assert found.good == code.format(mended)
    assert found.rules
    assert repairs.told_of(found)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("\tВозврат А > Б;\n", repairs.NOTHING_TO_MEND),
        ('\tСообщить("Нет", СтатусСообщения.Важное);\n\tВозврат А;\n', repairs.NOTHING_TO_MEND),
        (
            "\tСообщить(А);\n\tПопытка\n\t\tБ.Записать();\n\tИсключение\n\tКонецПопытки;\n\tВозврат А;\n",
            repairs.STILL_FOUND,
        ),
    ],
)
def test_what_is_not_proven_stays(body: str, reason: str) -> None:
    assert repairs.repair_of(parent(f"Функция Проверка(А, Б)\n{body}КонецФункции")) == reason


def test_the_time_of_the_user_is_on_the_server_only() -> None:
    code = "Функция Проверка(А)\n\tА.Дата = ТекущаяДата();\n\tВозврат А;\nКонецФункции"
    assert repairs.repair_of(parent(code, context="client")) == repairs.NOTHING_TO_MEND


@pytest.mark.parametrize("make", [tasks.complete, tasks.fill, tasks.document, tasks.explain])
def test_what_is_made_passes_the_filters(make: Callable[[Parent], Example | str]) -> None:
    from components.curate.derive.making import derived_record

    good = parent()
    example = make(good)
    assert isinstance(example, Example)
    record = derived_record(good.record, example)
    assert fate_of(record, CurateSettings()) is None
    assert (record.parent_id, record.module_key) == (good.record.id, good.record.module_key)
    assert record.generator == f"{example.kind}@1"
    assert record.task == example.kind


@pytest.mark.parametrize(
    "change",
    [
        {"output": "А = 1;\nБ = 2;"},
        {"output": f"{CODE}\n{CODE.replace('СуммаЗаказа', 'Другая')}"},
        {"output": "Функция А("},
        {"task": "explain"},
        {"parent_id": "1" * 32},
    ],
)
def test_nothing_but_one_whole_method_is_a_parent(change: dict[str, str]) -> None:
    assert parent_of(parent().record.model_copy(update=change)) is None


NAMES = "Имена конфигурации:\nРаботаСЦенами: Цена(Товар)\nРеквизиты объекта: Товар"
HELPER = "В модуле уже есть:\n```bsl\nФункция Доля(А)\n\tВозврат А;\nКонецФункции\n```"


@pytest.mark.parametrize(
    ("kind", "told"),
    [("complete", True), ("fill", True), ("document", False), ("explain", False)],
)
@pytest.mark.parametrize(
    ("names", "flags"),
    [(NAMES, ("context", "context_topped_up")), (f"{HELPER}\n{NAMES}", ("context", "edit")), ("", ())],
)
def test_code_is_asked_for_with_the_names_that_its_parent_was_told(
    kind: str, told: bool, names: str, flags: tuple[str, ...]
) -> None:
    given = parent(input="\n".join(filter(None, (PLACE, names))), flags=flags)
    example = tasks.TASKS[kind](given)
    assert isinstance(example, Example)
    without = tasks.TASKS[kind](parent(input=PLACE))
    assert isinstance(without, Example)
    assert example.input == "\n".join(filter(None, (without.input, names if told else "")))
    record = derived_record(given.record, example)
    assert record.flags == (flags if told else ())
    assert record.output == without.output


def test_a_pair_is_told_names_on_its_bad_side() -> None:
    given = parent(input=f"{PLACE}\n{NAMES}", flags=("context",))
    transform = next(iter(all_transforms().values()))
    example = tasks.example_of_pair(given, Pair(transform, given.text, ""))
    assert example.input.endswith(f"```\n{NAMES}")
    assert derived_record(given.record, example).flags == ("context",)
