"""How the rows of a public set are read."""

from typing import Literal

from pydantic import Field

from components.shared.settings import Settings

Layout = Literal["alpaca", "openai", "hf"]


class PublicColumns(Settings):
    """Names of the columns, where they differ from those of the layout; dots lead into objects."""

    instruction: str = Field("instruction", min_length=1, description="The task, of Alpaca; a question's title")
    input: str = Field("input", min_length=1, description="What is given along with the task, of Alpaca")
    output: str = Field("output", min_length=1, description="The answer, of Alpaca")
    system: str = Field("system", min_length=1, description="What the model is told to be, of Alpaca")
    history: str = Field("history", min_length=1, description="Earlier pairs of question and answer, of Alpaca")
    messages: str = Field("messages", min_length=1, description="All turns, of OpenAI")
    prompt: str = Field("prompt", min_length=1, description="The turns or the text before the answer, of HF")
    completion: str = Field("completion", min_length=1, description="The answer as turns or text, of HF")
    tools: str = Field("tools", min_length=1, description="Tools offered, of OpenAI and HF")
    license: str = Field("", description="Licence of a row, SPDX; empty: that of the file holds for all")
    url: str = Field("", description="Where a row can be found, for attribution; empty: no such column")


class PublicSettings(Settings):
    """Layout and budgets of a public set."""

    layout: Literal["auto", "alpaca", "openai", "hf"] = Field("auto", description="auto: told by the first good row")
    columns: PublicColumns = PublicColumns()
    max_file_bytes: int = Field(4 * 2**30, ge=1, description="Largest file read")
    max_row_bytes: int = Field(2**20, ge=100, description="Longest row read; a longer one is counted and passed over")
