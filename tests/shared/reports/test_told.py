"""What tasks were told of their configuration, in Russian, with the share that was topped up."""

from components.ingest import context
from components.shared.context.entries import EDIT, TOPPED_UP
from components.shared.reports.told import told
from components.shared.reports.words import FATES, TOLD
from components.shared.summaries import SourceCount

COUNTS = {"covered": 70, "covered_by_more": 10, "context_topped_up": 20, "without_on_purpose": 5, "edit": 3}


def test_each_fate_is_told_with_its_count() -> None:
    page = told([SourceCount(kind="modules", path="<x>", context=COUNTS), SourceCount(kind="patterns", path="p")])
    assert all(TOLD[fate] in page for fate in COUNTS)
    assert "с именами 100, из них дополнено 20" in page
    assert "<x>" not in page
    assert "Шаблоны" not in page
    assert page.index(TOLD["covered"]) < page.index(TOLD["edit"])


def test_where_no_names_are_told_nothing_is_said() -> None:
    assert told([SourceCount(kind="modules", path="x")]) == ""


def test_every_fate_of_a_task_has_a_russian_name() -> None:
    names = ("WITH_HELPERS", "COVERED", "COVERED_BY_MORE", "UNCOVERED", "OVER_THE_CAP", "WITHOUT", "NO_MODULE")
    fates = {getattr(context, name) for name in (*names, "NO_CONFIGURATION")}
    assert fates | {EDIT, TOPPED_UP} == TOLD.keys()
    assert {context.UNCOVERED, context.OVER_THE_CAP, context.NO_CONFIGURATION} <= FATES.keys()
