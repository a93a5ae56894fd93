"""What a platform said: the Designer's log, or the JUnit report that vanessa-runner makes of it.

A log has two kinds of lines about a module::

    {Oracle_1A2B3C4D ОбщийМодуль.Имя.Модуль(12,3)}: Переменная не определена (Х)
        А = <<?>>Х; (Проверка: Сервер)
    Oracle_1A2B3C4D ОбщийМодуль.Имя.Модуль Возможно ошибочный метод: "Х"

The first is an error, followed by its line of code; the second is a doubt of the extended check, without a place. A
name of an extension before the module may be missing, and the words are English where the configuration's script
variant is. vanessa-runner joins both lines of an error, by a tab or by ``#>``, and writes ``Строка 12,3:`` for a place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from components.shared.bsl import decode_module
from components.shared.errors import BadInput

MOST_BYTES: Final = 512_000_000
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_OWNER: Final = r"(?:[^\s{}().]+[ \t]+)?(?:ОбщийМодуль|CommonModule)\.(?P<module>\w+)\.(?:Модуль|Module)"
_ERROR: Final = re.compile(
    rf"^\s*\{{{_OWNER}\((?P<line>\d{{1,9}})(?:,\s*(?P<column>\d{{1,9}}))?\)\}}:?(?P<message>.*)$"
)
_ERROR_ELSEWHERE: Final = re.compile(r"^\s*\{[^{}]+\(\d+(?:,\s*\d+)?\)\}")
_DOUBT: Final = re.compile(rf"^\s*{_OWNER}:?[ \t]+(?P<message>\S.*)$")
_OWNER_ALONE: Final = re.compile(rf"^\s*{_OWNER}\s*$")
_PLACE: Final = re.compile(r"^\s*Строка (?P<line>\d{1,9})(?:,\s*(?P<column>\d{1,9}))?: ?(?P<message>.*)$")
_NEXT_PLACE: Final = re.compile(
    r"\s(?=Строка \d{1,9}(?:,\s*\d{1,9})?: )"
)  # line ends of an attribute may have become blanks
_CHECK: Final = re.compile(r"\((?:Проверка|Check)\b.*$")
_CODE: Final = re.compile(r" #> |\t")  # what vanessa-runner puts between a message and its line of code
_DOUBTFUL: Final = re.compile(r"\s*(?:Возможно ошибочн|Использование (?:модальн|синхронн))")
_MARK: Final = "<<?>>"


@dataclass(frozen=True, slots=True)
class PlatformFinding:
    """One message of the platform about a common module."""

    module: str
    line: int | None  # None: the platform names no place
    column: int | None
    message: str
    is_doubt: bool = False  # of the extended check: such code is compiled


@dataclass(frozen=True, slots=True)
class PlatformReport:
    """All that a report says of common modules, each once, and its other lines."""

    findings: tuple[PlatformFinding, ...]
    other: tuple[str, ...]


def read_report(path: Path) -> PlatformReport:
    """Read a report of either kind.

    Raises:
        BadInput: It cannot be read, is no text, or is damaged.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(f"{path}: larger than {MOST_BYTES // 1_000_000} MB; give the report of a single check")
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}; give a JUnit report or a log of the Designer") from error
    return parse_report(data, str(path))


def parse_report(data: bytes, name: str) -> PlatformReport:
    """Read a report held in memory; ``name`` is for the message of an error.

    Raises:
        BadInput: It is no text, or is damaged.
    """
    text = _decode(data, name)
    found = _parse_junit(text, name) if text.lstrip().startswith("<") else _parse_log(text)
    findings = dict.fromkeys(each for each in found if isinstance(each, PlatformFinding))
    return PlatformReport(tuple(findings), tuple(each for each in found if isinstance(each, str)))


def _decode(data: bytes, name: str) -> str:
    """A log has the encoding of the platform's machine: UTF-8, UTF-16 or cp1251."""
    try:
        return decode_module(data).removeprefix("\ufeff")
    except ValueError as error:
        raise BadInput(f"{name}: {error}; give a JUnit report or a log of the Designer, as it was written") from error


