from pathlib import Path

import pytest

from components.ingest.context import (
    OVER_THE_CAP,
    UNCOVERED,
    WITH_HELPERS,
    WITHOUT,
    Filler,
    Outcome,
    is_over,
)
from components.ingest.context_known import known_of_folder
from components.ingest.context_stage import with_context
from components.ingest.module_files import open_source
from components.ingest.modules import read_modules
from components.ingest.settings import SourceSettings
from components.ingest.tally import Tally
from components.shared.bsl import parse
from components.shared.context import build_index
from components.shared.context.building import read_facts
from components.shared.context.entries import EDIT, HELPERS_TITLE, TITLE, TOLD, TOPPED_UP, told_in
from components.shared.context.settings import ContextSettings
from components.shared.progress import silent
from components.shared.records import Record

SAMPLE = Path("datasets/sample_configuration/designer")
SOURCE = open_source(SourceSettings(kind="modules", path=str(SAMPLE), license="Apache-2.0"), 2**20)
MODULE = "CommonModules/Проба/Ext/Module.bsl"


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return list(read_modules(SOURCE, Tally(), silent))


def filled(records: list[Record], **settings: object) -> tuple[list[Record], Tally]:
    tally = Tally()
    chosen = ContextSettings.model_validate(settings)
    told = with_context(records, lambda _: known_of_folder(SOURCE), chosen, tally, silent)
    return list(told), tally


def test_by_default_records_pass_as_they_are(records: list[Record]) -> None:
    assert filled(records) == (records, Tally())


def test_tasks_are_told_names_and_nothing_else_changes(records: list[Record]) -> None:
    told, tally = filled(records, entries=10, without_share=0, most_added=50, most_topped_up=1)
    assert len(told) == len(records)
    assert sum(tally.context.values()) - tally.context[EDIT] - tally.context[WITH_HELPERS] == sum(
        bool(record.instruction) for record in records
    )
    changed = [record for record in told if TOLD in record.flags and WITH_HELPERS not in record.flags]
    assert changed
    before = {(record.module_key, record.name): record for record in records}
    for record in changed:
        original = before[record.module_key, record.name]
        assert record.input.startswith(original.input)
        assert TITLE in told_in(record.input)
        told_of = {"input", "flags", "registers"}
        assert record.model_dump(exclude=told_of) == original.model_dump(exclude=told_of)


def test_a_share_has_no_context(records: list[Record]) -> None:
    with_names = [sum(TOLD in r.flags for r in filled(records, entries=10, without_share=s)[0]) for s in (0, 1)]
    assert with_names[0] > with_names[1] == 0
    assert set(filled(records, entries=10, without_share=1)[1].context) <= {WITHOUT, EDIT, WITH_HELPERS}


def test_the_order_of_records_changes_nothing(records: list[Record]) -> None:
    forwards, _ = filled(records, entries=10)
    backwards, _ = filled(records[::-1], entries=10)
    assert backwards[::-1] == forwards


def filler(**settings: object) -> Filler:
    """Made of the modules themselves: what a source gives must be what an export gives."""
    configuration, facts = read_facts(SAMPLE, with_code=True)
    methods = [method for module in facts for method in module.methods]
    chosen = ContextSettings.model_validate({"without_share": 0, "most_added": 100, **settings})
    return Filler(build_index(configuration, facts), [method.shingles for method in methods], lambda _: "", chosen)


def test_every_name_that_an_answer_uses_is_told_where_names_are_added(records: list[Record]) -> None:
    made = filler(entries=1)
    index = made._finder.index
    flags: set[str] = set()
    for record in records:
        outcome = made.fill(record)
        if TOLD not in outcome.record.flags:
            continue
        flags.update(outcome.record.flags)
        number = made._methods[record.module_key, record.name]
        told = outcome.record.input.removeprefix(record.input)
        for use in made._wanted(number, frozenset()):
            item = index.object_at(use)
            assert (item.name if item else f"{index.methods[use].name}(") in told
        own = f"{index.methods[number].name}("
        assert own not in told.partition("Реквизиты")[0].replace(", ", "\n").split("\n")
    assert {TOPPED_UP, EDIT} <= flags


def test_records_and_modules_say_the_same(records: list[Record]) -> None:
    made = filler(entries=10, most_topped_up=1, helper_lines=0)
    told, _ = filled(records, entries=10, without_share=0, most_added=100, most_topped_up=1, helper_lines=0)
    of_modules = [told_in(made.fill(record).record.input).rpartition(TITLE)[2] for record in records]
    assert [told_in(record.input).rpartition(TITLE)[2] for record in told] == of_modules


def test_uncovered_records_are_left_out_and_counted(records: list[Record]) -> None:
    told, tally = filled(records, entries=1, without_share=0, uncovered="leave_out")
    assert tally.dropped[UNCOVERED] == tally.context[UNCOVERED] == len(records) - len(told) > 0
    assert all(TOPPED_UP not in record.flags for record in told)
    assert {drop.reason for drop in tally.drops} == {UNCOVERED}


@pytest.mark.parametrize("cap", [0, 0.1, 0.3, 1])
def test_topped_up_records_have_a_share_that_they_never_exceed(records: list[Record], cap: float) -> None:
    told, tally = filled(records, entries=2, without_share=0, most_added=50, most_topped_up=cap)
    with_names = sum(TOLD in record.flags for record in told)
    topped_up = sum(TOPPED_UP in record.flags for record in told)
    assert topped_up == tally.context[TOPPED_UP] <= cap * with_names
    assert tally.dropped[OVER_THE_CAP] == tally.context[OVER_THE_CAP] == len(records) - len(told)
    assert (tally.dropped[OVER_THE_CAP] == 0) == (cap == 1)
    assert topped_up + 1 > cap * (with_names + 1) or cap == 1, "and no fewer than it allows"


