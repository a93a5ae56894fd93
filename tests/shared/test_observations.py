"""Which questions a model is asked: the first that fit it, and how many did not."""

from pathlib import Path
from typing import Any

import pytest

from components.shared.errors import BadInput
from components.shared.observations import answerable
from components.shared.questions import Question, read_questions
from components.shared.records import Record, write_records


class CountingModel:
    """A model whose tokens are characters."""

    context_length = 120

    def completion_tokens(self, conversation: Any) -> tuple[list[int], list[bool]]:
        text = "".join(message.content for message in conversation if message.role != "system")
        return [0] * len(text), [True] * len(text)


@pytest.fixture
def questions(tmp_path: Path) -> list[Question]:
    code = "Функция А()\n\tВозврат 1;\nКонецФункции"
    records = [
        Record(
            id=f"{number:032x}",
            instruction="Напиши функцию" + "!" * (200 if number % 2 else 0),
            output=code,
            source="template",
            license="Apache-2.0",
            license_source="settings",
            module_key=str(number),
        )
        for number in range(20)
    ]
    write_records(tmp_path / "test.parquet", records)
    return read_questions([tmp_path / "test.parquet"])


def test_the_limit_counts_questions_that_fit(questions: list[Question]) -> None:
    kept, left_out = answerable(CountingModel(), questions, 4)  # type: ignore[arg-type]
    assert len(kept) == 4
    assert all("!" not in question.record.instruction for question in kept)
    last = questions.index(kept[-1])
    assert left_out == last + 1 - 4


def test_all_that_fit_are_asked_when_they_are_few(questions: list[Question]) -> None:
    kept, left_out = answerable(CountingModel(), questions, 100)  # type: ignore[arg-type]
    assert (len(kept), left_out) == (10, 10)


def test_a_model_that_nothing_fits_is_bad_input(questions: list[Question]) -> None:
    model = CountingModel()
    model.context_length = 5
    with pytest.raises(BadInput, match="none of 20 records fits"):
        answerable(model, questions, 4)  # type: ignore[arg-type]
