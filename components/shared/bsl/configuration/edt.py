"""Objects as EDT keeps them: ``Catalogs/Х/Х.mdo``. Said with Designer's words, so that one builder serves both."""

from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from components.shared.bsl.configuration.declarations import KEPT, KEPT_LISTS, Declaration, type_name
from components.shared.bsl.configuration.kinds import KIND_BY_NAME
from components.shared.bsl.configuration.xml_tree import child, child_text, children, local_name, read_xml, text_of

# Repeated elements with a name of their own are parts; these are their names in Designer's words.
_PARTS: Final = {
    "attributes": "Attribute",
    "dimensions": "Dimension",
    "resources": "Resource",
    "accountingFlags": "AccountingFlag",
    "extDimensionAccountingFlags": "ExtDimensionAccountingFlag",
    "addressingAttributes": "AddressingAttribute",
    "columns": "Column",
    "tabularSections": "TabularSection",
    "enumValues": "EnumValue",
    "forms": "Form",
    "templates": "Template",
    "commands": "Command",
    "recalculations": "Recalculation",
    "urlTemplates": "URLTemplate",
    "methods": "Method",
    "operations": "Operation",
    "parameters": "Parameter",
    "integrationServiceChannels": "IntegrationServiceChannel",
    "subsystems": "Subsystem",
    "tables": "Table",
    "fields": "Field",
}
_WORDS: Final = {
    "httpMethod": "HTTPMethod",
    "rootURL": "RootURL",
    "httpServices": "HTTPServices",
    "xDTOPackages": "XDTOPackages",
    "wsReferences": "WSReferences",
}
_DEEPEST = 10


def read_declaration(path: Path) -> Declaration:
    """The object of one ``.mdo`` file.

    Raises:
        ValueError: The file is damaged, or no object of a configuration.
    """
    root = read_xml(path)
    if "mdclass" not in root.tag:
        raise ValueError(f"{path}: no object of an EDT project (its root is <{local_name(root)}>)")
    declaration = _declaration(root, local_name(root), 0)
    # inside a subsystem and the configuration, parts are told by their full names
    for part in declaration.parts:
        part.name = part.name.rpartition(".")[2]
    return declaration


def listed_objects(path: Path) -> list[tuple[str, str]]:
    """Kind and name of every object that ``Configuration.mdo`` lists."""
    found = []
    for inner in read_xml(path):
        kind, dot, name = text_of(inner).partition(".")
        if (
            dot
            and not len(inner)
            and kind in KIND_BY_NAME
            and KIND_BY_NAME[kind].plural == designer_word(local_name(inner))
        ):
            found.append((kind, name))
        elif local_name(inner) == "languages":
            found.append(("Language", child_text(inner, "name")))
    return found


def predefined_names(path: Path) -> list[str]:
    """Names of predefined items, in the order of the file."""
    predefined = child(read_xml(path), "predefined")
    if predefined is None:
        return []
    return [name for item in predefined.iter() if (name := child_text(item, "name"))]


def types_in(element: Element | None) -> tuple[str, ...]:
    """Types that a ``<type>`` or ``<valueType>`` lists."""
    return tuple(type_name(text_of(inner)) for inner in children(element, "types"))


def is_string_without_limit(element: Element | None) -> bool:
    """Whether strings of any length are allowed, which queries cannot compare."""
    if element is None or "String" not in types_in(element):
        return False
    qualifiers = child(element, "stringQualifiers")
    return qualifiers is None or child_text(qualifiers, "length") in ("", "0")


def designer_word(word: str) -> str:
    """``codeLength`` as Designer writes it: ``CodeLength``."""
    return _WORDS.get(word) or word[:1].upper() + word[1:]


def _declaration(element: Element, kind: str, depth: int) -> Declaration:
    declaration = Declaration(kind, child_text(element, "name") or text_of(element))
    for inner in element:
        word = local_name(inner)
        if word in _PARTS and depth < _DEEPEST:
            declaration.parts.append(_declaration(inner, _PARTS[word], depth + 1))
        else:
            _keep(declaration, designer_word(word), inner)
    declaration.fill_defaults()
    return declaration


def _keep(declaration: Declaration, name: str, element: Element) -> None:
    if name in ("Type", "Source", "CommandParameterType") and len(element):
        declaration.lists[name] = list(types_in(element))
        if is_string_without_limit(element):
            declaration.properties["Length"] = "0"
    elif name == "Content" and declaration.kind == "CommonAttribute":
        _append(declaration, child_text(element, "use") or "Auto", child_text(element, "metadata"))
    elif name == "Content" and len(element):
        _append(declaration, name, child_text(element, "mdObject"))
    elif name in KEPT_LISTS and not (name == "Use" and declaration.kind != "FunctionalOptionsParameter"):
        _append(declaration, name, text_of(element))
    elif name in KEPT and not len(element):
        declaration.keep(name, text_of(element))


def _append(declaration: Declaration, name: str, value: str) -> None:
    if value:
        declaration.lists.setdefault(name, []).append(value)
