"""An extension over a configuration."""

import pytest

from components.shared.bsl.configuration import merge
from components.shared.bsl.configuration.model import (
    Attribute,
    CommonModule,
    Configuration,
    ExportedMethod,
    Form,
    FormElement,
    MetadataObject,
)
from components.shared.bsl.platform.model import Side


def method(name: str) -> dict[str, ExportedMethod]:
    return {name.lower(): ExportedMethod(name, False, 0, 0)}


BASE = Configuration(
    "База",
    objects={
        ("Catalog", "товары"): MetadataObject(
            "Catalog",
            "Товары",
            {"цена": Attribute("Цена", ("Number",))},
            forms={
                "форма": Form("Форма", elements={"поле": FormElement("Поле", "InputField")}, main_attribute="Объект")
            },
            properties={"Hierarchical": "true"},
            references={"Owners": ("Catalog.Фирмы",)},
        )
    },
    common_modules={"общий": CommonModule("Общий", Side.SERVER, methods=method("Старый"))},
)
EXTENSION = Configuration(
    "Расш",
    is_extension=True,
    objects={
        ("Catalog", "товары"): MetadataObject(
            "Catalog",
            "Товары",
            {"цена": Attribute("Цена"), "р_вес": Attribute("Р_Вес")},
            forms={"форма": Form("Форма", elements={"р_поле": FormElement("Р_Поле", "InputField")})},
            references={"Owners": ("Catalog.Р_Группы",)},
            object_methods=method("Р_Метод"),
            complete=False,
        ),
        ("Catalog", "р_группы"): MetadataObject("Catalog", "Р_Группы"),
    },
    common_modules={"общий": CommonModule("Общий", Side(0), methods=method("Р_Новый"), complete=False)},
    common_forms={"р_форма": Form("Р_Форма")},
    application_methods=method("Р_ПриНачале"),
)


def test_an_extension_adds_to_what_it_adopts() -> None:
    merged = merge(BASE, EXTENSION)
    catalog = merged.objects["Catalog", "товары"]
    assert not merged.is_extension
    assert (merged.name, catalog.complete, catalog.properties) == ("База", True, {"Hierarchical": "true"})
    assert catalog.attributes["цена"].types == ("Number",)
    assert "р_вес" in catalog.attributes
    assert set(catalog.forms["форма"].elements) == {"поле", "р_поле"}
    assert catalog.forms["форма"].main_attribute == "Объект"
    assert catalog.references["Owners"] == ("Catalog.Фирмы", "Catalog.Р_Группы")
    assert "р_метод" in catalog.object_methods
    assert ("Catalog", "р_группы") in merged.objects
    module = merged.common_modules["общий"]
    assert (module.sides, module.complete, set(module.methods)) == (Side.SERVER, True, {"старый", "р_новый"})
    assert "р_форма" in merged.common_forms
    assert "р_приначале" in merged.application_methods


def test_only_an_extension_is_put_over_a_configuration() -> None:
    with pytest.raises(ValueError, match="База is no extension"):
        merge(BASE, BASE)
