import random
from dataclasses import replace
from pathlib import Path

import pytest

from components.shared.context import ContextIndex, build_index
from components.shared.context.building import read_facts
from components.shared.context.index_file import context_bytes
from components.shared.errors import BadInput

SAMPLE = Path("datasets/sample_configuration/designer")


def names(index: ContextIndex, entries: tuple[int, ...]) -> set[str]:
    found = set()
    for entry in entries:
        item = index.object_at(entry)
        if item:
            found.add(item.title)
        else:
            method = index.methods[entry]
            found.add(f"{index.modules[method.module].key}:{method.name}")
    return found


def test_both_layouts_give_the_same_names() -> None:
    designer = build_index(*read_facts(SAMPLE))
    edt = build_index(*read_facts(SAMPLE.parent / "edt"))
    assert [module.key for module in designer.modules] == [module.key for module in edt.modules]
    assert list(designer.methods) == list(edt.methods)


def test_the_order_of_modules_changes_nothing() -> None:
    configuration, facts = read_facts(SAMPLE)
    shuffled = random.Random(3).sample(facts, len(facts))
    assert context_bytes(build_index(configuration, shuffled)) == context_bytes(build_index(configuration, facts))


def test_names_are_resolved(sample_index: ContextIndex) -> None:
    used = {name for method in sample_index.methods for name in names(sample_index, method.uses)}
    titles = {name for name in used if ":" not in name}
    assert any(name.startswith("CommonModule.") for name in used)
    assert any(name.startswith(("Справочники.", "Документы.", "РегистрыНакопления.")) for name in titles)


def test_a_method_does_not_use_itself(sample_index: ContextIndex) -> None:
    assert all(number not in method.uses for number, method in enumerate(sample_index.methods))


def test_code_is_kept_only_where_it_is_asked_for() -> None:
    _, with_code = read_facts(SAMPLE, with_code=True)
    _, without = read_facts(SAMPLE)
    assert all(method.shingles for module in with_code for method in module.methods)
    stripped = [
        replace(module, methods=tuple(replace(m, shingles=frozenset(), documentation="") for m in module.methods))
        for module in with_code
    ]
    assert stripped == without


@pytest.mark.parametrize("name", ["nothing", "empty"])
def test_a_folder_without_a_configuration_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match=name):
        read_facts(tmp_path / name)
