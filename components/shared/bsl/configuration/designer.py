"""Objects as Designer exports them: ``Catalogs/Х.xml`` with properties and child objects."""

from pathlib import Path
from xml.etree.ElementTree import Element

from components.shared.bsl.configuration.declarations import KEPT, KEPT_LISTS, Declaration, type_name
from components.shared.bsl.configuration.xml_tree import child, child_text, children, local_name, read_xml, text_of

# what a route is made of; lines and decorations are not
_POINTS = frozenset(
    {"Start", "Completion", "Activity", "Condition", "Switch", "Split", "Join", "Processing", "SubBusinessProcess"}
)
_DEEPEST = 10  # an operation's parameter is the fourth level


def read_declaration(path: Path) -> Declaration:
    """The object of one file.

    Raises:
        ValueError: The file is damaged, or no object of a configuration.
    """
    root = read_xml(path)
    if local_name(root) != "MetaDataObject" or not len(root):
        raise ValueError(f"{path}: no object of a configuration (its root is <{local_name(root)}>)")
    return _declaration(root[0], 0)


def listed_objects(path: Path) -> list[tuple[str, str]]:
    """Kind and name of every object that ``Configuration.xml`` lists."""
    return [(part.kind, part.name) for part in read_declaration(path).parts]


def predefined_names(path: Path) -> list[str]:
    """Names of predefined items, in the order of the file."""
    return [child_text(item, "Name") for item in read_xml(path).iter() if local_name(item) == "Item"]


def exchange_plan_content(path: Path) -> tuple[str, ...]:
    """The objects of an exchange plan, from ``Ext/Content.xml``."""
    return tuple(child_text(item, "Metadata") for item in children(read_xml(path), "Item"))


def flowchart(path: Path) -> tuple[tuple[str, ...], frozenset[str]]:
    """Points of a business process's route, and the methods of its module that they call, in lower case."""
    root = read_xml(path)
    items = [item for items in children(root, "Items") for item in items if local_name(item) in _POINTS]
    names = (child_text(properties, "Name") for item in items for properties in children(item, "Properties"))
    events = (text_of(element).lower() for element in root.iter() if local_name(element) == "Event")
    return tuple(names), frozenset(filter(None, events))


def types_in(element: Element | None) -> tuple[str, ...]:
    """Types that a ``<Type>`` lists, sets of types among them."""
    if element is None:
        return ()
    return tuple(type_name(text_of(inner)) for inner in element if local_name(inner) in ("Type", "TypeSet"))


def is_string_without_limit(element: Element | None) -> bool:
    """Whether a ``<Type>`` allows strings of any length, which queries cannot compare."""
    if element is None or "String" not in types_in(element):
        return False
    qualifiers = child(element, "StringQualifiers")
    return qualifiers is None or child_text(qualifiers, "Length") in ("", "0")


def _declaration(element: Element, depth: int) -> Declaration:
    declaration = Declaration(local_name(element), text_of(element))
    properties = child(element, "Properties")
    if properties is not None:
        declaration.name = child_text(properties, "Name")
        for inner in properties:
            _keep(declaration, inner)
    parts = child(element, "ChildObjects")
    if parts is not None and depth < _DEEPEST:
        declaration.parts = [_declaration(part, depth + 1) for part in parts]
    declaration.fill_defaults()
    return declaration


def _keep(declaration: Declaration, element: Element) -> None:
    name = local_name(element)
    if name in KEPT_LISTS and len(element):
        _keep_list(declaration, name, element)
    elif name in KEPT and not len(element):
        declaration.keep(name, text_of(element))


def _keep_list(declaration: Declaration, name: str, element: Element) -> None:
    if name in ("Type", "Source", "CommandParameterType"):
        declaration.lists[name] = list(types_in(element))
        if is_string_without_limit(element):
            declaration.properties["Length"] = "0"
    elif name == "Content" and declaration.kind == "CommonAttribute":
        for item in children(element, "Item"):
            use = child_text(item, "Use")
            declaration.lists.setdefault(use, []).append(child_text(item, "Metadata"))
    else:
        declaration.lists[name] = [text_of(leaf) for leaf in element.iter() if not len(leaf) and text_of(leaf)]
