"""A record out of what a model said about another one, or the fate of what it said."""

import re

from components.curate.children import child_of
from components.curate.generate.remembered import Said
from components.curate.generate.seeds import Seed
from components.curate.generate.variants import fault_of_variant
from components.curate.generate.wordings import fault_of_instruction, instruction_of
from components.shared.bsl import extract_code
from components.shared.records import BY_MODEL, Record

GENERATED = "generated"
_MODEL_NAME = re.compile(r"[A-Za-z0-9][\w./:@+-]{0,119}", re.ASCII)


def record_of(seed: Seed, said: Said, asked_model: str) -> Record | str:
    """The record, before the filters of curate have seen it; a fate where a model said nothing of use."""
    if said.secret:
        return "secret"
    if said.refused:
        return "refused_by_model"
    if said.cut:
        return "answer_cut"
    if seed.kind == "variant":
        code = extract_code(said.text)
        return fault_of_variant(code, seed.record) or _made(seed, said, asked_model, output=code)
    wording = instruction_of(said.text)
    return _fault_of_wording(wording, seed) or _made(seed, said, asked_model, instruction=wording)


def _fault_of_wording(wording: str, seed: Seed) -> str | None:
    if wording and _plain(wording) == _plain(seed.record.instruction):
        return "same_words"
    return fault_of_instruction(wording, seed.record)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _made(seed: Seed, said: Said, asked_model: str, **changes: str) -> Record:
    """Where else a copy of the code was met stays with new words for it: a copy in a module of test takes it there.

    So it does when the seed itself, which had no task, is not among the records.
    """
    model = said.model if _MODEL_NAME.fullmatch(said.model) else asked_model
    return child_of(
        seed.record,
        seed.kind,
        generator=BY_MODEL + model,
        origins=() if seed.kind == "variant" else seed.record.origins,
        flags=(*_flags(seed), GENERATED),
        rationale="",
        **changes,
    )


def _flags(seed: Seed) -> list[str]:
    """What is still true: findings that an author allowed are those of the author's own answer."""
    gone = ("only_reference", *(("allowed:",) if seed.kind == "variant" else ()))
    return [flag for flag in seed.record.flags if not flag.startswith(gone)]
