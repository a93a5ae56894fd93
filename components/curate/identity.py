"""What two records are compared by: equal answers, answers equal but for names, and which of several is the better."""

import hashlib
import struct
from collections.abc import Iterable, Sequence

from components.shared.bsl import normalised_tokens
from components.shared.bsl.syntax.tokens import RUSSIAN_OF_KEYWORD
from components.shared.records import Record, to_json

UNKNOWN_LICENSE = "LicenseRef-Unknown"
_LARGEST = 2**32 - 1
_KEYWORDS = frozenset(RUSSIAN_OF_KEYWORD.values())

# How much a licence forbids, and its name; the greatest is the strictest
Strictness = tuple[int, str]


def answer_hash(record: Record) -> bytes:
    """The same for code that differs in spaces, comments, case and language of keywords only.

    The task counts: to explain a method and to write it are two examples. Where a task is given by its code, and
    where an example was derived from another one, the given code counts too: one method has many broken forms.
    """
    # a method without a described task is no other example than the same method with one
    parts = ["write" if record.task == "raw" else record.task, *_answer(record)]
    if record.task not in ("write", "raw") or record.parent_id:
        parts += ["\x1e", *normalised_tokens(record.input)]
    return _digest(parts)


def renamed_hash(record: Record) -> bytes:
    """The same for code that differs in the choice of names only, too."""
    numbers: dict[str, int] = {}
    tokens = normalised_tokens(record.output)
    return _digest(str(numbers.setdefault(token, len(numbers))) if _is_name(token) else token for token in tokens)


def quality(record: Record) -> bytes:
    """The lowest is the best; the same records have the same order wherever they stand.

    Code without a task comes last, what a person has reviewed comes first, then what may be passed on, is explained, is
    described at length, is long itself. How old a record is no source tells yet. The id decides the rest, and the whole
    record among equal ids.
    """
    return struct.pack(
        ">????II32s16s",
        record.task == "raw",
        record.reviewer_kind != "person",
        not record.redistributable,
        not record.rationale,
        _LARGEST - min(_LARGEST, len(record.instruction)),
        _LARGEST - min(_LARGEST, len(record.output)),
        record.id.encode(),
        _digest([to_json(record)]),
    )


def strictness(record: Record) -> Strictness:
    """Of equal records the strictest licence binds all: a copy in a permissive project does not free the code.

    Returns:
        0 what may be passed on, 1 what asks for a decision, 2 an unknown licence, 3 a proprietary one.
    """
    if record.redistributable:
        return 0, record.license
    if "proprietary" in record.license.casefold():
        return 3, record.license
    return (2 if record.license == UNKNOWN_LICENSE else 1), record.license


def is_compared(record: Record) -> bool:
    """Whether almost equal answers are looked for: what is made of another record goes where that one goes."""
    return record.task in ("write", "raw", "explain") and not record.parent_id


def _answer(record: Record) -> Sequence[str]:
    if record.messages:
        return [f"{message.role}:{' '.join(message.content.split())}" for message in record.messages]
    return record.output.split() if record.task in ("explain", "document") else normalised_tokens(record.output)


def _is_name(token: str) -> bool:
    return (token[0].isalpha() or token[0] == "_") and token not in _KEYWORDS


def _digest(parts: Iterable[str]) -> bytes:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).digest()
