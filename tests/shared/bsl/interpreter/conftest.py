"""How tests ask for the value of one expression."""

from collections.abc import Callable

import pytest

from components.shared.bsl.interpreter import Value, execute

Evaluate = Callable[..., Value]


def evaluated(expression: str, before: str = "") -> Value:
    """The value of an expression after some statements; an error is returned as its message."""
    result = execute(f"Функция Значение()\n{before}\nВозврат {expression};\nКонецФункции", "Значение")
    if result.outside:
        return result.outside_message_ru
    return result.value if result.error is None else f"ошибка: {result.error.message_ru}"


@pytest.fixture(name="evaluate")
def evaluate_fixture() -> Evaluate:
    """The function above: tests are imported one by one and cannot import one another."""
    return evaluated
