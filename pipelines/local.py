"""Runs a pipeline on this machine: the same definition as on a cluster, each task in a process of its own.

The pipeline runs in a worker process (``local_worker``): kfp's local runner keeps global state, patches ``print``
and replaces log handlers, and none of that may happen to the process that talks to a person. What the tasks print
goes to one log; what they report comes back through a file of events.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from components.shared.environment import worker_environment
from components.shared.errors import EXIT_CODES, TryAgain, Unforeseen

SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_TO_STOP = 10.0
LITTLE_ROOM_BYTES = 64 * 1024  # less than a stage writes to say why it failed

Event = dict[str, Any]


@dataclass(slots=True)
class Step:
    """What is known of one stage of a run."""

    stage: str
    state: str = "running"
    doing: str = ""
    done: int = 0
    total: int | None = None
    seconds: float = 0.0
    error: str = ""
    message: str = ""


@dataclass(slots=True)
class LocalRun:
    """One run of a pipeline: its folder, its stages as far as they came, its result."""

    folder: Path
    steps: dict[str, Step] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    output: Any = None

    @property
    def log(self) -> Path:
        """Everything that the tasks printed."""
        return self.folder / "run.log"

    def artifact(self, task: str, name: str) -> Path | None:
        """Where a task left an output, or none if it did not run; kfp numbers a component's second task ``name-2``."""
        found = [
            path for task_name in (task, f"{task}-[0-9]") for path in self.folder.glob(f"tasks/*/{task_name}/{name}")
        ]
        return found[0] if found else None


def run_pipeline(
    pipeline: str, arguments: dict[str, Any], folder: Path, on_change: Callable[[LocalRun], None] = lambda run: None
) -> LocalRun:
    """Run a pipeline to its end.

    Args:
        pipeline: ``module:function``, for example ``pipelines.finetune:finetune``.
        arguments: Its parameters.
        folder: A new folder for everything the run leaves behind.
        on_change: Called when something is known that was not before, and several times a second while a task works.

    Returns:
        The run, with the stages that a condition skipped.

    Raises:
        BadInput, Refused, TryAgain: As a stage said.
        Unforeseen: A stage failed in a way nobody foresaw; the message names the log.
    """
    folder.mkdir(parents=True)
    events = folder / "events.jsonl"
    events.touch()
    (folder / "arguments.json").write_text(json.dumps(arguments, ensure_ascii=False), encoding="utf-8")
    run = LocalRun(folder)
    with _worker(pipeline, folder, events) as process, events.open(encoding="utf-8") as stream:
        started = time.monotonic()
        while True:
            ended = process.poll() is not None
            started = _follow(run, stream.readlines(), started)
            if _went_on_without(run):
                break
            on_change(run)
            if ended:
                break
            time.sleep(SECONDS_BETWEEN_LOOKS)
    _raise_failure(run, process.returncode)
    outcome = json.loads((folder / "outcome.json").read_text(encoding="utf-8"))
    run.output = outcome["output"]
    run.skipped = tuple(stage for stage in outcome["stages"] if stage not in run.steps)
    return run


@contextmanager
def _worker(pipeline: str, folder: Path, events: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "run.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.local_worker", pipeline, str(folder)],
            stdin=subprocess.PIPE,  # the worker watches it: when this process dies, so does the worker
            stdout=log,
            stderr=subprocess.STDOUT,
            env=worker_environment(events),
            start_new_session=True,  # one group for the worker and its tasks, so that all of them can be stopped
        )
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            break
        os.killpg(process.pid, number)
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            continue
    if process.stdin:
        process.stdin.close()


def _follow(run: LocalRun, lines: list[str], started: float) -> float:
    """Take in new events; a stage's time runs from the end of the one before it, start-up included."""
    now = time.monotonic()
    for line in lines:
        event: Event = json.loads(line)
        step = run.steps.setdefault(event["stage"], Step(event["stage"]))
        for key in ("state", "doing", "done", "total", "error", "message"):
            if key in event:
                setattr(step, key, event[key])
        if event.get("state") == "started":
            step.state = "running"
        if event.get("state") in ("finished", "failed"):
            step.seconds = now - started
            started = now
    for step in run.steps.values():
        if step.state == "running":
            step.seconds = now - started
    return started


def _went_on_without(run: LocalRun) -> bool:
    """Tasks run one by one, and kfp goes on with those that do not need the one that failed: nobody waits for them."""
    return any(step.state != "finished" for step in list(run.steps.values())[:-1])


def _raise_failure(run: LocalRun, code: int | None) -> None:
    kinds = {kind.__name__: kind for kind in EXIT_CODES}
    for step in run.steps.values():
        if step.state != "failed":
            continue
        if step.error in kinds:
            raise kinds[step.error](f"{step.stage}: {step.message}")
        raise Unforeseen(f"{step.stage} failed: {step.error}: {step.message}; everything it printed: {run.log}")
    if code == 0:
        return
    printed = f"everything it printed: {run.log}"
    if shutil.disk_usage(run.folder).free < LITTLE_ROOM_BYTES:
        raise TryAgain(f"no space left on the disk of {run.folder}; make room and run again; {printed}")
    for step in run.steps.values():
        if step.state == "running":
            raise TryAgain(f"{step.stage}: ended from outside, perhaps for lack of memory; run again; {printed}")
    raise Unforeseen(f"the pipeline ended with code {code}; {printed}")
