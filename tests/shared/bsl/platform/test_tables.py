"""The shipped tables: what they hold, and that each entry is whole."""

import re
from collections import Counter
from pathlib import Path

import pytest

from components.shared.bsl.platform import tables as platform_tables
from components.shared.bsl.platform.model import Arity
from components.shared.bsl.platform.rows import KEYS, entries_of
from components.shared.bsl.platform.tables import (
    LAYERS,
    empty_tables,
    lay_over,
    load_platform,
    platform_of,
    read_rows,
    shipped_rows,
)

PLATFORM = load_platform()
DATA = Path(platform_tables.__file__).parent / "data"


@pytest.mark.parametrize(
    ("name", "arguments", "fits"),
    [
        ("Макс", 1, True),
        ("max", 9, True),
        ("Макс", 0, False),
        ("СтрШаблон", 11, True),
        ("СтрШаблон", 12, False),
        ("СтрНайтиПоРегулярномуВыражению", 2, True),
        ("ЗаписатьЗначениеJSON", 1, True),
        ("СтрРазделить", 1, False),
    ],
)
def test_a_call_of_a_global_function_fits_or_not(name: str, arguments: int, fits: bool) -> None:
    arities = PLATFORM.functions[name.lower()].arities
    assert any(arity.allows(arguments) for arity in arities) is fits


@pytest.mark.parametrize("name", ["Округлить", "Максимум", "СтрРазбить", "ДобавитьКДате", "Значение"])
def test_a_function_that_models_invent_is_unknown(name: str) -> None:
    assert name.lower() not in PLATFORM.functions


def test_both_names_give_the_same_entry() -> None:
    assert PLATFORM.functions["стрразделить"] is PLATFORM.functions["strsplit"]
    assert PLATFORM.types["массив"] is PLATFORM.types["array"]
    assert PLATFORM.types["notifydescription"] is PLATFORM.types["описаниеоповещения"]
    assert PLATFORM.enumerations["режимдиалогавопрос"].values["yesno"] == "ДаНет"


def test_there_are_as_many_names_as_promised() -> None:
    constructed = {kind.ru for kind in PLATFORM.types.values() if kind.constructors}
    enumerations = {enumeration.ru for enumeration in PLATFORM.enumerations.values()}
    assert len(constructed) >= 180
    assert len(enumerations) >= 600


def test_each_entry_has_a_source_and_sane_arities() -> None:
    entries = [*PLATFORM.functions.values(), *PLATFORM.types.values(), *PLATFORM.enumerations.values()]
    entries += [*PLATFORM.properties.values()]
    entries += [method for kind in PLATFORM.types.values() for method in kind.methods.values()]
    entries += [field for kind in PLATFORM.types.values() for field in kind.properties.values()]
    assert [entry.ru for entry in entries if not entry.source] == []
    arities = [arity for function in PLATFORM.functions.values() for arity in function.arities]
    assert all(0 <= arity.least <= (arity.most if arity.most is not None else arity.least) <= 20 for arity in arities)
    assert Arity(1, None) in PLATFORM.functions["макс"].arities


def test_a_later_row_replaces_what_it_states_and_adds_to_lists() -> None:
    tables = empty_tables()
    first = {"ru": "Смешать", "en": "Mix", "kind": "function", "arities": "1-2", "source": "vsc"}
    lay_over(tables, [("functions", first), ("functions", {"ru": "смешать", "arities": "1-*", "source": "ssl"})])
    lay_over(tables, [("enumerations", {"ru": "Вид", "values": "А=A", "source": "vsc"})])
    lay_over(tables, [("enumerations", {"ru": "Вид", "values": "Б=B", "source": "vsc"})])
    platform = platform_of(tables, "")
    mix = platform.functions["mix"]
    assert (mix.arities, mix.is_function, mix.source) == ((Arity(1, None),), True, "vsc+ssl")
    assert platform.enumerations["вид"].values == {"а": "А", "a": "А", "б": "Б", "b": "Б"}


def test_an_entry_can_be_taken_away() -> None:
    tables = empty_tables()
    rows = [("functions", {"ru": "Смешать", "kind": "function"}), ("functions", {"ru": "Смешать", "kind": "absent"})]
    lay_over(tables, rows)
    assert platform_of(tables, "").functions == {}


@pytest.mark.parametrize("layer", LAYERS)
def test_no_file_states_an_entry_twice(layer: str) -> None:
    for file in sorted(DATA.joinpath(layer).glob("*.tsv")):
        table = file.stem.partition("-")[0]
        keys = [tuple(row[column].lower() for column in KEYS[table]) for row in read_rows(file)]
        assert [key for key, count in Counter(keys).items() if count > 1] == [], file.name


@pytest.mark.parametrize("table", ["functions", "types", "properties"])
def test_no_two_entries_share_an_english_name(table: str) -> None:
    names = Counter(entry.en.lower() for entry in entries_of(getattr(PLATFORM, table)) if entry.en)
    assert [name for name, count in names.items() if count > 1] == []


def test_each_source_is_explained() -> None:
    explained = set(re.findall(r"^\| `(\w+)` \|", DATA.joinpath("README.md").read_text(encoding="utf-8"), re.MULTILINE))
    stated = {code for layer in LAYERS for _, row in shipped_rows(layer) for code in row["source"].split("+")}
    assert stated <= explained
