"""A lint of compiled pipelines, for what KFP accepts and then gets wrong.

Each rule is one function; its docstring says what happens without it. Rules marked as errors are wrong results or
crashes that KFP gives no warning of; the others are risks that an operator may accept knowingly.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

Ir = dict[str, Any]
Severity = Literal["error", "warning"]

CRASHING_PLACEHOLDERS = (
    "pipeline_job_create_time_utc",
    "pipeline_job_schedule_time_utc",
    "pipeline_job_resource_name",
)
SECRET_NAME = re.compile(r"secret|passw|token|credential|api_?key|access_?key|private_?key", re.IGNORECASE)
# "max_tokens" and the like are numbers of tokens, not credentials
NO_SECRET_NAME = re.compile(r"tokens|tokenizer", re.IGNORECASE)
CHANGES_THE_WORLD = ("ingest", "register", "deploy", "compare")


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in a compiled pipeline that KFP will get wrong."""

    rule: str
    severity: Severity
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.severity} {self.rule} {self.where}: {self.message}"


Check = Callable[[Ir, Ir], Iterator[tuple[str, str]]]
RULES: dict[str, tuple[Severity, Check]] = {}


def rule(name: str, severity: Severity) -> Callable[[Check], Check]:
    """Enter a check into the list of rules; it yields places and messages."""

    def enter(check: Check) -> Check:
        RULES[name] = (severity, check)
        return check

    return enter


def lint(pipeline: Ir, platform: Ir | None = None) -> list[Finding]:
    """All findings in one compiled pipeline.

    Args:
        pipeline: The pipeline specification, the first document of the compiled file.
        platform: The platform specification, the second document, if there is one.
    """
    return [
        Finding(name, severity, where, message)
        for name, (severity, check) in RULES.items()
        for where, message in check(pipeline, platform or {})
    ]


@rule("undeclared-input", "error")
def undeclared_input(pipeline: Ir, platform: Ir) -> Iterator[tuple[str, str]]:
    """A task takes a parameter that its own DAG does not declare; the driver stops with "parent DAG does not have".

    kfp 2.17 compiles it so when resources (memory, CPU, accelerator) come from a parameter inside If, ExitHandler
    or ParallelFor.
    """
    for dag_name, component in _dags(pipeline):
        declared = set(component.get("inputDefinitions", {}).get("parameters", {}))
        for task_name, task in component["dag"]["tasks"].items():
            for used in _component_inputs(task):
                if used not in declared:
                    yield f"{dag_name}/{task_name}", f"parameter {used} is not an input of the DAG"
        for task_name, task in component["dag"]["tasks"].items():
            executor = _executor(pipeline, task)
            resources = executor.get("container", {}).get("resources", {})
            inputs = set(task.get("inputs", {}).get("parameters", {}))
            for used in re.findall(r"inputs\.parameters\['([^']+)'\]", str(resources)):
                if used not in inputs and used not in declared:
                    yield f"{dag_name}/{task_name}", f"its resources use parameter {used}, which never reaches it"


@rule("unsupported-placeholder", "warning")
def unsupported_placeholder(pipeline: Ir, platform: Ir) -> Iterator[tuple[str, str]]:
    """A placeholder that crashes the local runner (creation time, schedule time, resource name)."""
    for where, text in _strings(pipeline):
        for name in CRASHING_PLACEHOLDERS:
            if f"{{{{$.{name}}}}}" in text:
                yield where, f"the placeholder {name} has no value in a local run"


@rule("condition-on-named-output", "error")
def condition_on_named_output(pipeline: Ir, platform: Ir) -> Iterator[tuple[str, str]]:
    """A condition on a field of a NamedTuple is silently false in a local run: return one plain value instead."""
    for where, condition in _conditions(pipeline):
        for channel in re.findall(r"pipelinechannel--([\w-]+)", condition):
            producer, _, output = channel.rpartition("-")
            if producer in _all_tasks(pipeline) and output != "Output":
                yield where, f"{channel} is a named output; let the component return one plain value"


@rule("quote-in-condition", "error")
def quote_in_condition(pipeline: Ir, platform: Ir) -> Iterator[tuple[str, str]]:
    """A compared string that holds a quote is never equal to anything in a local run."""
    for where, condition in _conditions(pipeline):
        text = re.sub(r"\[\\?'[^']*\\?'\]", "", condition)
        if "\\'" in text or text.count("'") % 2 or re.search(r"'[^']*\"[^']*'", text):
            yield where, f"a compared string holds a quote: {condition}"


@rule("one-of-artifacts", "error")
def one_of_artifacts(pipeline: Ir, platform: Ir) -> Iterator[tuple[str, str]]:
    """``OneOf`` of artifacts fails in a local run: "Expected 1 artifact in ArtifactSelectorSpec"."""
    for dag_name, component in _dags(pipeline):
        for name, output in component["dag"].get("outputs", {}).get("artifacts", {}).items():
            if len(output.get("artifactSelectors", [])) > 1:
                yield dag_name, f"output {name} is one of several artifacts; use a parameter, or one task after both"


@rule("placeholder-in-struct", "error")
def placeholder_in_struct(pipeline: Ir, platform: Ir) -> Iterator[tuple[str, str]]:
    """A parameter inside a dict or list argument is pasted into JSON as text: a struct or a quote breaks the step."""
    for dag_name, component in _dags(pipeline):
        for task_name, task in component["dag"]["tasks"].items():
            for name, value in task.get("inputs", {}).get("parameters", {}).items():
                constant = value.get("runtimeValue", {}).get("constant")
                if isinstance(constant, dict | list) and "{{$.inputs.parameters" in str(constant):
                    yield f"{dag_name}/{task_name}", f"argument {name} holds parameters inside a dict or list"


