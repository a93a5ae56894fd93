"""Merge the adapter into the base model, quantize to 8 bits, and judge the result as read back from disk."""

import time
from pathlib import Path

from components.quantize.judgement import complaints, judge_folder, syntax_share, top1_agreement
from components.quantize.model_folder import local_folder
from components.quantize.settings import QuantizeSettings
from components.quantize.weights import WeightFolder
from components.quantize.writer import Source, write_models
from components.shared.errors import Refused
from components.shared.folders import scratch_folder, whole_folder
from components.shared.observations import Observations
from components.shared.progress import Progress, silent
from components.shared.questions import read_questions
from components.shared.summaries import QuantizeSummary
from components.shared.versions import weights_sha256


def quantize_model(
    base: Path,
    adapter: Path,
    splits: Path,
    quantized: Path,
    settings: QuantizeSettings,
    progress: Progress = silent,
) -> QuantizeSummary:
    """Write the servable model to ``quantized``; nothing is written there unless it is good enough.

    Args:
        base: The base model, or a reference to it.
        adapter: What training left: an adapter, or a whole model.
        splits: Folder with ``test.parquet`` and ``validation.parquet``, whose records it is judged by.
        quantized: Folder of the result.
        settings: Format and limits.
        progress: Told how far it is.

    Raises:
        Refused: Too much was lost.
    """
    started = time.monotonic()
    questions = read_questions([splits / "test.parquet", splits / "validation.parquet"])
    source = Source.find(local_folder(base), adapter)
    merged_name = quantized.with_name(quantized.name + ".merged.partial")
    with whole_folder(quantized) as small, scratch_folder(merged_name) as merged:
        _write(source, merged, small, settings, progress)
        before = judge_folder(merged, questions, settings, progress, "merged")
        after = judge_folder(small, questions, settings, progress, "quantized")
        lost = list(complaints(before, after, settings))
        if lost:
            raise Refused(f"the {settings.format} model is worse than allowed: {'; '.join(lost)}; nothing was written")
        return _summary(settings, merged, small, before, after, time.monotonic() - started)


def _write(source: Source, merged: Path, small: Path, settings: QuantizeSettings, progress: Progress) -> None:
    if settings.format != "bitsandbytes-8bit":
        write_models(source, merged, small, settings.format, progress)
        return
    from components.quantize.bits_and_bytes import check_installed, write_bitsandbytes

    check_installed()
    write_models(source, merged, None, "int8-w8a8", progress)
    write_bitsandbytes(merged, small)


def _summary(
    settings: QuantizeSettings, merged: Path, small: Path, before: Observations, after: Observations, seconds: float
) -> QuantizeSummary:
    return QuantizeSummary(
        format=settings.format,
        bytes_before=WeightFolder(merged).size(),
        bytes_after=WeightFolder(small).size(),
        perplexity_before=before.perplexity,
        perplexity_after=after.perplexity,
        top1_agreement=top1_agreement(before, after),
        syntax_before=syntax_share(before),
        syntax_after=syntax_share(after),
        tokens_per_second_before=before.tokens_per_second,
        tokens_per_second_after=after.tokens_per_second,
        # transformers unpacks compressed-tensors to bf16 on the first forward pass: only the server's kernels
        # compute in 8 bits, so speed and memory measured here are those of bf16
        arithmetic="kernel" if settings.format == "bitsandbytes-8bit" else "emulated",
        judged_records=len(after.questions),
        weights_sha256=weights_sha256(small),
        seconds=seconds,
    )
