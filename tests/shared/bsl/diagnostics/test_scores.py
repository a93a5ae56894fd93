import pytest

from components.shared.bsl import parse
from components.shared.bsl.diagnostics.scores import Scores, score_findings
from components.shared.bsl.findings import Axis, Finding, Rule, Strength


def finding(axis: Axis, strength: Strength, line: int, code: str = "Code") -> Finding:
    return Finding(Rule(code, axis, strength, "warning", "", ""), (line << 32) + 1, (line << 32) + 2, "", "")


TWO_METHODS = "Процедура А()\nКонецПроцедуры\n\nПроцедура Б()\nКонецПроцедуры\n"


@pytest.mark.parametrize(
    ("findings", "scores"),
    [
        ([], Scores(1, 1, 1, 1, 1)),
        ([finding("compile", "strong", 1)], Scores(0.5, 0, None, None, None)),
        ([finding("semantics", "strong", 1)], Scores(1, 0.5, 1, 1, 1)),
        ([finding("semantics", "strong", 1), finding("semantics", "strong", 2)], Scores(1, 0.5, 1, 1, 1)),
        ([finding("best_practice", "weak", 1)], Scores(1, 1, 0.95, 1, 1)),
        ([finding("best_practice", "weak", 1)] * 9, Scores(1, 1, 0.95, 1, 1)),
        ([finding("best_practice", "weak", 1, str(n)) for n in range(9)], Scores(1, 1, 0.75, 1, 1)),
        ([finding("optimization", "report", 1)], Scores(1, 1, 1, 1, 1)),
        ([finding("documentation", "strong", 3)], Scores(1, 1, 1, 2 / 3, 1)),
    ],
)
def test_strong_findings_fail_a_method_and_weak_ones_lower_it(findings: list[Finding], scores: Scores) -> None:
    assert score_findings(parse(TWO_METHODS), findings) == scores


@pytest.mark.parametrize("text", ["", "// только комментарий", "Процедура А(", "def f(): pass"])
def test_what_does_not_parse_gets_no_points_for_style(text: str) -> None:
    assert score_findings(parse(text), []) == Scores(0, 0, None, None, None)
