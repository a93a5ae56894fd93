"""Whether a model is asked for examples, which, and of what code."""

from typing import Literal

from pydantic import Field

from components.shared.records import Source
from components.shared.settings import Settings

Kind = Literal["describe", "reword", "variant"]


class GenerateSettings(Settings):
    """The endpoint and what it is asked for. The token comes from the environment: BSL_GENERATOR_TOKEN."""

    endpoint: str = Field(
        "",
        pattern=r"^(https?://[A-Za-z0-9._~:/\[\]%-]+)?$",
        description="Address of an OpenAI-compatible API, as in https://llm.example.com/v1; empty: no model is asked",
    )
    model: str = Field("", max_length=200, description="The model's name as the endpoint knows it")
    ask: tuple[Kind, ...] = Field(
        ("describe", "reword"),
        description="What for. describe: the task of methods that have no description; reword: other words for a "
        "task; variant: another answer to it",
    )
    most_requests: int = Field(2000, ge=1, le=100_000, description="Most questions of a run, all kinds together")
    most_share: float = Field(
        0.5, gt=0, le=10, description="Most questions, as a share of the records that are kept without a model"
    )
    send_configurations: tuple[str, ...] = Field(
        (),
        description="Configurations (ERP, ZUP, …) whose code may be sent although it may not be passed on; a method "
        "goes only if all configurations that it was met in are named",
    )
    send_licenses: tuple[str, ...] = Field(
        (), description="Licences of which the same is true, as the report names them, as in LicenseRef-Unknown"
    )
    sources: tuple[Source, ...] = Field(
        ("module", "knowledge_base", "public", "community"), description="Kinds of records that examples are made of"
    )
    temperature: float = Field(0.0, ge=0, le=2, description="0: the likeliest answer")
    seed: int = Field(1, ge=0, description="Sent with each question; another one asks everything anew")
    max_tokens: int = Field(2048, ge=16, le=32_768, description="Longest answer, in tokens of the model")
    concurrency: int = Field(4, ge=1, le=64, description="Questions that are out at the same time")
    timeout_seconds: float = Field(120.0, gt=0, description="Longest wait for one answer")
    tries: int = Field(4, ge=1, le=10, description="How often one question is asked when the endpoint fails")
    longest_wait_seconds: float = Field(
        60.0,
        ge=0,
        description="Longest pause that the endpoint may ask for (Retry-After); beyond, the question is lost",
    )
    failures_in_a_row: int = Field(
        10, ge=1, description="After so many lost questions without an answer between them the rest is not asked"
    )
