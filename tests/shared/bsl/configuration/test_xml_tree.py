"""XML that nobody vouches for."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.bsl.configuration.xml_tree import parse_xml

BOMB = "<!DOCTYPE a [<!ENTITY a0 'х'>" + "".join(f"<!ENTITY a{n} '&a{n - 1};&a{n - 1};'>" for n in range(1, 64)) + "]>"


@pytest.mark.parametrize(
    "text",
    [
        BOMB + "<a>&a63;</a>",
        '<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
        "<a>&unknown;</a>",
        "<a",
        "",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_entities_and_broken_documents_are_refused(text: str, encoding: str) -> None:
    with pytest.raises(ValueError, match=r"^А\.xml: "):
        parse_xml(text.encode(encoding), "А.xml")


def test_the_encoding_that_a_document_claims_hides_nothing() -> None:
    hidden = '<?xml version="1.0" encoding="utf-7"?><a>Ж</a>'
    assert parse_xml(hidden.encode(), "А.xml").text == "Ж"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_of_exports_are_read(encoding: str) -> None:
    assert parse_xml("<a>Имя</a>".encode(encoding), "А.xml").text == "Имя"


@given(st.binary(max_size=200) | st.text(alphabet="<>/a &;!\"'=[]?-\x00", max_size=60).map(str.encode))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with suppress(ValueError):
        parse_xml(data, "А.xml")


def test_deep_documents_cost_no_stack() -> None:
    parse_xml(b"<a>" * 100_000 + b"</a>" * 100_000, "А.xml")
