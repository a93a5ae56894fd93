"""Records that are not kept and not done with: methods that can be mended, and methods whose task can be described."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self, TextIO

from components.curate.preparing import prepared
from components.curate.privacy import without_personal
from components.curate.settings import CurateSettings
from components.shared.records import Record, to_json, write_records

MENDABLE, UNDESCRIBED = "mendable", "undescribed"


@dataclass
class Aside:
    """Lines of JSON in a folder, because of the second pass only what is kept is written as Parquet."""

    folder: Path
    settings: CurateSettings
    describes: bool  # whether somebody asks for methods without a described task

    def __enter__(self) -> Self:
        """Open the files."""
        self._files: dict[str, TextIO] = {
            name: _lines(self.folder, name).open("w", encoding="utf-8", newline="\n")
            for name in (MENDABLE, UNDESCRIBED)
        }
        return self

    def __exit__(self, *error: object) -> None:
        """Close them."""
        for file in self._files.values():
            file.close()

    def mend(self, record: Record) -> None:
        """Put a method aside that was dropped for a strong finding."""
        self._files[MENDABLE].write(to_json(prepared(record, self.settings)[0]) + "\n")

    def describe(self, kept: Record, record: Record) -> None:
        """Put a method aside that lacks nothing but a task, with what is given along with one.

        Args:
            kept: Plain code, with all that is known from its copies.
            record: The same as it came.
        """
        if self.describes:
            given = without_personal(record)[0].input
            self._files[UNDESCRIBED].write(to_json(kept.model_copy(update={"task": "write", "input": given})) + "\n")


def as_records(folder: Path, name: str) -> Path:
    """The file of what was put aside."""
    with _lines(folder, name).open(encoding="utf-8") as lines:
        write_records(folder / name, map(Record.model_validate_json, lines))
    return folder / name


def _lines(folder: Path, name: str) -> Path:
    return folder / f"{name}.jsonl"
