"""Calls of the standard subsystems library, without any configuration."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from components.shared.bsl.configuration.model import CommonModule, Configuration, ExportedMethod
from components.shared.bsl.platform.model import Side

Judge = Callable[..., list[str]]
BOTH = ("3.1", "3.2")
LIBRARY = Configuration(
    name="Библиотека",
    common_modules={
        "общее": CommonModule(
            name="Общее",
            sides=Side.SERVER,
            methods={
                "взять": ExportedMethod("Взять", True, 1, 2, versions=BOTH),
                "старое": ExportedMethod(
                    "Старое", True, 0, 0, deprecated=True, replacement="Общее.Взять", versions=BOTH
                ),
                "ушло": ExportedMethod("Ушло", False, 0, 0, versions=("3.1",)),
            },
            internal=frozenset({"служебное"}),
        ),
        "общееклиент": CommonModule("ОбщееКлиент", Side.CLIENT, methods={}),
    },
)


def procedure(body: str) -> str:
    return f"Процедура Проба(Параметр)\n{body}\nКонецПроцедуры"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("А = Общее.Взять(1);", []),
        ("Общее.Служебное(1, 2, 3);", []),  # not for others, but it is there
        ("А = Чужое.НетТакого();", []),  # a module of whatever is built on the library
        ("А = Общее.НетТакого();", ["MissingCommonModuleMethod НетТакого"]),
        ("А = Общее.Взять();", ["WrongArgumentCount Взять"]),
        ("А = Общее.Старое();", ["DeprecatedMethodCall Старое"]),
        ("Общее.Ушло();", ["DeprecatedMethodCall Ушло"]),
        ("ОбщееКлиент.НетТакого();", ["UnavailableOnThisSide ОбщееКлиент", "MissingCommonModuleMethod НетТакого"]),
    ],
)
def test_calls_of_the_library_are_judged(alone: Judge, body: str, expected: list[str]) -> None:
    assert alone(procedure(body), library=LIBRARY, sides=Side.SERVER) == expected


def test_a_method_that_one_version_has_is_fine_in_that_version(alone: Judge) -> None:
    old = replace(LIBRARY, properties={"Version": "3.1"})
    assert alone(procedure("Общее.Ушло();"), library=old) == []


def test_a_whole_configuration_needs_no_library(judged: Judge) -> None:
    assert judged(procedure("А = Общее.Взять(1);"), library=LIBRARY) == ["UndefinedVariable Общее"]
