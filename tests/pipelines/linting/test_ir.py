"""Each rule fires on a pipeline that KFP compiles without a word, and stays silent on its corrected form.

All tasks are placed as on a cluster, so that each case breaks one rule alone.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, Optional

import pytest
import yaml
from kfp import compiler, dsl, kubernetes

from pipelines.linting.catalogue import RULES
from pipelines.linting.files import lint

DIGEST_IMAGE = "registry.example/python@sha256:" + "0" * 64


@dsl.component(base_image=DIGEST_IMAGE, install_kfp_package=False)
def says_yes(settings: dict) -> bool:
    return True


@dsl.component(base_image=DIGEST_IMAGE, install_kfp_package=False)
def makes_text(text: str) -> str:
    return text


@dsl.component(base_image=DIGEST_IMAGE, install_kfp_package=False)
def makes_two(text: str) -> NamedTuple("Two", [("passed", bool), ("score", float)]):  # type: ignore[valid-type]
    return (True, 1.0)


@dsl.component(base_image=DIGEST_IMAGE, install_kfp_package=False)
def makes_data(data: dsl.Output[dsl.Dataset]) -> None:
    Path(data.path).write_text("x")


@dsl.component(base_image=DIGEST_IMAGE, install_kfp_package=False)
def register(settings: dict) -> str:
    return "v1"


@dsl.component(base_image="python:3.11", install_kfp_package=False)
def with_a_tag() -> None: ...


@dsl.component(base_image="bsl-foundry/python:latest", install_kfp_package=False)
def from_the_last() -> None: ...


@dsl.component(base_image=DIGEST_IMAGE, packages_to_install=["requests"])
def with_packages() -> None: ...


@dsl.container_component
def in_a_container():  # type: ignore[no-untyped-def]
    return dsl.ContainerSpec(image=DIGEST_IMAGE, command=["echo"])


def placed(task: dsl.PipelineTask) -> dsl.PipelineTask:
    """All that a cluster is told of a task that is as it should be."""
    task.set_cpu_request("1").set_cpu_limit("2").set_memory_request("1G").set_memory_limit("2G")
    kubernetes.set_security_context(task, run_as_user=10001, run_as_group=0, run_as_non_root=True)
    kubernetes.set_timeout(task, 3600)
    return task.set_retry(2, backoff_duration="30s")


def resources_in_a_branch(memory: str = "2G") -> None:
    verdict = placed(says_yes(settings={}))
    with dsl.If(verdict.output == True):  # noqa: E712
        placed(makes_text(text="x")).set_memory_limit(memory)


def resources_at_the_root(memory: str = "2G") -> None:
    placed(makes_text(text="x")).set_memory_limit(memory)


def creation_time() -> None:
    placed(makes_text(text=dsl.PIPELINE_JOB_CREATE_TIME_UTC_PLACEHOLDER))


def job_name() -> None:
    placed(makes_text(text=dsl.PIPELINE_JOB_NAME_PLACEHOLDER))


def named_output() -> None:
    verdict = placed(makes_two(text="x"))
    with dsl.If(verdict.outputs["passed"] == True):  # noqa: E712
        placed(makes_text(text="x"))


def plain_output() -> None:
    verdict = placed(says_yes(settings={}))
    with dsl.If(verdict.output == True):  # noqa: E712
        placed(makes_text(text="x"))


def quoted() -> None:
    made = placed(makes_text(text="x"))
    with dsl.If(made.output == "it's"):
        placed(makes_text(text="y"))


def not_quoted() -> None:
    made = placed(makes_text(text="x"))
    with dsl.If(made.output == "its"):
        placed(makes_text(text="y"))


def one_of_two_artifacts() -> dsl.Dataset:
    verdict = placed(says_yes(settings={}))
    with dsl.If(verdict.output == True):  # noqa: E712
        first = placed(makes_data())
    with dsl.Else():
        second = placed(makes_data())
    return dsl.OneOf(first.outputs["data"], second.outputs["data"])  # type: ignore[no-any-return]


def one_of_two_texts() -> str:
    verdict = placed(says_yes(settings={}))
    with dsl.If(verdict.output == True):  # noqa: E712
        first = placed(makes_text(text="a"))
    with dsl.Else():
        second = placed(makes_text(text="b"))
    return dsl.OneOf(first.output, second.output)  # type: ignore[no-any-return]


def parameter_in_a_dict(settings: dict = {}) -> None:  # noqa: B006
    placed(says_yes(settings={"all": settings}))


def parameter_as_it_is(settings: dict = {}) -> None:  # noqa: B006
    placed(says_yes(settings=settings))


def optional_without_default(text: Optional[str] = None) -> None:  # noqa: UP045  kfp knows no other form
    placed(makes_text(text=text))


def optional_with_default(text: str = "x") -> None:
    placed(makes_text(text=text))


def container() -> None:
    placed(in_a_container())


def lightweight() -> None:
    placed(makes_text(text="x"))


def packages() -> None:
    placed(with_packages())


def tagged() -> None:
    placed(with_a_tag())


def password(db_password: str = "x") -> None:
    placed(makes_text(text=db_password))


def token_count(max_tokens: str = "x") -> None:
    placed(makes_text(text=max_tokens))


def cached_register() -> None:
    placed(register(settings={}))


def uncached_register() -> None:
    placed(register(settings={})).set_caching_options(False)


def gpu_without() -> None:
    placed(makes_text(text="x")).set_accelerator_type("nvidia.com/gpu").set_accelerator_limit(1)


def tolerated_without() -> None:
    task = placed(makes_text(text="x"))
    kubernetes.add_toleration(task, key="nvidia.com/gpu", operator="Exists", effect="NoSchedule")


def literal_token() -> None:
    placed(makes_text(text="x")).set_env_variable("S3_SECRET_KEY", "abc")


def path_of_a_token() -> None:
    placed(makes_text(text="x")).set_env_variable("S3_SECRET_KEY", "/secrets/s3")


def untagged() -> None:
    placed(from_the_last())


def without_limits() -> None:
    task = makes_text(text="x").set_retry(2)
    kubernetes.set_timeout(task, 60)
    kubernetes.set_security_context(task, run_as_non_root=True)


def as_root() -> None:
    task = makes_text(text="x").set_retry(2)
    task.set_cpu_request("1").set_cpu_limit("2").set_memory_request("1G").set_memory_limit("2G")
    kubernetes.set_timeout(task, 60)


def without_retry() -> None:
    placed(makes_text(text="x")).set_retry(0)


def without_timeout() -> None:
    task = makes_text(text="x").set_retry(2)
    task.set_cpu_request("1").set_cpu_limit("2").set_memory_request("1G").set_memory_limit("2G")
    kubernetes.set_security_context(task, run_as_non_root=True)


def gpu_with() -> None:
    task = placed(makes_text(text="x")).set_accelerator_type("nvidia.com/gpu").set_accelerator_limit(1)
    kubernetes.add_toleration(task, key="nvidia.com/gpu", operator="Exists", effect="NoSchedule")


def secret_demanded() -> None:
    kubernetes.use_secret_as_env(placed(makes_text(text="x")), secret_name="s", secret_key_to_env={"token": "TOKEN"})


def secret_where_there_is_one() -> None:
    kubernetes.use_secret_as_env(placed(makes_text(text="x")), "s", secret_key_to_env={"token": "TOKEN"}, optional=True)


CASES: list[tuple[str, Callable[..., Any], Callable[..., Any]]] = [
    ("undeclared-input", resources_in_a_branch, resources_at_the_root),
    ("unsupported-placeholder", creation_time, job_name),
    ("condition-on-named-output", named_output, plain_output),
    ("quote-in-condition", quoted, not_quoted),
    ("one-of-artifacts", one_of_two_artifacts, one_of_two_texts),
    ("placeholder-in-struct", parameter_in_a_dict, parameter_as_it_is),
    ("parameter-without-default", optional_without_default, optional_with_default),
    ("container-component", container, lightweight),
    ("pip-at-run-time", packages, lightweight),
    ("task-image-without-digest", tagged, lightweight),
    ("secret-parameter", password, token_count),
    ("cached-side-effect", cached_register, uncached_register),
    ("gpu-task-without-toleration", gpu_without, gpu_with),
    ("toleration-without-gpu", tolerated_without, gpu_with),
    ("task-literal-secret", literal_token, path_of_a_token),
    ("task-without-resources", without_limits, lightweight),
    ("task-may-be-root", as_root, lightweight),
    ("task-without-retry", without_retry, lightweight),
    ("task-without-timeout", without_timeout, lightweight),
    ("secret-not-optional", secret_demanded, secret_where_there_is_one),
]


def rules_fired(function: Callable[..., Any], folder: Path) -> set[str]:
    path = folder / "pipeline.yaml"
    compiler.Compiler().compile(dsl.pipeline(name="p")(function), str(path))
    return {finding.rule for finding in lint(*yaml.safe_load_all(path.read_text()), local=False)}


@pytest.mark.parametrize(("rule", "bad", "good"), CASES, ids=[case[0] for case in CASES])
def test_a_rule_fires_on_the_trap_and_not_on_its_correction(
    rule: str, bad: Callable[..., Any], good: Callable[..., Any], tmp_path: Path
) -> None:
    assert rules_fired(bad, tmp_path) == {rule}
    assert rules_fired(good, tmp_path) == set()


def test_every_rule_has_a_case() -> None:
    of_pipelines = {name for name, entered in RULES.items() if entered.about == "pipeline"}
    assert {case[0] for case in CASES} == of_pipelines - {"task-image-latest"}


def test_an_image_without_a_version_breaks_two_rules(tmp_path: Path) -> None:
    assert rules_fired(untagged, tmp_path) == {"task-image-latest", "task-image-without-digest"}


def test_what_only_ever_runs_on_a_laptop_is_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "pipeline.yaml"
    compiler.Compiler().compile(dsl.pipeline(name="p")(tagged), str(path))
    assert [found.severity for found in lint(*yaml.safe_load_all(path.read_text()), local=True)] == ["warning"]
