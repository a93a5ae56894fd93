"""A record out of what a model said about another one, or the fate of what it said."""

import hashlib
import re

from components.curate.generate.remembered import Said
from components.curate.generate.seeds import Seed
from components.curate.generate.variants import fault_of_variant
from components.curate.generate.wordings import fault_of_instruction, instruction_of
from components.shared.bsl import extract_code
from components.shared.records import Record

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
    """Origin, licence and module are the seed's; nobody has read it yet.

    Where else a copy of the code was met stays with new words for it: a copy in a module of test takes it there, also
    when the seed itself, which had no task, is not among the records.
    """
    record = seed.record.model_copy(update=changes)
    model = said.model if _MODEL_NAME.fullmatch(said.model) else asked_model
    facts = (record.id, seed.kind, record.instruction, record.input, record.output)
    identifier = hashlib.blake2b("\x1e".join(facts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return record.model_copy(
        update={
            "id": identifier,
            "parent_id": record.id,
            "generator": f"model:{model}",
            "cluster_id": identifier,
            "copies": 1,
            "origins": () if seed.kind == "variant" else record.origins,
            "flags": (*_flags(seed), GENERATED),
            "rationale": "",
            "reviewer": "",
            "reviewer_kind": "",
        }
    )


def _flags(seed: Seed) -> list[str]:
    """What is still true: findings that an author allowed are those of the author's own answer."""
    gone = ("only_reference", *(("allowed:",) if seed.kind == "variant" else ()))
    return [flag for flag in seed.record.flags if not flag.startswith(gone)]
