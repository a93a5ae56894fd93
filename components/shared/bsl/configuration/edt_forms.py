"""Managed forms as EDT keeps them: ``Form.form``, said with Designer's words."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from components.shared.bsl.configuration.edt import is_string_without_limit, types_in
from components.shared.bsl.configuration.model import Attribute, Form, FormElement
from components.shared.bsl.configuration.xml_tree import (
    attribute_of_type,
    child,
    child_text,
    children,
    local_name,
    read_xml,
    text_of,
)

# Elements of a form by the name of their tag; of the others the kind stands in <type> or xsi:type.
_KIND_OF_TAG: Final = {
    "autoCommandBar": "AutoCommandBar",
    "contextMenu": "ContextMenu",
    "extendedTooltip": "ExtendedTooltip",
    "searchStringAddition": "SearchStringAddition",
    "viewStatusAddition": "ViewStatusAddition",
    "searchControlAddition": "SearchControlAddition",
}
_KINDS: Final = {"SpreadsheetDocumentField": "SpreadSheetDocumentField"}


def read_form(path: Path, name: str) -> Form:
    """What the module of a form can name.

    Raises:
        ValueError: The file is damaged, or no form.
    """
    root = read_xml(path)
    if local_name(root) != "Form":
        raise ValueError(f"{path}: no form (its root is <{local_name(root)}>)")
    attributes = list(children(root, "attributes"))
    return Form(
        name=name,
        attributes={child_text(attribute, "name").lower(): _attribute(attribute) for attribute in attributes},
        columns=dict(_columns(attributes)),
        elements={element.name.lower(): element for element in _elements(root)},
        commands={child_text(command, "name").lower(): _action(command) for command in children(root, "formCommands")},
        parameters={child_text(item, "name").lower(): _attribute(item) for item in children(root, "parameters")},
        main_attribute=next((child_text(a, "name") for a in attributes if child_text(a, "main") == "true"), ""),
        handlers=frozenset(_handlers(root)),
    )


def _attribute(element: Element) -> Attribute:
    types = child(element, "valueType")
    properties = {"Length": "0"} if is_string_without_limit(types) else {}
    settings = child(element, "extInfo")
    if settings is not None:
        found = {"MainTable": child_text(settings, "mainTable"), "QueryText": child_text(settings, "queryText")}
        properties |= {word: text for word, text in found.items() if text}
    return Attribute(child_text(element, "name"), types_in(types), properties=properties)


def _columns(attributes: list[Element]) -> Iterator[tuple[str, dict[str, Attribute]]]:
    for attribute in attributes:
        own = _columns_in(attribute)
        if own:
            yield child_text(attribute, "name").lower(), own
        for added in children(attribute, "additionalColumns"):
            yield child_text(added, "tablePath").lower() or _path(child(added, "tablePath")), _columns_in(added)


def _columns_in(element: Element) -> dict[str, Attribute]:
    return {child_text(column, "name").lower(): _attribute(column) for column in children(element, "columns")}


def _elements(root: Element) -> Iterator[FormElement]:
    for element in root.iter():
        word = local_name(element)
        if (word == "items" or word in _KIND_OF_TAG) and (name := child_text(element, "name")):
            yield FormElement(name, _kind(element, word), _path(child(element, "dataPath"), lower=False))


def _kind(element: Element, word: str) -> str:
    if word in _KIND_OF_TAG:
        return _KIND_OF_TAG[word]
    form_type, kind = attribute_of_type(element), child_text(element, "type")
    if form_type == "Decoration":
        return f"{kind}Decoration"
    if form_type in ("FormField", "FormGroup"):
        return _KINDS.get(kind, kind)
    return form_type


def _path(element: Element | None, lower: bool = True) -> str:
    path = ".".join(text_of(segment) for segment in children(element, "segments"))
    return path.lower() if lower else path


def _action(command: Element) -> str:
    action = child(command, "action")
    if action is None:
        return ""
    return next((child_text(inner, "name") for inner in action.iter() if child_text(inner, "name")), "")


def _handlers(root: Element) -> Iterator[str]:
    for element in root.iter():
        if local_name(element) in ("handlers", "handler") and (name := child_text(element, "name")):
            yield name.lower()
