"""Packing must not change a loss: the shortcuts against the model's own logits."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
import torch
from transformers import AutoModelForCausalLM

from components.shared.errors import BadInput
from components.train import agreement, attention, forward
from components.train.agreement import choose_way
from components.train.examples import Example
from components.train.forward import Forward, Way
from tests.tiny_model import write_model


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # weights wide enough for attention to matter
    return write_model(tmp_path_factory.mktemp("models") / "base", initializer_range=0.3)


@pytest.fixture
def model(folder: Path) -> Any:
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


def examples(*lengths: int) -> list[Example]:
    chance = torch.Generator().manual_seed(1)
    tokens = [torch.randint(0, 200, (length,), generator=chance).tolist() for length in lengths]
    return [Example(one, [place % 3 > 0 for place in range(len(one))]) for one in tokens]


def alone(model: Any, example: Example) -> torch.Tensor:
    with torch.no_grad():
        logits = model(torch.tensor([example.tokens])).logits[0, :-1]
    losses = torch.nn.functional.cross_entropy(logits, torch.tensor(example.tokens[1:]), reduction="none")
    return losses[torch.tensor(example.labels[1:])]


@pytest.mark.parametrize("way", get_args(Way))
def test_packed_losses_are_those_of_each_example_alone(model: Any, way: Way) -> None:
    probe = examples(5, 17, 9, 2)
    expected = torch.cat([alone(model, example) for example in probe])
    ready = Forward(model, way, torch.float32)
    found = torch.cat([ready.token_losses(batch) for batch in ready.batches([probe[:2], probe[2:]])])
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)


def test_gradients_do_not_depend_on_how_examples_are_packed(folder: Path) -> None:
    gradients = []
    for way in get_args(Way):
        fresh = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
        ready = Forward(fresh, way, torch.float32)
        for batch in ready.batches([examples(5, 17, 9)]):
            ready.loss(batch).backward()
        gradients.append(fresh.model.layers[0].self_attn.q_proj.weight.grad)
    for gradient in gradients[1:]:
        torch.testing.assert_close(gradient, gradients[0], atol=1e-3, rtol=1e-3)


def test_logits_of_a_large_vocabulary_come_in_chunks_and_to_the_same_loss(
    model: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = Forward(model, "segments", torch.float32)
    whole = ready.loss(examples(30, 20))
    monkeypatch.setattr(forward, "LOGITS_KEPT", 1000)
    chunked = ready.loss(examples(30, 20))
    torch.testing.assert_close(chunked, whole)
    chunked.backward()
    assert float(model.model.embed_tokens.weight.grad.abs().sum()) > 0


def test_the_fastest_way_is_taken_where_it_is_right(model: Any) -> None:
    assert choose_way(model, examples(5, 17, 9), torch.float32) == "segments"


def test_attention_that_leaks_is_noticed(model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def leaking(module: Any, query: Any, key: Any, value: Any, mask: Any, *, segments: list[int], **rest: Any) -> Any:
        return attention.attend(module, query, key, value, mask, segments=[sum(segments)], **rest)

    monkeypatch.setitem(attention.AttentionInterface._global_mapping, attention.NAME, leaking)
    assert choose_way(model, examples(5, 17, 9), torch.float32) == "positions"


def test_a_model_whose_logits_are_made_otherwise_is_refused(model: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plain: Callable[..., torch.Tensor] = agreement._plain_losses
    monkeypatch.setattr(agreement, "_plain_losses", lambda *given: plain(*given) + 1)
    with pytest.raises(BadInput, match="Qwen2ForCausalLM computes its logits"):
        choose_way(model, examples(5, 9), torch.float32)


@pytest.mark.parametrize("window", [1, 4, 100])
def test_a_sliding_window_is_kept_inside_a_segment(window: int) -> None:
    chance = torch.Generator().manual_seed(0)
    query, key, value = (torch.randn(1, 2, 12, 8, generator=chance) for _ in range(3))
    found, _ = attention.attend(None, query, key, value, None, segments=[7, 5], sliding_window=window)
    for start, length in ((0, 7), (7, 5)):
        part = slice(start, start + length)
        places = torch.arange(length)
        seen = (places[:, None] >= places) & (places[:, None] - places < window)
        scores = (query[:, :, part] @ key[:, :, part].transpose(2, 3) / 8**0.5).masked_fill(~seen, -torch.inf)
        expected = (scores.softmax(-1) @ value[:, :, part]).transpose(1, 2)
        torch.testing.assert_close(found[:, part], expected, atol=1e-5, rtol=1e-5)
