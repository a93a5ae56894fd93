import math
from pathlib import Path

import pytest

from components.evaluate.measures import table
from components.evaluate.settings import EvaluateSettings
from components.shared.language_model import Completion, TokenLosses
from components.shared.observations import Observations
from components.shared.questions import Question, read_questions
from components.shared.records import Record, write_records
from components.shared.summaries import Measure

GOOD = "Функция Ф()\n\tВозврат 1;\nКонецФункции"
SAME_BUT_LAYOUT = "функция ф() // комментарий\n возврат 1; конецфункции"
BROKEN = "Функция Ф()\n\tВозврат 1;"
SETTINGS = EvaluateSettings(bootstrap_resamples=200)


def questions(folder: Path, count: int, text: int = 0) -> list[Question]:
    records = [
        Record(
            id=f"{number:032x}",
            instruction="Напиши",
            output=GOOD if number >= text else "Пояснение словами",
            task="write" if number >= text else "explain",
            source="pattern",
            license="Apache-2.0",
            license_source="settings",
            module_key=f"m{number}",
        )
        for number in range(count)
    ]
    write_records(folder / "test.parquet", records)
    return read_questions([folder / "test.parquet"])


def column(asked: list[Question], answers: list[str], nats: float, stopped: bool = True) -> Observations:
    return Observations(
        questions=asked,
        completions=[Completion(text, 5, stopped) for text in answers],
        losses=[TokenLosses(10, nats * (1 + number), [1] * 10, 20) for number in range(len(asked))],
        findings=[question.findings(text) for question, text in zip(asked, answers, strict=True)],
        verdicts=[question.verdict(text) for question, text in zip(asked, answers, strict=True)],
        seconds_generating=1.0,
    )


def rows(
    folder: Path, base: list[str], tuned: list[str], nats: tuple[float, float] = (10.0, 5.0)
) -> dict[str, Measure]:
    asked = questions(folder, len(base))
    found = table(column(asked, base, nats[0], stopped=False), column(asked, tuned, nats[1]), SETTINGS)
    return {row.key: row for row in found}


def test_the_table_gives_points_relative_gain_and_interval(tmp_path: Path) -> None:
    syntax = rows(tmp_path, [BROKEN] * 15 + [GOOD] * 5, [GOOD] * 20)["syntax"]
    assert syntax.base is not None
    assert syntax.tuned is not None
    assert syntax.difference is not None
    assert (syntax.base.value, syntax.tuned.value, syntax.difference.value) == (0.25, 1.0, 75.0)
    assert syntax.relative_percent == pytest.approx(300)
    assert 30 < syntax.difference.low < 75 < syntax.difference.high < 100
    assert syntax.significant is True


def test_without_a_difference_nothing_is_significant(tmp_path: Path) -> None:
    found = rows(tmp_path, [GOOD] * 20, [GOOD] * 20, nats=(5.0, 5.0))
    assert [row.significant for row in found.values() if row.measured and row.key not in ("stops", "complete")] == [
        False
    ] * 9
    assert found["stops"].significant is True
    assert found["complete"].significant is True  # the base was cut each time


def test_from_nothing_there_is_no_relative_gain(tmp_path: Path) -> None:
    assert rows(tmp_path, [BROKEN] * 9, [GOOD] * 9)["syntax"].relative_percent is None


def test_layout_case_and_comments_do_not_count_as_differences(tmp_path: Path) -> None:
    found = rows(tmp_path, [BROKEN] * 9, [SAME_BUT_LAYOUT] * 9)
    exact, similarity = found["exact"], found["similarity"]
    assert exact.base is not None
    assert exact.tuned is not None
    assert (exact.base.value, exact.tuned.value) == (0.0, 1.0)
    assert similarity.base is not None
    assert similarity.tuned is not None
    assert 0.8 < similarity.base.value < similarity.tuned.value == 1.0


def test_lower_perplexity_is_a_gain(tmp_path: Path) -> None:
    found = rows(tmp_path, [GOOD] * 4, [GOOD] * 4)
    perplexity, bits = found["perplexity"], found["bits_per_character"]
    assert perplexity.tuned is not None
    assert bits.tuned is not None
    assert perplexity.difference is not None
    assert perplexity.tuned.value == pytest.approx(math.exp(5 * (1 + 2 + 3 + 4) / 40))
    assert bits.tuned.value == pytest.approx(5 * 10 / 80 / math.log(2))
    assert perplexity.difference.high < 0
    assert perplexity.significant is True
    assert perplexity.relative_percent is not None
    assert perplexity.relative_percent > 0


