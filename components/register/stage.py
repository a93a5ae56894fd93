"""Keep a servable model with everything that led to it: an immutable version and its card."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from components.register.documents import base_documents, tuned_documents
from components.register.settings import RegisterSettings
from components.shared.errors import BadInput, Refused
from components.shared.progress import Progress, silent
from components.shared.registry import Registry, card_key
from components.shared.release import SigningKey
from components.shared.release.bundle import signed
from components.shared.summaries import (
    STAGE_SUMMARIES,
    BaseModelSummary,
    CurateSummary,
    EvaluateSummary,
    GateSummary,
    IngestSummary,
    QuantizeSummary,
    ReleaseSummary,
    SplitSummary,
    TrainSummary,
)
from components.shared.versions import VersionDetails, weights_sha256


class Run(BaseModel):
    """What every stage of one run counted."""

    model_config = ConfigDict(frozen=True)

    base_model: BaseModelSummary
    ingest: IngestSummary
    curate: CurateSummary
    split: SplitSummary
    train: TrainSummary
    evaluate: EvaluateSummary
    gate: GateSummary
    quantize: QuantizeSummary


def read_run(*paths: str) -> Run:
    """Read the summaries that the stages wrote, in the order of a run."""
    stages = zip(Run.model_fields, paths, strict=True)
    return Run.model_validate({stage: STAGE_SUMMARIES[stage].read(path) for stage, path in stages})


def register_model(
    base: Path,
    quantized: Path,
    splits: Path,
    run: Run,
    registry: Registry,
    settings: RegisterSettings,
    *,
    key: SigningKey,
    run_settings: dict[str, Any],
    now: datetime,
    progress: Progress = silent,
) -> tuple[ReleaseSummary, str]:
    """Register the quantized model and the base model it was made from, each with its documents, signed.

    Args:
        base: The folder that the base model stage wrote.
        quantized: The files to be served.
        splits: The folder that the split stage wrote: its data card goes with the model.
        run: What every stage counted.
        registry: Where versions are kept.
        settings: Licence of the base model.
        key: What releases are signed with.
        run_settings: All sections of the run, kept with the version.
        now: When the version is made.
        progress: Told what is being done.

    Returns:
        The version, and its model card.

    Raises:
        Refused: The gate said no.
        BadInput: The summaries are not of one run, or not of this model.
    """
    must_be_one_run(run, quantized)
    progress("registering the base model")
    base_version = registry.register_base(
        base, run.base_model, now, lambda made: signed(made, base_documents(made), key)
    )
    progress("registering the tuned model")
    details = VersionDetails(
        kind="tuned",
        status="passed",
        base_version=base_version,
        created_at=now,
        licenses={
            "base": (settings.base_license or run.base_model.license,),
            "data": tuple(sorted(run.split.by_license)),
        },
        chat_template_sha256=run.base_model.chat_template_sha256,
        # kfp hands structs over in any order; the same run must give the same card
        settings=json.loads(json.dumps(run_settings, sort_keys=True)),
        summaries=run.model_dump(),
        dataset_digest=run.split.digest,
        adapter_sha256=run.train.adapter_sha256,
    )
    record, new = registry.register(quantized, details, lambda made: signed(made, tuned_documents(made, splits), key))
    released = ReleaseSummary(
        name=record.name,
        version=record.version,
        digest=record.digest,
        new=new,
        base_version=record.base_version,
        card=card_key(record),
    )
    return released, registry.card(record.version)


def must_be_one_run(run: Run, quantized: Path) -> None:
    """What was judged must be what is registered."""
    if not run.gate.passed:
        reasons = " ".join(run.gate.reasons)
        raise Refused(f"the gate did not let this model pass, so it is not registered: {reasons}")
    if run.evaluate.adapter_sha256 != run.train.adapter_sha256:
        raise BadInput(
            f"evaluation is of adapter {run.evaluate.adapter_sha256[:12]}, training made "
            f"{run.train.adapter_sha256[:12]}; give the summaries of one run"
        )
    found = weights_sha256(quantized)
    if found != run.quantize.weights_sha256:
        raise BadInput(
            f"{quantized}: the weights have the digest {found[:12]}, judged were "
            f"{run.quantize.weights_sha256[:12]}; register what was judged"
        )
