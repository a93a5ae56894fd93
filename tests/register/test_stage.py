import hashlib
import math
import re
from pathlib import Path
from typing import Any

import pytest

from components.register.settings import RegisterSettings
from components.register.stage import Run, read_run, register_model
from components.shared.errors import BadInput, Refused
from components.shared.registry import Registry
from components.shared.release import verification_key
from components.shared.release.bundle import verify_release
from components.shared.summaries import (
    BaseModelSummary,
    CurateSummary,
    CurvePoint,
    EvaluateSummary,
    GateSummary,
    IngestSummary,
    Interval,
    Measure,
    QuantizeSummary,
    ReleaseSummary,
    SourceCount,
    SplitSummary,
    Summary,
    TrainSummary,
)
from tests.registered import KEY, NOW, open_registry

WEIGHTS = b"eight bits"
ADAPTER = "a" * 64


def good_run() -> Run:
    share = Measure(
        key="syntax", axis="syntax", unit="share", higher_is_better=True, measured=True,
        base=Interval(value=0.0, low=0.0, high=0.07), tuned=Interval(value=0.98, low=0.9, high=1.0),
        difference=Interval(value=98.0, low=85.4, high=99.9), significant=True,
    )  # fmt: skip
    perplexity = Measure(
        key="perplexity", axis="language", unit="perplexity", higher_is_better=False, measured=True,
        base=Interval(value=4.0, low=3.5, high=4.5), tuned=Interval(value=1.5, low=1.4, high=1.6),
        difference=Interval(value=-2.5, low=-3.0, high=-2.0), significant=True,
    )  # fmt: skip
    missing = Measure(key="semantics", axis="semantics", unit="share", higher_is_better=True, measured=False)
    return Run(
        base_model=BaseModelSummary(
            name="tiny", digest="b" * 64, parameters=1_234_567, architecture="Qwen2ForCausalLM", license="Apache-2.0",
            tiny=True, chat_template_sha256="c" * 64, seconds=1.0,
        ),
        ingest=IngestSummary(
            records=120, by_category={"crud": 120}, by_license={"CC-BY-4.0": 120}, seconds=1.0,
            sources=(
                SourceCount(kind="modules", path="ssl", configuration="БСП|<b>", repository="github:1c-syntax/ssl_3_1",
                            commit="0123456789abcdef", license="CC-BY-4.0", files=3, methods=130, records=120),
            ),
        ),
        curate=CurateSummary(fates={"kept": 100, "too_short": 20}, by_category={}, by_source={}, seconds=1.0),
        split=SplitSummary(
            train=80, validation=10, test=10, by_category={"train": {"crud": 80}}, by_source={},
            by_license={"CC-BY-4.0": 100}, mix_target={}, digest="d" * 64, seconds=1.0,
        ),
        train=TrainSummary(
            method="lora", steps=30, epochs=3.0, records=80, left_out={"too_long": 2}, tokens=1000, label_tokens=500,
            trainable_parameters=1000, curve=(CurvePoint(step=1, loss=2.0, learning_rate=1e-4, grad_norm=1.0),),
            validation=(), best_step=30, best_validation_loss=0.4, overfitting=False, verdict="excellent", device="cpu",
            adapter_sha256=ADAPTER, seconds=12.0,
        ),
        evaluate=EvaluateSummary(
            records=10, measures=(share, perplexity, missing), by_category={}, by_source={}, base_perplexity=4.0,
            tuned_perplexity=1.5, perplexity_band="excellent", answers=(), adapter_sha256=ADAPTER, seconds=1.0,
        ),
        gate=GateSummary(passed=True, reasons=("Пройдено: прирост +98.0 п. п.",)),
        quantize=QuantizeSummary(
            format="int8-w8a8", bytes_before=200, bytes_after=100, perplexity_before=1.5, perplexity_after=1.503,
            top1_agreement=0.995, syntax_before=0.98, syntax_after=0.97, tokens_per_second_before=100,
            tokens_per_second_after=90, arithmetic="emulated", judged_records=20,
            weights_sha256=hashlib.sha256(WEIGHTS).hexdigest(), seconds=1.0,
        ),
    )  # fmt: skip


def changed(run: Run, stage: str, **changes: Any) -> Run:
    return run.model_copy(update={stage: getattr(run, stage).model_copy(update=changes)})


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return open_registry(tmp_path)


