"""XML of an export, read safely: no entities, no document type, and an error names the file and says what to do."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

MOST_BYTES = 64_000_000  # the largest object of ssl_3_1 has 0.9 MB, the largest form 0.6 MB

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_xml(path: Path) -> Element:
    """The root element of a file.

    Raises:
        ValueError: The file is no XML of an export; the message names it and says what to do.
    """
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path}: larger than {MOST_BYTES // 1_000_000} MB, which no object of a configuration is")
    return parse_xml(path.read_bytes(), str(path))


def parse_xml(data: bytes, name: str) -> Element:
    """The root element of a document held in memory; ``name`` is for the message of an error.

    Raises:
        ValueError: This is no XML, or it brings entities of its own.
    """
    text = _decode(data, name)
    # Exports hold neither; refusing both leaves nothing that could expand or fetch something.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError(f"{name}: a document type or an entity; 1C writes none, so this file is not read")
    try:
        # the text is given as UTF-8 whatever its own first line says, so no other decoder can hide a document type
        # lint: allow bandit-B314: documents with types or entities were refused above
        return ElementTree.fromstring(text, ElementTree.XMLParser(encoding="utf-8"))
    except ElementTree.ParseError as error:
        raise ValueError(f"{name}: damaged XML ({error}); export the configuration again") from None


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def text_of(element: Element | None) -> str:
    """The text of an element, or an empty string."""
    return (element.text or "").strip() if element is not None else ""


def child(element: Element, name: str) -> Element | None:
    """The first child of this local name."""
    return next((inner for inner in element if local_name(inner) == name), None)


def children(element: Element | None, name: str) -> Iterator[Element]:
    """All children of this local name."""
    if element is not None:
        yield from (inner for inner in element if local_name(inner) == name)


def child_text(element: Element, name: str) -> str:
    """The text of the first child of this local name, or an empty string."""
    return text_of(child(element, name))


def attribute_of_type(element: Element) -> str:
    """``xsi:type`` without its prefix."""
    kind = element.get("{http://www.w3.org/2001/XMLSchema-instance}type", "")
    return kind.rpartition(":")[2]


def _decode(data: bytes, name: str) -> str:
    encoding = "utf-16" if data.startswith(_UTF16_MARKS) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{name}: not {encoding[:6].rstrip('-').upper()} at byte {error.start}; is it an XML file?"
        ) from None
