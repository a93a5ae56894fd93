"""A configuration from disk: a Designer export or an EDT project, a whole one or an extension."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from components.shared.bsl.configuration import designer, edt, edt_forms, forms
from components.shared.bsl.configuration.declarations import Declaration
from components.shared.bsl.configuration.kinds import KIND_BY_NAME
from components.shared.bsl.configuration.layouts import Root, find_roots, is_linear_export
from components.shared.bsl.configuration.model import (
    CommonModule,
    Configuration,
    ExportedMethod,
    Form,
    MetadataObject,
)
from components.shared.bsl.configuration.modules import ModuleExports, scan_module
from components.shared.bsl.configuration.objects import common_module, metadata_object
from components.shared.bsl.decoding import decode_module

_WITH_PREDEFINED: Final = frozenset(
    {"Catalog", "ChartOfCharacteristicTypes", "ChartOfAccounts", "ChartOfCalculationTypes"}
)
# Only their names are of use to code, and reading hundreds of files for nothing takes time.
_NAMES_ONLY: Final = frozenset({"CommonPicture", "Role", "Interface", "Style", "PaletteColor", "Language"})
_VERSIONS: Final = ("CompatibilityMode", "ConfigurationExtensionCompatibilityMode")
_MODULES: Final = {
    "object_methods": ("ObjectModule.bsl", "ValueManagerModule.bsl"),
    "manager_methods": ("ManagerModule.bsl",),
    "record_set_methods": ("RecordSetModule.bsl",),
}


def read_configuration(path: Path) -> Configuration:
    """Read the configuration at or below a path; an extension only where there is nothing else.

    Raises:
        ValueError: There is none, there are several, or a file is damaged; the message says which and what to do.
    """
    declared = [(root, _declaration(root.file, root)) for root in find_roots(path)]
    if not declared:
        raise ValueError(
            f"{path}: no configuration here or below; expected Configuration.xml of a Designer export "
            "or src/Configuration/Configuration.mdo of an EDT project"
        )
    whole = [(root, own) for root, own in declared if not _is_extension(own)]
    chosen = whole or declared
    if len(chosen) > 1:
        folders = ", ".join(str(root.folder) for root, _ in chosen)
        raise ValueError(f"{path}: several configurations; give the path of one of them: {folders}")
    return _read(*chosen[0])


def read_extensions(path: Path) -> list[Configuration]:
    """Read every extension at or below a path.

    Raises:
        ValueError: A file is damaged.
    """
    declared = [(root, _declaration(root.file, root)) for root in find_roots(path)]
    return [_read(root, own) for root, own in declared if _is_extension(own)]


def read_common_modules(root: Root) -> dict[str, CommonModule]:
    """The common modules of a configuration alone, by their names in lower case.

    Raises:
        ValueError: A file is damaged.
    """
    return {name.lower(): _common_module(root, name) for kind, name in _listed(root) if kind == "CommonModule"}


def _is_extension(own: Declaration) -> bool:
    return own.is_adopted or "ConfigurationExtensionPurpose" in own.properties


def _read(root: Root, own: Declaration) -> Configuration:
    if root.layout == "designer" and is_linear_export(root.folder):
        raise ValueError(
            f"{root.folder}: an export in the linear layout of an old platform; "
            "export it again in the hierarchical layout (platform 8.3.8 or newer)"
        )
    objects: dict[tuple[str, str], MetadataObject] = {}
    modules: dict[str, CommonModule] = {}
    common_forms: dict[str, Form] = {}
    for kind, name in _listed(root):
        if kind == "CommonModule":
            modules[name.lower()] = _common_module(root, name)
        elif kind == "CommonForm":
            common_forms[name.lower()] = _common_form(root, name)
        else:
            objects.update(_with_inner(root, kind, name))
    modes = {name: _version(value) for name, value in own.properties.items() if name in _VERSIONS}
    application = [exports for path in root.application_modules() if (exports := _exports(path)) is not None]
    return Configuration(
        name=own.name,
        compatibility_mode=modes.get("CompatibilityMode", ""),
        is_extension=_is_extension(own),
        # sorted, so that where a name stands in a list does not change the index
        objects=dict(sorted(objects.items())),
        common_modules=dict(sorted(modules.items())),
        common_forms=dict(sorted(common_forms.items())),
        application_methods={key: method for exports in application for key, method in exports.methods.items()},
        application_variables=frozenset(name for exports in application for name in exports.variables),
        properties=own.properties | modes,
    )


def _listed(root: Root) -> list[tuple[str, str]]:
    layout = designer if root.layout == "designer" else edt
    return [(kind, name) for kind, name in layout.listed_objects(root.file) if kind in KIND_BY_NAME]


def _declaration(path: Path, root: Root) -> Declaration:
    return designer.read_declaration(path) if root.layout == "designer" else edt.read_declaration(path)


def _version(mode: str) -> str:
    """``Version8_3_24`` and ``8.3.24`` alike; ``DontUse`` means none."""
    return "" if mode == "DontUse" else mode.removeprefix("Version").replace("_", ".")


def _with_inner(root: Root, kind: str, name: str) -> Iterator[tuple[tuple[str, str], MetadataObject]]:
    """An object, and the subsystems inside a subsystem."""
    path = root.object_file(kind, name)
    if kind in _NAMES_ONLY or not path.is_file():
        yield (kind, name.lower()), MetadataObject(kind, name, complete=kind in _NAMES_ONLY)
        return
    declaration = _declaration(path, root)
    declaration.name = name
    yield (kind, name.lower()), _object(root, declaration)
    for inner in declaration.of_kind("Subsystem"):
        yield from _with_inner(root, "Subsystem", f"{name}.{inner.name}")


def _object(root: Root, declaration: Declaration) -> MetadataObject:
    folder = root.object_folder(declaration.kind, declaration.name)
    built = metadata_object(declaration, _predefined(root, declaration))
    built = _with_other_files(root, built, folder)
    methods: Mapping[str, Mapping[str, ExportedMethod]] = {
        field: _methods(root, folder, names) for field, names in _MODULES.items()
    }
    return replace(
        built,
        forms={part.name.lower(): _form(root, folder, part.name) for part in declaration.of_kind("Form")},
        object_methods=methods["object_methods"],
        manager_methods=methods["manager_methods"],
        record_set_methods=methods["record_set_methods"],
        object_variables=_variables(root, folder, _MODULES["object_methods"]),
    )


def _with_other_files(root: Root, built: MetadataObject, folder: Path) -> MetadataObject:
    """What Designer keeps beside the object: the content of an exchange plan, the route of a business process."""
    content, route = folder / "Ext" / "Content.xml", folder / "Ext" / "Flowchart.xml"
    if built.kind == "ExchangePlan" and content.is_file():
        return replace(built, references={**built.references, "Content": designer.exchange_plan_content(content)})
    if built.kind == "BusinessProcess" and route.is_file():
        points, handlers = designer.flowchart(route)
        return replace(built, references={**built.references, "RoutePoints": points}, handlers=handlers)
    return built


def _predefined(root: Root, declaration: Declaration) -> list[str]:
    if declaration.kind not in _WITH_PREDEFINED:
        return []
    if root.layout == "edt":
        return edt.predefined_names(root.object_file(declaration.kind, declaration.name))
    path = root.object_folder(declaration.kind, declaration.name) / "Ext" / "Predefined.xml"
    return designer.predefined_names(path) if path.is_file() else []


def _form(root: Root, folder: Path, name: str) -> Form:
    return _form_in(root.form_file(folder, name), root, name)


def _common_form(root: Root, name: str) -> Form:
    return _form_in(root.common_form_file(root.object_folder("CommonForm", name)), root, name)


def _form_in(path: Path, root: Root, name: str) -> Form:
    if not path.is_file():
        return Form(name, complete=False)
    return forms.read_form(path, name) if root.layout == "designer" else edt_forms.read_form(path, name)


def _common_module(root: Root, name: str) -> CommonModule:
    path = root.object_file("CommonModule", name)
    declaration = _declaration(path, root) if path.is_file() else Declaration("CommonModule", name)
    module = common_module(declaration)
    exports = _exports(root.module(root.object_folder("CommonModule", name), "Module.bsl"))
    if exports is None or not path.is_file():
        # neither a module without text nor one without flags says what it lacks
        return replace(module, complete=exports is not None and path.is_file())
    methods = {key: _within(method, module) for key, method in exports.methods.items()}
    return replace(module, methods=methods, variables=frozenset(exports.variables))


def _within(method: ExportedMethod, module: CommonModule) -> ExportedMethod:
    """The method with its sides only where ``#Если`` leaves fewer than its module has."""
    left = module.sides if method.sides is None else method.sides & module.sides
    return replace(method, sides=None if left == module.sides else left)


def _methods(root: Root, folder: Path, names: tuple[str, ...]) -> dict[str, ExportedMethod]:
    found: dict[str, ExportedMethod] = {}
    for name in names:
        exports = _exports(root.module(folder, name))
        if exports is not None:
            found.update(exports.methods)
    return found


def _variables(root: Root, folder: Path, names: tuple[str, ...]) -> frozenset[str]:
    modules = [_exports(root.module(folder, name)) for name in names]
    return frozenset(name for exports in modules if exports is not None for name in exports.variables)


def _exports(path: Path) -> ModuleExports | None:
    """What a module exports, or None where there is no text of it.

    Raises:
        ValueError: The file is no text.
    """
    if not path.is_file():
        return None
    try:
        return scan_module(decode_module(path.read_bytes()))
    except ValueError as error:
        raise ValueError(f"{path}: {error}; export the configuration again") from None
