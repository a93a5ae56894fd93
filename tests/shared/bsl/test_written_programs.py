"""Programs as a careful developer writes them, and the mistakes that language models make.

A program begins with ``==``, the kind of its module, what it belongs to in the sample configuration, and after a colon
what it is about, or what must be found: code and text, several readings with ``|``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from components.shared.bsl import judge
from components.shared.bsl.configuration.model import Configuration
from components.shared.bsl.configuration.reader import read_configuration
from components.shared.bsl.context import Context, ModuleKind

FOLDER = Path(__file__).parent / "written"
SAMPLE = Path(__file__).parents[3] / "datasets" / "sample_configuration" / "designer"


def programs(name: str) -> Iterator[tuple[ModuleKind, str, str, str]]:
    """Kind, owner, title and code of each program of a file."""
    for block in ("\n" + (FOLDER / name).read_text(encoding="utf-8")).split("\n== ")[1:]:
        head, _, code = block.partition("\n")
        place, _, title = head.partition(": ")
        kind, _, owner = place.partition(" ")
        yield cast(ModuleKind, kind), owner, title, code


@pytest.fixture(scope="module")
def sample() -> Configuration:
    return read_configuration(SAMPLE)


def found(code: str, context: Context) -> list[str]:
    """What does not compile, and what is wrong with queries, each with the text that it marks."""
    lines = code.split("\n")
    return [
        f"{item.rule.code} {lines[item.line - 1][item.column - 1 :][: item.end - item.start]}"
        for item in judge(code, context).findings
        if item.rule.axis == "compile" or (item.rule.code.startswith("Query") and item.rule.strength == "strong")
    ]


@pytest.mark.parametrize(("kind", "owner", "title", "code"), programs("right.txt"))
@pytest.mark.parametrize("is_known", [True, False], ids=["with the index", "alone"])
def test_right_programs_are_right(
    sample: Configuration, kind: ModuleKind, owner: str, title: str, code: str, is_known: bool
) -> None:
    assert found(code, Context(module_kind=kind, owner=owner, configuration=sample if is_known else None)) == []


@pytest.mark.parametrize(("kind", "owner", "wanted", "code"), programs("mistakes.txt"))
def test_mistakes_of_models_are_found(
    sample: Configuration, kind: ModuleKind, owner: str, wanted: str, code: str
) -> None:
    directive = "&НаКлиенте\n" if kind == "form" else ""
    text = f"{directive}Процедура Проба(Параметр)\n{code}\nКонецПроцедуры"
    said = found(text, Context(module_kind=kind, owner=owner, configuration=sample))
    assert any(each.startswith(reading) for each in said for reading in wanted.split("|")), said
