"""A schedule of Git as the server must have it: names looked up, settings checked, the rest made explicit."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from components.shared.errors import BadInput
from pipelines.publishing.answers import RecurringRun
from pipelines.publishing.compiled import Compiled, read_compiled
from pipelines.publishing.parameters import run_parameters
from pipelines.publishing.schedules import LATEST, Schedule, Schedules

MAX_CONCURRENCY = 1  # two runs at once would train on the same data and move the same canary
NO_CATCHUP = True  # after an outage one run is enough: it reads everything that came in between
HASH_CHARACTERS = 16
_MARK = re.compile(r"^bsl-schedule owner=(?P<owner>\S+) name=(?P<name>\S+) spec=(?P<spec>[0-9a-f]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mark:
    """What says that a recurring run is ours, which schedule it stands for, and what it was made from."""

    owner: str
    name: str
    spec: str

    def line(self) -> str:
        """As it stands in a description; there is no better place on this API."""
        return f"bsl-schedule owner={self.owner} name={self.name} spec={self.spec}"


def mark_of(description: str) -> Mark | None:
    """The mark in a description, or none: then it is somebody else's."""
    found = _MARK.search(description)
    return Mark(**found.groupdict()) if found else None


@dataclass(frozen=True, slots=True)
class Checked:
    """A schedule whose pipeline exists in Git and takes its settings."""

    schedule: Schedule
    compiled: Compiled
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A schedule with the server's identifiers. ``version_id`` is empty where the latest version is followed."""

    schedule: Schedule
    owner: str
    pipeline_id: str
    version_id: str
    current_version_id: str
    current_version: str
    experiment_id: str
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of the schedule, and of the recurring run."""
        return self.schedule.name

    def content(self) -> dict[str, Any]:
        """What cannot be changed in place. Whether it is enabled can, and is no part of it."""
        return {
            "cron": self.schedule.cron,
            "pipeline": self.pipeline_id,
            "version": self.version_id,
            "parameters": self.parameters,
            "service account": self.schedule.service_account,
            "experiment": self.experiment_id,
            "runs at once": MAX_CONCURRENCY,
            "no catch-up": NO_CATCHUP,
        }

    def mark(self) -> Mark:
        """The mark that it gets."""
        text = json.dumps(self.content(), sort_keys=True, ensure_ascii=False)
        return Mark(self.owner, self.name, hashlib.sha256(text.encode()).hexdigest()[:HASH_CHARACTERS])

    def run_name(self) -> str:
        """Name of the one run that the current version gets; it is how that run is found again."""
        return f"{self.name}: {self.current_version}"


def content_of(run: RecurringRun) -> dict[str, Any]:
    """The same facts as ``Wanted.content``, as the server tells them."""
    return {
        "cron": run.trigger.cron_schedule.cron,
        "pipeline": run.pipeline_version_reference.pipeline_id,
        "version": run.pipeline_version_reference.pipeline_version_id,
        "parameters": run.runtime_config.parameters,
        "service account": run.service_account,
        "experiment": run.experiment_id,
        "runs at once": run.max_concurrency,
        "no catch-up": run.no_catchup,
    }


def checked(schedules: Schedules, folder: Path, where: str) -> list[Checked]:
    """Check all schedules against what is compiled, before a server is asked anything.

    Raises:
        BadInput: A schedule names no pipeline or profile, or its settings are none; each is named.
    """
    found, faults = [], []
    for schedule in schedules.schedules:
        try:
            found.append(_checked(schedule, folder, f"{where}: schedule {schedule.name}"))
        except BadInput as error:
            faults.append(str(error))
    if faults:
        raise BadInput("\n".join(faults))
    return found


def _checked(schedule: Schedule, folder: Path, where: str) -> Checked:
    try:
        compiled = read_compiled(folder, schedule.profile)
    except BadInput as error:
        raise BadInput(f"{where}: {error}") from error
    if schedule.pipeline not in compiled:
        raise BadInput(
            f"{where}: there is no pipeline {schedule.pipeline!r} in {folder / schedule.profile}; "
            f"there are {', '.join(compiled)}"
        )
    pipeline = compiled[schedule.pipeline]
    return Checked(schedule, pipeline, run_parameters(schedule.parameters, pipeline, where))


def follows_latest(schedule: Schedule) -> bool:
    """Whether each start looks up the version anew."""
    return schedule.version == LATEST
