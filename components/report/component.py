"""The wrapper of the report stage."""

from typing import Any, Optional

from kfp import dsl
from kfp.dsl import HTML, Artifact, Input, Markdown, Output

from components import images


@dsl.component(base_image=images.CPU, install_kfp_package=False)
def report(
    base_summary: Input[Artifact],
    ingested: Input[Artifact],
    curated: Input[Artifact],
    splits: Input[Artifact],
    trained: Input[Artifact],
    evaluation: Input[Artifact],
    gated: Input[Artifact],
    page: Output[HTML],
    overview: Output[Markdown],
    settings: dict[str, Any],
    quantization: Optional[Input[Artifact]] = None,  # noqa: UP045  kfp knows no other form
    released: Optional[Input[Artifact]] = None,  # noqa: UP045
    deployed: Optional[Input[Artifact]] = None,  # noqa: UP045
) -> None:
    """Make one page of everything the run found.

    Args:
        base_summary: Summary of the base model.
        ingested: Summary of ingest.
        curated: Summary of curate.
        splits: Summary of split.
        trained: Summary of train.
        evaluation: Summary of evaluate.
        gated: Summary of the gate.
        page: The report, one self-contained HTML file in Russian.
        overview: Its short form in Markdown.
        settings: How many answers are shown.
        quantization: Summary of quantize, when the gate said yes.
        released: Summary of register, when the gate said yes.
        deployed: Summary of deploy, when the gate said yes.
    """
    from pathlib import Path

    from components.report.settings import ReportSettings
    from components.report.stage import write_report
    from components.shared.progress import open_progress

    given = {
        "base_model": base_summary, "ingest": ingested, "curate": curated, "split": splits, "train": trained,
        "evaluate": evaluation, "gate": gated, "quantize": quantization, "register": released, "deploy": deployed,
    }  # fmt: skip
    with open_progress("report"):
        paths = {stage: Path(artifact.path) for stage, artifact in given.items() if artifact is not None}
        write_report(paths, Path(page.path), Path(overview.path), ReportSettings(**settings))
