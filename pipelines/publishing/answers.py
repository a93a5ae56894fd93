"""What is read of a server's answers. Everything else in them is nobody's business here."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipelines.publishing.refusals import WrongEndpoint

AnswerT = TypeVar("AnswerT", bound="_Read")


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Pipeline(_Read):
    """A pipeline, which is a name over versions."""

    pipeline_id: str
    name: str = ""
    display_name: str = ""


class Version(_Read):
    """One immutable version of a pipeline."""

    pipeline_id: str = ""
    pipeline_version_id: str
    name: str = ""
    display_name: str = ""
    created_at: str = ""
    tags: dict[str, str] = {}

    @property
    def known_as(self) -> str:
        """Its name; servers before 2.15 have the display name only."""
        return self.name or self.display_name


class Experiment(_Read):
    """A folder of runs."""

    experiment_id: str
    display_name: str = ""


class Reference(_Read):
    """Which version runs; without a version the latest one, each time anew."""

    pipeline_id: str = ""
    pipeline_version_id: str = ""


class Cron(_Read):
    """The line of a schedule."""

    cron: str = ""


class Trigger(_Read):
    """When a recurring run starts."""

    cron_schedule: Cron = Cron()


class Runtime(_Read):
    """What a run is given."""

    parameters: dict[str, Any] = {}


class RecurringRun(_Read):
    """A schedule as the server has it. Numbers of 64 bits come as text, what is false or empty is left out."""

    recurring_run_id: str
    display_name: str = ""
    description: str = ""
    created_at: str = ""
    status: str = ""
    mode: str = ""
    max_concurrency: int = 0
    no_catchup: bool = False
    service_account: str = ""
    experiment_id: str = ""
    trigger: Trigger = Trigger()
    runtime_config: Runtime = Runtime()
    pipeline_version_reference: Reference = Reference()

    @property
    def enabled(self) -> bool:
        """Whether it starts runs."""
        return self.status == "ENABLED" or self.mode == "ENABLE"


class Run(_Read):
    """One run."""

    run_id: str
    display_name: str = ""
    description: str = ""
    created_at: str = ""
    state: str = ""
    storage_state: str = Field("", description="AVAILABLE or ARCHIVED")


def parsed_list(kind: type[AnswerT], answer: dict[str, Any], key: str, address: str) -> list[AnswerT]:
    """The objects of a page; an empty list is left out of an answer.

    Raises:
        WrongEndpoint: It is no list of them.
    """
    items = answer.get(key, [])
    if not isinstance(items, list):
        raise WrongEndpoint(f"{address}: answers, but not as Kubeflow Pipelines does: {key} is no list")
    return [parsed(kind, item, address) for item in items]


def parsed(kind: type[AnswerT], answer: Any, address: str) -> AnswerT:
    """One object of an answer.

    Raises:
        WrongEndpoint: It is not what this API answers with.
    """
    try:
        return kind.model_validate(answer)
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"])
        raise WrongEndpoint(
            f"{address}: answers, but not as Kubeflow Pipelines does: {kind.__name__} {place}: {problem['msg']}"
        ) from error
