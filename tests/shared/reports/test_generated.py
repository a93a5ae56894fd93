from typing import get_args

from components.curate.generate.settings import Kind
from components.shared.reports.generated import generated
from components.shared.reports.words import FATES, GENERATED
from components.shared.summaries import CurateSummary, DerivedCount, GeneratedSummary

CURATED = CurateSummary(fates={"kept": 8}, by_category={}, by_source={}, seconds=1)
KINDS = (
    DerivedCount(kind="describe", kept=3, refused={"may_not_leave": 1200, "not_an_instruction": 2}),
    DerivedCount(kind="variant", kept=1, refused={"near_duplicate": 4}),
)


def shown(**facts: object) -> str:
    made = GeneratedSummary(model="qwen<3>", asked=9, remembered=2, retried=1, kinds=KINDS)
    return generated(CURATED.model_copy(update={"generated": made.model_copy(update=facts)}))


def test_what_was_asked_and_why_answers_were_not_taken() -> None:
    page = shown()
    assert "qwen&lt;3&gt;" in page
    assert "вопросов: 9" in page
    assert "код нельзя отправлять: 1\u00a0200; ответ — не задание: 2" in page
    assert "почти повтор: 4" in page
    assert "Человек прочёл 0 из 4" in page
    assert "bsl review export" in page


def test_what_people_have_read_is_told() -> None:
    page = shown(read_by_person=4)
    assert "Человек прочёл 4 из 4" in page
    assert "bsl review export" not in page


def test_where_nobody_was_asked_nothing_is_said() -> None:
    assert generated(CURATED) == ""


def test_every_kind_has_a_name_for_people() -> None:
    assert set(GENERATED) == set(get_args(Kind))


def test_every_fate_of_an_answer_is_told_in_russian() -> None:
    told = (
        *("may_not_leave", "enough_questions", "endpoint_failed", "endpoint_refused", "endpoint_given_up"),
        *("refused_by_model", "answer_cut", "same_words", "not_russian", "not_an_instruction", "invents_names"),
        *("another_signature", "near_duplicate", "no_answer", "does_not_parse", "secret"),
    )
    assert set(told) <= set(FATES)
