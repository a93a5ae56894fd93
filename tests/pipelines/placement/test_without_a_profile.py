"""A local run mounts nothing, so that nothing may tell its tasks where a mounted file lies."""

import pytest

from pipelines.local_worker import PIPELINES, load_pipeline


@pytest.mark.parametrize("name", PIPELINES)
def test_no_variable_is_set_where_nothing_is_mounted(name: str) -> None:
    executors = load_pipeline(PIPELINES[name]).pipeline_spec.deployment_spec["executors"]  # type: ignore[attr-defined]
    assert {task: dict(executor["container"]).get("env") for task, executor in executors.items()} == dict.fromkeys(
        executors
    )
