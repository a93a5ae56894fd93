import pytest

from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.ingest.templates import read_templates
from components.shared.bsl import parse
from components.shared.errors import BadInput
from components.shared.progress import silent
from components.shared.records import CATEGORIES, Record


def read(count: int, seed: int) -> list[Record]:
    return list(read_templates(SourceSettings(kind="templates", count=count, seed=seed), Tally(), silent))


def test_templates_become_records_that_say_what_made_them() -> None:
    records = read(60, seed=1)
    assert len({record.id for record in records}) == 60
    assert {record.category for record in records} == set(CATEGORIES)
    assert all(record.source == "template" and record.generator and record.redistributable for record in records)
    assert all(record.module_key.startswith("Template.") and record.instruction for record in records)
    assert not any(parse(record.output).errors for record in records)


def test_the_seed_alone_decides() -> None:
    assert read(20, seed=1) == read(20, seed=1)
    assert read(20, seed=1) != read(20, seed=2)


def test_no_count_is_refused() -> None:
    with pytest.raises(BadInput, match="count"):
        read(0, seed=1)
