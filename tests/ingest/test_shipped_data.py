"""What ships with the project must pass what everybody's data must pass."""

from collections import Counter
from pathlib import Path

import pytest

from components.curate.filters import fate_of
from components.curate.settings import CurateSettings
from components.ingest.module_files import open_source
from components.ingest.modules import read_modules
from components.ingest.patterns import read_patterns
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.progress import silent
from components.shared.records import CATEGORIES, Record

DATASETS = Path(__file__).parents[2] / "datasets"


def sample(layout: str) -> tuple[list[Record], Tally]:
    tally = Tally()
    source = SourceSettings(kind="modules", path=str(DATASETS / "sample_configuration" / layout))
    return list(read_modules(open_source(source, 2**20), tally, silent)), tally


def test_every_pattern_is_worth_keeping() -> None:
    records = list(read_patterns(str(DATASETS / "patterns"), Tally(), silent))
    assert {record.path: fate_of(record, CurateSettings()) for record in records} == {r.path: None for r in records}
    assert min(Counter(record.category for record in records)[category] for category in CATEGORIES) >= 10
    assert len({record.id for record in records}) == len(records)


@pytest.mark.parametrize("layout", ["designer", "edt"])
def test_every_method_of_the_sample_configuration_is_read(layout: str) -> None:
    records, tally = sample(layout)
    assert len(records) == tally.methods >= 60
    assert not tally.dropped
    assert not [record.path for record in records if "." not in record.module_key or record.module_kind == "none"]
    assert {record.context for record in records} == {"server", "client", "both"}
    assert {record.license for record in records} == {"Apache-2.0"}


def test_both_layouts_of_the_sample_configuration_give_the_same_records() -> None:
    def facts(layout: str) -> list[dict[str, object]]:
        records = (record.model_dump(exclude={"path"}) for record in sample(layout)[0])
        return sorted(records, key=lambda record: (record["module_key"], record["line_start"]))

    assert facts("designer") == facts("edt")
