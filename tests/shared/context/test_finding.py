import subprocess
import sys
from dataclasses import replace

import pytest

from components.shared.context import ContextIndex, Finder, Question
from components.shared.context.model import Hidden
from components.shared.context.modules import find_module
from components.shared.context.ranking import Ranking, ranking_from, shipped_ranking

TASK = Question(
    "Возвращает цену номенклатуры на дату",
    "Функция ЦенаНаДату(Номенклатура, Дата) Экспорт",
    module="ЦенообразованиеСервер",
)


def named(index: ContextIndex, entries: list[int]) -> list[str]:
    titles = (index.object_at(entry) for entry in entries)
    return [item.title if item else index.methods[entry].name for item, entry in zip(titles, entries, strict=True)]


def test_names_that_fit_come_first(sample_finder: Finder) -> None:
    found = named(sample_finder.index, sample_finder.find(TASK))
    assert "РегистрыСведений.ЦеныНоменклатуры" in found[:20]
    assert len(found) == len(set(found)) or len(set(sample_finder.find(TASK))) == len(found)


def test_only_what_the_module_can_name_is_found(sample_finder: Finder) -> None:
    index = sample_finder.index
    own = index.modules[find_module(index, TASK.module)].methods
    assert all(entry in index.candidates or entry in own for entry in sample_finder.find(TASK))
    unknown = sample_finder.find(replace(TASK, module=""))
    assert unknown
    assert all(entry in index.candidates for entry in unknown)


@pytest.mark.parametrize(
    "question", [Question(""), Question("", "", "", "Нет"), Question("\x00 ё" * 1000), Question("а.б.в", "Функция")]
)
def test_any_question_is_answered(sample_finder: Finder, question: Question) -> None:
    assert sample_finder.text(question, 5, 100).count("\n") < 20


def test_what_is_hidden_is_not_found_and_does_not_help(sample_finder: Finder) -> None:
    index = sample_finder.index
    number = next(number for number, method in enumerate(index.methods) if index.is_public(method) and method.uses)
    method = index.methods[number]
    question = Question(method.purpose, f"Функция {method.name}()", module=index.modules[method.module].key)
    assert number in sample_finder.find(question)
    assert number not in sample_finder.find(question, Hidden(number))
    scene = sample_finder.retrieval.scene(question, Hidden(number))
    everywhere = sample_finder.retrieval.scene(question, Hidden()).counts.everywhere
    assert all(scene.counts.everywhere[use] == everywhere[use] - 1 for use in method.uses)


def test_the_text_is_grouped_by_module(sample_finder: Finder) -> None:
    text = sample_finder.text(TASK, 12, 0)
    title, *groups = text.split("\n")
    assert title == "Имена конфигурации:"
    names = [group.partition(":")[0] for group in groups]
    assert "Этот модуль" in names
    assert len(names) == len(set(names))


def test_fields_of_the_edited_object_are_whole_within_the_budget(sample_finder: Finder) -> None:
    question = Question("Заполняет документ", module="Документ.РеализацияТоваров.МодульОбъекта")
    own = sample_finder.text(question, 0, 10_000)
    assert own.startswith("Реквизиты объекта: ")
    assert "Табличная часть Товары: " in own
    cut = sample_finder.text(question, 0, 100)
    assert len(cut) <= 100
    assert cut.endswith("…")
    assert own.startswith(cut[:-3])


def test_a_form_shows_its_attributes_and_elements(sample_finder: Finder) -> None:
    question = Question("При открытии", module="Документ.РеализацияТоваров.Форма.ФормаДокумента")
    text = sample_finder.text(question, 0, 10_000)
    assert "Реквизиты формы: " in text
    assert "Элементы формы: " in text


def test_the_hash_seed_changes_nothing() -> None:
    program = (
        "from pathlib import Path; from components.shared.context import *; "
        "finder = Finder(read_context(Path('datasets/sample_configuration/designer'))); "
        f"print(finder.find(Question(*{(TASK.text, TASK.signature, '', TASK.module)!r})))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ".", "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_a_model_is_written_as_it_is_read() -> None:
    shipped = shipped_ranking()
    assert ranking_from(shipped.to_json()) == shipped
    assert 0 < len(shipped.trees) <= 120


def test_a_model_for_other_features_is_refused() -> None:
    with pytest.raises(ValueError, match="other features"):
        ranking_from('{"features": ["a"], "weights": [1], "trees": []}')


def test_equal_candidates_stand_in_the_order_of_their_numbers() -> None:
    assert Ranking((0.0, 1.0), ()).order([3, 1, 2], [[0, 0], [0, 0], [0, 0]]) == [1, 2, 3]
