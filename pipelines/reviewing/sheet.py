"""The sheet that reviewers fill in: a table that a spreadsheet opens with a double click.

CSV with a byte order mark and semicolons is what Excel with Russian settings and LibreOffice both take for a table of
Russian text, and it needs no library. Saved again it may come back in cp1251, UTF-16 or with other separators: all are
read. What a cell may do to whoever opens it is disarmed: a text that begins like a formula gets an apostrophe.
"""

import codecs
import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from components.shared.errors import BadInput
from components.shared.folders import remove
from components.shared.records import Record
from components.shared.reports.words import CATEGORIES, SOURCES
from components.shared.reviews import Decision, ReviewerKind

ID, VERDICT, CORRECTED, COMMENT, REVIEWER, KIND = "id", "решение", "исправленный ответ", "замечание", "проверил", "кто"
FILLED = (VERDICT, CORRECTED, COMMENT, REVIEWER, KIND)
SHOWN = ("почему здесь", "категория", "источник", "лицензия", "место", "задание", "дано", "ответ", "почему так")
HEAD = (ID, *SHOWN, *FILLED)
VERDICTS: dict[str, Literal["accept", "reject", "correct"]] = {
    "принять": "accept",
    "да": "accept",
    "accept": "accept",
    "отклонить": "reject",
    "нет": "reject",
}
VERDICTS |= {"reject": "reject", "исправить": "correct", "correct": "correct"}
KINDS: dict[str, ReviewerKind] = {"человек": "person", "person": "person", "модель": "model", "model": "model"}
# a cell of a spreadsheet holds 32,767 characters, and what is longer is cut without a word
LONGEST_CELL = 32_000
LARGEST_SHEET_BYTES = 256 * 2**20
_FORMULA = "=+-@＝＋－＠\t\r\n"
# an id of digits and one «e» is a number to a spreadsheet, and comes back as another
_ID_MARK = "№"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A record and why somebody should look at it."""

    record: Record
    reason: str


class BadRowOfSheet(NamedTuple):
    """A row that was filled in and cannot be used."""

    row: int
    reason: str


def write_sheet(path: Path, chosen: Iterable[Chosen]) -> int:
    """Write the sheet; it appears under its name when it is whole.

    Returns:
        How many records are on it.
    """
    count = 0
    partial = path.with_name(path.name + ".partial")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with partial.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
            writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
            writer.writerow(HEAD)
            for one in chosen:
                writer.writerow([*map(safe_cell, _cells(one)), *[""] * len(FILLED)])
                count += 1
        partial.replace(path)
    finally:
        remove(partial)
    return count


def read_sheet(
    data: bytes, reviewer: str = "", kind: str = ""
) -> tuple[list[tuple[int, Decision]], list[BadRowOfSheet]]:
    """Decisions of the rows that were filled in, by their numbers in the spreadsheet, and rows that cannot be used.

    Args:
        data: The file as it came back.
        reviewer: Who filled in rows without a name.
        kind: Person or model, for rows that do not say.

    Raises:
        BadInput: The table has no columns of ours.
    """
    head, rows = _table(data)
    columns = {name.strip().casefold(): place for place, name in enumerate(head)}
    missing = [name for name in (ID, VERDICT) if name not in columns]
    if missing:
        raise BadInput(f"no column {', '.join(missing)} in the sheet; give back the one that `bsl review export` wrote")
    good: list[tuple[int, Decision]] = []
    bad: list[BadRowOfSheet] = []
    for number, cells in enumerate(rows, start=2):
        row = {name: cells[place] if place < len(cells) else "" for name, place in columns.items()}
        if not any(row.get(name, "").strip() for name in (VERDICT, CORRECTED)):
            continue
        found = _decision(row, reviewer, kind)
        if isinstance(found, Decision):
            good.append((number, found))
        else:
            bad.append(BadRowOfSheet(number, found))
    return _agreeing(good, bad), bad


def _agreeing(rows: list[tuple[int, Decision]], bad: list[BadRowOfSheet]) -> list[tuple[int, Decision]]:
    """Rows without those in which one reviewer decides twice and differently: nobody knows which one is meant."""
    said: dict[tuple[str, str, str], set[tuple[str, str]]] = defaultdict(set)
    for _, one in rows:
        said[one.record_id, one.reviewer_kind, one.reviewer].add(one.says())
    good = []
    for number, one in rows:
        if len(said[one.record_id, one.reviewer_kind, one.reviewer]) == 1:
            good.append((number, one))
        else:
            bad.append(BadRowOfSheet(number, "об одном примере в файле два разных решения одного проверяющего"))
    return good


def safe_cell(text: str) -> str:
    """A text that a spreadsheet shows and does not execute."""
    text = "".join("�" if ord(character) < 32 and character not in "\t\n\r" else character for character in text)
    if len(text) > LONGEST_CELL:
        text = f"{text[:LONGEST_CELL]}\n… ещё {len(text) - LONGEST_CELL} знаков, целиком — по месту"
    return f"'{text}" if text.lstrip(" ")[:1] and text.lstrip(" ")[0] in _FORMULA else text


def plain_text(cell: str) -> str:
    """What stood in a cell before it was made safe, with the line ends of a record."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    return text[1:] if text[:1] == "'" and text[1:].lstrip(" ")[:1] and text[1:].lstrip(" ")[0] in _FORMULA else text


