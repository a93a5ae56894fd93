"""The gate as a KFP component: one plain yes or no, which the pipeline branches on."""

from typing import Any

from kfp import dsl
from kfp.dsl import Artifact, Input, Output

from components import images


@dsl.component(base_image=images.CPU, install_kfp_package=False)
def gate(evaluation: Input[Artifact], summary: Output[Artifact], settings: dict[str, Any]) -> bool:
    """Decide whether the tuned model may be shipped.

    Args:
        evaluation: What the evaluation found, JSON.
        summary: The verdict with one sentence for each threshold, JSON.
        settings: Section `gate` of the configuration.

    Returns:
        Whether every threshold was reached.
    """
    from components.gate.settings import GateSettings
    from components.gate.stage import judge
    from components.shared.progress import open_progress
    from components.shared.summaries import EvaluateSummary

    with open_progress("gate") as progress:
        progress("comparing with the thresholds")
        verdict = judge(EvaluateSummary.read(evaluation.path), GateSettings(**settings))
    verdict.write(summary.path)
    summary.metadata["passed"] = verdict.passed
    summary.metadata["reasons"] = " ".join(verdict.reasons)
    return verdict.passed
