"""Schedules of Git brought onto a server: read everything, mend what differs, read again.

Each round starts from what the server says, so a lost answer, a conflict, a kill at any call and a second reconciler
all end in the same state.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from components.shared.errors import BadInput
from pipelines.publishing.answers import Pipeline, Run, Version
from pipelines.publishing.catalogue import find_pipeline, find_version, latest_version
from pipelines.publishing.connection import SECONDS_BETWEEN_ATTEMPTS, Kfp
from pipelines.publishing.drift import Difference, differences, marked
from pipelines.publishing.publish import ensured
from pipelines.publishing.refusals import AlreadyThere, NoAnswer, NotThere
from pipelines.publishing.server_runs import create_experiment, find_experiment, recurring_runs, runs_named
from pipelines.publishing.wanted import Checked, Wanted, follows_latest

ROUNDS = 6
NO_EXPERIMENT = "(to be made)"  # what a report shows as long as nothing was ever applied


@dataclass(frozen=True, slots=True)
class State:
    """Git beside the server, at one moment."""

    wanted: tuple[Wanted, ...]
    differences: tuple[Difference, ...]
    strangers: int

    @property
    def mendable(self) -> list[Difference]:
        """What can be mended from here."""
        return [difference for difference in self.differences if difference.calls]


def compared(kfp: Kfp, schedules: Sequence[Checked], owner: str, experiment_id: str = "") -> State:
    """Read the server; nothing is changed.

    Raises:
        BadInput: A schedule names a pipeline or version that was never published.
    """
    if not experiment_id:
        experiment = find_experiment(kfp)
        experiment_id = experiment.experiment_id if experiment else NO_EXPERIMENT
    looked_up = _looked_up(kfp, schedules, owner, experiment_id)
    wanted = [want for want, _ in looked_up]
    there = list(recurring_runs(kfp))
    runs = _runs_on_change(kfp, [want for want, behind in looked_up if behind is None])
    behind = [difference for _, difference in looked_up if difference is not None]
    strangers = len(there) - sum(len(runs) for runs in marked(there, owner).values())
    return State(tuple(wanted), (*differences(wanted, there, runs, owner), *behind), strangers)


def reconcile(
    kfp: Kfp, schedules: Sequence[Checked], owner: str, tell: Callable[[str], None] = lambda line: None
) -> State:
    """Mend what differs, and return what is left that only a person can mend.

    Raises:
        NoAnswer: The server fails again and again; running once more goes on from there.
    """
    experiment, _ = ensured(lambda: find_experiment(kfp), lambda: create_experiment(kfp))
    for number in range(1, ROUNDS + 1):
        state = compared(kfp, schedules, owner, experiment.experiment_id)
        if not state.mendable:
            return state
        failure = _mend(kfp, state.mendable, tell)
        if failure is not None and number == ROUNDS:
            raise failure
        if failure is not None:
            time.sleep(SECONDS_BETWEEN_ATTEMPTS * number)
    raise NoAnswer(f"{kfp.address}: still differs after {ROUNDS} rounds; is somebody else changing the same schedules?")


def _mend(
    kfp: Kfp, found: Iterable[Difference], tell: Callable[[str], None]
) -> NoAnswer | AlreadyThere | NotThere | None:
    for difference in found:
        tell(difference.line())
        try:
            for call in difference.calls:
                call(kfp)
        except (NoAnswer, AlreadyThere, NotThere) as failure:
            return failure  # what the server did, or somebody else, is seen by reading it again
    return None


def _looked_up(
    kfp: Kfp, schedules: Sequence[Checked], owner: str, experiment_id: str
) -> list[tuple[Wanted, Difference | None]]:
    found, faults = [], []
    for checked in schedules:
        try:
            found.append(_look_up(kfp, checked, owner, experiment_id))
        except BadInput as error:
            faults.append(f"schedule {checked.schedule.name}: {error}")
    if faults:
        raise BadInput("\n".join(faults))
    return found


def _look_up(kfp: Kfp, checked: Checked, owner: str, experiment_id: str) -> tuple[Wanted, Difference | None]:
    schedule, compiled = checked.schedule, checked.compiled
    pipeline = find_pipeline(kfp, compiled.pipeline)
    current = _current(kfp, pipeline, checked) if pipeline else None
    if pipeline is None or current is None:
        missing = compiled.version if follows_latest(schedule) else schedule.version
        raise BadInput(
            f"the server has no version {missing} of the pipeline {compiled.pipeline}; run "
            f"`bsl publish --profile {schedule.profile}`, or wait until Argo CD or Flux has applied it"
        )
    version_id = "" if follows_latest(schedule) else current.pipeline_version_id
    wanted = Wanted(
        schedule=schedule,
        owner=owner,
        pipeline_id=pipeline.pipeline_id,
        version_id=version_id,
        current_version_id=current.pipeline_version_id,
        current_version=current.known_as,
        experiment_id=experiment_id,
        parameters=checked.parameters,
    )
    return wanted, _behind(checked, current)


def _current(kfp: Kfp, pipeline: Pipeline, checked: Checked) -> Version | None:
    if follows_latest(checked.schedule):
        return latest_version(kfp, pipeline.pipeline_id)
    return find_version(kfp, pipeline.pipeline_id, checked.schedule.version)


def _behind(checked: Checked, current: Version) -> Difference | None:
    """Latest is what was made last, not what Git holds: after a revert, or with two profiles, they are not the same."""
    schedule, compiled = checked.schedule, checked.compiled
    if not follows_latest(schedule) or current.known_as == compiled.version:
        return None
    return Difference(
        "behind",
        schedule.name,
        f"the latest version on the server is {current.known_as}, Git holds {compiled.version}",
        f"run `bsl publish --profile {schedule.profile}`, or if it is there already, pin it with `version:`",
    )


def _runs_on_change(kfp: Kfp, wanted: Sequence[Wanted]) -> dict[str, list[Run]]:
    watched = [want for want in wanted if want.schedule.on_change == "run_once" and want.schedule.enabled]
    return {
        want.name: runs_named(kfp, want.run_name(), want.experiment_id) if want.experiment_id != NO_EXPERIMENT else []
        for want in watched
    }
