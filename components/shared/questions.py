"""Questions that models are judged by: which records are asked, and what is found in an answer."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from components.shared.bsl import Module, Verdict, extract_code, parse
from components.shared.errors import BadInput
from components.shared.judging import judge_code, scored_axes
from components.shared.records import NO_WHOLE_CODE, Message, Record, read_records

NO_METHOD = "1:1 в ответе нет ни процедуры, ни функции"
NO_CODE = "1:1 в ответе нет кода"


@dataclass(frozen=True, slots=True)
class Question:
    """One record as it is put to a model."""

    record: Record
    prompt: tuple[Message, ...]
    reference: str
    is_code: bool
    is_judged: bool
    needs_method: bool
    scored: frozenset[str]  # the axes of the judge that the reference passes, so that an answer can be asked to

    def verdict(self, answer: str) -> Verdict | None:
        """What the judge says of an answer; None where the question is not judged, or there is no code."""
        code = extract_code(answer) if self.is_judged else ""
        return judge_code(self.record, code) if code.strip() else None

    def findings(self, answer: str) -> tuple[str, ...]:
        """What keeps an answer from being well-formed, as ``line:column message``; empty when nothing does."""
        if not self.is_judged:
            return ()
        code = extract_code(answer)
        if not code.strip():
            return (NO_CODE,)
        module = _parse(self.record, code)
        if module.errors:
            return tuple(str(error) for error in module.errors)
        return (NO_METHOD,) if self.needs_method and not module.methods else ()


def read_questions(files: Sequence[Path]) -> list[Question]:
    """The records to ask, in the order of a hash: the first of them are the same each time and of every kind.

    Raises:
        BadInput: There is nothing to ask.
    """
    records = sorted((record for file in files for record in read_records(file)), key=_lot)
    questions = list(_questions(records))
    if not questions:
        names = ", ".join(str(file) for file in files)
        raise BadInput(f"{names}: no record to judge a model by; add records or lower train_share of split")
    return questions


def _lot(record: Record) -> bytes:
    return hashlib.sha256(record.id.encode()).digest()


def _questions(records: Iterable[Record]) -> Iterator[Question]:
    for record in records:
        turns = record.conversation()
        last = max((n for n, turn in enumerate(turns) if turn.role == "assistant"), default=None)
        if last is not None:
            yield _question(record, turns[:last], turns[last].content)


def _question(record: Record, prompt: tuple[Message, ...], reference: str) -> Question:
    """A question is judged for syntax when its own reference passes: a fragment or a text can never pass."""
    is_code = record.task not in NO_WHOLE_CODE
    verdict = judge_code(record, extract_code(reference)) if is_code and reference.strip() else None
    module = verdict.module if verdict else None
    return Question(
        record=record,
        prompt=prompt,
        reference=reference,
        is_code=is_code,
        is_judged=module is not None and not module.errors and bool(module.methods or module.statements),
        needs_method=module is not None and bool(module.methods),
        scored=scored_axes(verdict) if verdict else frozenset(),
    )


def _parse(record: Record, code: str) -> Module:
    return parse(code, "onescript" if record.module_kind == "script" else "1c")
