"""Configurations from disk: both layouts, extensions, parts of exports, damaged files."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.bsl.configuration import (
    designer,
    edt,
    edt_forms,
    forms,
    read_configuration,
    read_extensions,
)
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.configuration.objects import metadata_object
from components.shared.bsl.platform.model import Side

SAMPLES = Path("datasets/sample_configuration")
WriteExport = Callable[[dict[str, str]], Path]

CONFIGURATION = "Configuration | <Name>Проба</Name> | {}"


@pytest.fixture(scope="module")
def sample() -> Configuration:
    return read_configuration(SAMPLES / "designer")


def test_both_layouts_give_the_same_configuration(sample: Configuration) -> None:
    assert read_configuration(SAMPLES / "edt") == sample


def test_a_configuration_is_found_below_the_given_folder(sample: Configuration) -> None:
    assert read_configuration(SAMPLES / "edt" / "src") == sample
    assert read_configuration(SAMPLES / "designer" / "Configuration.xml") == sample


def test_the_sample_is_read_whole(sample: Configuration) -> None:
    assert (sample.name, sample.compatibility_mode, sample.is_extension) == ("УчебнаяТорговля", "8.3.24", False)
    assert sample.properties["ModalityUseMode"] == "DontUse"
    document = sample.objects["Document", "реализациятоваров"]
    assert document.attributes["контрагент"].types == ("CatalogRef.Контрагенты",)
    assert document.attributes["комментарий"].properties == {"Length": "0"}
    assert document.tabular_sections["товары"].attributes["количество"].types == ("Number",)
    assert document.references["RegisterRecords"][0] == "AccumulationRegister.ТоварыНаСкладах"
    assert sample.objects["Enum", "ставкиндс"].values["безндс"] == "БезНДС"
    assert sample.objects["AccumulationRegister", "продажи"].properties["RegisterType"] == "Turnovers"
    assert sample.objects["AccumulationRegister", "товарынаскладах"].attributes["склад"].role == "dimension"
    assert sample.objects["ChartOfAccounts", "хозрасчетный"].values["товары"] == "Товары"
    assert sample.objects["HTTPService", "обменсмагазином"].handlers == {"заявкиpost", "товарget"}
    assert sample.objects["SessionParameter", "текущийсотрудник"].references["Type"] == ("CatalogRef.Сотрудники",)


def test_common_modules_know_their_sides_and_exports(sample: Configuration) -> None:
    server = sample.common_modules["проведениесервер"]
    assert Side.SERVER in server.sides
    assert Side.THIN_CLIENT not in server.sides
    assert sample.common_modules["торговляклиентглобальный"].is_global
    assert sample.common_modules["торговлявызовсервера"].server_call
    assert sample.common_modules["расчетыполныеправа"].privileged
    assert sample.common_modules["настройкиповтисп"].reuse == "DuringSession"
    assert all(module.methods for module in sample.common_modules.values())


def test_forms_know_what_their_modules_can_name(sample: Configuration) -> None:
    form = sample.objects["Document", "реализациятоваров"].forms["формадокумента"]
    assert form.main_attribute == "Объект"
    assert form.attributes["объект"].types == ("DocumentObject.РеализацияТоваров",)
    assert form.elements["товарыноменклатура"].data_path == "Объект.Товары.Номенклатура"
    assert form.elements["товары"].kind == "Table"
    assert form.elements["номеррасширеннаяподсказка"].kind == "ExtendedTooltip"
    assert form.commands["заполнитьцены"] == "ЗаполнитьЦены"
    assert {"присозданиинасервере", "товарыноменклатураприизменении", "подобратьтовары"} <= form.handlers
    picking = sample.common_forms["подбортоваров"]
    assert picking.columns["товары"]["ставкандс"].types == ("EnumRef.СтавкиНДС",)
    assert picking.parameters["склад"].types == ("CatalogRef.Склады",)


RARER = {
    "Configuration.xml": CONFIGURATION.format(
        "<CommonAttribute>Область</CommonAttribute><ExchangePlan>Узлы</ExchangePlan><Subsystem>А</Subsystem>"
        "<WebService>Обмен</WebService><CalculationRegister>Р</CalculationRegister>"
        "<BusinessProcess>Б</BusinessProcess>"
    ),
    "BusinessProcesses/Б.xml": "BusinessProcess | <Name>Б</Name><Task>Task.З</Task>",
    "BusinessProcesses/Б/Ext/Flowchart.xml": "<G><Items><Start><Properties><Name>Старт</Name></Properties></Start>"
    "<Line><Properties><Name>Линия</Name></Properties></Line>"
    "<Activity><Properties><Name>Дело</Name></Properties><Events><Event name='A'>Создать</Event></Events></Activity>"
    "</Items></G>",
    "CommonAttributes/Область.xml": "CommonAttribute | <Name>Область</Name><Type><v8:Type>xs:decimal</v8:Type></Type>"
    "<AutoUse>Use</AutoUse>"
    "<Content><xr:Item><xr:Metadata>Catalog.А</xr:Metadata><xr:Use>DontUse</xr:Use></xr:Item></Content>",
    "ExchangePlans/Узлы.xml": "ExchangePlan | <Name>Узлы</Name><DistributedInfoBase>true</DistributedInfoBase>",
    "ExchangePlans/Узлы/Ext/Content.xml": "<C><Item><Metadata>Catalog.А</Metadata></Item></C>",
    "Subsystems/А.xml": "Subsystem | <Name>А</Name> | <Subsystem>Б</Subsystem>",
    "Subsystems/А/Subsystems/Б.xml": "Subsystem | <Name>Б</Name><Content><xr:Item>Catalog.А</xr:Item></Content>",
    "WebServices/Обмен.xml": "WebService | <Name>Обмен</Name> | "
    "<Operation><Properties><Name>Get</Name><ProcedureName>Получить</ProcedureName></Properties></Operation>",
    "CalculationRegisters/Р.xml": "CalculationRegister | <Name>Р</Name><ActionPeriod>true</ActionPeriod> | "
    "<Recalculation>П</Recalculation>",
}


def test_objects_of_rarer_kinds(write_export: WriteExport) -> None:
    objects = read_configuration(write_export(RARER)).objects
    assert objects["CommonAttribute", "область"].references["DontUse"] == ("Catalog.А",)
    assert objects["ExchangePlan", "узлы"].references["Content"] == ("Catalog.А",)
    assert objects["Subsystem", "а.б"].references["Content"] == ("Catalog.А",)
    assert objects["WebService", "обмен"].handlers == {"получить"}
    assert objects["BusinessProcess", "б"].references["RoutePoints"] == ("Старт", "Дело")
    assert objects["BusinessProcess", "б"].handlers == {"создать"}
    assert objects["CalculationRegister", "р"].references["Recalculations"] == ("П",)


def test_what_is_not_in_a_part_of_an_export_is_incomplete(write_export: WriteExport) -> None:
    folder = write_export(
        {
            "Configuration.xml": CONFIGURATION.format(
                "<Catalog>А</Catalog><Catalog>Б</Catalog><CommonModule>М</CommonModule><CommonForm>Ф</CommonForm>"
            ),
            "Catalogs/Б.xml": "Catalog | <Name>Б</Name> | <Form>Обычная</Form>",
            "CommonModules/М.xml": "CommonModule | <Name>М</Name><Server>true</Server>",
        }
    )
    configuration = read_configuration(folder)
    assert not configuration.objects["Catalog", "а"].complete
    assert configuration.objects["Catalog", "б"].complete
    assert not configuration.objects["Catalog", "б"].forms["обычная"].complete
    assert not configuration.common_modules["м"].complete
    assert not configuration.common_forms["ф"].complete


DAMAGED = (
    SAMPLES / "designer" / "Catalogs" / "Контрагенты.xml",
    SAMPLES / "designer" / "Documents" / "РеализацияТоваров" / "Forms" / "ФормаДокумента" / "Ext" / "Form.xml",
    SAMPLES / "edt" / "src" / "ChartsOfAccounts" / "Хозрасчетный" / "Хозрасчетный.mdo",
    SAMPLES / "edt" / "src" / "CommonForms" / "ПодборТоваров" / "Form.form",
)
READERS: dict[str, Callable[[Path], object]] = {
    ".xml": lambda path: metadata_object(designer.read_declaration(path)),
    ".mdo": lambda path: metadata_object(edt.read_declaration(path), edt.predefined_names(path)),
    "Form.xml": lambda path: forms.read_form(path, "Ф"),
    ".form": lambda path: edt_forms.read_form(path, "Ф"),
}
EXTENSION = (
    "Configuration | <ObjectBelonging>Adopted</ObjectBelonging><Name>Расш</Name><NamePrefix>Р_</NamePrefix>"
    "<ConfigurationExtensionPurpose>AddOn</ConfigurationExtensionPurpose> | {}"
)


def test_an_extension_tells_what_it_adopts(write_export: WriteExport) -> None:
    folder = write_export(
        {
            "cf/Configuration.xml": CONFIGURATION.format(""),
            "cfe/Configuration.xml": EXTENSION.format("<Catalog>А</Catalog><CommonModule>М</CommonModule>"),
            "cfe/Catalogs/А.xml": "Catalog | <ObjectBelonging>Adopted</ObjectBelonging><Name>А</Name> | "
            "<Attribute><Properties><Name>Р_Новый</Name><Type><v8:Type>xs:string</v8:Type></Type></Properties></Attribute>",
            "cfe/CommonModules/М.xml": "CommonModule | <ObjectBelonging>Adopted</ObjectBelonging><Name>М</Name>",
            "cfe/CommonModules/М/Ext/Module.bsl": "Процедура Р_Добавленная() Экспорт КонецПроцедуры",
        }
    )
    assert not read_configuration(folder).is_extension
    (extension,) = read_extensions(folder)
    assert extension.is_extension
    assert extension.properties["NamePrefix"] == "Р_"
    assert extension.properties["ConfigurationExtensionPurpose"] == "AddOn"
    catalog = extension.objects["Catalog", "а"]
    assert not catalog.complete
    assert catalog.attributes["р_новый"].types == ("String",)
    assert "HierarchyType" not in catalog.properties
    assert extension.common_modules["м"].methods["р_добавленная"].name == "Р_Добавленная"
    assert read_configuration(folder / "cfe") == extension


EDT_EXTENSION = """<mdclass:Configuration xmlns:mdclass="http://g5.1c.ru/v8/dt/metadata/mdclass">
<name>Расш</name><objectBelonging>Adopted</objectBelonging><namePrefix>Р_</namePrefix>
<configurationExtensionPurpose>Customization</configurationExtensionPurpose><catalogs>Catalog.А</catalogs>
</mdclass:Configuration>"""


def test_an_extension_in_edt(write_export: WriteExport) -> None:
    catalog = '<mdclass:Catalog xmlns:mdclass="http://g5.1c.ru/v8/dt/metadata/mdclass"><name>А</name>'
    folder = write_export(
        {
            "p/src/Configuration/Configuration.mdo": EDT_EXTENSION,
            "p/src/Catalogs/А/А.mdo": catalog + "<objectBelonging>Adopted</objectBelonging></mdclass:Catalog>",
        }
    )
    extension = read_configuration(folder)
    assert extension.is_extension
    assert not extension.objects["Catalog", "а"].complete


LAUGHS = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "бббб"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("Catalogs/А.xml", "<MetaDataObject><Catalog>", "damaged XML"),
        ("Catalogs/А.xml", "<Other><Catalog/></Other>", "no object of a configuration"),
        ("Catalogs/А.xml", LAUGHS, "a document type or an entity"),
        ("Catalogs/А/Forms/Ф/Ext/Form.xml", "<Form><Items></Form>", "damaged XML"),
        ("Catalogs/А/Forms/Ф/Ext/Form.xml", "<NoForm/>", "no form"),
        ("Catalogs/А/Ext/ObjectModule.bsl", "Процедура А()\0", "binary data"),
        ("Configuration.xml", "<MetaDataObject>", "damaged XML"),
    ],
)
def test_a_damaged_file_names_itself(write_export: WriteExport, name: str, text: str, said: str) -> None:
    files = {
        "Configuration.xml": CONFIGURATION.format("<Catalog>А</Catalog>"),
        "Catalogs/А.xml": "Catalog | <Name>А</Name> | <Form>Ф</Form>",
    }
    folder = write_export(files | {name: text})
    with pytest.raises(ValueError, match=said) as caught:
        read_configuration(folder)
    assert str(folder / name) in str(caught.value)


def test_a_folder_without_a_configuration_is_told_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no configuration here or below; expected Configuration\.xml"):
        read_configuration(tmp_path)
    with pytest.raises(ValueError, match="no such file or folder"):
        read_configuration(tmp_path / "нет")


def test_several_configurations_are_a_question_to_the_user(write_export: WriteExport) -> None:
    text = CONFIGURATION.format("")
    folder = write_export({"a/Configuration.xml": text, "b/Configuration.xml": text})
    with pytest.raises(ValueError, match="several configurations; give the path of one of them"):
        read_configuration(folder)


FORM = """<Form xmlns:v8="urn:v8"><Attributes>
  <Attribute name="Объект" id="1">
    <Type><v8:Type>cfg:CatalogObject.А</v8:Type></Type><MainAttribute>true</MainAttribute>
    <Columns>
      <AdditionalColumns table="Объект.Товары"><Column name="Цена" id="1"><Type/></Column></AdditionalColumns>
    </Columns>
  </Attribute>
  <Attribute name="Список" id="2">
    <Type><v8:Type>cfg:DynamicList</v8:Type></Type>
    <Settings><QueryText>ВЫБРАТЬ 1</QueryText><MainTable>Catalog.А</MainTable></Settings>
  </Attribute></Attributes>
  <ChildItems>
    <UsualGroup name="Группа" id="3"><ChildItems><Button name="Кнопка" id="4"/></ChildItems></UsualGroup>
  </ChildItems>
  <BaseForm><ChildItems><Button name="Прежняя" id="9"/></ChildItems></BaseForm>
