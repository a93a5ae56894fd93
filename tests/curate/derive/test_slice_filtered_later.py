import pytest

from components.curate.derive.pairs import Pair, pair_of
from components.curate.derive.transform import Refusal, all_transforms
from tests.curate.derive.samples import BALANCE, parent, procedure

LATER = "slice_filtered_later"
SLICE = BALANCE.replace("РегистрНакопления.Товары.Остатки", "РегистрСведений.Цены.СрезПоследних").replace(
    "Склад = &Склад", "Склад.Вид = &Склад И Товар В (&Товары)"
)


def test_a_condition_on_dimensions_of_a_slice_may_stand_behind_it() -> None:
    registers = '{"регистрсведений.цены": ["Склад", "Товар"]}'
    made = pair_of(parent(procedure(SLICE, "Дата, Склад"), registers=registers), all_transforms()[LATER])
    assert isinstance(made, Pair), made
    assert "СрезПоследних(&Дата, ) КАК Остатки" in made.bad
    assert "|ГДЕ Остатки.Склад.Вид = &Склад И Остатки.Товар В (&Товары)" in made.bad


@pytest.mark.parametrize(
    ("registers", "condition", "reason"),
    [
        ("", "Товар В (&Товары)", "измерения регистра неизвестны"),
        ('{"регистрсведений.другие": ["Товар"]}', "Товар В (&Товары)", "измерения регистра неизвестны"),
        ('{"регистрсведений.цены": ["Склад", "Товар"]}', "Цена В (&Товары)", "в отборе не только измерения"),
        ('{"регистрсведений.цены": ["Склад", "Товар"]}', "НЕ Товар В (&Товары)", "в отборе не только измерения"),
        (
            '{"регистрсведений.цены": ["Склад", "Товар"]}',
            "Товар В (ВЫБРАТЬ Т.Ссылка ИЗ Справочник.Товары КАК Т)",
            "в отборе не только измерения",
        ),
    ],
)
def test_a_slice_makes_no_pair_without_proof(registers: str, condition: str, reason: str) -> None:
    code = procedure(SLICE.replace("Товар В (&Товары)", condition), "Дата, Склад")
    assert pair_of(parent(code, registers=registers), all_transforms()[LATER]) == Refusal(reason)
