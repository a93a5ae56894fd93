"""All rules by which code is broken."""

from benchmarks.judge.broken import added, dropped, foreign, further, misspelt, surroundings, swapped
from benchmarks.judge.broken.rule import Rule

RULES: tuple[Rule, ...] = (
    *dropped.RULES,
    *added.RULES,
    *swapped.RULES,
    *misspelt.RULES,
    *foreign.RULES,
    *further.RULES,
    *surroundings.RULES,
)
