import math
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from components.shared.errors import BadInput
from components.shared.hardware import HardwareSettings
from components.shared.language_model import LanguageModel
from components.shared.language_model.generation import TextStream
from components.shared.language_model.weights import WeightsLocation, locate_weights, write_reference
from components.shared.records import Message


def ask(text: str) -> list[Message]:
    return [Message(role="system", content="с"), Message(role="user", content=text)]


def answered(text: str, answer: str) -> list[Message]:
    return [*ask(text), Message(role="assistant", content=answer)]


QUESTIONS = [ask("Функция " * count) for count in (1, 5, 2, 3)]


def test_a_batch_answers_as_each_question_alone(model: LanguageModel) -> None:
    together = model.generate(QUESTIONS, max_new_tokens=12, batch_size=3)
    assert together == [model.generate([question], max_new_tokens=12, batch_size=1)[0] for question in QUESTIONS]


def test_rows_that_end_early_leave_the_others_as_they_are(model: LanguageModel) -> None:
    free = model.generate(QUESTIONS, max_new_tokens=12, batch_size=4)
    first = model.tokenizer(free[1].text, add_special_tokens=False)["input_ids"][0]
    stop_ids, model.stop_ids = model.stop_ids, frozenset({first})
    try:
        stopped = model.generate(QUESTIONS, max_new_tokens=12, batch_size=4)
    finally:
        model.stop_ids = stop_ids
    assert stopped[1].stopped
    assert stopped[1].text == ""
    assert stopped[1].tokens == 1
    for answer, without_limit in zip(stopped, free, strict=True):
        assert without_limit.text.startswith(answer.text)


def test_pieces_of_a_stream_add_up_to_the_answer(model: LanguageModel) -> None:
    pieces: list[tuple[int, str]] = []
    answers = model.generate(
        QUESTIONS, max_new_tokens=12, batch_size=2, temperature=2.0, on_tokens=lambda *piece: pieces.append(piece)
    )
    for number, answer in enumerate(answers):
        assert "".join(text for owner, text in pieces if owner == number) == answer.text


def test_a_letter_of_two_bytes_is_streamed_whole(model: LanguageModel) -> None:
    stream = TextStream(model.tokenizer)
    assert [stream.add(token) for token in model.tokenizer("Ф1")["input_ids"]] == ["", "Ф", "1"]


def test_the_same_seed_gives_the_same_random_answers(model: LanguageModel) -> None:
    answers = [
        model.generate(QUESTIONS, max_new_tokens=8, batch_size=4, temperature=1.5, seed=seed) for seed in (1, 1, 2)
    ]
    assert answers[0] == answers[1] != answers[2]


def test_an_answer_ends_where_the_context_does(model: LanguageModel) -> None:
    room = model.context_length - len(model.prompt_tokens(ask("а" * 200)))
    (answer,) = model.generate([ask("а" * 200)], max_new_tokens=1000, batch_size=1)
    assert answer.tokens <= room
    (nothing,) = model.generate([ask("а" * 600)], max_new_tokens=10, batch_size=1)
    assert (nothing.text, nothing.stopped) == ("", False)


def test_losses_of_a_batch_are_those_of_each_conversation_alone(model: LanguageModel) -> None:
    conversations = [answered("вопрос", "А"), answered("в", "Возврат 1;"), answered("вопрос " * 3, "Б = 2;")]
    together = model.token_losses(conversations, batch_size=3)
    for conversation, loss in zip(conversations, together, strict=True):
        (alone,) = model.token_losses([conversation], batch_size=1)
        assert (loss.label_count, loss.characters, loss.predicted) == (
            alone.label_count,
            len(conversation[-1].content),
            alone.predicted,
        )
        assert loss.negative_log_likelihood == pytest.approx(alone.negative_log_likelihood, abs=1e-4)


def test_losses_are_those_of_the_models_own_logits(model: LanguageModel) -> None:
    conversation = answered("вопрос", "Возврат 1;")
    tokens, labels = model.completion_tokens(conversation)
    with torch.no_grad():
        likelihoods = model.model(torch.tensor([tokens])).logits[0, :-1].log_softmax(-1)
    expected = -sum(
        float(likelihoods[place, tokens[place + 1]]) for place in range(len(tokens) - 1) if labels[place + 1]
    )
    (loss,) = model.token_losses([conversation], batch_size=1)
    assert loss.negative_log_likelihood == pytest.approx(expected, abs=1e-3)
    assert loss.label_count == len("Возврат 1;".encode()) + 1


