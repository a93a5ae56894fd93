"""Runs the whole pipeline on this machine: from sources to the decision on the canary.

The pipelines `finetune` and `promote` are the ones that Kubeflow runs. In between, the test tasks are asked through
the gateway, and an automatic rater stands in for the users whom a laptop does not have.

Example:
  bsl run
  bsl run --source ~/erp --max-steps 60
  bsl run --set model.base_model=Qwen/Qwen2.5-Coder-0.5B-Instruct --set training.learning_rate=2e-4
"""

import argparse
import json
import os
import shutil
import time
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from components.base_model.settings import TINY
from components.shared.environment import artifacts_folder, object_store_url, ratings_url
from components.shared.errors import BadInput, TryAgain, Unforeseen
from pipelines.checking.files import SUFFIXES
from pipelines.commands.arguments import add_settings_arguments, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.config import Config
    from pipelines.display import Display
    from pipelines.local import LocalRun

FINETUNE_STAGES = (
    "ingest", "curate", "split", "train", "evaluate", "gate", "quantize", "register", "deploy", "report",
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What a run can be told."""
    parser.add_argument(
        "--source", type=Path, action="append", help="configuration export, folder of modules, or Git checkout"
    )
    parser.add_argument("--license", default="", help="licence of --source, SPDX; without it: found in its files")
    parser.add_argument("--max-steps", type=int, help="cap on optimizer steps")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    add_settings_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run finetune, meet the synthetic users, run promote; 1 when a gate or the users say no."""
    from components.shared.object_store import open_object_store
    from components.shared.ratings import open_ratings
    from pipelines.display import Display, open_console

    config = _config(arguments)
    # an address that cannot be used must not show after an hour of training
    next(open_object_store(object_store_url()).list("serving/"), None)
    open_ratings(ratings_url())
    display = Display(open_console(stderr=arguments.json))
    artifacts = artifacts_folder()
    folder = artifacts / "runs" / datetime.now().strftime("%Y%m%d-%H%M%S")
    started = time.monotonic()
    with _only_run(artifacts), display.shown():
        finetuned = _finetune(config, folder / "finetune", display)
        promoted = None
        if not finetuned.skipped:
            _meet_users(config, finetuned, display)
            promoted = _promote(config, folder / "promote", display)
    return _tell(arguments, config, display, finetuned, promoted, time.monotonic() - started)


def _config(arguments: argparse.Namespace) -> "Config":
    config = settings_of(arguments)
    changes: dict[str, Any] = {}
    if arguments.max_steps is not None:
        changes["training.max_steps"] = arguments.max_steps
    if arguments.source:
        modules = [{"kind": "modules", "path": str(path), "license": arguments.license} for path in arguments.source]
        kept = [source.model_dump() for source in config.ingest.sources if source.kind in _kinds_beside_source(config)]
        changes["ingest.sources"] = [*modules, *kept]
    for path in arguments.source or ():
        _refuse_without_modules(path)
    return config.with_values(changes) if changes else config


def _refuse_without_modules(path: Path) -> None:
    """Ingest would say it too, but only after the base model is made."""
    if not path.is_dir():
        found = "a file" if path.exists() else "there is nothing"
    elif not any(file.suffix.lower() in SUFFIXES for file in path.rglob("*")):
        found = "no .bsl or .os file in this folder"
    else:
        return
    raise BadInput(f"--source {path}: {found}; name a configuration export, a folder of modules or a checkout")


def _kinds_beside_source(config: "Config") -> tuple[str, ...]:
    """What is learnt beside ``--source``; real modules alone are longer and harder than the tiny model can learn."""
    own = ("patterns", "corrections")
    return (*own, "templates") if config.model.base_model == TINY else own


@contextmanager
def _only_run(artifacts: Path) -> "Iterator[None]":
    """Two runs in one folder would train, register and move the split against each other."""
    import fcntl

    try:
        artifacts.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"{artifacts}: {error.strerror}; set BSL_ARTIFACTS to a folder that can be written to"
        ) from error
    with (artifacts / "run.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise TryAgain(
                f"{artifacts}: another run is at work here (process {lock.read().strip()}); "
                "wait for it, or set BSL_ARTIFACTS to another folder"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _finetune(config: "Config", folder: Path, display: "Display") -> "LocalRun":
    from pipelines.local import run_pipeline
    from pipelines.local_worker import PIPELINES

    settings = {f"{stage}_settings": config.arguments(stage) for stage in FINETUNE_STAGES}
    settings["model_settings"] = config.arguments("base_model")
    return run_pipeline(PIPELINES["finetune"], settings, folder, display.update)


def _meet_users(config: "Config", finetuned: "LocalRun", display: "Display") -> None:
    """Ask the test tasks through the gateway and rate the answers, as long as people do not do it."""
    from components.shared.records import read_records
    from pipelines.rating import rate_automatically
    from pipelines.serving import serving

    splits = finetuned.artifact("split", "splits")
    if not config.rate.requests or splits is None:
        return
    started = time.monotonic()

    def progress(doing: str, done: int = 0, total: int | None = None) -> None:
        display.work("rate", time.monotonic() - started, doing, done, total)

    records = list(read_records(splits / "test.parquet"))
    with serving(config.name, progress=progress) as address:
        rate_automatically(
            address,
            config.name,
            records,
            requests=config.rate.requests,
            max_new_tokens=config.rate.max_new_tokens,
            progress=progress,
        )
    display.finish("rate")


def _promote(config: "Config", folder: Path, display: "Display") -> "LocalRun":
    from pipelines.local import run_pipeline
    from pipelines.local_worker import PIPELINES

    settings = {"compare_settings": config.arguments("compare")}
    return run_pipeline(PIPELINES["promote"], settings, folder, display.update)


def _tell(
    arguments: argparse.Namespace,
    config: "Config",
    display: "Display",
    finetuned: "LocalRun",
    promoted: "LocalRun | None",
    seconds: float,
) -> int:
    from components.shared.summaries import CompareSummary, EvaluateSummary, GateSummary
    from pipelines.display import decision_lines, measures_table, steps_table

    evaluation = EvaluateSummary.read(_required(finetuned, "evaluate", "summary"))
    last = _required(promoted, "compare", "report") if promoted else _required(finetuned, "report", "page")
    report = artifacts_folder() / "report.html"
    shutil.copyfile(last, report)
    for stage in finetuned.skipped:
        display.work(stage, 0.0, "not reached: the gate said no")
        display.steps[stage].state = "skipped"
    console = display.console
    console.print(steps_table(display.steps))
    console.print(measures_table(evaluation))
    decision = CompareSummary.read(_required(promoted, "compare", "summary")) if promoted else None
    gate = GateSummary.read(_required(finetuned, "gate", "summary"))
    if decision:
        lines = decision_lines(decision, report, config.name)
    else:
        lines = ["gate: no, nothing was shipped: " + " ".join(gate.reasons), f"report: {report}"]
    console.print("\n".join([*lines, f"time: {seconds:.0f} s"]), highlight=False, markup=False, soft_wrap=True)
    if arguments.json:
        outcome = {
            "gate": gate.model_dump(),
            "decision": decision.model_dump() if decision else None,
            "measures": [row.model_dump() for row in evaluation.measures],
            "seconds": {step.stage: round(step.seconds, 1) for step in display.steps.values()},
            "skipped": finetuned.skipped,
            "report": str(report),
        }
        print(json.dumps(outcome, ensure_ascii=False, indent=1))
    return 0 if decision and decision.decision != "roll_back" else 1


def _required(run: "LocalRun | None", task: str, name: str) -> Path:
    path = run.artifact(task, name) if run else None
    if path is None:
        raise Unforeseen(f"{task} left no {name}; everything it printed: {run.log if run else 'nowhere'}")
    return path
