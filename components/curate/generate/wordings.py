"""A task in words out of a model's answer, or why there is none in it."""

import re

from components.shared.bsl.platform.tables import load_platform
from components.shared.records import Record

LONGEST_CHARACTERS = 700
LONGEST_ASIDE_CHARACTERS = 200

_REASONING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCED = re.compile(r"\A\s*```[^\n`]*\n(.*?)\n?```\s*\Z", re.DOTALL)
_MARKUP = re.compile(r"\*\*|__|^#{1,6}\s+|^>\s?|^[-*•]\s+|^\d+[.)]\s+", re.MULTILINE)
_LABEL = re.compile(r"^(?:Задание|Задача|Инструкция|Формулировка|Ответ|Вариант)(?:\s+\d+)?\s*:\s*", re.I)
_QUOTED = re.compile(r"\A(?:«(.*)»|\"(.*)\"|“(.*)”|'(.*)')[.]?\Z", re.DOTALL)
_VERBS = (
    *("напиши", "реализуй", "создай", "составь", "сделай", "разработай", "добавь", "подготовь", "запрограммируй"),
    *("опиши", "определи", "объяви", "оформи", "построй", "сформируй", "придумай", "требуется", "нужна", "нужно"),
    *("верни", "получи", "проверь", "заполни", "рассчитай", "вычисли", "найди", "обработай", "преобразуй"),
)
_IMPERATIVE = re.compile(rf"(?:{'|'.join(_VERBS)})(?:те)?\b", re.I)
_REFUSAL = re.compile(
    r"\b(?:извините|прошу прощения|к сожалению|не могу|не смогу|не имею возможности|как (?:языковая )?модель|"
    r"i(?:'m| am) sorry|i cannot|i can't|as an ai)\b",
    re.I,
)
_CODE = re.compile(
    r"\b(?:КонецПроцедуры|КонецФункции|КонецЕсли|КонецЦикла|EndProcedure|EndFunction)\b|```|^\s*&На|;\s*$", re.I | re.M
)
_LINK = re.compile(r"https?://|www\.|<[a-z/!]", re.I)
_RUSSIAN, _LATIN = re.compile(r"[а-яё]", re.I), re.compile(r"[a-z]", re.I)
# words that only code has: two humps, an underscore, or a name in quotes of code; 1С is none
_NAMES = re.compile(r"`([^`\n]+)`|\b(\w*[a-zа-яё][A-ZА-ЯЁ]\w*|\w+_\w+)\b")
# no names of a configuration
_COMMON = frozenset({"javascript", "onescript", "powershell", "websocket", "github", "gitlab", "postgresql", "openapi"})
_WORD = re.compile(r"\w+")


def instruction_of(text: str) -> str:
    """The task itself: without reasoning, markup, quotes, labels, and sentences before and after it."""
    plain = _REASONING.sub("", text).replace("\r\n", "\n").strip()
    fenced = _FENCED.match(plain)
    lines = _MARKUP.sub("", fenced[1] if fenced else plain).split("\n")
    for number, line in enumerate(lines):
        found = _unquoted(_LABEL.sub("", line.strip()))
        if _IMPERATIVE.match(found):
            return found if number + 1 == len(lines) else _with_rest(found, lines[number + 1 :])
    return _unquoted(_LABEL.sub("", " ".join(" ".join(lines).split())))


def fault_of_instruction(instruction: str, record: Record) -> str | None:
    """Why a text is no task whose answer the record holds; None: it may be one."""
    if not instruction:
        return "no_answer"
    if _REFUSAL.search(instruction):
        return "refused_by_model"
    if len(_RUSSIAN.findall(instruction)) <= len(_LATIN.findall(instruction)):
        return "not_russian"
    if not _IMPERATIVE.match(instruction) or len(instruction) > LONGEST_CHARACTERS:
        return "not_an_instruction"
    if _CODE.search(instruction) or _LINK.search(instruction):
        return "not_an_instruction"
    return "invents_names" if invented_names(instruction, record) else None


def invented_names(instruction: str, record: Record) -> list[str]:
    """Names of code in a task that neither the record nor the platform has: its answer could not know them."""
    known = {word.lower() for word in _WORD.findall(f"{record.instruction}\n{record.input}\n{record.output}")}
    named = (quoted or name for quoted, name in _NAMES.findall(instruction))
    words = [word for text in named for word in _WORD.findall(text) if word.lower() not in known | _COMMON]
    return [word for word in words if not _is_of_platform(word.lower())]


def _is_of_platform(word: str) -> bool:
    platform = load_platform()
    return any(
        word in table for table in (platform.types, platform.functions, platform.enumerations, platform.properties)
    )


def _with_rest(first: str, lines: list[str]) -> str:
    """A paragraph goes on until an empty line; what a model says after that is not the task."""
    parts = [first]
    for line in lines:
        if not line.strip():
            break
        parts.append(line.strip())
    return _unquoted(" ".join(parts))


def _unquoted(text: str) -> str:
    found = _QUOTED.match(text)
    inner = next((group for group in found.groups() if group is not None), "") if found else text
    # «А» и «Б» begins and ends with quotes, and is not within them
    return text if any(mark in inner for mark in "«»“”") and found else inner.strip()