def test_base_and_tuned_answer_from_one_load(base: Path, adapter: Path, model: LanguageModel) -> None:
    both = LanguageModel.load(base, adapter)
    plain = model.token_losses([answered("вопрос", "ответ")], batch_size=1)
    tuned = both.token_losses([answered("вопрос", "ответ")], batch_size=1)
    with both.without_adapter():
        assert both.token_losses([answered("вопрос", "ответ")], batch_size=1) == plain
    assert both.token_losses([answered("вопрос", "ответ")], batch_size=1) == tuned != plain
    assert both.parameter_count == model.parameter_count


def test_a_whole_tuned_model_stands_beside_its_base(base: Path, tmp_path: Path, model: LanguageModel) -> None:
    shutil.copytree(base, tmp_path / "tuned")
    both = LanguageModel.load(base, tmp_path / "tuned")
    torch.nn.init.zeros_(both.model.get_input_embeddings().weight)
    tuned = both.token_losses([answered("вопрос", "ответ")], batch_size=1)
    with both.without_adapter():
        assert both.token_losses([answered("вопрос", "ответ")], batch_size=1) == model.token_losses(
            [answered("вопрос", "ответ")], batch_size=1
        )
    assert tuned[0].negative_log_likelihood == pytest.approx(
        tuned[0].label_count * math.log(len(model.tokenizer)), rel=1e-3
    )


def test_without_an_adapter_there_is_no_base_column(model: LanguageModel) -> None:
    with pytest.raises(BadInput, match="without an adapter"), model.without_adapter():
        pass


def test_a_reference_stands_for_the_folder_it_names(base: Path, tmp_path: Path, model: LanguageModel) -> None:
    write_reference(tmp_path, WeightsLocation(str(base)))
    assert locate_weights(tmp_path).folder == base
    assert LanguageModel.load(tmp_path).chat_template_sha256 == model.chat_template_sha256


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def _no_template(folder: Path) -> None:
    (folder / "chat_template.jinja").unlink()


def _broken(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"0")


def _broken_reference(folder: Path) -> None:
    _empty(folder)
    (folder / "reference.json").write_text("[]")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_empty, "no model"),
        (_no_template, "chat template"),
        (_broken, "cannot be loaded"),
        (_broken_reference, "no model"),
    ],
)
def test_an_unusable_model_is_refused_in_words(
    base: Path, tmp_path: Path, change: Callable[[Path], None], message: str
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(base, folder)
    change(folder)
    with pytest.raises(BadInput, match=message):
        LanguageModel.load(folder)


def test_a_folder_without_an_adapter_is_refused(base: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"adapter_model\.safetensors"):
        LanguageModel.load(base, tmp_path)


@pytest.mark.parametrize(
    ("hardware", "message"),
    [({"device": "cuda"}, "not available"), ({"device": "cpu", "mixed_precision": "fp16"}, "fp16")],
)
def test_a_machine_that_lacks_what_is_asked_for_says_so(base: Path, hardware: dict[str, str], message: str) -> None:
    if hardware["device"] == "cuda" and torch.cuda.is_available():
        pytest.skip("this machine has it")
    with pytest.raises(BadInput, match=message):
        LanguageModel.load(base, hardware=HardwareSettings.model_validate(hardware))


def test_bf16_keeps_the_weights_short(base: Path) -> None:
    short = LanguageModel.load(base, hardware=HardwareSettings(device="cpu", mixed_precision="bf16"))
    assert short.model.dtype == torch.bfloat16
    (answer,) = short.generate([ask("вопрос")], max_new_tokens=3, batch_size=1)
    assert answer.tokens <= 3


def test_bitsandbytes_is_not_loaded_for_an_adapter(base: Path, adapter: Path) -> None:
    known = "bitsandbytes" in sys.modules
    LanguageModel.load(base, adapter)
    assert ("bitsandbytes" in sys.modules) == known
