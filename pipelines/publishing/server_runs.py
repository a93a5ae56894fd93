"""Recurring runs, single runs and the experiment they lie in, on a server."""

from collections.abc import Iterator
from typing import Any

from kfp_server_api import ExperimentServiceApi, RecurringRunServiceApi, RunServiceApi

from pipelines.publishing.answers import Experiment, RecurringRun, Run, parsed, parsed_list
from pipelines.publishing.catalogue import equals, in_namespace, pages
from pipelines.publishing.connection import Kfp
from pipelines.publishing.refusals import NotThere
from pipelines.publishing.wanted import MAX_CONCURRENCY, NO_CATCHUP, Wanted

EXPERIMENT = "bsl-foundry"
FINISHED = ("SUCCEEDED", "SKIPPED", "FAILED", "CANCELED", "CANCELING")


def find_experiment(kfp: Kfp) -> Experiment | None:
    """The folder that our runs lie in."""
    method = ExperimentServiceApi(kfp.client).experiment_service_list_experiments
    options = {"filter": equals("display_name", EXPERIMENT), **in_namespace(kfp)}
    for answer in pages(kfp, method, **options):
        for experiment in parsed_list(Experiment, answer, "experiments", kfp.address):
            if experiment.display_name == EXPERIMENT:
                return experiment
    return None


def create_experiment(kfp: Kfp) -> Experiment:
    """Make that folder; in multi-user mode runs without one are refused."""
    body = {"display_name": EXPERIMENT, "description": "Runs of BSL Foundry", **in_namespace(kfp)}
    answer = kfp.change(ExperimentServiceApi(kfp.client).experiment_service_create_experiment, body)
    return parsed(Experiment, answer, kfp.address)


def recurring_runs(kfp: Kfp) -> Iterator[RecurringRun]:
    """All schedules that the server shows us, ours or not."""
    method = RecurringRunServiceApi(kfp.client).recurring_run_service_list_recurring_runs
    for answer in pages(kfp, method, **in_namespace(kfp)):
        yield from parsed_list(RecurringRun, answer, "recurringRuns", kfp.address)


def create_recurring_run(kfp: Kfp, wanted: Wanted) -> None:
    """Make a schedule. The plain call, because ``kfp.Client`` cannot leave the version open."""
    body = {
        "display_name": wanted.name,
        "description": f"{wanted.schedule.pipeline} for {wanted.schedule.profile}\n{wanted.mark().line()}",
        "pipeline_version_reference": _reference(wanted.pipeline_id, wanted.version_id),
        "runtime_config": {"parameters": wanted.parameters},
        "trigger": {"cron_schedule": {"cron": wanted.schedule.cron}},
        "mode": "ENABLE" if wanted.schedule.enabled else "DISABLE",
        "max_concurrency": str(MAX_CONCURRENCY),
        "no_catchup": NO_CATCHUP,
        "experiment_id": wanted.experiment_id,
        **_account(wanted),
        **in_namespace(kfp),
    }
    kfp.change(RecurringRunServiceApi(kfp.client).recurring_run_service_create_recurring_run, body)


def delete_recurring_run(kfp: Kfp, recurring_run_id: str) -> None:
    """Remove a schedule, not the runs that it started: a schedule owns their pods, and takes a training with it."""
    api = RecurringRunServiceApi(kfp.client)
    try:
        kfp.change(api.recurring_run_service_delete_recurring_run, recurring_run_id, propagation_policy="ORPHAN")
    except NotThere:
        return  # somebody was faster


def switch_recurring_run(kfp: Kfp, recurring_run_id: str, enabled: bool) -> None:
    """Let a schedule start runs, or not."""
    api = RecurringRunServiceApi(kfp.client)
    method = (
        api.recurring_run_service_enable_recurring_run if enabled else api.recurring_run_service_disable_recurring_run
    )
    kfp.change(method, recurring_run_id)


def runs_named(kfp: Kfp, name: str, experiment_id: str) -> list[Run]:
    """The runs of a name, archived ones too, the oldest first."""
    method = RunServiceApi(kfp.client).run_service_list_runs
    options: dict[str, Any] = {"experiment_id": experiment_id, "filter": equals("display_name", name)}
    answers = pages(kfp, method, **options)
    found = [run for answer in answers for run in parsed_list(Run, answer, "runs", kfp.address)]
    return sorted((run for run in found if run.display_name == name), key=lambda run: (run.created_at, run.run_id))


def create_run(kfp: Kfp, wanted: Wanted) -> None:
    """Start one run of the version that is current."""
    body = {
        "display_name": wanted.run_name(),
        "description": f"The version changed\n{wanted.mark().line()}",
        "pipeline_version_reference": _reference(wanted.pipeline_id, wanted.current_version_id),
        "runtime_config": {"parameters": wanted.parameters},
        "experiment_id": wanted.experiment_id,
        **_account(wanted),
    }
    kfp.change(RunServiceApi(kfp.client).run_service_create_run, body, experiment_id=wanted.experiment_id)


def terminate_run(kfp: Kfp, run_id: str) -> None:
    """Stop a run that somebody else started for the same reason."""
    kfp.change(RunServiceApi(kfp.client).run_service_terminate_run, run_id)


def _reference(pipeline_id: str, version_id: str) -> dict[str, str]:
    version = {"pipeline_version_id": version_id} if version_id else {}
    return {"pipeline_id": pipeline_id, **version}


def _account(wanted: Wanted) -> dict[str, str]:
    account = wanted.schedule.service_account
    return {"service_account": account} if account else {}
