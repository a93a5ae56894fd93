"""Records before the judge of BSL: what is known around the code of an example, and what is said of an answer to it."""

from functools import lru_cache

from components.shared.bsl import Context, Verdict, judge
from components.shared.bsl.answers import extract_code
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.context import ModuleKind
from components.shared.bsl.library import load_library
from components.shared.bsl.places import SERVER
from components.shared.bsl.platform.model import Side
from components.shared.records import Record

# what the five scores are called in tables, and the axis of the findings behind each
AXES = ("semantics", "best_practice", "documentation", "optimization")

_SIDES = {"server": SERVER, "client": Side.CLIENT}
_KINDS: dict[str, ModuleKind] = {
    "common": "common",
    "object": "object",
    "manager": "manager",
    "record_set": "record_set",
    "form": "form",
    "command": "command",
    "service": "service",
    "application": "application",
    "script": "script",
}


def context_of_record(record: Record) -> Context:
    """A method stands alone in its record: the rest of its module is unknown, and no name of it is an error.

    Side and kind are those of the module it was taken from; the public methods of the standard subsystems library are
    known, because what is called there and does not exist is invented.
    """
    return Context(
        dialect="onescript" if record.module_kind == "script" else "1c",
        module_kind=_KINDS.get(record.module_kind, "unknown"),
        sides=None if record.module_kind == "form" else _SIDES.get(record.context),
        library=_library(),
        whole_module=False,
    )


def judge_code(record: Record, code: str) -> Verdict:
    """Judge code that answers the task of a record."""
    return judge(code, context_of_record(record))


def is_usable_answer(text: str) -> bool:
    """Whether an answer to a user holds code that compiles: of what is around it nothing is known."""
    context = Context(dialect="1c", module_kind="unknown", sides=None, library=_library(), whole_module=False)
    verdict = judge(extract_code(text), context)
    return verdict.compiles and bool(verdict.module.methods)


def scored_axes(verdict: Verdict) -> frozenset[str]:
    """The axes on which code is beyond reproach: only where the right answer passes can an answer be asked to."""
    if not verdict.compiles:
        return frozenset()
    strong = {finding.rule.axis for finding in verdict.findings if finding.rule.strength == "strong"}
    return frozenset(AXES) - strong


@lru_cache(maxsize=1)
def _library() -> Configuration:
    return load_library()
