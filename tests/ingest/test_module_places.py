from pathlib import Path

import pytest

from components.ingest.module_places import ModulePlace, place_of


@pytest.mark.parametrize(
    ("path", "key", "kind", "context"),
    [
        ("CommonModules/ОбщиеКлиент/Ext/Module.bsl", "CommonModule.ОбщиеКлиент.Module", "common", "client"),
        ("CommonModules/ОбщиеКлиентСервер/Module.bsl", "CommonModule.ОбщиеКлиентСервер.Module", "common", "both"),
        ("CommonModules/ОбщиеВызовСервера/Module.bsl", "CommonModule.ОбщиеВызовСервера.Module", "common", "server"),
        ("CommonModules/Общие/Module.bsl", "CommonModule.Общие.Module", "common", "unknown"),
        ("Catalogs/Товары/Ext/ObjectModule.bsl", "Catalog.Товары.ObjectModule", "object", "server"),
        ("Catalogs/Товары/ManagerModule.bsl", "Catalog.Товары.ManagerModule", "manager", "server"),
        ("Catalogs/Товары/Forms/Список/Ext/Form/Module.bsl", "Catalog.Товары.Form.Список", "form", "server"),
        ("Catalogs/Товары/Forms/Список/Module.bsl", "Catalog.Товары.Form.Список", "form", "server"),
        (
            "Catalogs/Товары/Commands/Печать/Ext/CommandModule.bsl",
            "Catalog.Товары.Command.Печать",
            "command",
            "server",
        ),
        ("CommonForms/Выбор/Ext/Form/Module.bsl", "CommonForm.Выбор.Form", "form", "server"),
        ("CommonForms/Выбор/Module.bsl", "CommonForm.Выбор.Form", "form", "server"),
        ("CommonCommands/Печать/Ext/CommandModule.bsl", "CommonCommand.Печать.CommandModule", "command", "server"),
        ("HTTPServices/Обмен/Ext/Module.bsl", "HTTPService.Обмен.Module", "service", "server"),
        (
            "InformationRegisters/Курсы/Ext/RecordSetModule.bsl",
            "InformationRegister.Курсы.RecordSetModule",
            "record_set",
            "server",
        ),
        ("Constants/Валюта/Ext/ValueManagerModule.bsl", "Constant.Валюта.ValueManagerModule", "object", "server"),
        ("Ext/SessionModule.bsl", "Configuration.SessionModule", "application", "server"),
        (
            "Configuration/ManagedApplicationModule.bsl",
            "Configuration.ManagedApplicationModule",
            "application",
            "client",
        ),
        ("lib/build.os", "lib/build.os", "script", "unknown"),
        ("Разное/Вспомогательный.bsl", "Разное/Вспомогательный.bsl", "none", "unknown"),
        ("Обработка/Ext/ObjectModule.bsl", "Обработка/Ext/ObjectModule.bsl", "object", "server"),
        ("Module.bsl", "Module.bsl", "none", "unknown"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "src/", "a/Catalogs/src/cf/"])
def test_a_path_tells_what_a_module_is(
    tmp_path: Path, path: str, key: str, kind: str, context: str, prefix: str
) -> None:
    place = place_of(tmp_path, prefix + path)
    expected = prefix + key if "/" in key or key == "Module.bsl" else key
    assert (place.module_key, place.module_kind, place.context) == (expected, kind, context)


@pytest.mark.parametrize(
    ("flags", "context"),
    [
        ("<Server>true</Server>", "server"),
        ("<ClientManagedApplication>true</ClientManagedApplication>", "client"),
        ("<Server>true</Server><ClientManagedApplication>true</ClientManagedApplication>", "both"),
        ("<Server>true</Server><ClientOrdinaryApplication>true</ClientOrdinaryApplication>", "server"),
        ("<ClientOrdinaryApplication>true</ClientOrdinaryApplication>", "client"),
        ("<Server>false</Server>", "client"),
    ],
)
@pytest.mark.parametrize(
    ("module", "description"),
    [
        ("CommonModules/ОбщиеКлиент/Ext/Module.bsl", "CommonModules/ОбщиеКлиент.xml"),
        ("CommonModules/ОбщиеКлиент/Module.bsl", "CommonModules/ОбщиеКлиент/ОбщиеКлиент.mdo"),
    ],
)
def test_flags_are_better_evidence_than_a_name(
    tmp_path: Path, flags: str, context: str, module: str, description: str
) -> None:
    path = tmp_path / description
    path.parent.mkdir(parents=True)
    # EDT writes the same names with a small letter
    path.write_text(flags if path.suffix == ".xml" else flags.replace("<S", "<s").replace("<C", "<c"), encoding="utf-8")
    assert place_of(tmp_path, module).context == context


@pytest.mark.parametrize(
    ("description", "text"),
    [
        ("src/cf/Configuration.xml", "\ufeff<Configuration><Properties><Name>Торговля</Name></Properties>"),
        ("src/cf/Configuration/Configuration.mdo", "<mdclass:Configuration><name>Торговля</name>"),
    ],
)
def test_the_configuration_is_named_by_the_export(tmp_path: Path, description: str, text: str) -> None:
    path = tmp_path / description
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert place_of(tmp_path, "src/cf/Catalogs/Товары/ObjectModule.bsl") == ModulePlace(
        "Catalog.Товары.ObjectModule", "object", "server", "Торговля"
    )