def register(
    tmp_path: Path, registry: Registry, run: Run, *, base_license: str = "", settings: dict[str, Any] | None = None
) -> tuple[ReleaseSummary, str]:
    base, quantized = tmp_path / "base", tmp_path / "quantized"
    for folder, name, data in ((base, "model.safetensors", b"base"), (quantized, "model.safetensors", WEIGHTS)):
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    splits = tmp_path / "splits"
    splits.mkdir(exist_ok=True)
    for name in ("README.md", "ATTRIBUTION.md"):
        (splits / name).write_text(name)
    return register_model(
        base, quantized, splits, run, registry, RegisterSettings(base_license=base_license),
        key=KEY, run_settings={"train": {"training": {"lora_rank": 16}}} if settings is None else settings, now=NOW,
    )  # fmt: skip


def test_the_order_in_which_settings_come_changes_nothing(tmp_path: Path) -> None:
    stages = {"train": {"rank": 16, "seed": 0}, "split": {"salt": "x"}}
    backwards = {stage: dict(reversed(values.items())) for stage, values in reversed(stages.items())}
    cards = []
    for number, settings in enumerate((stages, backwards)):
        registry = open_registry(tmp_path / str(number))
        cards.append(register(tmp_path, registry, good_run(), settings=settings)[1])
    assert cards[0] == cards[1]


def test_a_version_holds_everything_that_led_to_it(tmp_path: Path, registry: Registry) -> None:
    run = good_run()
    released, card = register(tmp_path, registry, run)
    record = registry.version("v1")
    assert (released.version, released.new, released.digest) == ("v1", True, record.digest)
    assert (record.kind, record.status, record.created_at) == ("tuned", "passed", NOW)
    assert record.base_version == released.base_version == registry.versions()[0]
    assert record.licenses == {"base": ("Apache-2.0",), "data": ("CC-BY-4.0",)}
    assert (record.dataset_digest, record.adapter_sha256) == ("d" * 64, ADAPTER)
    assert record.settings == {"train": {"training": {"lora_rank": 16}}}
    assert record.stage_summaries() == {stage: getattr(run, stage) for stage in Run.model_fields}
    assert registry.card("v1") == card
    assert registry.aliases() == {}


def test_the_same_model_registered_again_is_the_same_version(tmp_path: Path, registry: Registry) -> None:
    first, card = register(tmp_path, registry, good_run())
    again, same_card = register(tmp_path, registry, good_run(), settings={"train": {"training": {"lora_rank": 32}}})
    assert again == first.model_copy(update={"new": False})
    assert same_card == card
    assert len(registry.versions()) == 2


