"""``bsl knowledge-base load`` and ``check``: what they do, say, and refuse."""

import argparse
import json
from pathlib import Path

import pytest

from components.shared.errors import BadInput
from pipelines.commands import knowledge_base
from tests.postgres_server import Database
from tests.shared.knowledge_base.synthetic import six_columns

SAMPLE = Path(__file__).parents[2] / "datasets" / "sample_configuration" / "designer"


def call(*words: str) -> int:
    parser = argparse.ArgumentParser()
    knowledge_base.add_arguments(parser)
    return knowledge_base.run(parser.parse_args(words))


def test_what_is_loaded_is_told_and_found(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BSL_KNOWLEDGE_BASE", database.url)
    assert call("load", "--configuration", "ERP", str(SAMPLE)) == 0
    shown = capsys.readouterr().out
    assert "ERP: 33 modules, 78 methods, LicenseRef-1C-Proprietary" in shown
    assert "functions             78 new" in shown
    assert call("load", "--configuration", "ERP", str(SAMPLE)) == 0
    assert "nothing changed" in capsys.readouterr().out
    digests = []
    for _ in range(2):
        assert call("check", "--read", "--json") == 0
        facts = json.loads(capsys.readouterr().out)
        digests.append(facts["digest"])
    assert digests[0] == digests[1]
    assert (facts["layout"], facts["methods"], facts["cut"]) == ("own", 78, 0)
    assert facts["configurations"] == {"ERP": {"methods": 78, "license": "LicenseRef-1C-Proprietary"}}


def test_without_a_database_a_folder_is_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BSL_KNOWLEDGE_BASE", raising=False)
    monkeypatch.setenv("BSL_ARTIFACTS", str(tmp_path))
    assert call("load", "--configuration", "Учебная", "--license", "Apache-2.0", "--json", str(SAMPLE)) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["functions"], report["license"]) == (78, "Apache-2.0")
    assert call("check") == 0
    assert "78 methods  Apache-2.0" in capsys.readouterr().out
    assert (tmp_path / "knowledge_base" / "Учебная.parquet").is_file()


def test_cut_code_is_counted_with_its_length(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    six_columns(database, 50)
    database.run("UPDATE functions SET code_preview = left(code_preview, 40) WHERE id <= 20")
    monkeypatch.setenv("BSL_KNOWLEDGE_BASE", database.url)
    assert call("check", "--read") == 0
    shown = capsys.readouterr().out
    assert "layout six_columns" in shown
    assert "20 without an end, most at 40 characters" in shown
    assert "this user may write" in shown


def test_an_export_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BSL_KNOWLEDGE_BASE", f"file:{tmp_path / 'base'}")
    with pytest.raises(BadInput, match="no configuration here"):
        call("load", "--configuration", "ERP", str(tmp_path))
    with pytest.raises(BadInput, match="bsl knowledge-base load"):
        call("check")
