from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.errors import BadInput
from components.shared.object_store import open_object_store
from components.shared.reviews import STORE_KEY, Decision, effective, merge, open_decisions, parse_decisions, to_lines

ONE, TWO = "1" * 32, "2" * 32


def decision(**change: Any) -> Decision:
    values = {"record_id": ONE, "verdict": "accept", "reviewer": "Мария", "reviewer_kind": "person", **change}
    return Decision(**values)


def test_the_same_decisions_are_the_same_bytes() -> None:
    decisions = [
        decision(),
        decision(record_id=TWO, verdict="correct", corrected="А = 1;\n"),
        decision(reviewer="Пётр"),
    ]
    assert to_lines(decisions) == to_lines(reversed(decisions))
    assert parse_decisions(to_lines(decisions), "x") == [decisions[0], decisions[2], decisions[1]]


@pytest.mark.parametrize(
    ("new", "counts"),
    [
        (decision(), (0, 0, 1, 0)),
        (decision(record_id=TWO), (1, 0, 0, 0)),
        (decision(verdict="reject"), (0, 1, 0, 0)),  # one may change one's mind
        (decision(reviewer="Пётр"), (1, 0, 0, 0)),  # two agree
        (decision(reviewer="Пётр", verdict="reject"), (0, 0, 0, 1)),
        (decision(reviewer="qwen", reviewer_kind="model", verdict="reject"), (1, 0, 0, 0)),
    ],
)
def test_decisions_come_together(new: Decision, counts: tuple[int, ...]) -> None:
    merged = merge([decision()], [new])
    assert (merged.added, merged.changed, merged.unchanged, len(merged.conflicts)) == counts
    again = merge(merged.decisions, [new] if not merged.conflicts else [])
    assert to_lines(again.decisions) == to_lines(merged.decisions)
    assert again.added + again.changed == 0


def test_a_contradiction_names_both() -> None:
    new = decision(reviewer="Пётр", verdict="reject")
    assert merge([decision()], [new]).conflicts == [(new, decision())]


def test_a_person_overrules_a_model_in_any_order() -> None:
    model = decision(reviewer="qwen", reviewer_kind="model", verdict="reject")
    assert effective([model, decision()]) == effective([decision(), model]) == {ONE: decision()}


def test_where_two_people_disagree_after_all_the_stricter_counts() -> None:
    strict = decision(reviewer="Анна", verdict="reject")
    assert effective([strict, decision()]) == effective([decision(), strict]) == {ONE: strict}


def test_decisions_are_read_from_the_store_a_file_or_nowhere(tmp_path: Path) -> None:
    url = f"file:{tmp_path / 'store'}"
    assert open_decisions("store", url) == []
    open_object_store(url).put(STORE_KEY, to_lines([decision()]))
    assert open_decisions("store", url) == [decision()]
    (tmp_path / "d.jsonl").write_bytes(to_lines([decision()]))
    assert open_decisions(str(tmp_path / "d.jsonl"), url) == [decision()]
    assert open_decisions("", url) == []


def test_a_missing_file_and_a_broken_line_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.jsonl"):
        open_decisions(str(tmp_path / "none.jsonl"), "")
    with pytest.raises(BadInput, match="x:2: no decision"):
        parse_decisions(to_lines([decision()]) + b"{}\n", "x")


@given(st.binary(max_size=200))
def test_any_bytes_are_decisions_or_are_refused(data: bytes) -> None:
    with suppress(BadInput):
        parse_decisions(data, "x")
