"""Writes the report of a run from the summaries of its stages."""

from collections.abc import Mapping
from pathlib import Path

from components.report.settings import ReportSettings
from components.shared.reports import render_overview, render_report
from components.shared.summaries import STAGE_SUMMARIES


def write_report(summaries: Mapping[str, Path], page: Path, overview: Path, settings: ReportSettings) -> None:
    """Write the page and its short form.

    Args:
        summaries: stage -> file of its summary.
        page: Where the HTML goes.
        overview: Where the Markdown goes.
        settings: Size of the report.
    """
    known = {stage: STAGE_SUMMARIES[stage].read(path) for stage, path in summaries.items()}
    page.write_text(render_report(known, settings.max_answers), encoding="utf-8")
    overview.write_text(render_overview(known), encoding="utf-8")
