"""What the tests of publishing share: a small compiled pipeline, schedules, a connection."""

from pathlib import Path
from typing import Any

import yaml

from pipelines.publishing.compiled import read_compiled
from pipelines.publishing.connection import Kfp, open_kfp
from pipelines.publishing.publish import Origin, publish
from pipelines.publishing.reconcile import State, compared, reconcile
from pipelines.publishing.schedules import Schedule, Schedules
from pipelines.publishing.wanted import Checked, checked
from tests.kfp_server import KfpServer

STAGES = ("model", "train", "deploy", "register")


def compiled_text(name: str = "bsl-finetune", stages: tuple[str, ...] = STAGES, **more: Any) -> str:
    """A compiled pipeline as far as anybody reads it here."""
    inputs = {f"{stage}_settings": {"parameterType": "STRUCT", "defaultValue": {}} for stage in stages}
    root = {"dag": {"tasks": {}}, "inputDefinitions": {"parameters": {**inputs, **more.pop("inputs", {})}}}
    ir = {"pipelineInfo": {"name": name, "description": "Обучение"}, "root": root, "sdkVersion": "kfp-2.17.0", **more}
    return yaml.safe_dump(ir, allow_unicode=True)


def manifests(folder: Path, profile: str = "local", **more: Any) -> Path:
    """A folder as `bsl compile` leaves it."""
    place = folder / profile
    place.mkdir(parents=True, exist_ok=True)
    (place / "finetune.yaml").write_text(compiled_text(**more), encoding="utf-8")
    (place / "promote.yaml").write_text(compiled_text("bsl-promote", ("compare",)), encoding="utf-8")
    return folder


def connected(server: KfpServer, **options: Any) -> Kfp:
    """A connection to a server of the tests."""
    return open_kfp(server.address, **options)


def schedule(**changes: Any) -> Schedule:
    """One schedule, with changes."""
    values = {"name": "weekly", "pipeline": "finetune", "profile": "local", "cron": "0 30 20 * * 5"}
    return Schedule(**{**values, **changes})


def ready(folder: Path, *schedules: Schedule) -> list[Checked]:
    """Schedules checked against the folder."""
    return checked(Schedules(schedules=list(schedules)), folder, "schedules.yaml")


WEEKLY = schedule(parameters={"training": {"num_epochs": 2}}, on_change="run_once")
HOURLY = schedule(name="hourly", pipeline="promote", cron="0 15 * * * *", service_account="bsl-deployer")
OWNER = "bsl-foundry"
STRANGER = {
    "recurring_run_id": "recurring-of-others",
    "display_name": "weekly",
    "description": "made by hand",
    "created_at": "2026-01-01T00:00:00Z",
    "status": "ENABLED",
}
OTHERS = {**STRANGER, "description": "x\nbsl-schedule owner=another name=weekly spec=00ff"}


def uploaded(server: KfpServer, folder: Path, **options: str) -> None:
    publish(connected(server, **options), read_compiled(folder, "local").values(), Origin())


def applied(server: KfpServer, folder: Path, *schedules: Schedule, **options: str) -> State:
    return reconcile(connected(server, **options), ready(folder, *schedules), OWNER)


def drift(server: KfpServer, folder: Path, *schedules: Schedule, **options: str) -> list[tuple[str, str]]:
    state = compared(connected(server, **options), ready(folder, *schedules), OWNER)
    return [(difference.kind, difference.line()) for difference in state.differences]


def facts(server: KfpServer) -> Any:
    """What matters of the schedules and runs: identifiers and times are of no account."""
    gone = ("recurring_run_id", "run_id", "created_at", "updated_at", "experiment_id", "description")
    return [
        sorted(
            ({key: value for key, value in item.items() if key not in gone} for item in items),
            key=lambda item: str(item),
        )
        for items in (server.recurring_runs, server.runs)
    ]
