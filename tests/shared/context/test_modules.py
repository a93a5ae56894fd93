import pytest

from components.shared.context import ContextIndex
from components.shared.context.modules import UNKNOWN, find_module


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ЦенообразованиеСервер", "CommonModule.ЦенообразованиеСервер.Module"),
        ("ценообразованиесервер", "CommonModule.ЦенообразованиеСервер.Module"),
        ("ОбщийМодуль.ЦенообразованиеСервер", "CommonModule.ЦенообразованиеСервер.Module"),
        ("ОбщийМодуль.ЦенообразованиеСервер.Модуль", "CommonModule.ЦенообразованиеСервер.Module"),
        ("Справочник.Номенклатура.МодульМенеджера", "Catalog.Номенклатура.ManagerModule"),
        ("Catalogs/Номенклатура/Ext/ObjectModule.bsl", "Catalog.Номенклатура.ObjectModule"),
        ("src\\Catalogs\\Номенклатура\\Ext\\ObjectModule.bsl", "Catalog.Номенклатура.ObjectModule"),
        ("Документ.РеализацияТоваров.Форма.ФормаДокумента", "Document.РеализацияТоваров.Form.ФормаДокумента"),
        ("ОбщаяФорма.ПодборТоваров", "CommonForm.ПодборТоваров.Form"),
        ("Catalog.Номенклатура.ManagerModule", "Catalog.Номенклатура.ManagerModule"),
    ],
)
def test_a_module_has_several_names(sample_index: ContextIndex, name: str, key: str) -> None:
    assert sample_index.modules[find_module(sample_index, name)].key == key


@pytest.mark.parametrize("name", ["", ".", "Нет", "Справочник.Нет.МодульМенеджера", "../../etc/passwd", "Справочник"])
def test_what_is_no_module_is_not_found(sample_index: ContextIndex, name: str) -> None:
    assert find_module(sample_index, name) == UNKNOWN
