from collections.abc import Callable
from pathlib import Path
from typing import Any

import openai
import pytest

from components.shared.context import Finder, Question, read_context

Open = Callable[..., Any]
TASK = "Возвращает цену номенклатуры на дату"
PLACE = {"module": "ЦенообразованиеСервер", "signature": "Функция ЦенаПродажи(Номенклатура, Дата) Экспорт"}


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(read_context(Path("datasets/sample_configuration/designer")))


def ask(address: str, content: Any = TASK, **more: Any) -> None:
    client = openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0)
    client.chat.completions.create(
        model="bsl", messages=[{"role": "user", "content": content}], extra_body=more, user="ivanov"
    )


def told(stage: Any) -> Any:
    (body,) = [body for model in stage.models.values() for body in model.bodies]
    assert "context" not in body
    return body["messages"][-1]["content"]


def test_a_task_is_told_the_names_that_training_would_tell(open_stage: Open, finder: Finder) -> None:
    stage = open_stage(finder=finder)
    ask(stage.address, context=PLACE)
    names = finder.text(Question(TASK, PLACE["signature"], module=PLACE["module"]), 40, 1500)
    assert "Этот модуль: " in names
    assert told(stage) == f"{TASK}\n{names}"


def test_what_is_rated_is_what_the_user_asked(open_stage: Open, finder: Finder) -> None:
    stage = open_stage(finder=finder)
    ask(stage.address)
    assert "Имена конфигурации:" in told(stage)
    assert [answer.user_query for answer in stage.ratings.answers()] == [TASK]


def test_a_question_in_parts_gets_one_more(open_stage: Open, finder: Finder) -> None:
    stage = open_stage(finder=finder)
    ask(stage.address, content=[{"type": "text", "text": TASK}], context=PLACE)
    first, added = told(stage)
    assert first["text"] == TASK
    assert added["text"].startswith("\nИмена конфигурации:")


@pytest.mark.parametrize(("asked", "set_to", "shown"), [({}, 40, 40), ({}, 20, 20), ({"entries": 50}, 20, 50)])
def test_a_task_is_told_as_many_names_as_are_asked_for(
    open_stage: Open, finder: Finder, asked: dict[str, int], set_to: int, shown: int
) -> None:
    stage = open_stage(finder=finder, context_entries=set_to)
    ask(stage.address, context={**PLACE, **asked})
    question = Question(TASK, PLACE["signature"], module=PLACE["module"])
    assert len(finder.find(question)) > 50
    assert told(stage) == f"{TASK}\n{finder.text(question, shown, 1500)}"


@pytest.mark.parametrize("more", [{"query_type": "explain"}, {"query_type": "chat", "context": PLACE}])
def test_other_questions_are_told_nothing(open_stage: Open, finder: Finder, more: dict[str, Any]) -> None:
    stage = open_stage(finder=finder)
    ask(stage.address, **more)
    assert told(stage) == TASK


def test_without_an_index_nothing_is_added(open_stage: Open) -> None:
    stage = open_stage()
    ask(stage.address, context=PLACE)
    assert told(stage) == TASK


@pytest.mark.parametrize(
    "context",
    [
        "ЦенообразованиеСервер",
        {"module": 1},
        {"modul": "опечатка"},
        {"module": "х" * 501},
        {"entries": 19},
        {"entries": 81},
        {"entries": "40"},
    ],
)
def test_a_wrong_place_is_refused_by_its_name(open_stage: Open, finder: Finder, context: Any) -> None:
    stage = open_stage(finder=finder)
    with pytest.raises(openai.BadRequestError, match="context"):
        ask(stage.address, context=context)


def test_a_module_that_is_not_known_is_no_error(open_stage: Open, finder: Finder) -> None:
    stage = open_stage(finder=finder)
    ask(stage.address, context={"module": "НовыйМодуль"})
    assert "Этот модуль" not in told(stage)
