from pathlib import Path

import pytest

from components.ingest.context import EDIT, TOPPED_UP, WITH_CONTEXT, Filler, with_context
from components.ingest.module_files import open_source
from components.ingest.modules import read_modules
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.context import build_index
from components.shared.context.building import read_facts
from components.shared.context.settings import ContextSettings
from components.shared.progress import silent
from components.shared.records import Record

SAMPLE = Path("datasets/sample_configuration/designer")


@pytest.fixture(scope="module")
def records() -> list[Record]:
    source = open_source(SourceSettings(kind="modules", path=str(SAMPLE), license="Apache-2.0"), 2**20)
    return list(read_modules(source, Tally(), silent))


def filled(records: list[Record], **settings: object) -> tuple[list[Record], Tally]:
    tally = Tally()
    return list(with_context(records, SAMPLE, ContextSettings(**settings), tally, silent)), tally


def test_by_default_records_pass_as_they_are(records: list[Record]) -> None:
    assert filled(records)[0] == records


def test_tasks_are_told_names_and_nothing_else_changes(records: list[Record]) -> None:
    told, tally = filled(records, entries=10, without_share=0, most_added=50)
    assert len(told) + tally.dropped["context_uncovered"] == len(records)
    changed = [record for record in told if WITH_CONTEXT in record.flags]
    assert changed
    before = {(record.module_key, record.name): record for record in records}
    for record in changed:
        original = before[record.module_key, record.name]
        assert record.input.startswith(original.input)
        assert "Имена конфигурации:" in record.input
        assert record.model_copy(update={"input": original.input, "flags": original.flags}) == original


def test_a_share_has_no_context(records: list[Record]) -> None:
    with_names = [sum(WITH_CONTEXT in r.flags for r in filled(records, entries=10, without_share=s)[0]) for s in (0, 1)]
    assert with_names[0] > with_names[1] == 0


def test_the_order_of_records_changes_nothing(records: list[Record]) -> None:
    forwards, _ = filled(records, entries=10)
    backwards, _ = filled(records[::-1], entries=10)
    assert backwards[::-1] == forwards


def test_every_name_that_an_answer_uses_is_told_where_names_are_added(records: list[Record]) -> None:
    configuration, facts = read_facts(SAMPLE, with_code=True)
    index = build_index(configuration, facts)
    settings = ContextSettings(entries=1, without_share=0, most_added=100)
    filler = Filler(index, [method for module in facts for method in module.methods], settings)
    flags: set[str] = set()
    for record in records:
        outcome = filler.fill(record).record
        assert outcome is not None
        if WITH_CONTEXT not in outcome.flags:
            continue
        flags.update(outcome.flags)
        number = filler._methods[record.module_key, record.name]
        told = outcome.input.removeprefix(record.input)
        for use in filler._wanted(number):
            item = index.object_at(use)
            assert (item.name if item else f"{index.methods[use].name}(") in told
        own = f"{index.methods[number].name}("
        assert own not in told.partition("Реквизиты")[0].replace(", ", "\n").split("\n")
    assert {TOPPED_UP, EDIT} <= flags


def test_uncovered_records_are_left_out_and_counted(records: list[Record]) -> None:
    told, tally = filled(records, entries=1, without_share=0, uncovered="leave_out")
    assert tally.dropped["context_uncovered"] == len(records) - len(told) > 0
    assert all(TOPPED_UP not in record.flags for record in told)
    assert {drop.reason for drop in tally.drops} == {"context_uncovered"}


def test_a_folder_that_is_no_configuration_has_no_names(records: list[Record], tmp_path: Path) -> None:
    (tmp_path / "a.bsl").write_text("Процедура А() КонецПроцедуры")
    assert list(with_context(records, tmp_path, ContextSettings(entries=10), Tally(), silent)) == records
