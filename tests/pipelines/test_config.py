"""Settings are read from plain YAML only, and everything that is wrong with them is named."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from components.shared.errors import BadInput
from pipelines.config import DEFAULT_CONFIG, Config, read_config, read_yaml

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_settings_are_read() -> None:
    config = read_config(DEFAULT_CONFIG)
    assert config.model.base_model == "tiny"
    assert config.compare.accept_automatic


def test_an_empty_file_means_all_defaults(tmp_path: Path) -> None:
    assert read_config(written(tmp_path, "")) == Config()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("training:\n  lora_rnak: 8", "training.lora_rnak: no such setting, is it training.lora_rank?"),
        ("ingest: {sources: [{kind: modules, pth: x}]}", "ingest.sources.0.pth: no such setting; "),
        ("trainig: {}", "trainig: no such setting"),
        ("training:\n  lora_rank: 0", "training.lora_rank: Input should be greater than or equal to 1, got 0"),
        ("training:\n  learning_rate: .nan", "training.learning_rate"),
        ("training:\n  learning_rate: 1e400", "training.learning_rate"),
        ("hardware:\n  device: tpu", "hardware.device"),
        ("split: {train_share: 0.9, validation_share: 0.1}", "leave nothing for test"),
        ("name: Заглавная", "name: String should match pattern"),
        ("ingest: {sources: []}", "ingest.sources"),
        ("- a\n- b", "settings are sections with names"),
        ("a: !!python/object/apply:os.system [ls]", "tag"),
        (BOMB, "anchors and aliases"),
        ("name: a\nname: b", "'name' stands twice"),
        ("a: [", "not plain YAML"),
        ("training:\n  num_epochs: 1\n   batch: 2", "not plain YAML: line 3, column 9: mapping values"),
        ("[" * 10_000, "not plain YAML"),
    ],
)
def test_bad_settings_are_one_message_with_their_place(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=message) as caught:
        read_config(written(tmp_path, text))
    assert "config.yaml" in str(caught.value)


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_config(written(tmp_path, "training: {lora_rank: 0, batch_size: -1}\nhardware: {device: tpu}"))
    assert len(str(caught.value).splitlines()) == 3


def test_a_wrong_item_is_not_told_as_a_short_list_too(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_config(written(tmp_path, "ingest: {sources: [{kind: module}]}"))
    assert len(str(caught.value).splitlines()) == 1


def test_a_file_in_another_encoding_says_so(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("name: имя", encoding="cp1251")
    with pytest.raises(BadInput, match=r"config.yaml: not UTF-8: save it"):
        read_config(tmp_path / "config.yaml")


def test_a_missing_file_says_where_to_start(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"absent.yaml.*training_config.yaml"):
        read_config(tmp_path / "absent.yaml")


def test_one_value_can_be_changed_by_its_name() -> None:
    config = Config().with_values({"training.num_epochs": "1", "name": "erp-coder"})
    assert config.training.num_epochs == 1
    assert config.name == "erp-coder"


@pytest.mark.parametrize("name", ["training.epochs", "training", "a.b.c", "", "training.num_epochs.x"])
def test_a_name_that_is_no_setting_is_refused(name: str) -> None:
    with pytest.raises(BadInput):
        Config().with_values({name: "1"})


def test_stages_share_the_machine_and_the_name() -> None:
    config = Config().with_values({"hardware.threads": 2, "name": "erp-coder"})
    for stage in ("evaluate", "quantize", "train"):
        assert config.stage(stage).model_dump()["hardware"]["threads"] == 2
    for stage in ("register", "deploy", "compare"):
        assert config.stage(stage).model_dump()["name"] == "erp-coder"


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        values = read_yaml(text, "x")
    except BadInput:
        return
    yaml.safe_dump(values)
