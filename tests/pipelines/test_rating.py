"""The automatic rater."""

import pytest

from components.shared.errors import BadInput
from components.shared.records import Message, Record
from pipelines.rating import CUT_OFF, NO_METHOD, judge, rate_automatically

RECORD = Record(id="r", source="pattern", license="MIT", license_source="settings", module_key="k")
WHOLE = "Функция Два()\n\tВозврат 2;\nКонецФункции"

SWALLOWED = "Функция Два(А)\n\tПопытка\n\t\tА.Записать();\n\tИсключение\n\tКонецПопытки;\n\tВозврат 2;\nКонецФункции"


@pytest.mark.parametrize(
    ("answer", "stopped", "rating", "issue"),
    [
        (WHOLE, True, 5, None),
        (f"Вот код:\n```bsl\n{WHOLE}\n```", True, 5, None),
        (WHOLE, False, 3, CUT_OFF),
        ("Функция Два()\n\tВозврат", False, 1, CUT_OFF),
        ("Функция Два()\n\tВозврат 2;", True, 1, "2:"),
        ("Сообщить(1);", True, 1, NO_METHOD),
        ("", True, 1, NO_METHOD),
        (WHOLE.replace("2;", "СтрРазбить(А, Б);"), True, 1, "2:"),
        (
            "Функция Два(А)\n\tПопытка\n\t\tА.Записать();\n\tИсключение\n\tКонецПопытки;\n\tВозврат 2;\nКонецФункции",
            True,
            3,
            "4:",
        ),
    ],
)
def test_an_answer_is_rated_by_the_judge(answer: str, stopped: bool, rating: int, issue: str | None) -> None:
    got, issues = judge(RECORD, answer, stopped=stopped)
    assert got == rating
    assert any(said.startswith(issue) for said in issues) if issue else issues == []


def test_without_a_task_to_ask_the_rater_says_what_is_missing() -> None:
    record = Record(
        id="r",
        messages=(Message(role="assistant", content="x"),),
        source="pattern",
        license="MIT",
        license_source="settings",
        module_key="k",
    )
    with pytest.raises(BadInput, match="test record"):
        rate_automatically("http://127.0.0.1:9", "bsl", [record], requests=1, max_new_tokens=1)
