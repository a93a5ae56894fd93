"""Managed forms as Designer exports them: ``Ext/Form.xml``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from components.shared.bsl.configuration.designer import is_string_without_limit, types_in
from components.shared.bsl.configuration.model import Attribute, Form, FormElement
from components.shared.bsl.configuration.xml_tree import child, child_text, children, local_name, read_xml, text_of

# Sections that name things which are no elements. BaseForm repeats the form that an extension changes.
_NO_ELEMENTS: Final = frozenset({"Attributes", "Commands", "Parameters", "CommandInterface", "BaseForm", "Events"})
_LIST_SETTINGS: Final = ("MainTable", "QueryText")


def read_form(path: Path, name: str) -> Form:
    """What the module of a form can name.

    Raises:
        ValueError: The file is damaged, or no form.
    """
    root = read_xml(path)
    if local_name(root) != "Form":
        raise ValueError(f"{path}: no form (its root is <{local_name(root)}>)")
    attributes = list(children(child(root, "Attributes"), "Attribute"))
    return Form(
        name=name,
        attributes={attribute.get("name", "").lower(): _attribute(attribute) for attribute in attributes},
        columns=dict(_columns(attributes)),
        elements={element.name.lower(): element for element in _elements(root)},
        commands={
            command.get("name", "").lower(): child_text(command, "Action")
            for command in children(child(root, "Commands"), "Command")
        },
        parameters={
            parameter.get("name", "").lower(): _attribute(parameter)
            for parameter in children(child(root, "Parameters"), "Parameter")
        },
        main_attribute=next((a.get("name", "") for a in attributes if child_text(a, "MainAttribute") == "true"), ""),
        handlers=frozenset(_handlers(root)),
    )


def _attribute(element: Element) -> Attribute:
    types = child(element, "Type")
    properties = {"Length": "0"} if is_string_without_limit(types) else {}
    settings = child(element, "Settings")
    if settings is not None:
        properties |= {word: text for word in _LIST_SETTINGS if (text := child_text(settings, word))}
    return Attribute(element.get("name", ""), types_in(types), properties=properties)


def _columns(attributes: list[Element]) -> Iterator[tuple[str, dict[str, Attribute]]]:
    """Columns by the attribute that has them; those added to a tabular section by its path, ``объект.товары``."""
    for attribute in attributes:
        columns = child(attribute, "Columns")
        if columns is None:
            continue
        own = _columns_in(columns)
        if own:
            yield attribute.get("name", "").lower(), own
        for added in children(columns, "AdditionalColumns"):
            yield added.get("table", "").lower(), _columns_in(added)


def _columns_in(element: Element) -> dict[str, Attribute]:
    return {column.get("name", "").lower(): _attribute(column) for column in children(element, "Column")}


def _elements(root: Element) -> Iterator[FormElement]:
    for section in root:
        if local_name(section) in _NO_ELEMENTS:
            continue
        for element in section.iter():
            name = element.get("name")
            if name and element.get("id"):
                yield FormElement(name, local_name(element), child_text(element, "DataPath"))


def _handlers(root: Element) -> Iterator[str]:
    for section in root:
        if local_name(section) == "BaseForm":
            continue
        for element in section.iter():
            if local_name(element) in ("Event", "Action") and text_of(element):
                yield text_of(element).lower()
