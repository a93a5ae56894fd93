"""Generated examples: well-formed, varied, the same for the same seed."""

from collections import Counter
from itertools import combinations

import pytest

from components.shared.bsl import normalised_tokens, parse
from components.shared.errors import BadInput
from components.shared.records import CATEGORIES
from components.shared.template_corpus import COMPOSERS, TemplateExample, other, template_examples
from components.shared.template_corpus.composition import query


@pytest.fixture(scope="module")
def examples() -> list[TemplateExample]:
    return list(template_examples(1500, seed=1))


def test_every_example_is_one_well_formed_method_of_its_name(examples: list[TemplateExample]) -> None:
    for example in examples:
        module = parse(example.output)
        assert not module.errors, f"{module.errors[0]}\n{example.output}"
        assert [method.name for method in module.methods] == [example.name]
        assert ", ".join(p.name for p in module.methods[0].parameters) == example.input.removeprefix("Параметры: ")


def test_every_composer_has_been_seen_in_every_category(examples: list[TemplateExample]) -> None:
    categories = Counter(example.category for example in examples)
    assert set(categories) == set(CATEGORIES) == set(COMPOSERS)
    assert categories["crud"] > categories["forms"] > categories["other"]


def test_the_description_names_the_method_and_its_work(examples: list[TemplateExample]) -> None:
    for example in examples:
        assert f" {example.name}, которая " in example.instruction
        assert "  " not in example.instruction
        assert ",  и" not in example.instruction


def test_the_same_seed_gives_the_same_examples_and_another_seed_others() -> None:
    assert list(template_examples(50, seed=4)) == list(template_examples(50, seed=4))
    assert list(template_examples(50, seed=4)) != list(template_examples(50, seed=5))


def test_two_examples_are_rarely_near_duplicates(examples: list[TemplateExample]) -> None:
    shingles = [_shingles(example.output) for example in examples[:300]]
    alike = sum(len(one & other) > 0.5 * len(one | other) for one, other in combinations(shingles, 2))
    assert alike < 0.01 * len(shingles) * (len(shingles) - 1) / 2


def test_no_code_comes_twice(examples: list[TemplateExample]) -> None:
    assert len({example.output for example in examples}) == len(examples)


def test_more_examples_than_there_are_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for category in CATEGORIES:
        monkeypatch.setitem(COMPOSERS, category, (other.clear_register,))
    with pytest.raises(BadInput, match="lower count"):
        list(template_examples(10_000, seed=0))


def test_a_query_sets_every_parameter_it_names() -> None:
    assert query("ВЫБРАТЬ 1", "ГДЕ А = &А", parameters=["А"]) == [
        "Запрос = Новый Запрос;",
        'Запрос.Текст = "ВЫБРАТЬ 1',
        '|ГДЕ А = &А";',
        'Запрос.УстановитьПараметр("А", А);',
    ]


def _shingles(code: str) -> set[tuple[str, ...]]:
    tokens = normalised_tokens(code)
    return {tuple(tokens[start : start + 5]) for start in range(len(tokens) - 4)}
