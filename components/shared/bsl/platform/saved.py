"""Tables that were read from a user's own platform, as one JSON file on the user's machine. It is never published."""

import json
from collections.abc import Iterator
from pathlib import Path

from components.shared.bsl.platform.model import Platform
from components.shared.bsl.platform.rows import (
    COLUMNS,
    Row,
    entries_of,
    enumeration_row,
    function_row,
    global_property_row,
    member_rows,
    type_row,
)

FORMAT = 1


class SavedTablesError(ValueError):
    """The file is not what ``bsl platform import`` saves; the text says so in Russian and English."""


def save_platform(platform: Platform, path: Path) -> None:
    """Save imported tables; the folder is made where it is missing.

    Raises:
        OSError: The file cannot be written.
    """
    types = entries_of(platform.types)
    rows = {
        "functions": [function_row(entry) for entry in entries_of(platform.functions)],
        "properties": [global_property_row(entry) for entry in entries_of(platform.properties)],
        "enumerations": [enumeration_row(entry) for entry in entries_of(platform.enumerations)],
        "types": [type_row(entry) for entry in types],
        "members": [row for entry in types for row in member_rows(entry)],
    }
    tables = {name: [[row.get(column, "") for column in COLUMNS[name]] for row in rows[name]] for name in COLUMNS}
    text = json.dumps({"format": FORMAT, "version": platform.version, "tables": tables}, ensure_ascii=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def read_saved(path: Path) -> tuple[str, Iterator[tuple[str, Row]]]:
    """Version and rows of saved tables.

    Raises:
        SavedTablesError: The file is damaged, or of another format.
        OSError: It cannot be read.
    """
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        if saved["format"] != FORMAT:
            raise KeyError(saved["format"])
        rows = [(name, _row(name, fields)) for name in COLUMNS for fields in saved["tables"][name]]
        return str(saved["version"]), iter(rows)
    except (ValueError, KeyError, TypeError) as error:
        raise SavedTablesError(
            f"{path}: это не таблицы платформы, запустите импорт заново; "
            f"not the tables of a platform, import them again ({error})"
        ) from error


def _row(name: str, fields: list[str]) -> Row:
    if len(fields) != len(COLUMNS[name]) or not all(isinstance(field, str) for field in fields):
        raise ValueError(f"{name}: {fields}")
    return dict(zip(COLUMNS[name], fields, strict=True))