@rule("parameter-without-default", "error")
def parameter_without_default(pipeline: Ir, platform: Ir) -> Iterator[tuple[str, str]]:
    """A pipeline parameter that is optional without a value fails with "Unknown value type": give it a real default."""
    for name, parameter in pipeline["root"].get("inputDefinitions", {}).get("parameters", {}).items():
        if parameter.get("isOptional") and parameter.get("defaultValue") is None:
            yield "root", f"parameter {name} is optional and has no default"


@rule("container-component", "error")
def container_component(pipeline: Ir, platform: Ir) -> Iterator[tuple[str, str]]:
    """A container component does not run without Docker; write a lightweight one with our image."""
    for name, executor in _executors(pipeline):
        if "container" in executor and not any("kfp.dsl.executor_main" in str(word) for word in _words(executor)):
            yield name, "not a lightweight Python component"


@rule("pip-at-run-time", "error")
def pip_at_run_time(pipeline: Ir, platform: Ir) -> Iterator[tuple[str, str]]:
    """Installing packages when a pod starts needs a network, and runs code that nobody locked."""
    for name, executor in _executors(pipeline):
        if any("pip install" in str(word) for word in _words(executor)):
            yield name, "installs packages at run time; set install_kfp_package=False and no packages_to_install"


@rule("image-without-digest", "warning")
def image_without_digest(pipeline: Ir, platform: Ir) -> Iterator[tuple[str, str]]:
    """The cache key holds the image's name, not its content: a moving tag gives stale results."""
    for name, executor in _executors(pipeline):
        image = executor.get("container", {}).get("image", "")
        if "@sha256:" not in image:
            yield name, f"image {image} is not pinned by digest; set BSL_IMAGE_CPU and BSL_IMAGE_GPU"


@rule("secret-parameter", "error")
def secret_parameter(pipeline: Ir, platform: Ir) -> Iterator[tuple[str, str]]:
    """Parameters are printed in logs and shown in the UI: a secret belongs into a mounted secret."""
    named = pipeline["root"].get("inputDefinitions", {}).get("parameters", {})
    for name in named:
        if SECRET_NAME.search(name) and not NO_SECRET_NAME.search(name):
            yield "root", f"parameter {name} looks like a secret"


@rule("cached-side-effect", "error")
def cached_side_effect(pipeline: Ir, platform: Ir) -> Iterator[tuple[str, str]]:
    """A task that reads or changes the world, answered from the cache, did not happen."""
    for dag_name, component in _dags(pipeline):
        for task_name, task in component["dag"]["tasks"].items():
            stage = task.get("componentRef", {}).get("name", "").removeprefix("comp-")
            if stage in CHANGES_THE_WORLD and task.get("cachingOptions", {}).get("enableCache"):
                yield f"{dag_name}/{task_name}", "caching is on; call set_caching_options(False)"


@rule("gpu-without-toleration", "warning")
def gpu_without_toleration(pipeline: Ir, platform: Ir) -> Iterator[tuple[str, str]]:
    """GPU nodes are tainted: without a toleration the pod stays pending for ever."""
    configs = platform.get("platforms", {}).get("kubernetes", {}).get("deploymentSpec", {}).get("executors", {})
    for name, executor in _executors(pipeline):
        if "accelerator" in executor.get("container", {}).get("resources", {}) and not configs.get(name, {}).get(
            "tolerations"
        ):
            yield name, "asks for a GPU and tolerates no taint"


@rule("secret-not-optional", "error")
def secret_not_optional(pipeline: Ir, platform: Ir) -> Iterator[tuple[str, str]]:
    """A pod that names a secret which is not there never starts, also where nothing would have asked for it."""
    kubernetes = platform.get("platforms", {}).get("kubernetes", {}).get("deploymentSpec", {}).get("executors", {})
    for name, executor in kubernetes.items():
        for secret in executor.get("secretAsEnv", []):
            if not secret.get("optional"):
                yield name, f"secret {secret.get('secretName')} is not optional"


def _dags(pipeline: Ir) -> Iterator[tuple[str, Ir]]:
    for name, component in {"root": pipeline["root"], **pipeline.get("components", {})}.items():
        if "dag" in component:
            yield name, component


def _executors(pipeline: Ir) -> Iterator[tuple[str, Ir]]:
    yield from pipeline.get("deploymentSpec", {}).get("executors", {}).items()


def _executor(pipeline: Ir, task: Ir) -> Ir:
    component = pipeline.get("components", {}).get(task.get("componentRef", {}).get("name", ""), {})
    executors: Ir = dict(_executors(pipeline))
    found: Ir = executors.get(component.get("executorLabel", ""), {})
    return found


def _words(executor: Ir) -> list[Any]:
    container = executor.get("container", {})
    return [*container.get("command", []), *container.get("args", [])]


def _all_tasks(pipeline: Ir) -> set[str]:
    return {name for _, component in _dags(pipeline) for name in component["dag"]["tasks"]}


def _component_inputs(task: Ir) -> Iterator[str]:
    for value in task.get("inputs", {}).get("parameters", {}).values():
        if "componentInputParameter" in value:
            yield value["componentInputParameter"]


def _conditions(pipeline: Ir) -> Iterator[tuple[str, str]]:
    for dag_name, component in _dags(pipeline):
        for task_name, task in component["dag"]["tasks"].items():
            condition = task.get("triggerPolicy", {}).get("condition")
            if condition:
                yield f"{dag_name}/{task_name}", condition


def _strings(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(item, f"{where}/{key}" if where else str(key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _strings(item, f"{where}/{number}")
