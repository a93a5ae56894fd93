"""A configuration in one small file: a line that names the format, a digest, and packed lines of JSON.

The first line holds everything but forms, each of the others one form: a form is unpacked when it is asked for, because
most questions are about one form and there are hundreds. Lists instead of names of fields keep the file small.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Flag
from pathlib import Path
from typing import Any, Final, TypeVar

from components.shared.bsl.configuration.model import (
    Attribute,
    CommonModule,
    Configuration,
    ExportedMethod,
    Form,
    FormElement,
    MetadataObject,
    TabularSection,
)
from components.shared.bsl.platform.model import Side

VERSION: Final = 1
_TITLE: Final = b"BSL configuration index "
_DIGEST_BYTES: Final = 32
_MOST_BYTES: Final = 1_000_000_000  # unpacked; ssl_3_1 has 6 MB, the largest configurations some twenty times as much
_AGAIN: Final = "build it again with `bsl index`"
_BROKEN: Final = (IndexError, KeyError, TypeError, ValueError, AttributeError, RecursionError)

Value = TypeVar("Value")


def save_index(configuration: Configuration, path: Path) -> None:
    """Write the index; the same configuration gives the same bytes."""
    path.write_bytes(index_bytes(configuration))


def load_index(path: Path) -> Configuration:
    """Read an index.

    Raises:
        ValueError: The file is no index, damaged, or of another version; the message says what to do.
    """
    try:
        return configuration_from(path.read_bytes())
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def index_bytes(configuration: Configuration) -> bytes:
    """The index as bytes."""
    forms: list[Form] = []
    lines = [_line(_packed(configuration, forms))]
    lines += [_line(_packed_fields(form, [])) for form in forms]
    body = zlib.compress("\n".join(lines).encode(), 9)
    return b"%b%d\n%b%b" % (_TITLE, VERSION, hashlib.sha256(body).digest(), body)


def configuration_from(data: bytes) -> Configuration:
    """The configuration from the bytes of an index.

    Raises:
        ValueError: These bytes are no index, damaged, or of another version.
    """
    title, _, rest = data.partition(b"\n")
    if not title.startswith(_TITLE):
        raise ValueError(f"no index of a configuration; {_AGAIN}")
    if title != b"%b%d" % (_TITLE, VERSION):
        version = title.removeprefix(_TITLE)[:20].decode("ascii", "replace")
        raise ValueError(f"index of version {version}, this program reads version {VERSION}; {_AGAIN}")
    digest, body = rest[:_DIGEST_BYTES], rest[_DIGEST_BYTES:]
    if hashlib.sha256(body).digest() != digest:
        raise ValueError(f"damaged index; {_AGAIN}")
    try:
        first, *forms = _unpacked(body).split(b"\n")
        return _configuration(json.loads(first), forms)
    except (*_BROKEN, zlib.error) as error:  # somebody has made this file on purpose: its digest is right
        raise ValueError(f"no index that this program has written ({type(error).__name__}); {_AGAIN}") from None


def _unpacked(body: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    data = unpacking.decompress(body, _MOST_BYTES)
    if not unpacking.eof:
        raise ValueError("incomplete or too large")
    return data


# Packing: a dataclass becomes the list of its fields without the defaults at its end.


def _line(packed: list[Any]) -> str:
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"))


def _packed(value: Any, forms: list[Form]) -> Any:
    """What stands for a value in JSON; forms go aside, and their numbers take their places."""
    if isinstance(value, Flag):
        return value.value
    if isinstance(value, Form):
        forms.append(value)
        return [value.name, len(forms) - 1]
    if is_dataclass(value) and not isinstance(value, type):
        return _packed_fields(value, forms)
    if isinstance(value, Mapping):
        return _packed_mapping(value, forms)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return list(value)
    return value


def _packed_fields(value: Any, forms: list[Form]) -> list[Any]:
    packed = []
    kept = 0
    for number, field in enumerate(fields(value), start=1):
        item = getattr(value, field.name)
        default = field.default if field.default_factory is MISSING else field.default_factory()
        kept = kept if item == default else number
        packed.append(_packed(item, forms))
    return packed[:kept]


def _packed_mapping(value: Mapping[Any, Any], forms: list[Form]) -> Any:
    """Things by their own names need no keys."""
    if value and all(hasattr(item, "name") for item in value.values()):
        keys = [item.name.lower() for item in value.values()]
        if keys == [key[1] if isinstance(key, tuple) else key for key in value]:
            return [_packed(item, forms) for item in value.values()]
    return {str(key): _packed(item, forms) for key, item in value.items()}


# Unpacking


class _Forms(Mapping[str, Form]):
    """Forms by their names, each unpacked when it is asked for."""

    def __init__(self, numbers: Iterable[tuple[str, int]], lines: list[bytes]) -> None:
        self._lines: dict[str, bytes] = {name.lower(): lines[number] for name, number in numbers}
        self._ready: dict[str, Form] = {}

    def __getitem__(self, key: str) -> Form:
        if key not in self._ready:
            line = self._lines[key]
            try:
                self._ready[key] = _form(json.loads(line))
            except _BROKEN as error:
                raise ValueError(f"no index that this program has written ({type(error).__name__}); {_AGAIN}") from None
            self._lines[key] = b""
        return self._ready[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __repr__(self) -> str:
        return f"<{len(self)} forms: {', '.join(self._lines)}>"


def _by_name(packed: Iterable[list[Any]], unpack: Callable[[list[Any]], Value]) -> dict[str, Value]:
    return {str(item[0]).lower(): unpack(item) for item in packed}


def _at(packed: list[Any], number: int, default: Any) -> Any:
    return packed[number] if number < len(packed) else default


def _attribute(packed: list[Any]) -> Attribute:
    return Attribute(packed[0], tuple(_at(packed, 1, ())), _at(packed, 2, "attribute"), _at(packed, 3, {}))


def _section(packed: list[Any]) -> TabularSection:
    return TabularSection(packed[0], _by_name(_at(packed, 1, []), _attribute))


def _element(packed: list[Any]) -> FormElement:
    return FormElement(*packed)


def _method(packed: list[Any]) -> ExportedMethod:
    values = list(packed)
    if len(values) > 4 and values[4] is not None:
        values[4] = Side(values[4])
    for number in (7, 9):
        if len(values) > number:
            values[number] = tuple(values[number])
    return ExportedMethod(*values)


def _form(packed: list[Any]) -> Form:
    return Form(
        name=packed[0],
        attributes=_by_name(_at(packed, 1, []), _attribute),
        columns={key: _by_name(columns, _attribute) for key, columns in dict(_at(packed, 2, {})).items()},
        elements=_by_name(_at(packed, 3, []), _element),
        commands=_at(packed, 4, {}),
        parameters=_by_name(_at(packed, 5, []), _attribute),
        main_attribute=_at(packed, 6, ""),
        handlers=frozenset(_at(packed, 7, ())),
        complete=_at(packed, 8, True),
    )


def _common_module(packed: list[Any]) -> CommonModule:
    return CommonModule(
        name=packed[0],
        sides=Side(packed[1]),
        is_global=_at(packed, 2, False),
        server_call=_at(packed, 3, False),
        privileged=_at(packed, 4, False),
        reuse=_at(packed, 5, ""),
        methods=_by_name(_at(packed, 6, []), _method),
        variables=frozenset(_at(packed, 7, ())),
        internal=frozenset(_at(packed, 8, ())),
        complete=_at(packed, 9, True),
    )


def _object(packed: list[Any], forms: list[bytes]) -> MetadataObject:
    return MetadataObject(
        kind=packed[0],
        name=packed[1],
        attributes=_by_name(_at(packed, 2, []), _attribute),
        tabular_sections=_by_name(_at(packed, 3, []), _section),
        forms=_Forms(_at(packed, 4, []), forms),
        commands=frozenset(_at(packed, 5, ())),
        templates=frozenset(_at(packed, 6, ())),
        values=_at(packed, 7, {}),
        properties=_at(packed, 8, {}),
        object_methods=_by_name(_at(packed, 9, []), _method),
        manager_methods=_by_name(_at(packed, 10, []), _method),
        record_set_methods=_by_name(_at(packed, 11, []), _method),
        references={key: tuple(names) for key, names in dict(_at(packed, 12, {})).items()},
        handlers=frozenset(_at(packed, 13, ())),
        complete=_at(packed, 14, True),
        object_variables=frozenset(_at(packed, 15, ())),
    )


def _configuration(packed: list[Any], forms: list[bytes]) -> Configuration:
    objects = [_object(item, forms) for item in _at(packed, 3, [])]
    return Configuration(
        name=packed[0],
        compatibility_mode=_at(packed, 1, ""),
        is_extension=_at(packed, 2, False),
        objects={(item.kind, item.name.lower()): item for item in objects},
        common_modules=_by_name(_at(packed, 4, []), _common_module),
        common_forms=_Forms(_at(packed, 5, []), forms),
        application_methods=_by_name(_at(packed, 6, []), _method),
        application_variables=frozenset(_at(packed, 7, ())),
        properties=_at(packed, 8, {}),
    )
