"""Names of the configuration in the tasks of records: what retrieval finds, with its distractors and omissions.

An answer that calls names which its task does not show teaches invention, and a task that shows exactly the names of
its answer is an oracle that nobody has in use. So a task is told what the gateway would find for it. The method itself,
and whatever has almost its code, are hidden from the search. Private methods that nothing but the answer calls become a
part of the answer; where they are too long for that, the task shows them and asks for an edit of their module.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from components.ingest.context_methods import key_of
from components.ingest.methods import record_id
from components.shared.context.entries import EDIT, HELPERS_TITLE, TOLD, TOPPED_UP
from components.shared.context.finding import Finder
from components.shared.context.helpers import Helpers
from components.shared.context.measuring import alike_of
from components.shared.context.model import ContextIndex, Question
from components.shared.context.settings import ContextSettings
from components.shared.records import Record
from components.shared.registers import noted_dimensions

WITH_HELPERS: Final = "with_helpers"  # flag: the answer holds the helpers that nothing else calls
# What becomes of tasks; of those told names one of the first three
COVERED: Final = "covered"
COVERED_BY_MORE: Final = "covered_by_more"
UNCOVERED: Final = "context_uncovered"
OVER_THE_CAP: Final = "context_over_cap"
WITHOUT: Final = "without_on_purpose"
NO_MODULE: Final = "module_unknown"
NO_CONFIGURATION: Final = "context_unavailable"
_SPREAD: Final = 2.0  # each task has its number of names between the half and the double
_NO_CODE: Final = "// …"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A record as it goes on, and what became of its task; no fate: it is no task that names are told to."""

    record: Record
    fate: str = ""
    missing: int = 0


class Filler:
    """A configuration that is ready to fill the tasks of its records."""

    def __init__(
        self,
        index: ContextIndex,
        shingles: Sequence[Collection[int]],
        code: Callable[[int], str],
        settings: ContextSettings,
    ) -> None:
        """Get ready.

        Args:
            index: The configuration.
            shingles: Of the code of each method.
            code: The text of a private method by its number.
            settings: How much is told.
        """
        self._finder = Finder(index)
        self._helpers = Helpers(index)
        self._shingles = shingles
        self._code = code
        self._settings = settings
        self._methods = {
            (module.key, index.methods[number].name): number for module in index.modules for number in module.methods
        }

    def fill(self, record: Record) -> Outcome:
        """Tell a task the names that are found for it, and put helpers where they belong."""
        if not record.instruction or record.task != "write" or record.messages:
            return Outcome(record)
        key = key_of(record)
        number = self._methods.get((key, record.name))
        if number is None:
            return Outcome(record, NO_MODULE)
        record = self._noted(record)
        helpers = self._helpers.of(number)
        inside = self._short(helpers)
        whole = self._with_helpers(record, inside) if inside else self._with_shown(record, self._helpers.called(number))
        if _fraction("without", record.id) < self._settings.without_share:
            return Outcome(whole, WITHOUT)
        return self._told(whole, question_of_record(record, key), number, inside, record.id)

    def _noted(self, record: Record) -> Record:
        noted = noted_dimensions(record.output, self._finder.index.configuration)
        return record.model_copy(update={"registers": noted}) if noted else record

    def _told(self, record: Record, question: Question, number: int, inside: frozenset[int], seed: str) -> Outcome:
        hidden = alike_of(
            self._finder.retrieval, question, number, self._shingles, self._settings.alike, helpers=inside
        )
        found = self._finder.find(question, hidden)
        wanted = self._wanted(number, inside)
        entries, fate = found[: self._count(seed)], COVERED
        if not wanted <= set(entries):
            entries, fate = found[: round(self._settings.entries * _SPREAD)], COVERED_BY_MORE
        missing = sorted(wanted - set(entries))
        if missing and (self._settings.uncovered == "leave_out" or len(missing) > self._settings.most_added):
            return Outcome(record, UNCOVERED, len(missing))
        names = self._finder.shown(question, _mixed(entries, missing, seed), self._settings.own_characters)
        flags = (TOLD, TOPPED_UP) if missing else (TOLD,)
        told = _with_input(record, names).model_copy(update={"flags": (*record.flags, *flags)})
        return Outcome(told, TOPPED_UP if missing else fate, len(missing))

    def _short(self, helpers: frozenset[int]) -> frozenset[int]:
        """The helpers, where an answer can hold all of them."""
        lines = sum(len(self._code(helper).splitlines()) or self._settings.helper_lines + 1 for helper in helpers)
        return helpers if lines <= self._settings.helper_lines else frozenset()

    def _with_helpers(self, record: Record, helpers: frozenset[int]) -> Record:
        output = "\n\n".join([record.output, *(self._code(helper) for helper in sorted(helpers))])
        changes = {"output": output, "id": record_id(output, record.instruction)}
        return record.model_copy(update={**changes, "flags": (*record.flags, WITH_HELPERS)})

    def _with_shown(self, record: Record, helpers: frozenset[int]) -> Record:
        if not helpers:
            return record
        shown = "\n\n".join(_shortened(self._code(helper), self._settings.helper_lines) for helper in sorted(helpers))
        edit = _with_input(record, f"{HELPERS_TITLE}\n```bsl\n{shown}\n```")
        return edit.model_copy(update={"flags": (*record.flags, EDIT)})

    def _count(self, seed: str) -> int:
        """Between the half and the double, the middle in the middle; it depends on the record alone."""
        share: float = _SPREAD ** (2 * _fraction("count", seed) - 1)
        return round(self._settings.entries * share)

    def _wanted(self, number: int, inside: frozenset[int]) -> set[int]:
        """Names that the answer uses and that can be told: public ones, those of its module; not what a task shows."""
        index = self._finder.index
        siblings = index.modules[index.methods[number].module].methods
        uses = {use for part in (number, *inside) for use in index.methods[part].uses}
        told = inside or self._helpers.called(number)
        return {use for use in uses if use in index.candidates or use in siblings} - told - {number}


