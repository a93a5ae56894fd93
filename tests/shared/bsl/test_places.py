"""The path of a module says what it is and where its code runs."""

import pytest

from components.shared.bsl.configuration.model import CommonModule, Configuration
from components.shared.bsl.places import SERVER, Place, context_of, place_of
from components.shared.bsl.platform.model import Side

CONFIGURATION = Configuration(
    "Торговля",
    compatibility_mode="8.3.24",
    common_modules={"общиеклиент": CommonModule("ОбщиеКлиент", Side.CLIENT)},
)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("CommonModules/Общие/Ext/Module.bsl", Place("common", "CommonModule.Общие", "Module", 0)),
        ("src/cf/Catalogs/Товары/Ext/ObjectModule.bsl", Place("object", "Catalog.Товары", "ObjectModule", 2)),
        ("a/Documents/Заказ/Forms/Ф/Ext/Form/Module.bsl", Place("form", "Document.Заказ.Form.Ф", "Module", 1)),
        ("Reports/Остатки/Commands/К/CommandModule.bsl", Place("command", "Report.Остатки.Command.К", "CommandModule")),
        ("Ext/SessionModule.bsl", Place("application", "Configuration", "SessionModule")),
        ("lib/Module.os", Place("script", "", "Module")),
        ("Заметки.bsl", Place("unknown", "", "Заметки")),
    ],
)
def test_a_path_tells_kind_and_owner(path: str, place: Place) -> None:
    assert place_of(path) == place


@pytest.mark.parametrize(
    ("path", "sides"),
    [
        ("CommonModules/ОбщиеКлиент/Ext/Module.bsl", Side.CLIENT),
        ("CommonModules/Чужой/Ext/Module.bsl", None),
        ("Catalogs/Товары/Ext/ObjectModule.bsl", SERVER),
        ("Ext/ManagedApplicationModule.bsl", Side.CLIENT),
        ("Ext/SessionModule.bsl", Side.SERVER),
        ("Заметки.bsl", None),
    ],
)
def test_where_code_runs_is_told_by_the_configuration_or_unknown(path: str, sides: Side | None) -> None:
    context = context_of(path, CONFIGURATION)
    assert context.sides == sides
    assert context.platform_version == "8.3.24"


def test_scripts_have_their_own_dialect() -> None:
    assert context_of("build.os").dialect == "onescript"
    assert context_of("build.bsl").dialect == "1c"
