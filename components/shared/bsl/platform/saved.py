"""Tables that were read from a user's own platform, as one JSON file on the user's machine. It is never published."""

import json
from collections.abc import Iterator
from pathlib import Path

from components.shared.bsl.platform.rows import COLUMNS, Row

FORMAT = 1


class SavedTablesError(ValueError):
    """The file is not what ``bsl platform import`` saves; the text says so in Russian and English."""


def write_saved(path: Path, version: str, rows: dict[str, list[Row]]) -> None:
    """Save tables; the folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = {
        name: [[row.get(column, "") for column in COLUMNS[name]] for row in rows.get(name, ())] for name in COLUMNS
    }
    text = json.dumps({"format": FORMAT, "version": version, "tables": lines}, ensure_ascii=False)
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
