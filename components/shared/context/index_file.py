"""An index in one file: a line that names the format, a digest, the configuration's own index, packed methods."""

import hashlib
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, get_args

from components.shared.bsl.configuration.index_file import configuration_from, index_bytes
from components.shared.bsl.context import ModuleKind
from components.shared.bsl.platform.model import Side
from components.shared.context.model import ContextIndex, Method, Module
from components.shared.context.objects import objects_of, subsystems_of
from components.shared.errors import BadInput

VERSION: Final = 1
_TITLE: Final = b"BSL context index "
_DIGEST_BYTES: Final = 32
_LENGTH_BYTES: Final = 8
_MOST_BYTES: Final = 1_000_000_000  # unpacked; ssl_3_1 has 15 MB
_AGAIN: Final = "build it again with `bsl context build`"
_BROKEN: Final = (IndexError, KeyError, TypeError, ValueError, AttributeError, RecursionError, zlib.error)
_FLAGS: Final = ("is_function", "export", "deprecated")
_KINDS: Final = frozenset(get_args(ModuleKind))


def save_context(index: ContextIndex, path: Path) -> None:
    """Write an index; the same index gives the same bytes, and the name is taken only by a whole file."""
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(context_bytes(index))
    partial.replace(path)


def load_context(path: Path) -> ContextIndex:
    """Read an index.

    Raises:
        BadInput: The file is not there, no index, damaged, or of another version; the message says what to do.
    """
    try:
        return context_from(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}; {_AGAIN}") from error
    except ValueError as error:
        raise BadInput(f"{path}: {error}") from None


def context_bytes(index: ContextIndex) -> bytes:
    """The index as bytes."""
    configuration = index_bytes(index.configuration)
    modules = [_packed_module(index, module) for module in index.modules]
    text = json.dumps(modules, ensure_ascii=False, separators=(",", ":"))
    body = len(configuration).to_bytes(_LENGTH_BYTES, "big") + configuration + zlib.compress(text.encode(), 9)
    return b"%b%d\n%b%b" % (_TITLE, VERSION, hashlib.sha256(body).digest(), body)


def context_from(data: bytes) -> ContextIndex:
    """The index from bytes.

    Raises:
        ValueError: These bytes are no index, damaged, or of another version.
    """
    title, _, rest = data.partition(b"\n")
    if not title.startswith(_TITLE):
        raise ValueError(f"no index of names for prompts; {_AGAIN}")
    if title != b"%b%d" % (_TITLE, VERSION):
        version = title.removeprefix(_TITLE)[:20].decode("ascii", "replace")
        raise ValueError(f"index of version {version}, this program reads version {VERSION}; {_AGAIN}")
    digest, body = rest[:_DIGEST_BYTES], rest[_DIGEST_BYTES:]
    if hashlib.sha256(body).digest() != digest:
        raise ValueError(f"damaged index; {_AGAIN}")
    try:
        return _unpacked(body)
    except _BROKEN as error:  # somebody has made this file on purpose: its digest is right
        raise ValueError(f"no index that this program has written ({type(error).__name__}); {_AGAIN}") from None


def _packed_module(index: ContextIndex, module: Module) -> list[Any]:
    methods = [_packed_method(index.methods[number]) for number in module.methods]
    return [
        module.key, module.kind, module.owner, module.title, module.sides, module.callers, module.subsystems, methods
    ]  # fmt: skip


def _packed_method(method: Method) -> list[Any]:
    flags = sum(1 << bit for bit, name in enumerate(_FLAGS) if getattr(method, name))
    return [method.name, flags, method.sides, ",".join(method.parameters), method.purpose, list(_steps(method.uses))]


def _steps(numbers: tuple[int, ...]) -> Iterator[int]:
    """Ascending numbers as distances: small numbers pack better."""
    before = 0
    for number in numbers:
        yield number - before
        before = number


def _unpacked(body: bytes) -> ContextIndex:
    length = int.from_bytes(body[:_LENGTH_BYTES], "big")
    configuration = configuration_from(body[_LENGTH_BYTES : _LENGTH_BYTES + length])
    unpacking = zlib.decompressobj()
    text = unpacking.decompress(body[_LENGTH_BYTES + length :], _MOST_BYTES)
    if not unpacking.eof:
        raise ValueError("incomplete or too large")
    packed = json.loads(text)
    modules: list[Module] = []
    methods: list[Method] = []
    objects = list(objects_of(configuration, subsystems_of(configuration)))
    entries = sum(len(module[7]) for module in packed) + len(objects)
    for module in packed:
        modules.append(_module(module, len(methods)))
        methods += [_method(method, len(modules) - 1, entries) for method in module[7]]
    return ContextIndex(configuration, modules, methods, objects)


def _module(packed: list[Any], start: int) -> Module:
    key, kind, owner, title, sides, callers, subsystems, methods = packed
    if kind not in _KINDS or not all(isinstance(text, str) for text in (key, owner, title)):
        raise ValueError("no module")
    return Module(
        key, kind, owner, title, Side(sides).value, Side(callers).value,
        range(start, start + len(methods)), tuple(map(int, subsystems)),
    )  # fmt: skip


def _method(packed: list[Any], module: int, entries: int) -> Method:
    name, flags, sides, parameters, purpose, steps = packed
    if not isinstance(name, str) or not isinstance(purpose, str):
        raise ValueError("no method")
    uses = []
    number = 0
    for step in steps:
        number += int(step)
        uses.append(number)
    if uses and (min(uses) < 0 or max(uses) >= entries):
        raise ValueError("no entry of this number")
    return Method(
        name=name,
        module=module,
        is_function=bool(flags & 1),
        export=bool(flags & 2),
        deprecated=bool(flags & 4),
        sides=Side(sides).value,
        parameters=tuple(parameters.split(",")) if parameters else (),
        purpose=purpose,
        uses=tuple(uses),
    )