def question_of_record(record: Record, module: str = "") -> Question:
    """A record's task as the gateway would get it: words, the declaration in the first line of the input, the rest."""
    signature, _, rest = record.input.partition("\n")
    return Question(record.instruction, f"{_directive(rest)}{signature}", rest, module or record.module_key)


def is_over(lots: Sequence[float], covered: int, cap: float) -> float:
    """From which lot on topped-up records are left out, so that they are at most a share of all that are told.

    Args:
        lots: Of the records that were topped up.
        covered: How many records are told names without it.
        cap: The share.
    """
    most = len(lots) if cap >= 1 else int(cap * covered / (1 - cap) + 1e-9)
    return sorted(lots)[most] if most < len(lots) else 1.0


def lot_of(record: Record) -> float:
    """Which of the topped-up records go first: it depends on the record alone."""
    return _fraction("topped up", record.id)


def _with_input(record: Record, text: str) -> Record:
    return record.model_copy(update={"input": "\n".join(filter(None, (record.input, text)))})


def _shortened(code: str, most_lines: int) -> str:
    """A helper as a task shows it: of a long one its comment and the first lines, and its end."""
    lines = code.split("\n")
    most = max(most_lines, 2)
    if len(lines) <= 2 * most:
        return code
    return "\n".join([*lines[:most], f"\t{_NO_CODE}", lines[-1]])


def _mixed(entries: list[int], added: list[int], seed: str) -> list[int]:
    """Some entries put among others, at places that say nothing: they depend on the record alone."""
    mixed = list(entries)
    for entry in added:
        mixed.insert(int(_fraction(f"place {entry}", seed) * (len(mixed) + 1)), entry)
    return mixed


def _directive(text: str) -> str:
    found = [line.removeprefix("Директива: ") for line in text.split("\n") if line.startswith("Директива: ")]
    return f"{found[0]} " if found else ""


def _fraction(purpose: str, seed: str) -> float:
    digest = hashlib.blake2b(f"{purpose}\x1f{seed}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
