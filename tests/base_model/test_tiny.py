from pathlib import Path

import pytest

from components.base_model.component import base_model
from components.base_model.settings import BaseModelSettings
from components.base_model.stage import prepare_base_model
from components.base_model.tiny import train_tokenizer
from components.shared.errors import BadInput
from components.shared.language_model import LanguageModel
from components.shared.records import SYSTEM_PROMPT, Message
from components.shared.summaries import BaseModelSummary

SETTINGS = BaseModelSettings(tiny_steps=3)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BaseModelSummary]:
    folder = tmp_path_factory.mktemp("tiny") / "base"
    return folder, prepare_base_model(folder, SETTINGS)


def test_two_runs_make_the_same_model(made: tuple[Path, BaseModelSummary], tmp_path: Path) -> None:
    again = prepare_base_model(tmp_path / "elsewhere", SETTINGS)
    assert again.digest == made[1].digest
    assert prepare_base_model(tmp_path / "other", BaseModelSettings(tiny_steps=3, seed=1)).digest != again.digest


def test_the_summary_says_what_it_is(made: tuple[Path, BaseModelSummary]) -> None:
    summary = made[1]
    assert (summary.name, summary.tiny, summary.license) == ("tiny", True, "Apache-2.0")
    assert 1_000_000 < summary.parameters < 1_200_000
    model = LanguageModel.load(made[0])
    assert model.parameter_count == summary.parameters
    assert model.chat_template_sha256 == summary.chat_template_sha256


def test_padding_is_not_the_end_of_an_answer(made: tuple[Path, BaseModelSummary]) -> None:
    tokenizer = LanguageModel.load(made[0]).tokenizer
    assert (tokenizer.pad_token, tokenizer.eos_token) == ("<|endoftext|>", "<|im_end|>")


def test_a_dialogue_keeps_every_character(made: tuple[Path, BaseModelSummary]) -> None:
    model = LanguageModel.load(made[0])
    code = 'Сообщить("Ёж, 日本 🙂");\n\tВозврат 1;'
    tokens = model.prompt_tokens([Message(role="system", content=SYSTEM_PROMPT), Message(role="user", content=code)])
    assert model.tokenizer.decode(tokens) == (
        f"<|im_start|>system\n{SYSTEM_PROMPT}<|im_end|>\n<|im_start|>user\n{code}<|im_end|>\n<|im_start|>assistant\n"
    )


def test_words_that_every_prompt_repeats_have_few_tokens() -> None:
    tokenizer = train_tokenizer(["Процедура А()\nКонецПроцедуры"] * 50)
    assert len(tokenizer(SYSTEM_PROMPT)["input_ids"]) < 25


def test_the_old_model_stays_when_a_new_one_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "old").touch()
    with pytest.raises(BadInput):
        prepare_base_model(tmp_path / "base", BaseModelSettings(base_model="./absent"))
    assert [path.name for path in tmp_path.iterdir()] == ["base"]
    assert (tmp_path / "base" / "old").exists()


def test_the_wrapper_leaves_model_summary_and_metadata(tmp_path: Path) -> None:
    from kfp.dsl import Artifact, Model

    base = Model(uri=str(tmp_path / "base"))
    summary = Artifact(uri=str(tmp_path / "summary"))
    # kfp hands numbers inside a dict over as floats
    base_model.python_func(base=base, summary=summary, settings={"tiny_steps": 1.0})
    read = BaseModelSummary.read(tmp_path / "summary")
    assert (tmp_path / "base" / "model.safetensors").is_file()
    assert base.metadata["digest"] == read.digest
