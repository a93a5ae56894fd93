"""An extension in the layout that the Designer exports: format 2.17, a common module for each case.

Nothing of a case gets into XML: names are ours, and a text goes into a file of its own. The own objects of the platform
are found by their names (``KeepMappingToExtendedConfigurationObjectsByIDs`` is false), so the extension fits any
configuration with the same language. The order of the properties is the one the platform writes.
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

from components.shared.bsl.configuration.model import Configuration
from pipelines.oracle.cases import EXTENSION_FOLDER, PREFIX, Case, Export, module_file

FORMAT_VERSION = "2.17"
BOM = "\ufeff"
CANARY_TEXT = (
    "Процедура Проба() Экспорт\n\tЗначение = ;\nКонецПроцедуры\n"  # an operand is missing: no platform takes it
)
DEFAULT_LANGUAGE = "Русский"

_NAMESPACES = {
    "": "http://v8.1c.ru/8.3/MDClasses",
    "app": "http://v8.1c.ru/8.2/managed-application/core",
    "v8": "http://v8.1c.ru/8.1/data/core",
    "xr": "http://v8.1c.ru/8.3/xcf/readable",
    "xs": "http://www.w3.org/2001/XMLSchema",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
# classes of what every configuration is made of; the same in all of them
_CONTAINED_CLASSES = (
    "9cd510cd-abfc-11d4-9434-004095e12fc7",
    "9fcd25a0-4822-11d4-9414-008048da11f9",
    "e3687481-0a87-462c-a166-9f34594f9bba",
    "9de14907-ec23-4a07-96f0-85521cb6b53b",
    "51f2d5d8-ea4d-4064-8892-82951750031e",
    "e68182ea-4237-4383-967f-90c1e3370bc7",
    "fb282519-d103-4dd3-bc12-cb271d631dfc",
)


def write_extension(
    folder: Path, export: Export, cases: Iterator[tuple[Case, str]], language: str, script_variant: str
) -> None:
    """Write the extension below a folder.

    Args:
        folder: Folder of the export.
        export: What the extension is called, and its canaries.
        cases: Each case with its text.
        language: Name of the language of the configuration below: ``Русский``.
        script_variant: ``Russian`` or ``English``: how the platform names modules in its log.
    """
    root = folder / EXTENSION_FOLDER
    half = len(export.canaries) // 2  # the first and the last modules
    names: list[str] = []
    for name, server, client, text in (
        *((canary.module, canary.server, not canary.server, CANARY_TEXT) for canary in export.canaries[:half]),
        *((case.module, case.server, case.client, text) for case, text in cases),
        *((canary.module, canary.server, not canary.server, CANARY_TEXT) for canary in export.canaries[half:]),
    ):
        names.append(name)
        _write(module_file(folder, name), text)
        _write(root / "CommonModules" / f"{name}.xml", _document(_common_module(export, name, server, client)))
    _write(root / "Languages" / f"{language}.xml", _document(_language(export, language)))
    _write(root / "Configuration.xml", _document(_configuration(export, names, language, script_variant)))


def _write(path: Path, text: str) -> None:
    """As the platform writes: a byte order mark, lines that end with both characters."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((BOM + text.replace("\n", "\r\n")).encode("utf-8"))