def _cells(chosen: Chosen) -> list[str]:
    record = chosen.record
    turns = "\n\n".join(f"[{turn.role}]\n{turn.content or turn.tool_calls}" for turn in record.messages)
    return [
        _ID_MARK + record.id,
        chosen.reason,
        CATEGORIES.get(record.category, record.category),
        SOURCES.get(record.source, record.source),
        record.license,
        f"{record.path}:{record.line_start}" if record.line_start else record.path,
        record.instruction,
        record.input,
        turns or record.output,
        record.rationale,
    ]


def _decision(row: dict[str, str], reviewer: str, kind: str) -> Decision | str:
    """The decision of a row, or why there is none."""
    corrected = plain_text(row.get(CORRECTED, "")).strip("\n")
    word = row[VERDICT].strip().casefold() or ("исправить" if corrected.strip() else "")
    verdict = VERDICTS.get(word)
    who = row.get(REVIEWER, "").strip() or reviewer
    what = KINDS.get(row.get(KIND, "").strip().casefold() or kind)
    record_id = row[ID].strip().lstrip("'").removeprefix(_ID_MARK).lower()
    if len(record_id) != 32 or set(record_id) - set("0123456789abcdef"):
        return f"{row[ID][:40]!r} — не номер примера: столбец «{ID}» менять нельзя"
    if verdict is None:
        return f"решение {row[VERDICT][:40]!r}: возможны «принять», «отклонить», «исправить»"
    if verdict == "correct" and not corrected.strip():
        return f"решение «исправить», но столбец «{CORRECTED}» пуст"
    if verdict != "correct" and corrected.strip():
        return f"столбец «{CORRECTED}» заполнен, а решение — «{word}»: напишите «исправить» или сотрите исправление"
    if not who:
        return f"не сказано, кто проверил: заполните столбец «{REVIEWER}» или дайте --reviewer"
    if what is None:
        return f"столбец «{KIND}»: возможны «человек» и «модель»; или дайте --kind"
    if max(len(corrected) / 200_000, len(who) / 200, len(row.get(COMMENT, "")) / 10_000) > 1:
        return "слишком длинный текст"
    return Decision(
        record_id=record_id,
        verdict=verdict,
        corrected=corrected,
        reviewer=who,
        reviewer_kind=what,
        comment=plain_text(row.get(COMMENT, "")).strip(),
    )


def _table(data: bytes) -> tuple[list[str], list[list[str]]]:
    if len(data) > LARGEST_SHEET_BYTES:
        raise BadInput(f"the sheet has {len(data)} bytes, the limit is {LARGEST_SHEET_BYTES}")
    text = _text(data)
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)
    csv.field_size_limit(LARGEST_SHEET_BYTES)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise BadInput(f"the sheet is no table: {error}; save it as CSV") from error
    return (rows[0], rows[1:]) if rows else ([], [])


def _text(data: bytes) -> str:
    """The text in whichever encoding a spreadsheet saved it."""
    if data.startswith(b"PK"):
        raise BadInput(
            "the sheet was saved as a workbook (XLSX, ODS), which is not read; "
            "save it as CSV UTF-8, or as text with tabulators (TSV), and import that file"
        )
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", "replace")
