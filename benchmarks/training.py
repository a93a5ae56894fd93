"""Training throughput of our own loop beside TRL's, on the same model, records and optimizer settings.

Useful tokens are those of the records, padding not counted; start-up (imports, loading, tokenising) is not in the time.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.figure import Figure, measured

RECORDS, EPOCHS, BATCH, TOKENS, REPETITIONS = 160, 1, 4, 256, 3
COMMAND = "python -m benchmarks training"


def figures() -> Iterator[Figure]:
    with TemporaryDirectory() as folder:
        base, splits = _prepare(Path(folder))
        pairs = [(_ours(base, splits, Path(folder) / f"ours-{i}"), _trl(base, splits, Path(folder))) for i in _rounds()]
    for claim, values in (
        ("own loop, tiny model, LoRA", [ours for ours, _ in pairs]),
        ("TRL SFTTrainer, same model and records", [trl for _, trl in pairs]),
    ):
        yield _figure(claim, values, "useful tokens/s")
    yield _figure("own loop / TRL, pair by pair", [ours / trl for ours, trl in pairs], "times")


def _rounds() -> range:
    return range(REPETITIONS)


def _figure(claim: str, values: list[float], unit: str) -> Figure:
    return measured(claim, values, unit, COMMAND)


def _prepare(folder: Path) -> tuple[Path, Path]:
    from components.base_model.settings import BaseModelSettings
    from components.base_model.stage import prepare_base_model
    from components.curate.settings import CurateSettings
    from components.curate.stage import curate_corpus
    from components.ingest.settings import IngestSettings, SourceSettings
    from components.ingest.stage import ingest_sources
    from components.split.settings import SplitSettings
    from components.split.stage import split_records

    base, corpus, curated, splits = (folder / name for name in ("base", "corpus", "curated", "splits"))
    prepare_base_model(base, BaseModelSettings(tiny_steps=20))
    sources = IngestSettings(sources=(SourceSettings(kind="templates", count=RECORDS * 5 // 4, seed=1),))
    ingest_sources(corpus, sources, f"file:{folder / 'ratings'}")
    curate_corpus(corpus, curated, CurateSettings())
    split_records(curated, splits, SplitSettings())
    return base, splits


def _ours(base: Path, splits: Path, folder: Path) -> float:
    from components.train.settings import TrainingSettings, TrainSettings
    from components.train.stage import train_adapter

    seen: list[float] = []

    def watch(doing: str, done: int = 0, total: int | None = None) -> None:
        if doing == "training":
            seen.append(time.perf_counter())

    training = TrainingSettings(
        num_epochs=EPOCHS, batch_size=BATCH, max_tokens=TOKENS, learning_rate=6e-3, warmup_steps=1, evaluations=1,
        max_validation_records=1,
    )  # fmt: skip
    summary = train_adapter(base, splits, folder / "a", folder / "t", TrainSettings(training=training), watch)
    # the first event comes after the first step
    return summary.tokens * (len(seen) - 1) / len(seen) / (seen[-1] - seen[0])


def _trl(base: Path, splits: Path, folder: Path) -> float:
    import torch
    from peft import LoraConfig
    from transformers import AutoModelForCausalLM, AutoTokenizer, TrainerCallback
    from trl import SFTConfig, SFTTrainer

    from datasets import load_dataset

    class Clock(TrainerCallback):  # type: ignore[misc]
        def __init__(self) -> None:
            self.ends: list[float] = []

        def on_step_end(self, *arguments: Any, **named: Any) -> None:
            self.ends.append(time.perf_counter())

    torch.set_num_threads(1)
    tokenizer = AutoTokenizer.from_pretrained(base)
    data = load_dataset(
        "json", data_files=str(splits / "bsl_hf_train.jsonl"), split="train", cache_dir=str(folder / "c")
    )
    clock = Clock()
    trainer = SFTTrainer(
        model=AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32),
        processing_class=tokenizer,
        train_dataset=data,
        callbacks=[clock],
        peft_config=LoraConfig(r=16, lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM"),
        args=SFTConfig(
            output_dir=str(folder / "trl"), num_train_epochs=EPOCHS, per_device_train_batch_size=BATCH,
            max_length=TOKENS, learning_rate=6e-3, lr_scheduler_type="cosine", warmup_steps=1, use_cpu=True,
            gradient_checkpointing=False, bf16=False, report_to=[], save_strategy="no", logging_steps=10_000,
            dataloader_pin_memory=False, disable_tqdm=True, weight_decay=0.01,
        ),
    )  # fmt: skip
    tokens = sum(len(row["input_ids"]) for row in trainer.train_dataset)
    with redirect_stdout(sys.stderr):  # it prints its log, which is no row of the table
        trainer.train()
    return tokens * (len(clock.ends) - 1) / len(clock.ends) / (clock.ends[-1] - clock.ends[0])
