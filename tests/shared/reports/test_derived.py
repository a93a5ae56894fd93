from components.curate.derive.tasks import TASKS
from components.curate.derive.transform import all_transforms
from components.shared.reports.derived import derived
from components.shared.reports.words import DERIVED
from components.shared.summaries import CurateSummary, DerivedCount

CURATED = CurateSummary(fates={"kept": 8}, by_category={}, by_source={}, seconds=1)


def test_what_was_made_and_why_the_rest_was_not() -> None:
    counts = (
        DerivedCount(kind="fill", kept=1),
        DerivedCount(kind="query_into_loop", kept=3, refused={"enough_of_the_kind": 2, "цикл <не> тот": 1}),
    )
    page = derived(CURATED.model_copy(update={"derived": counts}))
    assert "сделано ещё 4" in page
    assert page.index("Запрос внесён в цикл") < page.index("Заполнить пропуск в методе")
    assert "этого вида уже достаточно: 2; цикл &lt;не&gt; тот: 1" in page


def test_nothing_made_is_no_section() -> None:
    assert derived(CURATED) == ""


def test_every_kind_has_a_name_for_people() -> None:
    assert set(DERIVED) == {*TASKS, *all_transforms(), "repaired"}
