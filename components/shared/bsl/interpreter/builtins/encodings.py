"""Functions that encode: URLs, Base64, hexadecimal digits, bytes of strings."""

import base64
import binascii
from typing import Final
from urllib.parse import quote, unquote

from components.shared.bsl.interpreter.builtins.registry import function
from components.shared.bsl.interpreter.conversions import require_text, to_boolean
from components.shared.bsl.interpreter.failures import OutsideSubset, bad_argument
from components.shared.bsl.interpreter.machine import Machine
from components.shared.bsl.interpreter.objects.binary_data import BinaryData
from components.shared.bsl.interpreter.values import EnumerationValue, Value

_RESERVED: Final = "%!#$&'()*+,/:;=?@[]"  # what is left alone in a whole address
_ENCODINGS: Final = {
    **dict.fromkeys(("utf-8", "utf8", ""), "utf-8"),
    **dict.fromkeys(("utf-16", "utf16", "utf-16le"), "utf-16-le"),
    **dict.fromkeys(("windows-1251", "cp1251", "ansi"), "cp1251"),
    **dict.fromkeys(("cp866", "oem", "ibm866"), "cp866"),
    **dict.fromkeys(("us-ascii", "ascii"), "ascii"),
    **dict.fromkeys(("koi8-r",), "koi8-r"),
    **dict.fromkeys(("iso-8859-1",), "latin-1"),
}
_LONGEST_LINE: Final = 57  # bytes of a line of Base64Строка; longer data come in several lines


@function("КодироватьСтроку", "EncodeString", 2, 3)
def encode_string(machine: Machine, text: Value, way: Value, encoding: Value = None) -> Value:
    """A string for an address."""
    whole = require_text(text, 1)
    machine.meter.build(3 * len(whole))
    safe = _RESERVED if _way(way) == "URLInURLEncoding" else ""
    return quote(whole, safe=safe, encoding=_encoding(encoding), errors="replace")


@function("РаскодироватьСтроку", "DecodeString", 2, 3)
def decode_string(machine: Machine, text: Value, way: Value, encoding: Value = None) -> Value:
    """A string from an address."""
    _way(way)
    whole = require_text(text, 1)
    machine.meter.build(len(whole))
    return unquote(whole, encoding=_encoding(encoding), errors="replace")


def _way(way: Value) -> str:
    if not isinstance(way, EnumerationValue) or way.type_name != "СпособКодированияСтроки":
        raise bad_argument(2)
    return way.english


def _encoding(encoding: Value) -> str:
    if isinstance(encoding, EnumerationValue):
        encoding = encoding.english
    name = require_text(encoding, 2).lower()
    if name not in _ENCODINGS:
        raise OutsideSubset(f"кодировка {name[:40]}")
    return _ENCODINGS[name]


@function("ПолучитьДвоичныеДанныеИзСтроки", "GetBinaryDataFromString", 1, 3)
def bytes_of_string(machine: Machine, text: Value, encoding: Value = None, mark: Value = None) -> Value:
    """Bytes of a string."""
    whole = require_text(text, 1)
    machine.meter.build(2 * len(whole))
    start = "\ufeff" if mark is not None and to_boolean(mark) else ""
    return BinaryData((start + whole).encode(_encoding(encoding), "replace"))


@function("ПолучитьСтрокуИзДвоичныхДанных", "GetStringFromBinaryData", 1, 2)
def string_of_bytes(machine: Machine, data: Value, encoding: Value = None) -> Value:
    """A string of bytes."""
    given = _bytes(data)
    machine.meter.build(len(given))
    return given.decode(_encoding(encoding), "replace").removeprefix("\ufeff")


@function("Base64Строка", "Base64String", 1)
def base64_lines(machine: Machine, data: Value) -> Value:
    """Base64 in lines."""
    given = _bytes(data)
    if len(given) > _LONGEST_LINE:
        raise OutsideSubset("Base64Строка из нескольких строк")
    return base64.b64encode(given).decode("ascii")


@function("ПолучитьBase64СтрокуИзДвоичныхДанных", "GetBase64StringFromBinaryData", 1)
def base64_of_bytes(machine: Machine, data: Value) -> Value:
    """Base64 in one line."""
    given = _bytes(data)
    machine.meter.build(2 * len(given))
    return base64.b64encode(given).decode("ascii")


@function("Base64Значение", "Base64Value", 1)
def bytes_of_base64(machine: Machine, text: Value) -> Value:
    """Bytes of Base64; line ends do not count."""
    whole = "".join(require_text(text, 1).split())
    machine.meter.build(len(whole))
    try:
        return BinaryData(base64.b64decode(whole, validate=True))
    except (binascii.Error, ValueError) as error:
        raise bad_argument(1) from error


function("ПолучитьДвоичныеДанныеИзBase64Строки", "GetBinaryDataFromBase64String", 1)(bytes_of_base64)


@function("ПолучитьHexСтрокуИзДвоичныхДанных", "GetHexStringFromBinaryData", 1)
def hex_of_bytes(machine: Machine, data: Value) -> Value:
    """Hexadecimal digits of bytes."""
    given = _bytes(data)
    machine.meter.build(2 * len(given))
    return given.hex().upper()


@function("ПолучитьДвоичныеДанныеИзHexСтроки", "GetBinaryDataFromHexString", 1)
def bytes_of_hex(machine: Machine, text: Value) -> Value:
    """Bytes of hexadecimal digits."""
    whole = require_text(text, 1)
    machine.meter.build(len(whole))
    try:
        return BinaryData(bytes.fromhex(whole))
    except ValueError as error:
        raise bad_argument(1) from error


def _bytes(data: Value) -> bytes:
    if not isinstance(data, BinaryData):
        raise bad_argument(1)
    return data.data
