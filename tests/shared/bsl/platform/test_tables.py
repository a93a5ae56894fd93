"""The shipped tables: what they hold, and that each entry is whole."""

import pytest

from components.shared.bsl.platform.model import Arity
from components.shared.bsl.platform.tables import load_platform

PLATFORM = load_platform()


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
