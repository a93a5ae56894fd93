"""Objects, types and common attributes by the names that code gives them."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from components.shared.bsl.configuration.lookup import (
    common_attributes,
    english_type,
    find_object,
    object_of_type,
    resolve_types,
    russian_type,
)
from components.shared.bsl.configuration.model import Configuration, MetadataObject


def configuration(items: Iterable[MetadataObject]) -> Configuration:
    return Configuration("Проба", objects={(item.kind, item.name.lower()): item for item in items})


CONFIGURATION = configuration(
    (
        MetadataObject("Catalog", "Товары"),
        MetadataObject("Catalog", "Склады"),
        MetadataObject("Document", "Продажа"),
        MetadataObject("DefinedType", "Владелец", references={"Type": ("CatalogRef.Товары", "DefinedType.Прочее")}),
        MetadataObject("DefinedType", "Прочее", references={"Type": ("DefinedType.Владелец", "String")}),
        MetadataObject("ChartOfCharacteristicTypes", "Свойства", references={"Type": ("Number", "CatalogRef")}),
    )
)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Справочник.Товары", "Товары"),
        ("справочники.ТОВАРЫ", "Товары"),
        ("Catalogs.Товары", "Товары"),
        ("Catalog.Товары.ФормаСписка", "Товары"),
        ("Документ.Товары", None),
        ("Товары", None),
        ("", None),
    ],
)
def test_an_object_is_found_by_any_of_its_names(name: str, found: str | None) -> None:
    item = find_object(CONFIGURATION, name)
    assert (item.name if item is not None else None) == found


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        ("CatalogRef.Товары", "СправочникСсылка.Товары"),
        ("DocumentObject.Продажа", "ДокументОбъект.Продажа"),
        ("InformationRegisterRecordSet.Цены", "РегистрСведенийНаборЗаписей.Цены"),
        ("InformationRegisterRecordManager.Цены", "РегистрСведенийМенеджерЗаписи.Цены"),
        ("EnumRef.Ставки", "ПеречислениеСсылка.Ставки"),
        ("ChartOfAccountsRef.Счета", "ПланСчетовСсылка.Счета"),
        ("BusinessProcessRoutePointRef.Согласование", "ТочкаМаршрутаБизнесПроцессаСсылка.Согласование"),
    ],
)
def test_types_have_names_in_both_languages(english: str, russian: str) -> None:
    assert russian_type(english) == russian
    assert english_type(russian) == english


def test_an_object_is_found_by_its_type() -> None:
    found = object_of_type(CONFIGURATION, "CatalogRef.Товары")
    assert found is CONFIGURATION.objects["Catalog", "товары"]
    assert object_of_type(CONFIGURATION, "String") is None
    assert object_of_type(CONFIGURATION, "CatalogRef.Нет") is None


@pytest.mark.parametrize(
    ("types", "resolved"),
    [
        (("String",), ("String",)),
        (("DefinedType.Владелец",), ("CatalogRef.Товары", "String")),
        (("CatalogRef",), ("CatalogRef.Товары", "CatalogRef.Склады")),
        (("Characteristic.Свойства",), ("Number", "CatalogRef.Товары", "CatalogRef.Склады")),
        (("AnyRef",), ("CatalogRef.Товары", "CatalogRef.Склады", "DocumentRef.Продажа")),
        (("DefinedType.Нет",), ("DefinedType.Нет",)),
        ((), ()),
    ],
)
def test_sets_of_types_are_replaced_by_what_they_stand_for(types: tuple[str, ...], resolved: tuple[str, ...]) -> None:
    found = resolve_types(CONFIGURATION, types)
    assert tuple(name for name in found if not name.startswith("ChartOf")) == resolved


@pytest.mark.parametrize(
    ("auto", "lists", "applies"),
    [
        ("Use", {}, True),
        ("DontUse", {}, False),
        ("Use", {"DontUse": ("Catalog.Товары",)}, False),
        ("DontUse", {"Use": ("Catalog.Товары",)}, True),
        ("Use", {"Auto": ("Catalog.Товары",)}, True),
    ],
)
def test_a_common_attribute_applies_by_its_content(auto: str, lists: dict[str, tuple[str, ...]], applies: bool) -> None:
    common = MetadataObject("CommonAttribute", "Область", properties={"AutoUse": auto}, references=lists)
    whole = configuration((*CONFIGURATION.objects.values(), common))
    catalog = whole.objects["Catalog", "товары"]
    assert [item.name for item in common_attributes(whole, catalog)] == (["Область"] if applies else [])
    assert list(common_attributes(whole, replace(catalog, kind="Report"))) == []
