"""The tiny base model, trained from nothing on generated BSL: proof of the machinery, no useful coder.

It has read only raw text: comments with code below them, as modules have. So it knows how BSL looks, but neither how a
dialogue goes nor when an answer ends; those are what fine-tuning then visibly adds.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM
from transformers.utils import logging as transformers_logging

from components.shared.progress import Progress, silent
from components.shared.records import SYSTEM_PROMPT
from components.shared.template_corpus import template_examples

VOCABULARY = 1536
EXAMPLES = 2000
PAD, TURN, EOS = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
CHAT_TEMPLATE = (
    "{%- for turn in messages %}{{ '<|im_start|>' + turn['role'] + '\\n' + turn['content'] + '<|im_end|>\\n' }}"
    "{%- endfor %}{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{%- endif %}"
)
INITIAL_SPREAD = 0.06
SEQUENCES, LENGTH = 4, 160
# what fine-tuning gets to see; a longer context would be promised and answered with nonsense
CONTEXT = 320
LEARNING_RATE, WARMUP_STEPS, LAST_SHARE = 6e-3, 28, 0.05

# stages report through Progress
transformers_logging.disable_progress_bar()


def make_tiny(folder: Path, *, seed: int, steps: int, progress: Progress = silent) -> None:
    """Write the tiny model with its tokenizer; the same seed and steps give the same bytes."""
    # sums in another order give other weights, and two threads that share a busy core are far slower than one
    torch.set_num_threads(1)
    progress("writing examples")
    texts = [_commented(example.instruction, example.output) for example in template_examples(EXAMPLES, seed)]
    tokenizer = train_tokenizer(texts)
    torch.manual_seed(seed)
    model = Qwen2ForCausalLM(_shape(tokenizer))
    _train(model, _token_stream(tokenizer, texts), seed, steps, progress)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def train_tokenizer(texts: list[str]) -> Any:
    """Byte-level BPE: every text has tokens, and names of the corpus have few."""
    backend = Tokenizer(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[PAD, TURN, EOS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    # words that each conversation repeats are worth a token
    frame = f"system\nuser\nassistant\n{SYSTEM_PROMPT}\nПараметры: "
    backend.train_from_iterator([*texts, *[frame] * (len(texts) // 2)], trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=backend,
        eos_token=EOS,
        # padding is never the end of an answer: whoever masks the one must not mask the other
        pad_token=PAD,
        extra_special_tokens=[TURN],
        chat_template=CHAT_TEMPLATE,
        model_max_length=CONTEXT,
    )


def _shape(tokenizer: Any) -> Qwen2Config:
    return Qwen2Config(
        vocab_size=len(tokenizer),
        hidden_size=192,
        intermediate_size=512,
        num_hidden_layers=2,
        num_attention_heads=6,
        num_key_value_heads=2,
        tie_word_embeddings=True,
        max_position_embeddings=CONTEXT,
        # the usual 0.02 is for wide models: narrow ones start too quiet and waste many of these few steps
        initializer_range=INITIAL_SPREAD,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )


def _commented(instruction: str, code: str) -> str:
    comment = "".join(f"// {line}\n" for line in instruction.splitlines())
    return f"{comment}{code}\n\n"


def _token_stream(tokenizer: Any, texts: list[str]) -> torch.Tensor:
    return torch.tensor([token for text in texts for token in (*tokenizer(text)["input_ids"], tokenizer.pad_token_id)])


def _train(model: Any, stream: torch.Tensor, seed: int, steps: int, progress: Progress) -> None:
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=LEARNING_RATE, betas=(0.9, 0.95), weight_decay=0.01, fused=True
    )
    model.train()
    for step, batch in enumerate(_windows(stream, seed, steps)):
        for group in optimizer.param_groups:
            decayed = LAST_SHARE + (1 - LAST_SHARE) * (1 - step / steps)
            group["lr"] = LEARNING_RATE * min(1, (step + 1) / WARMUP_STEPS) * decayed
        loss = model(input_ids=batch, labels=batch, use_cache=False).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        progress("training the tiny base model", step + 1, steps)


def _windows(stream: torch.Tensor, seed: int, steps: int) -> Iterator[torch.Tensor]:
    chance = torch.Generator().manual_seed(seed)
    offsets = torch.arange(LENGTH)
    for _ in range(steps):
        starts = torch.randint(0, len(stream) - LENGTH, (SEQUENCES, 1), generator=chance)
        yield stream[starts + offsets]
