"""Everything that is listed with a number of arguments takes so many, and has both its names."""

import inspect
from collections.abc import Callable

import pytest

from components.shared.bsl.interpreter import program
from components.shared.bsl.interpreter.builtins.registry import FUNCTIONS, Function
from components.shared.bsl.interpreter.construction import CONSTRUCTORS
from components.shared.bsl.interpreter.members import BslObject
from components.shared.bsl.interpreter.outside import is_platform_function, is_platform_type

assert program  # lists the functions


def classes_below(cls: type[BslObject]) -> list[type[BslObject]]:
    return [cls, *(found for below in cls.__subclasses__() for found in classes_below(below))]


def methods_of_objects() -> list[tuple[str, Callable[..., object], int, int]]:
    return [
        (f"{cls.__name__}.{name}", function, fewest, most)
        for cls in classes_below(BslObject)
        for name, (function, fewest, most) in cls.methods.items()
    ]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_takes_the_numbers_of_arguments_that_it_lists(name: str) -> None:
    function: Function = FUNCTIONS[name]
    for count in {function.fewest, min(function.most, 12)}:
        inspect.signature(function.work).bind(None, *[None] * count)


def test_a_method_of_an_object_takes_the_numbers_of_arguments_that_it_lists() -> None:
    listed = methods_of_objects()
    assert len(listed) > 200
    for name, function, fewest, most in listed:
        for count in (fewest, most):
            try:
                inspect.signature(function).bind(None, None, *[None] * count)
            except TypeError as error:
                pytest.fail(f"{name}: {error}")


def test_functions_and_types_are_those_of_the_platform() -> None:
    assert {name for name in FUNCTIONS if not is_platform_function(name)} <= {
        "стрразделитьпорегулярномувыражению",  # since 8.3.23; the tables' sources do not have it
        "strsplitbyregularexpression",
    }
    assert [name for name in CONSTRUCTORS if not is_platform_type(name)] == []
