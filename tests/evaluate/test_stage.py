import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from components.evaluate.settings import EvaluateSettings
from components.evaluate.stage import evaluate_models
from components.shared.errors import BadInput
from components.shared.records import Record, write_records
from components.shared.reports import render_evaluation
from components.shared.summaries import EvaluateSummary
from tests.tiny_model import write_adapter, write_model

FAST = {"max_new_tokens": 8, "batch_size": 4, "bootstrap_resamples": 100}


def record(number: int, **change: Any) -> Record:
    fields: dict[str, Any] = {
        "id": f"{number:032x}",
        "instruction": f"Верни число {number}",
        "output": f"Функция Ф{number}()\n\tВозврат {number};\nКонецФункции",
        "category": "crud" if number % 2 else "http",
        "source": "pattern",
        "license": "Apache-2.0",
        "license_source": "settings",
        "module_key": f"m{number}",
    }
    return Record(**(fields | change))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    base = write_model(folder / "base")
    write_adapter(folder / "adapter", base)
    write_records(folder / "splits" / "test.parquet", map(record, range(7)))
    return folder


@pytest.fixture(scope="module")
def summary(folder: Path) -> EvaluateSummary:
    return evaluate_models(folder / "base", folder / "adapter", folder / "splits", EvaluateSettings(**FAST))


def test_base_and_tuned_are_compared_on_the_same_records(summary: EvaluateSummary) -> None:
    assert summary.records == len(summary.answers) == 7
    perplexity = summary.measure("perplexity")
    assert perplexity.base is not None
    assert perplexity.tuned is not None
    assert perplexity.base.value == pytest.approx(summary.base_perplexity)
    assert perplexity.tuned.value == pytest.approx(summary.tuned_perplexity)
    assert summary.base_perplexity != summary.tuned_perplexity
    assert summary.perplexity_band == "poor"
    assert {name: group["n"] for name, group in summary.by_category.items()} == {"crud": 3, "http": 4}
    assert summary.by_source["pattern"]["n"] == 7


def test_perplexity_is_that_of_the_plain_model(folder: Path, summary: EvaluateSummary) -> None:
    from components.shared.language_model import LanguageModel

    model = LanguageModel.load(folder / "base")
    nats, labels = 0.0, 0
    for number in range(7):
        tokens, mask = model.completion_tokens(record(number).conversation())
        with torch.inference_mode():
            scores = model.model(torch.tensor([tokens])).logits[0].log_softmax(-1)
        places = [place for place, learnt in enumerate(mask) if learnt]
        nats -= sum(float(scores[place - 1, tokens[place]]) for place in places)
        labels += len(places)
    assert summary.base_perplexity == pytest.approx(math.exp(nats / labels), rel=1e-4)


def test_what_the_parser_found_is_kept_with_its_place(summary: EvaluateSummary) -> None:
    for answer in summary.answers:
        assert answer.base_errors
        assert all(error.split(" ")[0].replace(":", "").isdigit() for error in answer.base_errors)
        assert answer.base_stopped is False


def test_the_same_run_gives_the_same_summary(folder: Path, summary: EvaluateSummary) -> None:
    again = evaluate_models(folder / "base", folder / "adapter", folder / "splits", EvaluateSettings(**FAST))
    assert again.model_dump(exclude={"seconds"}) == summary.model_dump(exclude={"seconds"})


def test_what_full_training_left_is_compared_too(folder: Path, tmp_path: Path, summary: EvaluateSummary) -> None:
    tuned = write_model(tmp_path / "tuned", seed=3)
    full = evaluate_models(folder / "base", tuned, folder / "splits", EvaluateSettings(**FAST))
    assert full.base_perplexity == pytest.approx(summary.base_perplexity)
    assert full.tuned_perplexity != pytest.approx(summary.tuned_perplexity)
    assert full.adapter_sha256 != summary.adapter_sha256


def test_records_beyond_the_context_are_left_out_and_counted(folder: Path, tmp_path: Path) -> None:
    records = [*map(record, range(3)), record(9, input="А" * 3000)]
    write_records(tmp_path / "test.parquet", records)
    found = evaluate_models(folder / "base", folder / "adapter", tmp_path, EvaluateSettings(**FAST))
    assert found.records == 3
    assert "1 записей" in found.measure("perplexity").note


def test_when_no_record_fits_the_model_is_refused(folder: Path, tmp_path: Path) -> None:
    write_records(tmp_path / "test.parquet", [record(9, input="А" * 3000)])
    with pytest.raises(BadInput, match="none of 1 records fits the model"):
        evaluate_models(folder / "base", folder / "adapter", tmp_path, EvaluateSettings(**FAST))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda folder: {"adapter": folder / "splits"}, "adapter_model"),
        (lambda folder: {"base": folder / "splits"}, "no model"),
        (lambda folder: {"splits": folder / "base"}, "not a file of records"),
    ],
)
def test_what_is_not_there_is_named(folder: Path, change: Callable[[Path], dict[str, Path]], message: str) -> None:
    places = {name: folder / name for name in ("base", "adapter", "splits")} | change(folder)
    with pytest.raises(BadInput, match=message):
        evaluate_models(places["base"], places["adapter"], places["splits"], EvaluateSettings(**FAST))


def test_the_overview_is_a_table_in_russian(summary: EvaluateSummary) -> None:
    lines = render_evaluation(summary).splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert all(len(row.split("|")) in (6, 8) for row in rows)
    assert any(row.startswith("| Код без ошибок разбора | 0,0\u00a0% | 0,0\u00a0% | 0,0 п. (") for row in rows)
    assert any("Оценка пользователей" in row and "не измеряется" in row for row in rows)
    assert any(row.startswith("| Работа с данными (CRUD) | 3 |") for row in rows)


def test_the_component_writes_summary_overview_and_metrics(folder: Path, tmp_path: Path) -> None:
    from kfp.dsl import Artifact, Dataset, Markdown, Metrics, Model

    from components.evaluate.component import evaluate

    metrics = Metrics(uri=str(tmp_path / "metrics"))
    evaluate.python_func(
        base=Model(uri=str(folder / "base")),
        adapter=Model(uri=str(folder / "adapter")),
        splits=Dataset(uri=str(folder / "splits")),
        summary=Artifact(uri=str(tmp_path / "summary.json")),
        metrics=metrics,
        overview=Markdown(uri=str(tmp_path / "overview.md")),
        settings={**FAST, "max_records": 2.0},
    )
    summary = EvaluateSummary.read(tmp_path / "summary.json")
    assert summary.records == 2
    assert (tmp_path / "overview.md").read_text(encoding="utf-8") == render_evaluation(summary)
    assert metrics.metadata["perplexity_tuned"] == pytest.approx(summary.tuned_perplexity)
    assert "satisfaction_tuned" not in metrics.metadata
