"""The public interface of the standard subsystems library, from the tables beside this file."""

from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Final

from components.shared.bsl.configuration.model import CommonModule, Configuration, ExportedMethod
from components.shared.bsl.library.flags import module_from, sides_from

NAME: Final = "БиблиотекаСтандартныхПодсистем"
VERSIONS: Final = ("3.1", "3.2")
PUBLIC_TABLE: Final = "public_interface.tsv"
INTERNAL_TABLE: Final = "internal_names.tsv"


@cache
def load_library(version: str = "") -> Configuration:
    """The common modules that the library offers, shaped like a configuration.

    Args:
        version: "3.1" or "3.2"; without one, all that any of them has: a method's ``versions`` tell where it is, and
            where they differ it takes what either takes.

    Raises:
        ValueError: The table does not hold this version.
    """
    if version and version not in VERSIONS:
        raise ValueError(f"the library of version {version!r} is not known; known are {', '.join(VERSIONS)}")
    modules: dict[str, CommonModule] = {}
    _add_public(modules, version)
    _add_internal(modules)
    return Configuration(name=NAME, common_modules=modules, properties={"Version": version} if version else {})


def _rows(table: str) -> list[list[str]]:
    text = (files(__package__) / "data" / table).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


def _add_public(modules: dict[str, CommonModule], version: str) -> None:
    module: CommonModule | None = None
    versions: tuple[str, ...] = ()
    methods: dict[str, ExportedMethod] = {}
    for row in _rows(PUBLIC_TABLE):
        if row[0]:
            versions, methods = tuple(row[2].split()), {}
            module = replace(module_from(row[0], row[1]), methods=methods)
            if not version or version in versions:
                modules[module.name.lower()] = module
        else:
            method = _method(row, versions)
            if not version or version in method.versions:
                _add(methods, method)


def _method(row: list[str], versions_of_module: tuple[str, ...]) -> ExportedMethod:
    _, name, kind, least, most, versions, sides, deprecated, replacement = [*row, "", "", "", ""][:9]
    return ExportedMethod(
        name=name,
        is_function=kind.endswith("f"),
        least=int(least),
        most=int(most),
        sides=sides_from(sides) if sides else None,
        deprecated=bool(deprecated),
        replacement=replacement,
        is_async=kind.startswith("a"),
        versions=tuple(versions.split()) or versions_of_module,
    )


def _add(methods: dict[str, ExportedMethod], method: ExportedMethod) -> None:
    """Of a method that versions know differently, what either allows; the rest as the newer version says."""
    key = method.name.lower()
    known = methods.get(key)
    if known is not None:
        older, newer = sorted((known, method), key=lambda each: each.versions)
        sides = None if older.sides is None or newer.sides is None else older.sides | newer.sides
        least, most = min(older.least, newer.least), max(older.most, newer.most)
        versions = tuple(sorted({*older.versions, *newer.versions}))
        method = replace(newer, sides=sides, least=least, most=most, versions=versions)
    methods[key] = method


def _add_internal(modules: dict[str, CommonModule]) -> None:
    for name, letters, names in _rows(INTERNAL_TABLE):
        internal = frozenset(name.lower() for name in names.split())
        known = modules.get(name.lower()) or module_from(name, letters)
        modules[name.lower()] = replace(known, internal=internal)
