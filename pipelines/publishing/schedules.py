"""``manifests/schedules.yaml``: when which pipeline runs, with what, as Git wants it.

There is no time zone of one schedule in Kubeflow Pipelines: the scheduler of the installation has one for all
(``cronScheduleTimezone`` of the ConfigMap ``pipeline-install-config``, UTC unless changed, not told over REST).
``timezone`` states what it is set to, so that the report can say when a schedule comes due.
"""

from pathlib import Path
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator, model_validator

from components.shared.errors import BadInput
from components.shared.settings import Settings
from pipelines.config import read_yaml
from pipelines.publishing.cron import parse_cron

LATEST = "latest"
MAX_BYTES = 2**20
LABEL = r"^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$"


class Schedule(Settings):
    """One recurring run. At most one of its runs is at work, and what was missed is not caught up."""

    name: str = Field(pattern=LABEL, description="Name in the UI, unique in the file")
    pipeline: str = Field(min_length=1, description="A compiled pipeline: finetune, promote")
    profile: str = Field(min_length=1, description="Deployment profile that it was compiled for")
    cron: str = Field(description="second minute hour day month weekday, in the time zone of the installation")
    parameters: dict[str, Any] = Field({}, description="Sections of settings; what is left out has its default")
    version: str = Field(LATEST, min_length=1, description="latest, looked up at each start, or the name of a version")
    on_change: Literal["nothing", "run_once"] = Field(
        "nothing", description="run_once: besides the times, one run of each version that becomes current"
    )
    enabled: bool = Field(True, description="false: known to the server, but starts nothing")
    service_account: str = Field("", description="Account that its pods run under; empty: that of the installation")

    @field_validator("cron")
    @classmethod
    def _readable(cls, line: str) -> str:
        parse_cron(line)
        return line


class Schedules(Settings):
    """All schedules of one repository on one server."""

    owner: str = Field("bsl-foundry", pattern=LABEL, description="Marks what is ours; another repository has another")
    timezone: str = Field("UTC", description="What cronScheduleTimezone of the installation is set to")
    schedules: list[Schedule] = Field([], max_length=200, description="The schedules")

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"no such time zone: {name!r}; write UTC or a name such as Europe/Moscow") from error
        return name

    @model_validator(mode="after")
    def _unique(self) -> Self:
        names = [schedule.name for schedule in self.schedules]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"names that stand twice: {', '.join(twice)}")
        return self


def read_schedules(path: Path) -> Schedules:
    """Read the file.

    Raises:
        BadInput: It is absent or wrong; each fault is named with its schedule.
    """
    try:
        content = path.read_bytes()[: MAX_BYTES + 1]
        text = content.decode("utf-8")
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}; start from manifests/schedules.yaml") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8: save it in this encoding") from error
    if len(content) > MAX_BYTES:
        raise BadInput(f"{path}: more than {MAX_BYTES} bytes are no schedules")
    values = read_yaml(text, str(path)) or {}
    try:
        return Schedules.model_validate(values)
    except ValidationError as error:
        raise BadInput("\n".join(_words(path, values, problem) for problem in error.errors())) from error


def _words(path: Path, values: Any, problem: Any) -> str:
    """One fault, under the schedule's name rather than its number."""
    place = list(problem["loc"])
    if len(place) > 1 and place[0] == "schedules":
        schedule = values["schedules"][place[1]]
        name = schedule.get("name") if isinstance(schedule, dict) else None
        place = [f"schedule {name or place[1] + 1}", *place[2:]]
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        message = f"no such key; there are {', '.join(Schedule.model_fields)}"
    return f"{path}: {': '.join(str(part) for part in place)}{': ' if place else ''}{message}"
