"""The report holds what is known, escapes what it shows, and loads nothing from elsewhere."""

import math
import re
from html.parser import HTMLParser

import pytest

from components.shared.reports import render_overview, render_report
from components.shared.reports.markup import duration, number, percent, signed, size
from components.shared.reports.plots import learning_curves
from components.shared.summaries import (
    Answer,
    BaseModelSummary,
    ComparedMeasure,
    CompareSummary,
    CurateSummary,
    CurvePoint,
    DeploySummary,
    Drop,
    EvaluateSummary,
    GateSummary,
    IngestSummary,
    Interval,
    Measure,
    MomentOfMeasure,
    Power,
    QuantizeSummary,
    ReleaseSummary,
    SourceCount,
    SplitSummary,
    Summary,
    TrainSummary,
    ValidationPoint,
    VariantRatings,
)

HOSTILE = '<script>alert("x")</script>'
VOID = {"meta", "br", "link", "img", "input", "hr"}


def interval(value: float) -> Interval:
    return Interval(value=value, low=value - 0.05, high=value + 0.05)


def answer(number: int, category: str) -> Answer:
    return Answer(
        record_id=f"{number:032x}",
        category=category,
        source="template",
        instruction=f"Напиши функцию {number} {HOSTILE}",
        reference="Функция А() Экспорт\n\tВозврат 1;\nКонецФункции",
        base="Функция А(\n\tЕсли",
        tuned="Функция А() Экспорт\n\n\tВозврат 1;\n\nКонецФункции",
        base_errors=("1:11 ожидалась «)», найдено «Если»",),
        base_stopped=False,
        tuned_stopped=True,
    )


def measure(key: str, unit: str = "share", base: float = 0.1, tuned: float = 0.9, measured: bool = True) -> Measure:
    points = 100 if unit == "share" else 1
    gap = points * (tuned - base)
    return Measure(
        key=key,
        axis="syntax",
        unit=unit,  # type: ignore[arg-type]
        higher_is_better=unit == "share",
        measured=measured,
        base=interval(base) if measured else None,
        tuned=interval(tuned) if measured else None,
        difference=Interval(value=gap, low=gap - 3, high=gap + 3) if measured else None,
        relative_percent=800.0 if measured else None,
        significant=True if measured else None,
    )


@pytest.fixture
def summaries() -> dict[str, Summary]:
    split = DeploySummary(name="bsl-coder", stable="v1", canary=None, canary_percent=0)
    return {
        "base_model": BaseModelSummary(
            name="tiny", digest="a" * 64, parameters=980_000, architecture="Qwen2ForCausalLM", license="Apache-2.0",
            tiny=True, chat_template_sha256="b" * 64, seconds=40,
        ),
        "ingest": IngestSummary(
            records=600,
            sources=(
                SourceCount(kind="patterns", path="datasets/patterns", license="Apache-2.0", methods=72, records=72),
                SourceCount(kind="modules", path=f"/x/{HOSTILE}", methods=60, records=58, dropped={"parse_error": 2}),
            ),
            drops=(Drop(path="CommonModules/А/Ext/Module.bsl", line=7, reason="parse_error", detail="нет «;»"),),
            by_category={"crud": 300, "other": 300},
            by_license={"Apache-2.0": 600},
            seconds=2.5,
        ),
        "curate": CurateSummary(
            fates={"kept": 550, "too_short": 30, "duplicate": 20}, by_category={"crud": 550}, by_source={}, seconds=1,
        ),
        "split": SplitSummary(
            train=440, validation=55, test=55, by_category={"train": {"crud": 400, "other": 40}, "test": {"crud": 55}},
            by_source={}, by_license={"Apache-2.0": 550},
            mix_target={"crud": 0.3, "forms": 0.2, "other": 0.1}, digest="c" * 64, seconds=1,
        ),
        "train": TrainSummary(
            method="lora", steps=3, epochs=3, records=430, left_out={"too_many_tokens": 10}, tokens=10_000,
            label_tokens=7_000, trainable_parameters=100_000,
            curve=tuple(CurvePoint(step=i, loss=3.0 / i, learning_rate=1e-3, grad_norm=1.0) for i in (1, 2, 3)),
            validation=(ValidationPoint(step=1, loss=2.5), ValidationPoint(step=3, loss=1.2)), best_step=3,
            best_validation_loss=1.2, overfitting=True, verdict="excellent", device="cpu", adapter_sha256="d" * 64,
            seconds=20,
        ),
        "evaluate": EvaluateSummary(
            records=55,
            measures=(
                measure("syntax"), measure("complete"), measure("perplexity", "perplexity", 2.0, 1.3),
                measure("semantics", measured=False),
            ),
            by_category={"crud": {"n": 55, "base": 0.1, "tuned": 0.9}},
            by_source={"template": {"n": 55, "base": 0.1, "tuned": 0.9}},
            base_perplexity=2.0, tuned_perplexity=1.3, perplexity_band="excellent",
            answers=tuple(answer(i, category) for i, category in enumerate(("crud", "crud", "forms", "http"))),
            adapter_sha256="d" * 64, seconds=20,
        ),
        "gate": GateSummary(passed=True, reasons=("Прирост 80 пунктов, нужно не меньше 0.",)),
        "quantize": QuantizeSummary(
            format="int8-w8a8", bytes_before=3_300_000, bytes_after=980_000, perplexity_before=1.3,
            perplexity_after=1.301,
            top1_agreement=0.997, syntax_before=0.9, syntax_after=0.9, tokens_per_second_before=900,
            tokens_per_second_after=850, arithmetic="emulated", judged_records=55, weights_sha256="e" * 64, seconds=9,
        ),
        "register": ReleaseSummary(
            name="bsl-coder", version="v1", digest="f" * 64, new=True, base_version="base-01234567", card="models/x",
        ),
        "deploy": split,
        "compare": CompareSummary(
            decision="promote", reason="Канарейка лучше.",
            stable=VariantRatings(
                version="base-01234567", answers=200, ratings=200, users=200, mean=1.0, good=interval(0.05),
            ),
            canary=VariantRatings(version="v1", answers=12, ratings=12, users=12, mean=4.9, good=interval(0.95)),
            measures=(
                ComparedMeasure(
                    name="rating", primary=True, stable=0.05, canary=0.95, stable_users=200, canary_users=12,
                    difference=Interval(value=90, low=70, high=97),
                    course=tuple(
                        MomentOfMeasure(hours=hours, percent=5, difference=Interval(value=90, low=70 + hours, high=97))
                        for hours in (1.0, 2.0)
                    ),
                ),
                ComparedMeasure(
                    name="timely", primary=False, stable=1, canary=math.nan, stable_users=2, canary_users=0,
                ),
            ),
            steps=((0.0, 5), (1.5, 25)), power=(Power(users=20, gain=0.1, smallest_points=None),), advice="Мало людей.",
            automatic=212, ignored={"other_user": 3}, split_after=split,
        ),
    }  # fmt: skip


