import re

from benchmarks.judge.firing_rates import MOST_WITHOUT_A_REASON, TABLE
from components.shared.bsl.diagnostics import all_diagnostics

ROW = re.compile(r"^\| (\w+) \| (\w+) \| (\w+) \| ([\d.]+)% \| [\d,]+ \| (.*?) ?\|$", re.MULTILINE)


def test_every_diagnostic_has_its_firing_rate_and_strong_ones_are_rare() -> None:
    rows = {code: rest for code, *rest in ROW.findall(TABLE.read_text(encoding="utf-8"))}
    for code, found in all_diagnostics().items():
        assert code in rows, "python -m benchmarks.judge.firing_rates CORPUS_FOLDER"
        axis, strength, share, reason = rows[code]
        assert (axis, strength) == (found.rule.axis, found.rule.strength), code
        assert strength != "strong" or float(share) <= 100 * MOST_WITHOUT_A_REASON or reason, code
