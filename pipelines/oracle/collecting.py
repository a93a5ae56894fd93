"""Pieces of code that become cases: answers of a model and files, each as the platform will see it, and judged.

Both sides must be asked the same: does this text compile as a common module over this configuration? So what the
prompt of an answer told is forgotten here, and without an index the configuration is an empty one.
"""

import os
import re
import signal
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from components.shared import bsl
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.places import place_of
from components.shared.bsl.platform.model import Platform, Side
from components.shared.errors import BadInput
from pipelines.checking.answers import read_answers
from pipelines.checking.choices import Choices, Judge
from pipelines.checking.files import FILES_IN_A_CHUNK, find_files
from pipelines.oracle.cases import CASE_PREFIX, MOST_CASES, Case, OwnFinding, sha256_of

DEFAULT_COMPATIBILITY = "8.3.24"
FEWEST_FOR_ALL_CORES = 64
MOST_FINDINGS_KEPT = 5

NO_CODE = "no code in it"
NOT_COMMON = "of a form, an object or the like: a common module lacks their own names"
SCRIPT = "OneScript, which is no code of 1C"
UNWRITABLE = "a character that no module can hold: a zero, or half of a surrogate pair"

_HEADER = re.compile(r"^[^\S\n]*(?:(?:Асинх|Async)\s+)?(?:Процедура|Функция|Procedure|Function)\b", re.I | re.M)
_CLIENT = re.compile(r"^\s*&\s*(?:НаКлиенте|AtClient)", re.I | re.M)
# how modules are named by the standard of 1C (ITS 469); the choice is the same for both sides
_OF_BOTH = re.compile("КлиентСервер|ClientServer")
_OF_CLIENT = re.compile("(?:Клиент|Глобальный)(?![а-яё])|(?:Client|Global)(?![a-z])")  # not РаботаСКлиентами
_WRAPPED = "Процедура Случай() Экспорт\n{}\nКонецПроцедуры\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of code, with where it is from and, where that is known, which module it is for."""

    id: str
    category: str
    text: str
    place: str = ""  # path of the module it is for, as in an export


@dataclass(frozen=True, slots=True)
class Prepared:
    """A piece as a common module."""

    piece: Piece
    module: str
    text: str  # with line feeds
    server: bool
    client: bool


class Surroundings:
    """What is around every case on the platform, and so what our judge knows."""

    def __init__(self, index: Path | None, compatibility: str = "") -> None:
        judge = Judge(Choices(index=index))
        base = judge.configuration
        if base is not None and base.is_extension:
            raise BadInput(f"--index {index}: an extension; give the whole configuration that cases are judged over")
        self.base_name = base.name if base else ""
        self.compatibility = compatibility or (base.compatibility_mode if base else "") or DEFAULT_COMPATIBILITY
        self.configuration: Configuration = base or Configuration("", self.compatibility)
        self.platform: Platform | None = judge.platform


def pieces_of_answers(path: Path) -> list[Piece]:
    """The code of a model's answers.

    Raises:
        BadInput: There are none, or a line is no answer.
    """
    answers = read_answers(path)
    return [
        Piece(f"{path.name}#{number}", answer.category, bsl.extract_code(answer.text), answer.module)
        for number, answer in enumerate(answers, start=1)
    ]


def pieces_of_files(paths: Iterable[Path]) -> list[Piece]:
    """Modules below the paths.

    Raises:
        BadInput: There are none, or one is no text.
    """
    return [Piece(path.as_posix(), "", _read(path), path.as_posix()) for path in find_files(paths)]


def _read(path: Path) -> str:
    try:
        return bsl.decode_module(path.read_bytes())
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: cannot be read: {error}; leave it out") from error


