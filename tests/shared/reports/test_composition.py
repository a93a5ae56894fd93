from components.shared.reports.composition import composition
from components.shared.summaries import Deficit, DiversityCell, SplitSummary

NOTHING = SplitSummary(
    train=2, validation=1, test=1, by_category={}, by_source={}, by_license={}, mix_target={}, digest="0", seconds=0
)


def shown(**facts: object) -> str:
    return "".join(composition(NOTHING.model_copy(update=facts)))


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert shown() == ""


def test_caps_and_deficits_are_told_in_words() -> None:
    lack = Deficit(category="http", records=1, wished=9, missing=8, filled_by="обмены <b>")
    page = shown(capped={"forms": 12}, deficits=(lack,))
    assert "Формы — 12" in page
    assert "обмены &lt;b&gt;" in page


def test_diversity_has_a_row_for_each_length_task_and_configuration() -> None:
    cells = [
        DiversityCell(category="forms", configuration=f"К{number}", length="short", kind="write", records=number + 1)
        for number in range(20)
    ]
    page = shown(diversity=tuple(cells), raw_modules={"train": 3, "validation": 1})
    assert all(text in page for text in ("до 10 строк", "написать", "К19", "ещё конфигураций: 5", "в обучении 3"))


def test_a_published_set_says_so() -> None:
    assert "только то, что можно распространять" in shown(profile="publish")


def test_what_models_wrote_is_told_with_their_names() -> None:
    assert "qwen&lt;3&gt; — 7" in shown(written_by_models={"qwen<3>": 7})
