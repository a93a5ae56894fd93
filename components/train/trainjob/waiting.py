"""Inside the step: hand a training over to a TrainJob, wait for it, take the outcome."""

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from components.shared.cluster import ClusterConflict
from components.shared.errors import BadInput, Refused, TryAgain
from components.shared.folders import whole_folder
from components.shared.object_store import NotFound, ObjectStore
from components.shared.progress import Progress
from components.shared.summaries import TrainSummary
from components.train.checkpoint import PREFIX, training_digest
from components.train.settings import TrainSettings
from components.train.trainjob.heartbeat import PROGRESS, beat
from components.train.trainjob.manifest import API_VERSION, KIND, job_name, manifest
from components.train.trainjob.parcels import facts_of, fetch, forget, send
from components.train.trainjob.settings import TrainJobSettings

INPUTS, OUTCOME = "inputs/", "outcome/"
PATIENCE_SECONDS = 600.0  # with a cluster that does not answer; the job works on meanwhile

Object = dict[str, Any]
State = Literal["absent", "going", "queued", "running", "complete", "failed"]

logger = logging.getLogger(__name__)


class Jobs(Protocol):
    """As much of ``components.shared.cluster`` as a waiting step needs: it may not list."""

    def get(self, api_version: str, kind: str, name: str) -> Object | None:
        """An object, or None."""

    def create(self, thing: Object) -> Object:
        """Make an object."""

    def delete(self, api_version: str, kind: str, name: str) -> bool:
        """Remove an object."""


def train_in_job(
    base: Path,
    splits: Path,
    adapter: Path,
    tensorboard: Path,
    settings: TrainSettings,
    progress: Progress,
    store: ObjectStore,
    job: TrainJobSettings,
    jobs: Jobs,
    store_url: str,
) -> TrainSummary:
    """The same as ``train_adapter``, on another machine.

    Raises:
        BadInput: As the training itself; or the job cannot reach this store.
        Refused: As the training itself; or the job failed, or took too long. It is deleted then.
        TryAgain: The cluster is away. The job works on, and the next try takes it up.
    """
    if not store_url.startswith("s3://"):
        raise BadInput(f"BSL_OBJECT_STORE: a TrainJob cannot reach {store_url.partition(':')[0]}:…; use an s3:// URL, "
                       "or train_backend: pod in the deployment profile")  # fmt: skip
    training = training_digest(base, splits, settings)
    name = job_name(training, job)
    prefix = f"{PREFIX}/{training}/{name}/"
    send(store, prefix + INPUTS, {"base": base, "splits": splits}, settings.model_dump(mode="json"))
    waiting = Waiting(jobs, store, prefix, manifest(name, prefix, store_url, job), job, progress)
    facts = waiting.outcome()
    if "error" in facts:
        raise {"BadInput": BadInput}.get(facts["error"], Refused)(facts["message"])
    with whole_folder(adapter) as adapter_folder, whole_folder(tensorboard) as curves:
        fetch(store, prefix + OUTCOME, {"adapter": adapter_folder, "tensorboard": curves})
    return TrainSummary.model_validate_json(facts["summary"])


@dataclass(slots=True)
class Waiting:
    """One wait for one job. A step that was killed is followed by another one that takes the same job up."""

    jobs: Jobs
    store: ObjectStore
    prefix: str
    wanted: Object
    settings: TrainJobSettings
    progress: Progress
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _ours: bool = False
    _is_running: bool = False
    _worked_seconds: float = 0.0
    _answered_at: float = 0.0

    def outcome(self) -> dict[str, Any]:
        """What the job left, once it has ended."""
        self._answered_at = self.clock()
        while True:
            beat(self.store, self.prefix)
            before = self.clock()
            try:
                facts = self._look()
                self._answered_at = self.clock()
            except TryAgain as error:
                if self.clock() - self._answered_at > PATIENCE_SECONDS:
                    raise
                logger.warning("still waiting: %s", error)
                facts = None
            if facts is not None:
                return facts
            self.sleep(self.settings.poll_seconds)
            self._worked_seconds += self._is_running * (self.clock() - before)

    def _look(self) -> dict[str, Any] | None:
        thing = self.jobs.get(API_VERSION, KIND, self._name)
        state = state_of(thing)
        self._is_running = state == "running"
        if state == "absent":
            return self._begin()
        if state in ("complete", "failed"):
            return self._ended(state, thing or {})
        self._show(state)
        self._limit_time()
        return None

    def _begin(self) -> dict[str, Any] | None:
        """Nothing is there: either it was cleaned up after it had ended well, or it never was."""
        facts = facts_of(self.store, self.prefix + OUTCOME)
        if facts and (self._ours or "summary" in facts):
            return facts
        if self._ours:
            raise Refused(f"TrainJob {self._name} was deleted while a step waited for it; run the pipeline again to go "
                          "on from its last checkpoint")  # fmt: skip
        forget(self.store, self.prefix + OUTCOME)
        try:
            self.jobs.create(self.wanted)
        except ClusterConflict:
            return None  # another step was quicker: it is taken up with the next look
        self._ours = True
        return None

    def _ended(self, state: State, thing: Object) -> dict[str, Any] | None:
        facts = facts_of(self.store, self.prefix + OUTCOME)
        if facts and ("summary" in facts or self._ours):
            self._show_work()  # also of a job that was quicker than the looks at it
            return facts
        self.jobs.delete(API_VERSION, KIND, self._name)
        if self._ours:
            raise Refused(f"TrainJob {self._name} ended without an adapter: {_said(thing, state)}; its events and the "
                          "log of its pod say why. It is deleted; the next run goes on from a checkpoint")  # fmt: skip
        return None  # it failed for another step, or stopped because nobody waited: once more

    def _show(self, state: State) -> None:
        # from here on its end is ours to answer for
        self._ours = self._ours or state != "going"
        if state != "running":
            self.progress({"queued": "waiting in the queue", "going": "waiting for the old job to go"}[state])
            return
        self._show_work()

    def _show_work(self) -> None:
        try:
            told = json.loads(self.store.get(self.prefix + PROGRESS))
        except (NotFound, TryAgain):
            told = {}
        self.progress(told.get("doing", "starting on another machine"), told.get("done", 0), told.get("total"))

    def _limit_time(self) -> None:
        if self._worked_seconds > self.settings.hours * 3600:
            self.jobs.delete(API_VERSION, KIND, self._name)
            raise Refused(f"TrainJob {self._name} was at work for more than {self.settings.hours:g} hours and is "
                          "deleted; raise model.hours in the deployment profile: the next run goes on from the last "
                          "checkpoint")  # fmt: skip

    @property
    def _name(self) -> str:
        return str(self.wanted["metadata"]["name"])


def state_of(thing: Object | None) -> State:
    """Where a job is. Suspended is queued: by Kueue before it starts, and again when another one takes its place."""
    if thing is None:
        return "absent"
    if thing["metadata"].get("deletionTimestamp"):
        return "going"
    conditions = {each["type"] for each in _conditions(thing) if each["status"] == "True"}
    for kind, state in (("Complete", "complete"), ("Failed", "failed")):
        if kind in conditions:
            return state  # type: ignore[return-value]
    return "queued" if "Suspended" in conditions or thing["spec"].get("suspend") else "running"


def _conditions(thing: Object) -> list[dict[str, str]]:
    found: list[dict[str, str]] = (thing.get("status") or {}).get("conditions") or []
    return found


def _said(thing: Object, state: State) -> str:
    said = [each.get("message", "") for each in _conditions(thing) if each["type"].lower() == state]
    return said[0] if said and said[0] else state
