"""The register stage as a KFP component."""

from typing import Any

from kfp import dsl
from kfp.dsl import Artifact, Dataset, Input, Markdown, Model, Output

from components import images


@dsl.component(base_image=images.CPU, install_kfp_package=False)
def register(
    base: Input[Model],
    quantized: Input[Model],
    dataset: Input[Dataset],
    base_summary: Input[Artifact],
    ingested: Input[Artifact],
    curated: Input[Artifact],
    splits: Input[Artifact],
    trained: Input[Artifact],
    evaluation: Input[Artifact],
    gated: Input[Artifact],
    quantization: Input[Artifact],
    summary: Output[Artifact],
    card: Output[Markdown],
    settings: dict[str, Any],
    model_settings: dict[str, Any],
    ingest_settings: dict[str, Any],
    curate_settings: dict[str, Any],
    split_settings: dict[str, Any],
    train_settings: dict[str, Any],
    evaluate_settings: dict[str, Any],
    gate_settings: dict[str, Any],
    quantize_settings: dict[str, Any],
) -> str:
    """Keep the model that will be served as an immutable version, signed, with all of its documents.

    Args:
        base: The base model, or a reference to it.
        quantized: The files that will be served.
        dataset: What it learned from: its data card goes with the model.
        base_summary: What the base model is, JSON.
        ingested: Where records came from, JSON.
        curated: What was kept and what was dropped, JSON.
        splits: Sizes and mix of the splits, JSON.
        trained: How training went, JSON.
        evaluation: Base against tuned, JSON.
        gated: The gate's verdict, JSON.
        quantization: What became smaller and what was lost, JSON.
        summary: The version that was registered, JSON.
        card: The model card, in Russian and English.
        settings: Section `registry` of the configuration.
        model_settings: Settings of the run's base model; kept with the version.
        ingest_settings: Settings of the run's ingest; kept with the version.
        curate_settings: Settings of the run's curate; kept with the version.
        split_settings: Settings of the run's split; kept with the version.
        train_settings: Settings of the run's train; kept with the version.
        evaluate_settings: Settings of the run's evaluate; kept with the version.
        gate_settings: Settings of the run's gate; kept with the version.
        quantize_settings: Settings of the run's quantize; kept with the version.

    Returns:
        The version, as `v3`; the same files are the version they were before.
    """
    from datetime import UTC, datetime
    from pathlib import Path

    from components.register.settings import RegisterSettings
    from components.register.stage import read_run, register_model
    from components.shared.environment import object_store_url
    from components.shared.object_store import open_object_store
    from components.shared.progress import open_progress
    from components.shared.registry import Registry
    from components.shared.release import signing_key

    choices = RegisterSettings(**settings)
    # one parameter each: inside a dict argument of a pipeline KFP pastes parameters into JSON as text
    run_settings = {
        "model": model_settings, "ingest": ingest_settings, "curate": curate_settings, "split": split_settings,
        "train": train_settings, "evaluate": evaluate_settings, "gate": gate_settings, "quantize": quantize_settings,
    }  # fmt: skip
    with open_progress("register") as progress:
        summaries = (base_summary, ingested, curated, splits, trained, evaluation, gated, quantization)
        run = read_run(*(artifact.path for artifact in summaries))
        registry = Registry(open_object_store(object_store_url()), choices.name)
        released, text = register_model(
            Path(base.path), Path(quantized.path), Path(dataset.path), run, registry, choices,
            key=signing_key(), run_settings=run_settings, now=datetime.now(UTC), progress=progress,
        )  # fmt: skip
    released.write(summary.path)
    summary.metadata["version"] = released.version
    summary.metadata["digest"] = released.digest
    Path(card.path).write_text(text, encoding="utf-8")
    return released.version
