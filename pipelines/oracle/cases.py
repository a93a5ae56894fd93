"""The cases of an export, what our judge said of each, and the files that keep both until a report comes back."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from components.shared.errors import BadInput

EXPORT_FILE = "export.json"
CASES_FILE = "cases.jsonl"
EXTENSION_FOLDER = "extension"
PREFIX = "Ор_"
CASE_PREFIX = f"{PREFIX}Случай"
CANARY_PREFIX = f"{PREFIX}Проба_"
MOST_CASES = 99_999  # five digits in a name
DIGITS_OF_AN_EXPORT = 8


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OwnFinding(_Kept):
    """What our judge says is wrong."""

    code: str
    line: int
    column: int
    message: str


class Case(_Kept):
    """One piece of code in a common module of its own."""

    module: str
    id: str = Field(description="where it came from: answers.jsonl#3, or the path of a file")
    category: str
    sha256: str = Field(description="of the text with line feeds, as UTF-8")
    server: bool
    client: bool
    parses: bool
    compiles: bool
    findings: tuple[OwnFinding, ...] = Field(description="the first ones for which it does not compile")


class Canary(_Kept):
    """A module that every platform refuses; where it is not refused, nothing was checked."""

    module: str
    server: bool


class Export(_Kept):
    """One set of cases. Its identifier stands in the names of the canaries, so a report tells what it is about."""

    format: Literal[1] = 1
    id: str
    extension: str
    compatibility: str = Field(description="mode of the extension: 8.3.24")
    base: str = Field(description="the configuration that the judge knew; empty: an empty infobase")
    canaries: tuple[Canary, ...] = Field(min_length=1)
    cases: int = Field(ge=1)
    cases_sha256: str


def make_export(cases: Sequence[Case], compatibility: str, base: str) -> Export:
    """Name a set of cases by its texts alone: judged again by a newer judge, it still fits its reports."""
    rows = [f"{case.module} {case.sha256} {case.server:d}{case.client:d}" for case in cases]
    digest = sha256_of("\n".join([compatibility, base, *rows]))
    name = digest[:DIGITS_OF_AN_EXPORT].upper()
    return Export(
        id=name,
        extension=f"Oracle_{name}",  # Latin: the scripts for Windows must not depend on its code page
        compatibility=compatibility,
        base=base,
        canaries=_canaries(name, cases),
        cases=len(cases),
        cases_sha256=sha256_of(_as_lines(cases)),
    )


def _canaries(name: str, cases: Sequence[Case]) -> tuple[Canary, ...]:
    """Two for each side that has cases: the first and the last module, so that a report cut short is noticed."""
    sides = [
        ("Сервер", True, any(case.server for case in cases)),
        ("Клиент", False, any(case.client for case in cases)),
    ]
    return tuple(
        Canary(module=f"{CANARY_PREFIX}{name}_{side}{number}", server=is_server)
        for number in (1, 2)
        for side, is_server, has_cases in sides
        if has_cases
    )


def sha256_of(text: str) -> str:
    """Digest of a text as UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def write_export(folder: Path, export: Export, cases: Sequence[Case]) -> None:
    """Write both files into an existing folder."""
    (folder / CASES_FILE).write_text(_as_lines(cases), encoding="utf-8", newline="\n")
    (folder / EXPORT_FILE).write_text(export.model_dump_json(indent=1) + "\n", encoding="utf-8", newline="\n")


def _as_lines(cases: Iterable[Case]) -> str:
    return "".join(case.model_dump_json() + "\n" for case in cases)


def read_export(folder: Path) -> tuple[Export, list[Case]]:
    """Read what ``write_export`` wrote.

    Raises:
        BadInput: The folder holds no export, or its files were changed.
    """
    path = folder / EXPORT_FILE
    try:
        export = Export.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}; give the folder that `bsl oracle export` wrote") from error
    except ValidationError as error:
        raise BadInput(f"{path}: damaged, or of another version of bsl: {_first(error)}; export again") from error
    return export, _read_cases(folder / CASES_FILE, export)


def _read_cases(path: Path, export: Export) -> list[Case]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read: {error}; export again") from error
    if sha256_of(text) != export.cases_sha256:
        raise BadInput(f"{path}: not the cases of the export {export.id}: the file was changed; export again")
    try:
        # not splitlines: an id may hold what Unicode calls the end of a line
        return [Case.model_validate_json(line) for line in text.split("\n") if line]
    except ValidationError as error:
        raise BadInput(f"{path}: damaged, or of another version of bsl: {_first(error)}; export again") from error


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]


def module_file(folder: Path, module: str) -> Path:
    """Where the text of a case lies in an export."""
    return folder / EXTENSION_FOLDER / "CommonModules" / module / "Ext" / "Module.bsl"


def read_text(folder: Path, case: Case) -> str:
    """The text of a case, with line feeds.

    Raises:
        BadInput: The file is not the one that was judged.
    """
    path = module_file(folder, case.module)
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read: {error}; export again") from error
    if sha256_of(text) != case.sha256:
        raise BadInput(f"{path}: not the text that was judged; export again")
    return text