</Form>"""
EDT_FORM = """<form:Form xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:form="http://g5.1c.ru/v8/dt/form">
  <items xsi:type="form:FormGroup"><name>Группа</name><id>3</id><type>UsualGroup</type>
    <items xsi:type="form:Button"><name>Кнопка</name><id>4</id></items></items>
  <attributes><name>Объект</name><valueType><types>CatalogObject.А</types></valueType><main>true</main>
    <additionalColumns>
      <tablePath xsi:type="form:DataPath"><segments>Объект</segments><segments>Товары</segments></tablePath>
      <columns><name>Цена</name><valueType/></columns></additionalColumns></attributes>
  <attributes><name>Список</name><valueType><types>DynamicList</types></valueType>
    <extInfo xsi:type="form:DynamicListExtInfo">
      <queryText>ВЫБРАТЬ 1</queryText><mainTable>Catalog.А</mainTable></extInfo></attributes>
</form:Form>"""
EDT_CONFIGURATION = """<mdclass:Configuration xmlns:mdclass="http://g5.1c.ru/v8/dt/metadata/mdclass"><name>Проба</name>
<commonForms>CommonForm.Ф</commonForms></mdclass:Configuration>"""


def test_a_linear_export_is_told_what_to_do(write_export: WriteExport) -> None:
    folder = write_export({"Configuration.xml": CONFIGURATION.format("<Catalog>А</Catalog>"), "Catalog.А.xml": "<x/>"})
    with pytest.raises(ValueError, match="export it again in the hierarchical layout"):
        read_configuration(folder)


@pytest.mark.parametrize("name", ["../../../etc/passwd", "/etc", "А/Б", "", "А Б"])
def test_a_name_leads_to_no_other_folder(write_export: WriteExport, name: str) -> None:
    folder = write_export({"Configuration.xml": CONFIGURATION.format(f"<Catalog>{name}</Catalog>")})
    with pytest.raises(ValueError, match="is no name of an object"):
        read_configuration(folder)


@given(st.data())
def test_no_damage_to_a_file_breaks_the_reader(data: st.DataObject) -> None:
    """Whatever is cut out of or put into a file: it is read, or refused with a message."""
    path = data.draw(st.sampled_from(DAMAGED))
    text = path.read_bytes()
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 200))
    changed = text[:start] + data.draw(st.binary(max_size=5)) + text[start + length :]
    with TemporaryDirectory() as folder, suppress(ValueError):
        damaged = Path(folder) / path.name
        damaged.write_bytes(changed)
        READERS[path.suffix if path.name != "Form.xml" else path.name](damaged)


@pytest.mark.parametrize(
    "files",
    [
        {"Configuration.xml": CONFIGURATION.format("<CommonForm>Ф</CommonForm>"), "CommonForms/Ф/Ext/Form.xml": FORM},
        {"src/Configuration/Configuration.mdo": EDT_CONFIGURATION, "src/CommonForms/Ф/Form.form": EDT_FORM},
    ],
    ids=["designer", "edt"],
)
def test_columns_lists_and_nested_elements_of_forms(write_export: WriteExport, files: dict[str, str]) -> None:
    form = read_configuration(write_export(files)).common_forms["ф"]
    assert list(form.columns) == ["объект.товары"]
    assert list(form.columns["объект.товары"]) == ["цена"]
    assert form.main_attribute == "Объект"
    assert form.attributes["список"].properties == {"MainTable": "Catalog.А", "QueryText": "ВЫБРАТЬ 1"}
    assert [(element.name, element.kind) for element in form.elements.values()] == [
        ("Группа", "UsualGroup"),
        ("Кнопка", "Button"),
    ]
