"""Where code under ``#Если`` runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.bsl.configuration.conditions import sides_where, sides_where_not
from components.shared.bsl.platform.model import Side

MANAGED = Side.THIN_CLIENT | Side.WEB_CLIENT | Side.MOBILE_CLIENT


@pytest.mark.parametrize(
    ("condition", "sides", "otherwise"),
    [
        ("Сервер Тогда", Side.SERVER, Side.ALL & ~Side.SERVER),
        ("Не Сервер", Side.ALL & ~Side.SERVER, Side.SERVER),
        ("НаКлиенте", Side.CLIENT, Side.ALL & ~MANAGED),
        ("Клиент Then", Side.CLIENT, Side.ALL & ~Side.CLIENT),
        (
            "Сервер Или ТолстыйКлиентОбычноеПриложение Или ВнешнееСоединение Тогда",
            Side.SERVER | Side.THICK_CLIENT | Side.EXTERNAL_CONNECTION,
            Side.CLIENT,
        ),
        ("ТонкийКлиент И Не ВебКлиент", Side.THIN_CLIENT, Side.ALL & ~Side.THIN_CLIENT),
        ("Не (Сервер Или ВебКлиент)", Side.ALL & ~Side.SERVER & ~Side.WEB_CLIENT, Side.SERVER | Side.WEB_CLIENT),
        ("Не МобильныйАвтономныйСервер", Side.ALL, Side.SERVER),
        ("Linux", Side.ALL, Side.ALL),
        ("Сервер И Linux", Side.SERVER, Side.ALL),
        ("Not Server Or Client And ThinClient", Side.ALL & ~Side.SERVER, Side.SERVER),
        ("(", Side.ALL, Side.ALL),
        ("Или Сервер", Side.ALL, Side.ALL),
    ],
)
def test_a_condition_tells_its_sides(condition: str, sides: Side, otherwise: Side) -> None:
    assert sides_where(condition) == sides
    assert sides_where_not(condition) == otherwise


@given(st.lists(st.sampled_from(["Не", "И", "Или", "(", ")", "Сервер", "Клиент", "Х", "Тогда"]), max_size=30))
def test_no_condition_breaks(words: list[str]) -> None:
    assert sides_where(" ".join(words)) in Side.ALL


def test_deep_nesting_costs_no_stack() -> None:
    assert sides_where("Не (" * 100_000 + "Сервер") in Side.ALL
