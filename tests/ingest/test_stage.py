from pathlib import Path

import pytest

from components.ingest.settings import IngestSettings, SourceSettings
from components.ingest.stage import ingest_sources
from components.shared.errors import BadInput
from components.shared.records import read_records

METHOD = "// Записывает курс валюты.\nПроцедура Записать()\n\tА = 1;\nКонецПроцедуры\n"


@pytest.fixture
def modules(tmp_path: Path) -> SourceSettings:
    folder = tmp_path / "modules"
    folder.mkdir()
    (folder / "a.bsl").write_text(METHOD + "Процедура Плохая(\n", encoding="utf-8")
    return SourceSettings(kind="modules", path=str(folder))


def test_sources_are_read_in_their_order_and_counted(tmp_path: Path, modules: SourceSettings) -> None:
    settings = IngestSettings(
        sources=(SourceSettings(kind="templates", count=5, seed=1), modules, SourceSettings(kind="corrections"))
    )
    told: list[tuple[str, int, int | None]] = []
    summary = ingest_sources(
        tmp_path / "corpus",
        settings,
        f"file:{tmp_path}",
        lambda doing, done=0, total=None: told.append((doing, done, total)),
    )
    records = list(read_records(tmp_path / "corpus"))
    assert [record.source for record in records] == ["template"] * 5 + ["module"]
    assert summary.records == 6
    templates, from_modules, corrections = summary.sources
    assert (templates.records, corrections.records) == (5, 0)
    assert (from_modules.files, from_modules.methods, from_modules.records) == (1, 2, 1)
    assert from_modules.dropped == {"syntax_error": 1}
    assert [(drop.path, drop.reason) for drop in summary.drops] == [("a.bsl", "syntax_error")]
    assert summary.by_license == {"Apache-2.0": 5, "LicenseRef-Unknown": 1}
    assert sum(summary.by_category.values()) == 6
    assert ("templates", 5, 5) in told
    assert ("modules of modules", 1, 1) in told


def test_the_same_sources_give_the_same_bytes(tmp_path: Path, modules: SourceSettings) -> None:
    for name in ("a", "b"):
        ingest_sources(tmp_path / name, IngestSettings(sources=(modules,)), f"file:{tmp_path}")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_nothing_at_all_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    settings = IngestSettings(sources=(SourceSettings(kind="corrections"),))
    with pytest.raises(BadInput, match="no record came"):
        ingest_sources(tmp_path / "corpus", settings, f"file:{tmp_path}")
    assert not list(tmp_path.glob("corpus*"))


def test_a_bad_source_after_a_good_one_leaves_no_file(tmp_path: Path, modules: SourceSettings) -> None:
    settings = IngestSettings(sources=(modules, SourceSettings(kind="modules", path=str(tmp_path / "none"))))
    with pytest.raises(BadInput, match="no such folder"):
        ingest_sources(tmp_path / "corpus", settings, f"file:{tmp_path}")
    assert not list(tmp_path.glob("corpus*"))
