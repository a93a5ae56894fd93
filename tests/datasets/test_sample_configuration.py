"""The sample configuration holds together: two layouts of the same objects, modules that parse, names that exist."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from components.shared.bsl import Method, parse

SAMPLE = Path(__file__).parents[2] / "datasets" / "sample_configuration"
DESIGNER = SAMPLE / "designer"
EDT = SAMPLE / "edt" / "src"

FOLDERS = {
    "AccountingRegister": "AccountingRegisters",
    "AccumulationRegister": "AccumulationRegisters",
    "Catalog": "Catalogs",
    "ChartOfAccounts": "ChartsOfAccounts",
    "ChartOfCharacteristicTypes": "ChartsOfCharacteristicTypes",
    "CommonCommand": "CommonCommands",
    "CommonForm": "CommonForms",
    "CommonModule": "CommonModules",
    "Constant": "Constants",
    "Document": "Documents",
    "Enum": "Enums",
    "HTTPService": "HTTPServices",
    "InformationRegister": "InformationRegisters",
    "Role": "Roles",
    "SessionParameter": "SessionParameters",
    "Subsystem": "Subsystems",
}
MODULE_KINDS = {
    "CommandModule",
    "ManagedApplicationModule",
    "ManagerModule",
    "Module",
    "ObjectModule",
    "RecordSetModule",
    "SessionModule",
    "ValueManagerModule",
}
# how code names an object: in a query and through its manager
RUSSIAN_KINDS = {
    "Catalogs": ("Справочник", "Справочники"),
    "Documents": ("Документ", "Документы"),
    "Enums": ("Перечисление", "Перечисления"),
    "Constants": ("Константа", "Константы"),
    "InformationRegisters": ("РегистрСведений", "РегистрыСведений"),
    "AccumulationRegisters": ("РегистрНакопления", "РегистрыНакопления"),
    "AccountingRegisters": ("РегистрБухгалтерии", "РегистрыБухгалтерии"),
    "ChartsOfAccounts": ("ПланСчетов", "ПланыСчетов"),
    "ChartsOfCharacteristicTypes": ("ПланВидовХарактеристик", "ПланыВидовХарактеристик"),
}


def local(tag: str) -> str:
    return tag.rpartition("}")[2]


def values(path: Path, tag: str) -> list[str]:
    """Texts of all elements of this local name."""
    return [element.text or "" for element in ElementTree.parse(path).iter() if local(element.tag) == tag]


def designer_objects() -> set[str]:
    root = ElementTree.parse(DESIGNER / "Configuration.xml").getroot()
    children = next(element for element in root.iter() if local(element.tag) == "ChildObjects")
    return {f"{local(child.tag)}.{child.text}" for child in children}


def edt_objects() -> set[str]:
    root = ElementTree.parse(EDT / "Configuration" / "Configuration.mdo").getroot()
    own = {"defaultRoles", "defaultLanguage"}
    return {
        child.text for child in root if child.text and child.tag not in own and child.text.partition(".")[0] in FOLDERS
    }


def designer_key(path: Path) -> str:
    """``Catalogs/X/Forms/F/Ext/Form/Module.bsl`` is called ``Catalogs/X/Forms/F/Module`` in both layouts."""
    parts = path.relative_to(DESIGNER).with_suffix("").parts
    if parts[0] == "Ext":
        return f"Configuration/{parts[-1]}"
    return "/".join(parts[: parts.index("Ext")] + parts[-1:])


def edt_key(path: Path) -> str:
    return path.relative_to(EDT).with_suffix("").as_posix()


def modules(folder: Path, key: Callable[[Path], str]) -> dict[str, str]:
    return {key(path): path.read_text(encoding="utf-8-sig") for path in sorted(folder.rglob("*.bsl"))}


MODULES = modules(DESIGNER, designer_key)


def methods() -> Iterator[tuple[str, Method]]:
    for name, text in MODULES.items():
        for method in parse(text).methods:
            yield name, method


def described(method: Method) -> bool:
    description = re.split(r"Параметры:|Возвращаемое значение:", method.comment)[0].strip()
    return len(description) >= 25


def test_both_layouts_hold_the_same_modules() -> None:
    edt = modules(EDT, edt_key)
    assert edt.keys() == MODULES.keys()
    assert {name: text for name, text in edt.items() if text != MODULES[name]} == {}


def test_the_designer_writes_modules_with_a_byte_order_mark_and_crlf_and_edt_without() -> None:
    for path in DESIGNER.rglob("*.bsl"):
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf"), path
        assert data.count(b"\n") == data.count(b"\r\n") > 0, path
    for path in EDT.rglob("*.bsl"):
        data = path.read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf"), path
        assert b"\r" not in data, path


@pytest.mark.parametrize("name", sorted(MODULES))
def test_every_module_parses(name: str) -> None:
    module = parse(MODULES[name])
    assert module.errors == ()
    assert module.methods


def test_modules_of_every_kind_are_present() -> None:
    assert {name.rpartition("/")[2] for name in MODULES} == MODULE_KINDS
    assert sum("/Forms/" in name or name.startswith("CommonForms/") for name in MODULES) >= 4


def test_there_are_enough_methods_of_a_reasonable_length() -> None:
    found = list(methods())
    assert 55 <= len(found) <= 80
    lengths = {f"{name}.{method.name}": method.line_end - method.line_start + 1 for name, method in found}
    assert {name: length for name, length in lengths.items() if not 4 <= length <= 60} == {}


def test_most_methods_are_described() -> None:
    found = [method for _, method in methods()]
    assert sum(map(described, found)) / len(found) >= 0.8


def test_described_functions_say_what_they_take_and_return() -> None:
    incomplete = [
        f"{name}.{method.name}"
        for name, method in methods()
        if method.export
        and described(method)
        and (
            (method.parameters and "Параметры:" not in method.comment)
            or (method.kind == "function" and "Возвращаемое значение:" not in method.comment)
        )
    ]
    assert incomplete == []


def test_every_xml_file_is_well_formed_and_uuids_are_unique_within_a_layout() -> None:
    for folder, patterns in ((DESIGNER, ["*.xml"]), (EDT, ["*.mdo", "*.form", "*.rights"])):
        paths = [path for pattern in patterns for path in folder.rglob(pattern)]
        assert len(paths) > 40
        uuids = [element.get("uuid") for path in paths for element in ElementTree.parse(path).iter()]
        known = [uuid for uuid in uuids if uuid]
        assert len(known) == len(set(known))
    ElementTree.parse(SAMPLE / "edt" / ".project")


def test_both_layouts_give_an_object_the_same_uuid() -> None:
    for kind, folder in FOLDERS.items():
        for path in (DESIGNER / folder).glob("*.xml"):
            exported = next(element for element in ElementTree.parse(path).iter() if local(element.tag) == kind)
            mdo = ElementTree.parse(EDT / folder / path.stem / f"{path.stem}.mdo").getroot()
            assert exported.get("uuid") == mdo.get("uuid"), path


def test_every_object_of_the_configuration_exists_on_disk_and_the_reverse() -> None:
    on_disk = {f"{kind}.{path.stem}" for kind, folder in FOLDERS.items() for path in (DESIGNER / folder).glob("*.xml")}
    assert designer_objects() == on_disk | {"Language.Русский"}
    assert {path.stem for path in (DESIGNER / "Languages").glob("*.xml")} == {"Русский"}

    mdo = {f"{kind}.{path.name}" for kind, folder in FOLDERS.items() for path in (EDT / folder).iterdir()}
    assert edt_objects() == mdo == on_disk
    for path in (path for folder in FOLDERS.values() for path in (EDT / folder).iterdir()):
        assert values(path / f"{path.name}.mdo", "name")[0] == path.name


def test_at_least_one_object_of_each_kind_is_present() -> None:
    assert {name.partition(".")[0] for name in designer_objects()} == {*FOLDERS, "Language"}


def test_every_form_named_by_an_object_exists_and_the_reverse() -> None:
    for folder in ("Catalogs", "Documents"):
        for path in (DESIGNER / folder).glob("*.xml"):
            named = set(values(path, "Form"))
            forms = path.with_suffix("") / "Forms"
            assert {form.stem for form in forms.glob("*.xml")} == named
            assert all((forms / form / "Ext" / "Form.xml").is_file() for form in named)
            assert all((EDT / folder / path.stem / "Forms" / form / "Form.form").is_file() for form in named)


@pytest.mark.parametrize("path", sorted(DESIGNER.rglob("Form.xml")), ids=lambda path: "/".join(path.parts[-6:-2]))
def test_every_handler_of_a_form_is_a_method_of_its_module(path: Path) -> None:
    name = designer_key(path.parent / "Form" / "Module.bsl")
    handlers = {*values(path, "Event"), *values(path, "Action")} - {""}
    defined = {method.name for method in parse(MODULES[name]).methods}
    assert handlers <= defined
    form = EDT / name.replace("/Module", "/Form.form")
    events = [
        child.text
        for handler in ElementTree.parse(form).iter()
        if handler.tag in ("handlers", "handler")
        for child in handler
        if child.tag == "name"
    ]
    assert set(events) == handlers


def test_every_handler_of_the_http_service_is_a_method_of_its_module() -> None:
    for path in (DESIGNER / "HTTPServices").glob("*.xml"):
        defined = {method.name for method in parse(MODULES[f"HTTPServices/{path.stem}/Module"]).methods}
        assert set(values(path, "Handler")) <= defined


def test_code_names_only_objects_of_the_configuration() -> None:
    code = "\n".join(MODULES.values())
    for folder, (table, manager) in RUSSIAN_KINDS.items():
        known = {path.stem for path in (DESIGNER / folder).glob("*.xml")}
        named = set(re.findall(rf"(?<![\w.])(?:{table}|{manager})\.(\w+)", code))
        assert named <= known, folder


def test_code_calls_only_exported_methods_of_common_modules() -> None:
    exported = {name: set[str]() for name in (path.stem for path in (DESIGNER / "CommonModules").glob("*.xml"))}
    for name, method in methods():
        if name.startswith("CommonModules/") and method.export:
            exported[name.split("/")[1]].add(method.name)
    calls = re.findall(rf"(?<![\w.])({'|'.join(exported)})\.(\w+)\(", "\n".join(MODULES.values()))
    assert calls
    assert {(module, method) for module, method in calls if method not in exported[module]} == set()


def test_one_role_restricts_what_it_reads() -> None:
    designer = {path.parts[-3]: values(path, "condition") for path in DESIGNER.rglob("Rights.xml")}
    edt = {path.parts[-2]: values(path, "condition") for path in EDT.rglob("Rights.rights")}
    assert designer == edt
    assert designer["ПолныеПрава"] == []
    assert all("&ТекущийСотрудник" in condition for condition in designer["МенеджерПоПродажам"])
    assert designer["МенеджерПоПродажам"]
