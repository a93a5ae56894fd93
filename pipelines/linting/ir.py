"""Rules of compiled pipelines about the graph: what KFP accepts and then gets wrong.

Errors are wrong results or crashes that KFP gives no warning of. The traps were measured with kfp 2.17.
"""

import re
from collections.abc import Iterator

from pipelines.linting.compiled import Compiled
from pipelines.linting.names import looks_secret
from pipelines.linting.rules import Problem, rule

CRASHING_PLACEHOLDERS = (
    "pipeline_job_create_time_utc",
    "pipeline_job_schedule_time_utc",
    "pipeline_job_resource_name",
)


@rule("undeclared-input", "pipeline")
def undeclared_input(ir: Compiled) -> Iterator[Problem]:
    """A task takes a parameter that its own DAG does not declare.

    The driver stops with "parent DAG does not have input parameter". kfp 2.17 compiles it so when resources (memory,
    CPU, accelerator) come from a parameter inside If, ExitHandler or ParallelFor.

    Bad:  with dsl.If(yes.output == True): train().set_memory_limit(memory)
    Good: resources are fixed when the pipeline is compiled, by the deployment profile
    """
    for dag in ir.dags():
        declared = set(dag.content.get("inputDefinitions", {}).get("parameters", {}))
        for task in ir.tasks(dag):
            for used in _component_inputs(task.content):
                if used not in declared:
                    yield task.place, f"parameter {used} is not an input of the DAG"
            resources = ir.executor_of(task).get("container", {}).get("resources", {})
            inputs = set(task.content.get("inputs", {}).get("parameters", {}))
            for used in re.findall(r"inputs\.parameters\['([^']+)'\]", str(resources)):
                if used not in inputs and used not in declared:
                    yield task.place, f"its resources use parameter {used}, which never reaches it"


@rule("unsupported-placeholder", "pipeline", "warning")
def unsupported_placeholder(ir: Compiled) -> Iterator[Problem]:
    """A placeholder has no value in a local run, which crashes: creation time, schedule time, resource name.

    Bad:  dsl.PIPELINE_JOB_CREATE_TIME_UTC_PLACEHOLDER
    Good: dsl.PIPELINE_JOB_NAME_PLACEHOLDER; a time is taken inside of the task
    """
    for place, text in ir.strings():
        for name in CRASHING_PLACEHOLDERS:
            if f"{{{{$.{name}}}}}" in text:
                yield place, f"the placeholder {name} has no value in a local run"


@rule("condition-on-named-output", "pipeline")
def condition_on_named_output(ir: Compiled) -> Iterator[Problem]:
    """A condition on a field of a NamedTuple is silently false in a local run.

    Bad:  def gate() -> NamedTuple("Verdict", passed=bool)
    Good: def gate() -> bool
    """
    names = {task.name for dag in ir.dags() for task in ir.tasks(dag)}
    for place, condition in ir.conditions():
        for channel in re.findall(r"pipelinechannel--([\w-]+)", condition):
            producer, _, output = channel.rpartition("-")
            if producer in names and output != "Output":
                yield place, f"{channel} is a named output; let the component return one plain value"


@rule("quote-in-condition", "pipeline")
def quote_in_condition(ir: Compiled) -> Iterator[Problem]:
    """A compared string that holds a quote is never equal to anything in a local run.

    Bad:  dsl.If(made.output == "it's")
    Good: a component compares and returns a bool
    """
    for place, condition in ir.conditions():
        text = re.sub(r"\[\\?'[^']*\\?'\]", "", condition)
        if "\\'" in text or text.count("'") % 2 or re.search(r"'[^']*\"[^']*'", text):
            yield place, f"a compared string holds a quote: {condition}"


@rule("one-of-artifacts", "pipeline")
def one_of_artifacts(ir: Compiled) -> Iterator[Problem]:
    """``OneOf`` of artifacts fails in a local run: "Expected 1 artifact in ArtifactSelectorSpec".

    Bad:  dsl.OneOf(first.outputs["data"], second.outputs["data"])
    Good: OneOf of parameters, or one task after both branches
    """
    for dag in ir.dags():
        for name, output in dag.content["dag"].get("outputs", {}).get("artifacts", {}).items():
            if len(output.get("artifactSelectors", [])) > 1:
                place = (*dag.place, "dag", "outputs", "artifacts", name)
                yield place, f"output {name} is one of several artifacts; use a parameter, or one task after both"


@rule("placeholder-in-struct", "pipeline")
def placeholder_in_struct(ir: Compiled) -> Iterator[Problem]:
    """A parameter inside a dict or list argument is pasted into JSON as text: a struct or a quote breaks the step.

    Bad:  train(settings={"all": settings})
    Good: train(settings=settings)
    """
    for dag in ir.dags():
        for task in ir.tasks(dag):
            for name, value in task.content.get("inputs", {}).get("parameters", {}).items():
                constant = value.get("runtimeValue", {}).get("constant")
                if isinstance(constant, dict | list) and "{{$.inputs.parameters" in str(constant):
                    yield task.place, f"argument {name} holds parameters inside a dict or list"


@rule("parameter-without-default", "pipeline")
def parameter_without_default(ir: Compiled) -> Iterator[Problem]:
    """A pipeline parameter that is optional without a value fails with "Unknown value type".

    Bad:  def pipeline(text: Optional[str] = None)
    Good: def pipeline(text: str = "")
    """
    for name, parameter in ir.parameters().items():
        if parameter.get("isOptional") and parameter.get("defaultValue") is None:
            yield ir.parameter_place(name), f"parameter {name} is optional and has no default; give it one"


@rule("secret-parameter", "pipeline")
def secret_parameter(ir: Compiled) -> Iterator[Problem]:
    """A parameter is named like a secret: parameters are printed in logs and shown in the UI to everybody.

    Bad:  def pipeline(db_password: str)
    Good: a secret mounted as a volume, named in pipelines/placement.py
    """
    for name in ir.parameters():
        if looks_secret(name):
            yield ir.parameter_place(name), f"parameter {name} looks like a secret; mount a secret instead"


@rule("cached-side-effect", "pipeline")
def cached_side_effect(ir: Compiled) -> Iterator[Problem]:
    """A task that reads or changes the world, answered from the cache, did not happen.

    Bad:  deploy(version=version)
    Good: writes_to_the_world(deploy(version=version))
    """
    for dag in ir.dags():
        for task in ir.tasks(dag):
            if task.changes_the_world and task.content.get("cachingOptions", {}).get("enableCache"):
                yield task.place, "caching is on; call set_caching_options(False)"


def _component_inputs(task: dict[str, dict[str, dict[str, dict[str, str]]]]) -> Iterator[str]:
    for value in task.get("inputs", {}).get("parameters", {}).values():
        if "componentInputParameter" in value:
            yield value["componentInputParameter"]
