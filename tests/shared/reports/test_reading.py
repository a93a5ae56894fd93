"""How sources were read is told in Russian, and what they call their columns is never obeyed."""

import re
from pathlib import Path

import pytest

from components.ingest import public_settings
from components.shared.knowledge_base import ColumnSettings
from components.shared.reports.reading import reading
from components.shared.reports.words import COLUMNS, FATES, LAYOUTS, SOURCES
from components.shared.summaries import SourceCount


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        (
            {"kind": "public", "layouts": {"alpaca": 2, "hf": 1}},
            ["Открытые наборы", "Alpaca: файлов 2", "Hugging Face: файлов 1"],
        ),
        (
            {"kind": "knowledge_base", "layouts": {"own": 7}, "snapshot": "own: keys up to 7"},
            ["База знаний", "собственная схема базы: методов 7", "own: keys up to 7"],
        ),
        (
            {"kind": "knowledge_base", "layouts": {"six_columns": 7}, "columns": {"code": "body", "name": "<b>"}},
            ["одна таблица: методов 7", "код — <code>body</code>, имя метода — <code>&lt;b&gt;</code>"],
        ),
        ({"kind": "repository", "commit": "0123456789"}, ["Репозитории Git", "0123456789"]),
    ],
)
def test_a_source_is_told_with_how_it_was_read(source: dict[str, object], texts: list[str]) -> None:
    page = reading([SourceCount(path="x", **source), SourceCount(kind="patterns", path="p")])  # type: ignore[arg-type]
    assert [text for text in texts if text not in page] == []
    assert "Шаблоны" not in page


def test_sources_without_a_choice_are_not_told() -> None:
    assert reading([SourceCount(kind="patterns", path="datasets/patterns")]) == ""


def test_every_source_layout_column_and_fate_of_ingest_has_a_russian_name() -> None:
    ingest = Path(public_settings.__file__).parent
    text = "\n".join(file.read_text("utf-8") for file in sorted(ingest.glob("*.py")))
    fates = set(re.findall(r'(?:drop\(\s*|return \()"(\w+)"', text))
    assert {"syntax_error", "no_code", "symlink"} <= fates
    assert fates - FATES.keys() == set()
    assert set(public_settings.Layout.__args__) <= LAYOUTS.keys()  # type: ignore[attr-defined]
    assert COLUMNS.keys() == ColumnSettings.model_fields.keys()
    kinds = (ingest / "settings.py").read_text("utf-8").partition("Literal[")[2].partition("]")[0]
    assert set(re.findall(r'"(\w+)"', kinds)) <= SOURCES.keys()
