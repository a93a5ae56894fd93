import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from components.base_model.settings import BaseModelSettings
from components.base_model.stage import prepare_base_model
from components.shared.errors import BadInput
from components.shared.language_model.weights import locate_weights
from tests.tiny_model import write_model


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("models") / "some-coder", max_shard_size="20KB")


@pytest.fixture
def changed(model: Path, tmp_path: Path) -> Callable[..., Path]:
    def change(**config: Any) -> Path:
        folder = tmp_path / "changed"
        shutil.copytree(model, folder)
        path = folder / "config.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | config))
        return folder

    return change


def test_a_folder_is_referred_to_and_not_copied(model: Path, tmp_path: Path) -> None:
    (model / "README.md").write_text("---\nlanguage: ru\nlicense: apache-2.0\n---\n# Model\n")
    summary = prepare_base_model(tmp_path / "base", BaseModelSettings(base_model=str(model)))
    assert [path.name for path in (tmp_path / "base").iterdir()] == ["reference.json"]
    assert locate_weights(tmp_path / "base").folder == model
    assert (summary.name, summary.license, summary.tiny) == ("some-coder", "Apache-2.0", False)
    assert summary.architecture == "Qwen2ForCausalLM"
    again = prepare_base_model(tmp_path / "again", BaseModelSettings(base_model=str(model)))
    assert again.digest == summary.digest


def test_parameters_are_counted_without_loading_them(model: Path, tmp_path: Path) -> None:
    from components.shared.language_model import LanguageModel

    summary = prepare_base_model(tmp_path / "base", BaseModelSettings(base_model=str(model)))
    assert summary.parameters == LanguageModel.load(tmp_path / "base").parameter_count


def test_a_changed_weight_changes_the_digest(changed: Callable[..., Path], tmp_path: Path) -> None:
    folder = changed()
    before = prepare_base_model(tmp_path / "base", BaseModelSettings(base_model=str(folder)))
    path = next(folder.glob("*.safetensors"))
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert prepare_base_model(tmp_path / "base", BaseModelSettings(base_model=str(folder))).digest != before.digest


def _own_code(folder: Path) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"auto_map": {"AutoModel": "modeling.Own"}}))


def _tokenizer_with_code(folder: Path) -> None:
    path = folder / "tokenizer_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"auto_map": {"AutoTokenizer": ["a.B", None]}}))


def _no_template(folder: Path) -> None:
    (folder / "chat_template.jinja").unlink()


def _answers_without_end(folder: Path) -> None:
    (folder / "chat_template.jinja").write_text("{% for m in messages %}{{ m['content'] }}{% endfor %}")


def _no_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def _lost_shard(folder: Path) -> None:
    sorted(folder.glob("*.safetensors"))[0].unlink()


def _pickle_only(folder: Path) -> None:
    for path in folder.glob("model*"):
        path.unlink()
    (folder / "pytorch_model.bin").write_bytes(b"")


def _cut_weights(folder: Path) -> None:
    path = sorted(folder.glob("*.safetensors"))[0]
    path.write_bytes(path.read_bytes()[:20])


def _weights_elsewhere(folder: Path) -> None:
    path = folder / "model.safetensors.index.json"
    path.write_text(json.dumps({"weight_map": {"a": "../../model.safetensors"}}))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_own_code, "code of its own"),
        (_tokenizer_with_code, "code of its own"),
        (_no_template, "no chat template"),
        (_answers_without_end, "EOS"),
        (_no_config, r"config\.json"),
        (_lost_shard, "is missing"),
        (_pickle_only, "safetensors"),
        (_cut_weights, "not a whole file"),
        (_weights_elsewhere, "outside"),
    ],
)
def test_a_model_that_cannot_be_trusted_or_trained_is_refused(
    changed: Callable[..., Path], tmp_path: Path, change: Callable[[Path], None], message: str
) -> None:
    folder = changed()
    change(folder)
    with pytest.raises(BadInput, match=message):
        prepare_base_model(tmp_path / "base", BaseModelSettings(base_model=str(folder)))
    assert not (tmp_path / "base").exists()


def test_a_model_that_answers_nothing_is_refused(changed: Callable[..., Path], tmp_path: Path) -> None:
    folder = changed(architectures=["BertForMaskedLM"])
    with pytest.raises(BadInput, match="BertForMaskedLM is no causal language model"):
        prepare_base_model(tmp_path / "base", BaseModelSettings(base_model=str(folder)))


@pytest.mark.parametrize("name", ["./no/such/folder", "/no/such/folder", "~/no-such-folder", "a/b/c", "имя"])
def test_what_is_neither_folder_nor_name_is_refused_without_asking_the_hub(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        prepare_base_model(tmp_path / "base", BaseModelSettings(base_model=name))


def test_a_revision_of_a_folder_is_refused(model: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="leave it empty"):
        prepare_base_model(tmp_path / "base", BaseModelSettings(base_model=str(model), revision="a" * 40))


def test_a_model_of_the_hub_is_pinned_to_its_commit(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    shutil.copytree(model, tmp_path / "snapshots" / commit)
    asked: list[tuple[str, str | None]] = []

    def fetched(name: str, *, revision: str | None, allow_patterns: list[str]) -> str:
        asked.append((name, revision))
        assert not any(pattern.endswith((".py", ".bin", ".pt")) for pattern in allow_patterns)
        return str(tmp_path / "snapshots" / commit)

    monkeypatch.setattr("huggingface_hub.snapshot_download", fetched)
    monkeypatch.setattr("components.base_model.stage._template_sha256", lambda location: "0" * 64)
    summary = prepare_base_model(tmp_path / "base", BaseModelSettings(base_model="some/coder"))
    assert asked == [("some/coder", None)]
    assert (summary.name, summary.revision) == ("some/coder", commit)
    assert locate_weights(tmp_path / "base").arguments()["revision"] == commit


def test_a_hub_that_cannot_be_reached_is_named_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: Any, **__: Any) -> str:
        raise OSError("no route to host\nand forty more lines")

    monkeypatch.setattr("huggingface_hub.snapshot_download", unreachable)
    with pytest.raises(BadInput, match=r"no route to host; check name and revision, or give a folder"):
        prepare_base_model(tmp_path / "base", BaseModelSettings(base_model="some/coder"))