@pytest.mark.parametrize(
    ("lots", "covered", "cap", "kept"),
    [([], 5, 0.5, 0), ([0.1, 0.2, 0.3], 0, 0.5, 0), ([0.3, 0.1, 0.2], 2, 0.5, 2), ([0.3, 0.1], 9, 0.1, 1)],
)
def test_which_topped_up_records_stay(lots: list[float], covered: int, cap: float, kept: int) -> None:
    assert [lot for lot in sorted(lots) if lot < is_over(lots, covered, cap)] == sorted(lots)[:kept]


MAIN = "// Возвращает сумму с налогом.\nФункция Итог(Сумма) Экспорт\n\tВозврат {called}(Сумма) + 1;\nКонецФункции"
HELPER = "Функция Налог(Сумма)\n\tЧасть = {called}(Сумма);\n\tВозврат Часть * 2;\nКонецФункции"
INNER = "// Доля.\nФункция Доля(Сумма)\n\tВозврат Сумма / 10;\nКонецФункции"
OTHER = "Процедура Прочее() Экспорт\n\tА = {called}(1);\nКонецПроцедуры"


def outcome_of(text: str, folder: Path, **settings: object) -> Outcome:
    """The first method of a module that stands in a copy of the sample."""
    file = folder / MODULE
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    (folder / "Configuration.xml").write_bytes((SAMPLE / "Configuration.xml").read_bytes())
    source = open_source(SourceSettings(kind="modules", path=str(folder), license="MIT"), 2**20)
    chosen = ContextSettings.model_validate({"entries": 10, "without_share": 0, "most_topped_up": 1, **settings})
    records = read_modules(source, Tally(), silent)
    tally = Tally()
    told = list(with_context(records, lambda _: known_of_folder(source), chosen, tally, silent))
    return Outcome(told[0], " ".join(sorted(tally.context)))


def test_a_short_helper_that_nothing_else_calls_is_a_part_of_the_answer(tmp_path: Path) -> None:
    text = "\n\n".join([MAIN.format(called="Налог"), HELPER.format(called="Доля"), INNER])
    record = outcome_of(text, tmp_path).record
    assert record.output == text
    assert [method.name for method in parse(record.output).methods] == ["Итог", "Налог", "Доля"]
    assert not parse(record.output).errors
    assert WITH_HELPERS in record.flags
    assert "Налог" not in record.input


@pytest.mark.parametrize(
    ("methods", "settings", "shown", "flag"),
    [
        ([HELPER.format(called="Окр")], {}, False, WITH_HELPERS),
        ([HELPER.format(called="Окр")], {"helper_lines": 3}, True, EDIT),
        ([HELPER.format(called="Окр"), OTHER.format(called="Налог")], {}, False, ""),
        ([HELPER.format(called="Окр").replace("(Сумма)\n", "(Сумма) Экспорт\n", 1)], {}, False, ""),
        ([HELPER.format(called="Доля"), INNER], {"helper_lines": 6}, True, EDIT),
        ([HELPER.format(called="Доля"), INNER, OTHER.format(called="Доля")], {}, False, WITH_HELPERS),
    ],
)
def test_where_helpers_go(
    methods: list[str], settings: dict[str, object], shown: bool, flag: str, tmp_path: Path
) -> None:
    record = outcome_of("\n\n".join([MAIN.format(called="Налог"), *methods]), tmp_path, **settings).record
    assert (HELPERS_TITLE in record.input) == shown
    assert {EDIT, WITH_HELPERS}.intersection(record.flags) == ({flag} if flag else set())
    assert ("Функция Налог" in told_in(record.input)) == shown
    assert ("Функция Налог" in record.output) == (flag == WITH_HELPERS)
    assert ("Функция Доля" in record.output) == (flag == WITH_HELPERS and len(methods) == 2)


def test_answers_with_helpers_of_the_sample_parse(records: list[Record]) -> None:
    told, tally = filled(records, entries=10, most_added=50, most_topped_up=1)
    whole = [record for record in told if WITH_HELPERS in record.flags]
    assert len(whole) == tally.context[WITH_HELPERS] > 0
    assert all(not parse(record.output).errors and len(parse(record.output).methods) > 1 for record in whole)
    assert len({record.id for record in told}) == len({record.id for record in records})


def test_a_folder_that_is_no_configuration_has_no_names(records: list[Record], tmp_path: Path) -> None:
    (tmp_path / "a.bsl").write_text("Процедура А() КонецПроцедуры")
    source = open_source(SourceSettings(kind="modules", path=str(tmp_path)), 2**20)
    tally = Tally()
    told = with_context(records, lambda _: known_of_folder(source), ContextSettings(entries=10), tally, silent)
    assert list(told) == records
    assert set(tally.context) == {"context_unavailable"}
    assert tally.drops[0].reason == "context_unavailable"


def test_a_configuration_of_too_many_methods_is_told_no_names(records: list[Record]) -> None:
    told, tally = filled(records, entries=10, most_methods=10)
    assert told == records
    assert "ingest.context.most_methods" in tally.drops[0].detail
