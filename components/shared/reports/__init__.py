"""One self-contained HTML page of a whole run, in Russian, for a 1C specialist; and its short form in Markdown.

Nothing is loaded from elsewhere: plots are inline SVG, there are no scripts. Kubeflow shows such a page in a frame
without the origin of its own site, and a colleague can be sent the file.
"""

from components.shared.reports.overview import render_evaluation, render_overview
from components.shared.reports.page import render_report

__all__ = ["render_evaluation", "render_overview", "render_report"]
