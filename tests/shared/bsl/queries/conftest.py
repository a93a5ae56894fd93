"""Configurations that queries are judged by: the sample one, and hand-made metadata of the kinds that it lacks."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from components.shared.bsl.configuration import read_configuration
from components.shared.bsl.configuration.model import Attribute, Configuration, MetadataObject, TabularSection

SAMPLE = Path("datasets/sample_configuration/designer")


def attributes(role: str, **types: str) -> dict[str, Attribute]:
    """Attributes of one role; several types are joined by ``|``."""
    return {name.lower(): Attribute(name, tuple(written.split("|")), role) for name, written in types.items()}


HAND_MADE = (
    MetadataObject(
        "CalculationRegister",
        "Начисления",
        {
            **attributes("dimension", Сотрудник="CatalogRef.Сотрудники"),
            **attributes("resource", Результат="Number"),
            **attributes("attribute", График="Number"),
        },
        properties={
            "ActionPeriod": "true",
            "BasePeriod": "true",
            "ChartOfCalculationTypes": "ChartOfCalculationTypes.Начисления",
            "Schedule": "InformationRegister.Графики",
            "ScheduleValue": "InformationRegister.Графики.Resource.Дни",
            "ScheduleDate": "InformationRegister.Графики.Dimension.Дата",
        },
    ),
    MetadataObject("ChartOfCalculationTypes", "Начисления", properties={"DescriptionLength": "50", "CodeLength": "5"}),
    MetadataObject(
        "InformationRegister",
        "Графики",
        {**attributes("dimension", Дата="Date"), **attributes("resource", Дни="Number")},
        properties={"InformationRegisterPeriodicity": "Nonperiodical"},
    ),
    MetadataObject(
        "Sequence",
        "ДвиженияТоваров",
        attributes("dimension", Номенклатура="CatalogRef.Номенклатура"),
        references={"Documents": ("Document.РеализацияТоваров",)},
    ),
    MetadataObject("ExchangePlan", "Магазины", properties={"CodeLength": "5", "DescriptionLength": "50"}),
    MetadataObject(
        "BusinessProcess",
        "Согласование",
        attributes("attribute", Предмет="DocumentRef.ЗаявкаНаЗакупку"),
        properties={"NumberLength": "9", "Task": "Task.Задача"},
    ),
    MetadataObject(
        "Task",
        "Задача",
        attributes("addressing", Исполнитель="CatalogRef.Сотрудники"),
        properties={"NumberLength": "9", "DescriptionLength": "100"},
    ),
    MetadataObject(
        "Document",
        "Заказ",
        attributes("attribute", Автор="CatalogRef.Сотрудники|CatalogRef.Контрагенты", Доставка="DefinedType.Доставка"),
        {"строки": TabularSection("Строки", attributes("attribute", Товар="CatalogRef.Номенклатура", Доля="Number"))},
        properties={"NumberLength": "9"},
    ),
    MetadataObject("DefinedType", "Доставка", references={"Type": ("String",)}),
    MetadataObject("FilterCriterion", "СвязанныеДокументы", references={"Type": ("DocumentRef.Заказ",)}),
)


@pytest.fixture(scope="session")
def configuration() -> Configuration:
    """The sample configuration with hand-made objects beside its own."""
    sample = read_configuration(SAMPLE)
    added: Mapping[tuple[str, str], MetadataObject] = {(item.kind, item.name.lower()): item for item in HAND_MADE}
    return replace(sample, objects={**sample.objects, **added})
