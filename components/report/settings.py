"""What the report shows."""

from pydantic import Field

from components.shared.settings import Settings


class ReportSettings(Settings):
    """Size of the report."""

    max_answers: int = Field(12, ge=0, description="Answers shown side by side")