@pytest.mark.parametrize("nats", [math.nan, math.inf])
def test_losses_that_are_no_numbers_stay_visible_and_are_never_significant(tmp_path: Path, nats: float) -> None:
    perplexity = rows(tmp_path, [GOOD] * 4, [GOOD] * 4, nats=(10.0, nats))["perplexity"]
    assert perplexity.tuned is not None
    assert not math.isfinite(perplexity.tuned.value)
    assert perplexity.significant is False or perplexity.tuned.value == math.inf


def test_texts_are_not_judged_for_syntax_and_are_counted(tmp_path: Path) -> None:
    asked = questions(tmp_path, 6, text=2)
    answers = column(asked, ["просто текст" if not q.is_judged else GOOD for q in asked], 5.0)
    syntax = table(answers, answers, SETTINGS)[0]
    assert syntax.tuned is not None
    assert syntax.tuned.value == 1.0
    assert "2 вопросов" in syntax.note
    assert len(answers.well_formed) == 4


def test_with_texts_only_syntax_is_not_measured(tmp_path: Path) -> None:
    asked = questions(tmp_path, 3, text=3)
    answers = column(asked, ["текст"] * 3, 5.0)
    syntax = table(answers, answers, SETTINGS)[0]
    assert (syntax.key, syntax.measured, syntax.base, syntax.tuned, syntax.difference) == (
        "syntax", False, None, None, None,
    )  # fmt: skip


def test_what_users_say_has_a_row_without_numbers(tmp_path: Path) -> None:
    found = rows(tmp_path, [GOOD] * 3, [GOOD] * 3)
    (missing,) = [row for row in found.values() if not row.measured]
    assert missing.key == "satisfaction"
    assert missing.base is missing.tuned is missing.difference is None


INVENTED = "Функция Ф()\n\tХ = Новый Массив;\n\tХ.Сортировать();\n\tВозврат Х;\nКонецФункции"
QUERY_IN_LOOP = (
    "Функция Ф(Товары)\n\tЗапрос = Новый Запрос("
    '"ВЫБРАТЬ Т.Код КАК Код ИЗ Справочник.Товары КАК Т ГДЕ Т.Ссылка = &Товар");\n'
    '\tДля Каждого Товар Из Товары Цикл\n\t\tЗапрос.УстановитьПараметр("Товар", Товар);\n\t\tЗапрос.Выполнить();\n'
    "\tКонецЦикла;\n\tВозврат 1;\nКонецФункции"
)


@pytest.mark.parametrize(
    ("answer", "axis", "score"),
    [
        (GOOD, "semantics", 1.0),
        (GOOD, "optimization", 1.0),
        (INVENTED, "semantics", 0.0),
        (INVENTED, "best_practice", 0.0),  # what does not compile gets no points for its style
        (QUERY_IN_LOOP, "optimization", 0.0),
        (QUERY_IN_LOOP, "semantics", 1.0),
        ("Не знаю", "documentation", 0.0),
    ],
)
def test_the_judge_scores_answers_on_each_axis(tmp_path: Path, answer: str, axis: str, score: float) -> None:
    row = rows(tmp_path, [GOOD] * 5, [answer] * 5)[axis]
    assert row.base is not None
    assert row.tuned is not None
    assert (row.base.value, row.tuned.value) == (1.0, score)


def test_only_questions_with_a_faultless_reference_are_scored(tmp_path: Path) -> None:
    (question,) = questions(tmp_path, 1)
    assert question.scored == {"semantics", "best_practice", "documentation", "optimization"}
    record = question.record.model_copy(update={"output": INVENTED})
    write_records(tmp_path / "test.parquet", [record])
    (question,) = read_questions([tmp_path / "test.parquet"])
    assert question.is_judged
    assert not question.scored


def test_records_that_do_not_fit_are_counted(tmp_path: Path) -> None:
    asked = questions(tmp_path, 3)
    answers = column(asked, [GOOD] * 3, 5.0)
    perplexity = next(row for row in table(answers, answers, SETTINGS, left_out=7) if row.key == "perplexity")
    assert "7 записей" in perplexity.note