def _document(lines: Iterator[str]) -> str:
    namespaces = " ".join(f'xmlns{":" if prefix else ""}{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
    body = "\n".join(f"\t{line}" for line in lines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<MetaDataObject {namespaces} version="{FORMAT_VERSION}">\n{body}\n</MetaDataObject>\n'
    )


def _uuid(export: Export, name: str) -> str:
    """The same export has the same identifiers, so it can be loaded over itself."""
    return str(uuid5(NAMESPACE_URL, f"bsl-foundry/oracle/{export.id}/{name}"))


def _configuration(export: Export, names: list[str], language: str, script_variant: str) -> Iterator[str]:
    yield f'<Configuration uuid="{_uuid(export, "Configuration")}">'
    yield "\t<InternalInfo>"
    for class_id in _CONTAINED_CLASSES:
        yield "\t\t<xr:ContainedObject>"
        yield f"\t\t\t<xr:ClassId>{class_id}</xr:ClassId>"
        yield f"\t\t\t<xr:ObjectId>{_uuid(export, class_id)}</xr:ObjectId>"
        yield "\t\t</xr:ContainedObject>"
    yield "\t</InternalInfo>"
    yield "\t<Properties>"
    yield from (f"\t\t{line}" for line in _properties(export, language, script_variant))
    yield "\t</Properties>"
    yield "\t<ChildObjects>"
    yield f"\t\t<Language>{escape(language)}</Language>"
    yield from (f"\t\t<CommonModule>{name}</CommonModule>" for name in names)
    yield "\t</ChildObjects>"
    yield "</Configuration>"


def _properties(export: Export, language: str, script_variant: str) -> Iterator[str]:
    yield "<ObjectBelonging>Adopted</ObjectBelonging>"
    yield f"<Name>{export.extension}</Name>"
    yield "<Synonym/>"
    yield "<Comment/>"
    yield "<ConfigurationExtensionPurpose>AddOn</ConfigurationExtensionPurpose>"
    yield "<KeepMappingToExtendedConfigurationObjectsByIDs>false</KeepMappingToExtendedConfigurationObjectsByIDs>"
    yield f"<NamePrefix>{PREFIX}</NamePrefix>"
    mode = f"Version{export.compatibility.replace('.', '_')}"
    yield f"<ConfigurationExtensionCompatibilityMode>{mode}</ConfigurationExtensionCompatibilityMode>"
    yield "<DefaultRunMode>ManagedApplication</DefaultRunMode>"
    yield "<UsePurposes>"
    yield '\t<v8:Value xsi:type="app:ApplicationUsePurpose">PlatformApplication</v8:Value>'
    yield "</UsePurposes>"
    yield f"<ScriptVariant>{script_variant}</ScriptVariant>"
    yield "<DefaultRoles/>"
    yield "<Vendor>BSL Foundry</Vendor>"
    yield "<Version>1.0.0.0</Version>"
    yield f"<DefaultLanguage>Language.{escape(language)}</DefaultLanguage>"
    for name in ("BriefInformation", "DetailedInformation", "Copyright", "VendorInformationAddress"):
        yield f"<{name}/>"
    yield "<ConfigurationInformationAddress/>"
    yield "<InterfaceCompatibilityMode>Taxi</InterfaceCompatibilityMode>"


def _language(export: Export, language: str) -> Iterator[str]:
    yield f'<Language uuid="{_uuid(export, "Language")}">'
    yield "\t<InternalInfo/>"
    yield "\t<Properties>"
    yield "\t\t<ObjectBelonging>Adopted</ObjectBelonging>"
    yield f"\t\t<Name>{escape(language)}</Name>"
    yield "\t\t<Comment/>"
    yield f"\t\t<LanguageCode>{'ru' if language == DEFAULT_LANGUAGE else 'en'}</LanguageCode>"
    yield "\t</Properties>"
    yield "</Language>"


def _common_module(export: Export, name: str, server: bool, client: bool) -> Iterator[str]:
    flags = {
        "Global": False,
        "ClientManagedApplication": client,
        "Server": server,
        "ExternalConnection": False,
        "ClientOrdinaryApplication": False,
        "ServerCall": False,
        "Privileged": False,
    }
    yield f'<CommonModule uuid="{_uuid(export, name)}">'
    yield "\t<Properties>"
    yield f"\t\t<Name>{name}</Name>"
    yield "\t\t<Synonym/>"
    yield "\t\t<Comment/>"
    yield from (f"\t\t<{flag}>{str(value).lower()}</{flag}>" for flag, value in flags.items())
    yield "\t\t<ReturnValuesReuse>DontUse</ReturnValuesReuse>"
    yield "\t</Properties>"
    yield "</CommonModule>"


def language_of(configuration: Configuration) -> tuple[str, str]:
    """The name of a configuration's language, and its script variant; Russian where it says nothing of use."""
    name = configuration.properties.get("DefaultLanguage", "").removeprefix("Language.")
    variant = configuration.properties.get("ScriptVariant", "")
    return (
        name if name.isidentifier() else DEFAULT_LANGUAGE,
        variant if variant in ("Russian", "English") else "Russian",
    )
