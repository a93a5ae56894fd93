"""Modules come in several encodings; what is no text must be refused with its reason."""

import pytest

from components.shared.bsl import decode_module

TEXT = "Процедура Обновить()\r\n\t// Обновляет остатки товаров на складах\r\nКонецПроцедуры"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_every_encoding_of_1c_tools_gives_the_same_text(encoding: str) -> None:
    assert decode_module(TEXT.encode(encoding)) == TEXT


def test_both_orders_of_utf16_are_read() -> None:
    assert decode_module(b"\xfe\xff" + TEXT.encode("utf-16-be")) == TEXT
    assert decode_module(b"\xff\xfe" + TEXT.encode("utf-16-le")) == TEXT


def test_an_empty_file_and_plain_letters_are_text() -> None:
    assert decode_module(b"") == ""
    assert decode_module(b"A = 1;") == "A = 1;"


def test_lines_may_end_in_a_lone_carriage_return() -> None:
    assert decode_module("// Ведет\rА = 1;\r".encode()) == "// Ведет\nА = 1;\n"
    assert decode_module(b"A = 1;\rB = 2;\r\nC = 3;\r\r") == "A = 1;\nB = 2;\r\nC = 3;\n\n"
    assert decode_module(b"A = 1;\r\nB = 2;\r\r\n") == "A = 1;\r\nB = 2;\r\r\n"


def test_typography_in_cp1251_is_russian_text_too() -> None:
    assert decode_module("«Ёлка» № 5 – да".encode("cp1251")) == "«Ёлка» № 5 – да"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"MZ\x00\x01", "binary data: a zero byte at offset 2"),
        (TEXT.encode("utf-16-le"), "binary data"),
        (b"\xff\xfeA", "damaged UTF-16 text at offset 2"),
        (b"\xff\xfe\x00\x00", "binary data: a zero character at position 0"),
        (TEXT.encode("koi8-r"), "neither UTF-8"),
        (TEXT.encode("cp866"), "neither UTF-8"),
        (b"\x89PNG\r\n\x1a\n\xff\xee\xdd", "neither UTF-8"),
        ("für Ärger über Öl".encode("latin-1"), "neither UTF-8"),
        (bytes(range(1, 256)), "neither UTF-8 (wrong byte at offset 127)"),
        (TEXT.encode() + b"\xff" * 200, "neither UTF-8"),
    ],
)
def test_what_is_no_russian_text_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ValueError) as refusal:
        decode_module(data)
    assert reason in str(refusal.value)
