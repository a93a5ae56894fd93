"""Our own code compiles: the modules of the sample configuration in both layouts, and the solutions of the patterns."""

import re
from pathlib import Path

import pytest

from components.shared.bsl import decode_module, parse
from components.shared.bsl.configuration.reader import read_configuration
from components.shared.bsl.context import Context
from components.shared.bsl.names import check_names
from components.shared.bsl.places import context_of

DATASETS = Path(__file__).parents[4] / "datasets"
FENCE = re.compile(r"^```bsl\n(.*?)^```", re.DOTALL | re.MULTILINE)  # before and after are two modules
SAMPLES = DATASETS / "sample_configuration"


@pytest.mark.parametrize("layout", ["designer", "edt"])
def test_the_sample_configuration_is_without_findings(layout: str) -> None:
    folder = SAMPLES / layout
    configuration = read_configuration(folder)
    files = sorted(folder.rglob("*.bsl"))
    found = []
    for file in files:
        module = parse(decode_module(file.read_bytes()))
        for given in (configuration, None):
            context = context_of(file.relative_to(folder).as_posix(), given)
            found += [f"{file.name}:{each.line} {each.message_ru}" for each in check_names(module, context)]
    assert files
    assert found == []


@pytest.mark.parametrize("file", sorted((DATASETS / "patterns").glob("*/*.md")), ids=lambda file: file.stem)
def test_patterns_invent_no_names(file: Path) -> None:
    context = Context(module_kind="unknown", whole_module=False)
    blocks = FENCE.findall(file.read_text(encoding="utf-8"))
    assert [each.message_ru for code in blocks for each in check_names(parse(code), context)] == []