class WellFormed(HTMLParser):
    """Fails on a tag that is closed without being open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag


def test_the_page_is_well_formed_and_loads_nothing(summaries: dict[str, Summary]) -> None:
    page = render_report(summaries)
    parser = WellFormed()
    parser.feed(page)
    assert parser.open == []
    assert "script" not in parser.tags
    assert not re.search(r"(?:src|href)\s*=|url\(|@import|https?://", page)
    assert len(page.encode()) < 2 * 2**20


def test_what_models_and_files_say_is_shown_and_never_obeyed(summaries: dict[str, Summary]) -> None:
    page = render_report(summaries)
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "text",
    [
        "10,0 % → 90,0 %".replace(" %", "\u00a0%"),
        "не измеряется",
        "модель переобучается",
        "ожидалась «)», найдено «Если»",
        "Арифметика эмулирована",
        "Из учтённых оценок 212 поставил автомат",
        "крошечная",
        "канарейка: повышена",
        "CommonModules/А/Ext/Module.bsl:7",
    ],
)
def test_a_reader_finds(text: str, summaries: dict[str, Summary]) -> None:
    assert text in render_report(summaries)


def test_a_finding_stands_under_its_line(summaries: dict[str, Summary]) -> None:
    page = render_report(summaries)
    assert re.search(r"<mark>Функция А\(</mark>\n<span class=\"finding\">ожидалась", page)


def test_answers_are_taken_from_all_categories_first(summaries: dict[str, Summary]) -> None:
    page = render_report(summaries, max_answers=3)
    shown = re.findall(r"Напиши функцию (\d)", page)
    assert shown == ["0", "2", "3"]


@pytest.mark.parametrize("missing", ["compare", "quantize", "evaluate", "ingest", "train", "base_model"])
def test_what_is_not_known_is_left_out(missing: str, summaries: dict[str, Summary]) -> None:
    del summaries[missing]
    parser = WellFormed()
    parser.feed(render_report(summaries))
    assert parser.open == []


def test_a_summary_of_another_stage_is_refused(summaries: dict[str, Summary]) -> None:
    with pytest.raises(TypeError, match="train"):
        render_report({"train": summaries["gate"]})


def test_the_overview_is_a_table_of_what_was_measured(summaries: dict[str, Summary]) -> None:
    text = render_overview(summaries)
    assert "| Код без ошибок разбора | 10,0\u00a0% | 90,0\u00a0% |" in text
    assert "| Семантика: имена существуют, код осмыслен | не измеряется |" in text


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (number(1234567.891, 1), "1\u00a0234\u00a0567,9"),
        (percent(0.123), "12,3\u00a0%"),
        (signed(-2.5), "−2,5"),
        (signed(0.0), "0,0"),
        (duration(61), "1 мин 1 с"),
        (size(1536), "1,5 КБ"),
    ],
)
def test_numbers_are_written_as_russians_write_them(shown: str, expected: str) -> None:
    assert shown == expected


def test_a_single_hard_step_makes_no_spike_in_the_course_of_training() -> None:
    training = [(float(step), 9.0 if step == 50 else 1.0) for step in range(100)]
    curves = learning_curves(training, [(0.0, 1.0)], 0)
    faint, bright, _ = re.findall(r'<polyline class="([^"]*)" points="([^"]*)"', curves)
    heights = [{point.split(",")[1] for point in points.split()} for _, points in (faint, bright)]
    assert [kind for kind, _ in (faint, bright)] == ["a faint", "a"]
    assert [len(distinct) for distinct in heights] == [2, 1]