@pytest.mark.parametrize(
    ("run", "error", "message"),
    [
        (changed(good_run(), "gate", passed=False, reasons=("Не пройдено: мало.",)), Refused, "Не пройдено: мало"),
        (changed(good_run(), "evaluate", adapter_sha256="e" * 64), BadInput, "summaries of one run"),
        (changed(good_run(), "quantize", weights_sha256="e" * 64), BadInput, "register what was judged"),
    ],
)
def test_what_was_not_judged_or_did_not_pass_is_not_registered(
    tmp_path: Path, registry: Registry, run: Run, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        register(tmp_path, registry, run)
    assert registry.versions() == []


def test_the_card_tells_in_both_languages_what_the_model_is(tmp_path: Path, registry: Registry) -> None:
    card = register(tmp_path, registry, good_run())[1]
    russian, english, common = card.split("\n---\n")
    for part, facts in (
        (russian, ("# bsl-coder v1", "крошечная модель", "0.0 % [0.0; 7.0]", "98.0 % [90.0; 100.0]", "+98.0 п. п.",
                   "Не измерялось: Семантика", "1 234 567", "Переобучение: не замечено", "1.5030 (+0.20 %)")),
        (english, ("tiny model: proof of the machinery, no useful coder", "+98.0 pp [+85.4; +99.9]", "yes",
                   "-2.500 [-3.000; -2.000]", "Not measured: Semantics", "too_short 20", "too_long 2")),
        (common, ('"lora_rank": 16', hashlib.sha256(WEIGHTS).hexdigest())),
    ):  # fmt: skip
        for fact in facts:
            assert fact in part
    for digest in (ADAPTER, "b" * 64, "c" * 64, "d" * 64):
        assert digest in russian
        assert digest in english
    assert not re.search("[а-яё]", english.replace("БСП", "").replace("Пройдено: прирост +98.0 п. п.", ""), re.I)


def test_names_from_outside_cannot_break_the_card(tmp_path: Path, registry: Registry) -> None:
    card = register(tmp_path, registry, good_run())[1]
    assert "БСП\\|&lt;b>" in card
    assert "<b>" not in card


@pytest.mark.parametrize(
    ("licenses", "said"),
    [
        ({"CC-BY-4.0": 90, "Apache-2.0": 10}, "данные под открытыми лицензиями"),
        ({"LicenseRef-1C-Proprietary": 1, "MIT": 99}, "**только внутри организации**: в данных есть LicenseRef-1C"),
    ],
)
def test_closed_data_keeps_the_model_inside(
    tmp_path: Path, registry: Registry, licenses: dict[str, int], said: str
) -> None:
    run = changed(good_run(), "split", by_license=licenses)
    assert said in register(tmp_path, registry, run)[1]


def test_a_useful_base_model_is_not_called_tiny_and_its_licence_can_be_given(
    tmp_path: Path, registry: Registry
) -> None:
    run = changed(good_run(), "base_model", tiny=False, name="Qwen/Qwen2.5-Coder-7B", revision="f" * 40)
    card = register(tmp_path, registry, run, base_license="LicenseRef-Qwen")[1]
    assert "proof of the machinery" not in card
    assert f"Qwen/Qwen2.5-Coder-7B @ {'f' * 40}" in card
    assert "LicenseRef-Qwen" in card


def test_a_number_that_is_no_number_survives_the_registry(tmp_path: Path, registry: Registry) -> None:
    register(tmp_path, registry, changed(good_run(), "evaluate", base_perplexity=math.inf, tuned_perplexity=math.nan))
    evaluated = registry.version("v1").stage_summaries()["evaluate"]
    assert isinstance(evaluated, EvaluateSummary)
    assert math.isinf(evaluated.base_perplexity)
    assert math.isnan(evaluated.tuned_perplexity)


def write_all(folder: Path) -> list[str]:
    summaries: list[Summary] = [getattr(good_run(), stage) for stage in Run.model_fields]
    for stage, summary in zip(Run.model_fields, summaries, strict=True):
        summary.write(folder / f"{stage}.json")
    return [str(folder / f"{stage}.json") for stage in Run.model_fields]


def test_summaries_are_read_in_the_order_of_a_run(tmp_path: Path) -> None:
    paths = write_all(tmp_path)
    assert read_run(*paths) == good_run()
    with pytest.raises(BadInput, match=r"ingest\.json: not a BaseModelSummary"):
        read_run(paths[1], paths[0], *paths[2:])


def test_the_wrapper_registers_and_writes_what_it_promises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kfp import dsl

    from components.register.component import register as component

    monkeypatch.setenv("BSL_OBJECT_STORE", f"file:{tmp_path / 'store'}")
    monkeypatch.setenv("BSL_ARTIFACTS", str(tmp_path))
    register(tmp_path, open_registry(tmp_path / "elsewhere"), good_run())  # makes the two folders
    names = ("base_summary", "ingested", "curated", "splits", "trained", "evaluation", "gated", "quantization")
    inputs = {name: dsl.Artifact(uri=path) for name, path in zip(names, write_all(tmp_path), strict=True)}
    summary, card = dsl.Artifact(uri=str(tmp_path / "summary")), dsl.Markdown(uri=str(tmp_path / "card.md"))
    stages = ("model", "ingest", "curate", "split", "train", "evaluate", "gate", "quantize")
    choices: dict[str, Any] = {f"{stage}_settings": {"steps": 3.0} for stage in stages}
    version = component.python_func(
        base=dsl.Model(uri=str(tmp_path / "base")), quantized=dsl.Model(uri=str(tmp_path / "quantized")),
        dataset=dsl.Dataset(uri=str(tmp_path / "splits")), **inputs,
        summary=summary, card=card, settings={}, **choices,
    )  # fmt: skip
    assert version == "v1"
    assert ReleaseSummary.read(tmp_path / "summary").version == "v1"
    assert (tmp_path / "card.md").read_text(encoding="utf-8").startswith("# bsl-coder v1")
    assert verify_release(open_registry(tmp_path), "v1", verification_key()).settings == {
        stage: {"steps": 3.0} for stage in stages
    }
