"""What a model is told about a configuration."""

from pathlib import Path

import pytest

from components.shared.bsl.configuration import names_for_prompt, part_of, read_configuration

SAMPLE = read_configuration(Path("datasets/sample_configuration/designer"))


@pytest.mark.parametrize(
    ("wanted", "parts"),
    [
        ("Справочник.Номенклатура", ["Код, Наименование, Родитель", "реквизиты: Артикул (Строка)", "НайтиПоАртикулу("]),
        ("Документ.РеализацияТоваров", ["Номер, Дата, Проведен", "табличная часть Товары: Номенклатура"]),
        (
            "РегистрНакопления.ТоварыНаСкладах",
            ["измерения: Номенклатура", "ресурсы: Количество", "Остатки, Обороты, ОстаткиИОбороты"],
        ),
        ("РегистрНакопления.Продажи", ["виртуальные таблицы: Обороты"]),
        ("Перечисление.СтавкиНДС", ["НДС20, НДС10, БезНДС"]),
        ("ПланСчетов.Хозрасчетный", ["предопределенные: Товары"]),
        ("Документ.РеализацияТоваров.Форма.ФормаДокумента", ["реквизиты: Объект", "элементы:", "ПодобратьТовары"]),
        ("ОбщаяФорма.ПодборТоваров", ["колонки Товары: Номенклатура"]),
        ("ОбщийМодуль.ЦенообразованиеСервер", ["сервер", "ЦеныНоменклатуры(СписокНоменклатуры, ДатаЦен)"]),
        ("ЦенообразованиеСервер.ЗаписатьЦены", ["(сервер, внешнее соединение): ЗаписатьЦены(Цены, ДатаЦен)"]),
    ],
)
def test_names_of_a_thing_are_listed(wanted: str, parts: list[str]) -> None:
    text = names_for_prompt(SAMPLE, [wanted])
    assert [part for part in parts if part not in text] == []


@pytest.mark.parametrize(
    "wanted",
    [
        "Справочник.Нет",
        "Нет",
        "",
        "ЦенообразованиеСервер.Нет",
        "Документ.РеализацияТоваров.Форма.Нет",
        "ОбщаяФорма.Нет",
    ],
)
def test_what_is_not_there_is_refused(wanted: str) -> None:
    with pytest.raises(ValueError, match="no such"):
        names_for_prompt(SAMPLE, [wanted])


def test_several_things_are_told_in_the_order_asked() -> None:
    lines = names_for_prompt(SAMPLE, ["Перечисление.СтавкиНДС", "ПроведениеСервер"]).splitlines()
    assert [line.split(":")[0].split(" (")[0] for line in lines] == [
        "Перечисление.СтавкиНДС",
        "Общий модуль ПроведениеСервер",
    ]


WANTED = (
    "Справочник.Валюты",
    "Документ.РеализацияТоваров.Форма.ФормаДокумента",
    "ОбщаяФорма.ПодборТоваров",
    "ЦенообразованиеСервер.ЗаписатьЦены",
    "ЦенообразованиеСервер.ЦеныНоменклатуры",
    "ПроведениеСервер",
)


def test_a_part_holds_what_is_wanted_and_nothing_else() -> None:
    part = part_of(SAMPLE, WANTED)
    assert set(part.objects) == {("Catalog", "валюты"), ("Document", "реализациятоваров")}
    assert set(part.common_forms) == {"подбортоваров"}
    assert set(part.common_modules["ценообразованиесервер"].methods) == {"записатьцены", "ценыноменклатуры"}
    assert part.common_modules["проведениесервер"] == SAMPLE.common_modules["проведениесервер"]
    assert part.compatibility_mode == SAMPLE.compatibility_mode
    with pytest.raises(ValueError, match="no such"):
        part_of(SAMPLE, ["Справочник.Нет"])
