"""Facts about the public interface of the standard subsystems library, taken from its sources.

A method is public if it is exported from the region ``ПрограммныйИнтерфейс`` of a common module; what else is exported
is internal, and only its name is kept.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from components.shared.bsl.configuration.layouts import Root, find_roots
from components.shared.bsl.configuration.model import CommonModule, ExportedMethod
from components.shared.bsl.configuration.modules import scan_module
from components.shared.bsl.configuration.reader import read_common_modules
from components.shared.bsl.decoding import decode_module
from components.shared.bsl.library.flags import flags_of, side_letters

PUBLIC_REGION: Final = "программныйинтерфейс"
DEPRECATED_REGION: Final = "устаревшиепроцедурыифункции"


@dataclass(slots=True)
class ModuleFacts:
    """One common module in one version of the library."""

    module: CommonModule
    public: dict[str, ExportedMethod] = field(default_factory=dict)
    internal: dict[str, str] = field(default_factory=dict)  # lower case: as written


def module_facts(checkout: Path) -> dict[str, ModuleFacts]:
    """Facts about every common module of one checkout, by its name in lower case.

    Raises:
        ValueError: The checkout is no configuration, or a file is damaged.
    """
    root = _root(checkout)
    found = {key: _facts(root, module) for key, module in read_common_modules(root).items()}
    for facts in found.values():
        facts.public = {key: _with_replacement(method, facts, found) for key, method in facts.public.items()}
    return found


def _root(checkout: Path) -> Root:
    roots = find_roots(checkout)
    if len(roots) != 1:
        raise ValueError(f"{checkout}: {len(roots)} configurations instead of one")
    return roots[0]


def _facts(root: Root, module: CommonModule) -> ModuleFacts:
    facts = ModuleFacts(module)
    path = root.module(root.object_folder("CommonModule", module.name), "Module.bsl")
    for found in scan_module(decode_module(path.read_bytes())).scanned if path.is_file() else ():
        method = found.method
        is_public = found.regions[:1] and found.regions[0].lower() == PUBLIC_REGION
        if is_public:  # what scan_module has put together of two branches of #Если
            known = module.methods[method.name.lower()]
            among_deprecated = any(region.lower() == DEPRECATED_REGION for region in found.regions)
            facts.public[method.name.lower()] = replace(known, deprecated=known.deprecated or among_deprecated)
        else:
            facts.internal[method.name.lower()] = method.name
    return facts


def _with_replacement(method: ExportedMethod, owner: ModuleFacts, modules: Mapping[str, ModuleFacts]) -> ExportedMethod:
    """A replacement is kept only where there is such a public method; one without a module is of the same module."""
    named = method.replacement
    module_name, method_name = named.split(".", 1) if "." in named else (owner.module.name, named)
    target = modules.get(module_name.lower())
    found = target.public.get(method_name.lower()) if target is not None else None
    written = f"{target.module.name}.{found.name}" if target is not None and found is not None else ""
    return ExportedMethod(
        name=method.name,
        is_function=method.is_function,
        least=method.least,
        most=method.most,
        sides=method.sides,
        deprecated=method.deprecated,
        replacement=written if written != f"{owner.module.name}.{method.name}" else "",
        is_async=method.is_async,
    )


def public_rows(versions: Mapping[str, Mapping[str, ModuleFacts]]) -> Iterator[tuple[str, ...]]:
    """Rows of the table: a module with its flags, then its methods, each with the versions where this is so."""
    for key in sorted({key for modules in versions.values() for key in modules}):
        by_version = {version: modules[key] for version, modules in versions.items() if key in modules}
        if not any(facts.public for facts in by_version.values()):
            continue
        yield from _module_rows(by_version)


def _module_rows(by_version: Mapping[str, ModuleFacts]) -> Iterator[tuple[str, ...]]:
    newest = by_version[max(by_version)]
    yield (newest.module.name, flags_of(newest.module), " ".join(sorted(by_version)))
    names = dict.fromkeys(key for _, facts in sorted(by_version.items()) for key in facts.public)
    for name in names:
        rows: dict[tuple[str, ...], list[str]] = {}
        for version, facts in sorted(by_version.items()):
            if name in facts.public:
                rows.setdefault(_method_row(facts.public[name]), []).append(version)
        for row, where in rows.items():
            everywhere = where == sorted(by_version)
            yield ("", *row[:4], "" if everywhere else " ".join(where), *row[4:])


def _method_row(method: ExportedMethod) -> tuple[str, ...]:
    kind = ("a" if method.is_async else "") + ("f" if method.is_function else "p")
    sides = "" if method.sides is None else side_letters(method.sides)
    deprecated = "deprecated" if method.deprecated else ""
    return (method.name, kind, str(method.least), str(method.most), sides, deprecated, method.replacement)


def internal_rows(versions: Mapping[str, Mapping[str, ModuleFacts]]) -> Iterator[tuple[str, ...]]:
    """A module a row, with the names of what it exports for itself."""
    for key in sorted({key for modules in versions.values() for key in modules}):
        found = [modules[key] for _, modules in sorted(versions.items()) if key in modules]
        public = {name for facts in found for name in facts.public}
        names = {name: written for facts in found for name, written in facts.internal.items() if name not in public}
        if names:
            yield (found[-1].module.name, flags_of(found[-1].module), " ".join(sorted(names.values())))


def written(comments: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    """The text of a table."""
    lines = [*(f"# {comment}".rstrip() for comment in comments), *("\t".join(row).rstrip("\t") for row in rows)]
    return "\n".join(lines) + "\n"
