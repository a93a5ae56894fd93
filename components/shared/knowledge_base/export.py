"""Reads a configuration's export, of the Designer or of EDT, into rows: parsed on all cores, in the order of paths."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from components.shared.bsl import decode_module
from components.shared.bsl.configuration import read_configuration
from components.shared.bsl.configuration.layouts import Root, find_roots
from components.shared.bsl.configuration.model import CommonModule, Configuration, MetadataObject
from components.shared.bsl.platform.model import Side
from components.shared.errors import BadInput
from components.shared.knowledge_base.module_rows import module_row
from components.shared.knowledge_base.reports import LoadReport, LoadSettings
from components.shared.knowledge_base.rows import ConfigurationRow, ModuleRow, ObjectRow
from components.shared.privacy import without_values
from components.shared.processes import in_order
from components.shared.progress import Progress

LARGEST_MODULE_BYTES = 8 * 2**20  # the largest module of the standard subsystems has 3.5 MB
FILES_PER_PIECE = 16
PIECES_WORTH_A_POOL = 4  # starting processes takes longer than parsing fewer
PLACES_SHOWN = 20
_SIDES_OF_SERVER = Side.SERVER | Side.EXTERNAL_CONNECTION


@dataclass(frozen=True, slots=True)
class Export:
    """An export on disk, with what is known of it before any module is opened."""

    folder: Path
    row: ConfigurationRow
    objects: tuple[ObjectRow, ...]
    paths: tuple[str, ...]
    contexts: dict[str, str]  # of common modules, by their names in lower case


def open_export(path: Path, settings: LoadSettings) -> Export:
    """Read the metadata of the configuration at or below a path.

    Raises:
        BadInput: There is none, there are several, or it is damaged.
    """
    try:
        configuration = read_configuration(path)
        root = _root_of(path, configuration)
    except ValueError as error:
        raise BadInput(str(error)) from error
    paths = tuple(sorted(_modules(root.folder)))
    if not paths:
        raise BadInput(f"{root.folder}: no .bsl file in this export; export the configuration with its modules")
    return Export(
        folder=root.folder,
        row=_row(configuration, settings),
        objects=tuple(_objects(configuration)),
        paths=paths,
        contexts={name: _context(module) for name, module in configuration.common_modules.items()},
    )


def read_modules(export: Export, report: LoadReport, progress: Progress) -> Iterator[ModuleRow]:
    """Parse every module.

    Args:
        export: From ``open_export``.
        report: Grows by what is read and what is skipped.
        progress: Told after each piece.
    """
    done = 0
    for piece in _pieces(export):
        for path, row, reason in piece:
            done += 1
            if row is None:
                _skip(report, reason.partition(":")[0], path, f" {reason}")
                continue
            report.modules += 1
            report.functions += len(row.functions)
            for error in row.errors:
                _skip(report, "syntax_error", path, error)
            yield row
        progress("modules", done, len(export.paths))


Outcome = tuple[str, ModuleRow | None, str]


def _pieces(export: Export) -> Iterator[list[Outcome]]:
    size = FILES_PER_PIECE
    pieces = [export.paths[start : start + size] for start in range(0, len(export.paths), size)]
    read = partial(_read_piece, export.folder, export.contexts)
    return in_order(read, pieces, PIECES_WORTH_A_POOL)


def _read_piece(folder: Path, contexts: dict[str, str], paths: tuple[str, ...]) -> list[Outcome]:
    return [_read_one(folder, contexts, path) for path in paths]


def _read_one(folder: Path, contexts: dict[str, str], path: str) -> Outcome:
    file = folder / path
    try:
        if file.stat().st_size > LARGEST_MODULE_BYTES:
            return path, None, f"file_too_large: more than {LARGEST_MODULE_BYTES} bytes"
        text = decode_module(file.read_bytes())
    except OSError as error:
        return path, None, f"file_unreadable: {error.strerror}"
    except ValueError as error:
        return path, None, f"file_not_text: {error}"
    return path, module_row(path, text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), contexts), ""


def _skip(report: LoadReport, reason: str, path: str, detail: str) -> None:
    report.skipped[reason] = report.skipped.get(reason, 0) + 1
    if len(report.places) < PLACES_SHOWN:
        # messages of the parser quote what they found, and a string may be a password
        report.places.append(f"{path}:{without_values(detail)}")


def _root_of(path: Path, configuration: Configuration) -> Root:
    """The folder that the configuration was read from: ``read_configuration`` prefers whole ones to extensions."""
    roots = find_roots(path)
    if len(roots) == 1:
        return roots[0]
    return next(root for root in roots if read_configuration(root.folder).name == configuration.name)


def _modules(folder: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            path = Path(parent, name)
            # names that are no text, and links out of the export, are nothing that the Designer writes
            if name.casefold().endswith(".bsl") and not path.is_symlink() and str(path).isprintable():
                yield path.relative_to(folder).as_posix()


def _row(configuration: Configuration, settings: LoadSettings) -> ConfigurationRow:
    return ConfigurationRow(
        name=settings.configuration,
        full_name=configuration.name,
        version=configuration.properties.get("Version", ""),
        platform_version=configuration.compatibility_mode,
        source_url=settings.source_url,
        commit=settings.commit,
        license=settings.license_name,
        metadata=_json(dict(configuration.properties)),
    )


def _objects(configuration: Configuration) -> Iterator[ObjectRow]:
    for item in configuration.objects.values():
        yield ObjectRow(item.kind, item.name, _json(_facts(item)))
    for module in configuration.common_modules.values():
        yield ObjectRow("CommonModule", module.name, _json(_flags(module)))
    for form in configuration.common_forms.values():
        yield ObjectRow("CommonForm", form.name, "{}")


def _facts(item: MetadataObject) -> dict[str, Any]:
    facts = {
        "attributes": {part.name: list(part.types) for part in item.attributes.values()},
        "tabular_sections": {
            section.name: {part.name: list(part.types) for part in section.attributes.values()}
            for section in item.tabular_sections.values()
        },
        "forms": sorted(form.name for form in item.forms.values()),
        "values": sorted(item.values.values()),
        "properties": dict(item.properties),
        "content": list(item.references.get("Content", ())) if item.kind == "Subsystem" else [],
    }
    return {name: value for name, value in facts.items() if value}


def _flags(module: CommonModule) -> dict[str, Any]:
    flags = {
        "sides": [side.name for side in Side if side in module.sides],
        "global": module.is_global,
        "server_call": module.server_call,
        "privileged": module.privileged,
        "reuse": module.reuse,
    }
    return {name: value for name, value in flags.items() if value}


def _context(module: CommonModule) -> str:
    """Where a common module runs; for one of the server the tick for the ordinary client does not count."""
    server = bool(module.sides & _SIDES_OF_SERVER) or module.server_call
    client = bool(module.sides & (Side.WEB_CLIENT if server else Side.CLIENT))
    return {(True, True): "both", (True, False): "server", (False, True): "client"}.get((server, client), "unknown")


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