def prepare(pieces: Iterable[Piece], configuration: Configuration) -> tuple[list[Prepared], Counter[str]]:
    """Make common modules of the pieces.

    Returns:
        Those that can be one, and how many were left out for each reason.
    """
    prepared: list[Prepared] = []
    left_out: Counter[str] = Counter()
    for piece in pieces:
        text = _as_module(piece.text)
        if reason := _reason_to_leave_out(piece, text):
            left_out[reason] += 1
            continue
        server, client = _sides(piece.place, text, configuration)
        prepared.append(Prepared(piece, f"{CASE_PREFIX}{len(prepared) + 1:05}", text, server, client))
    if len(prepared) > MOST_CASES:
        raise BadInput(f"{len(prepared)} cases: an export holds {MOST_CASES} at most; export a part of them")
    return prepared, left_out


def _as_module(text: str) -> str:
    """One kind of line end; code without a method goes into a procedure, since a common module has no body."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text if _HEADER.search(text) or not text.strip() else _WRAPPED.format(text)


def _reason_to_leave_out(piece: Piece, text: str) -> str:
    if piece.place.lower().endswith(".os"):
        return SCRIPT
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        return UNWRITABLE
    if piece.place and place_of(piece.place.replace("\\", "/")).module_kind not in ("common", "unknown"):
        return NOT_COMMON
    return "" if text.strip() else NO_CODE


def _sides(place: str, text: str, configuration: Configuration) -> tuple[bool, bool]:
    """Whether a case runs on the server and on the client: as its module does, is named, or its directives say."""
    own = place_of(place.replace("\\", "/"))
    name = own.owner.partition(".")[2] if own.module_kind == "common" else ""
    known = configuration.common_modules.get(name.lower())
    if known is not None:
        client = bool(known.sides & Side.THIN_CLIENT)
        return bool(known.sides & Side.SERVER) or not client, client
    if _OF_BOTH.search(name):
        return True, True
    if _OF_CLIENT.search(name):
        return False, True
    return True, bool(_CLIENT.search(text))


def judge_all(prepared: list[Prepared], index: Path | None, surroundings: Surroundings) -> Iterator[Case]:
    """Judge the cases in their order, on all cores when there are many."""
    if len(prepared) < FEWEST_FOR_ALL_CORES:
        yield from (judge_case(each, surroundings) for each in prepared)
        return
    arguments = (index, surroundings.compatibility)
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), initializer=_start, initargs=arguments) as pool:
        yield from pool.map(_judge, prepared, chunksize=FILES_IN_A_CHUNK)


def judge_case(prepared: Prepared, surroundings: Surroundings) -> Case:
    """What our judge says of one case."""
    verdict = bsl.judge(prepared.text, _context(prepared, surroundings))
    reasons = sorted((finding for finding in verdict.findings if finding.rule.axis == "compile"), key=_start_of)
    return Case(
        module=prepared.module,
        id=prepared.piece.id,
        category=prepared.piece.category,
        sha256=sha256_of(prepared.text),
        server=prepared.server,
        client=prepared.client,
        parses=verdict.parses,
        compiles=verdict.compiles,
        findings=tuple(_kept(finding) for finding in reasons[:MOST_FINDINGS_KEPT]),
    )


def _context(prepared: Prepared, surroundings: Surroundings) -> bsl.Context:
    # only the thin client: it is the one that the scripts have checked
    sides = (Side.SERVER if prepared.server else Side(0)) | (Side.THIN_CLIENT if prepared.client else Side(0))
    return bsl.Context(
        module_kind="common",
        sides=sides,
        owner=f"CommonModule.{prepared.module}",
        configuration=surroundings.configuration,
        platform=surroundings.platform,
        platform_version=surroundings.compatibility,
    )


def _start_of(finding: bsl.Finding) -> int:
    return finding.start


def _kept(finding: bsl.Finding) -> OwnFinding:
    return OwnFinding(code=finding.rule.code, line=finding.line, column=finding.column, message=finding.message_ru)


_surroundings: list[Surroundings] = []  # of this process: one, made when the process starts


def _start(index: Path | None, compatibility: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C and ends its workers
    _surroundings.append(Surroundings(index, compatibility))


def _judge(prepared: Prepared) -> Case:
    return judge_case(prepared, _surroundings[0])