def _parse_log(text: str) -> list[PlatformFinding | str]:
    found: list[PlatformFinding | str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if finding := _finding_in(line):
            found.append(finding)
        elif line.strip() and not _continue(found, line):
            found.append(line.strip())
    return found


def _finding_in(line: str) -> PlatformFinding | None:
    if error := _ERROR.match(line):
        message = _message(error["message"])
        return PlatformFinding(error["module"], *_position(error), message, bool(_DOUBTFUL.match(message)))
    if doubt := _DOUBT.match(line):
        return PlatformFinding(doubt["module"], None, None, _message(doubt["message"]), is_doubt=True)
    return None


def _position(match: re.Match[str]) -> tuple[int, int | None]:
    return int(match["line"]), int(match["column"]) if match["column"] else None


def _message(text: str) -> str:
    return _CHECK.sub("", _CODE.split(text.strip(), maxsplit=1)[0]).strip()


def _continue(found: list[PlatformFinding | str], line: str) -> bool:
    """Whether a line goes on with the error before it: with its line of code, or with the rest of its message."""
    if _ERROR_ELSEWHERE.match(line) or not found:
        return False
    last = found[-1]
    is_code = _MARK in line or bool(_CHECK.search(line))
    if not is_code and not line.startswith(("\t", " ")):
        return False
    if isinstance(last, PlatformFinding) and not is_code:
        found[-1] = replace(last, message=f"{last.message} {_message(line)}".strip())
    return True


def _parse_junit(text: str, name: str) -> list[PlatformFinding | str]:
    found: list[PlatformFinding | str] = []
    for case in _root(text, name).iter("testcase"):
        owner = _OWNER_ALONE.match(case.get("name", ""))
        if owner is None:
            found += [each for each in _parse_log(case.get("name", "")) if isinstance(each, PlatformFinding)]
        for said in _texts(case):
            found += list(_grouped(owner["module"], said)) if owner else _parse_log(said)
    return found


def _root(text: str, name: str) -> Element:
    # reports have neither; refusing both leaves nothing that could expand or fetch something
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise BadInput(f"{name}: a document type or an entity, which no report has: not read")
    try:
        # given as UTF-8 whatever its own first line says, so no other decoder can hide a document type
        # lint: allow bandit-B314: documents with types or entities were refused above
        root = ElementTree.fromstring(text.encode("utf-8"), ElementTree.XMLParser(encoding="utf-8"))
    except (ElementTree.ParseError, UnicodeEncodeError) as error:
        raise BadInput(f"{name}: damaged XML ({error}); run the check again") from error
    if root.tag not in ("testsuites", "testsuite"):
        raise BadInput(f"{name}: no JUnit report: its first element is {root.tag[:80]!r}; give what --junitpath wrote")
    return root


def _texts(case: Element) -> Iterator[str]:
    """What a test case says; what an exception file made of an error (``skipped``) was said by the platform as well."""
    for element in case:
        if element.tag in ("failure", "error", "system-out"):
            yield from (said for said in (element.get("message"), element.text) if said and said.strip())


def _grouped(module: str, said: str) -> Iterator[PlatformFinding]:
    """Messages of a test case that is named by its module."""
    found: list[PlatformFinding | str] = []
    for line in _NEXT_PLACE.sub("\n", said.replace("\r", "\n")).split("\n"):
        if place := _PLACE.match(line):
            message = _message(place["message"])
            found.append(PlatformFinding(module, *_position(place), message, bool(_DOUBTFUL.match(message))))
        elif line.strip() and (_DOUBTFUL.match(line) or not _continue(found, f" {line}")):
            # without a place, as the extended check speaks; a doubt also where an error stands before it
            found.append(PlatformFinding(module, None, None, _message(line), is_doubt=True))
    yield from (each for each in found if isinstance(each, PlatformFinding))
