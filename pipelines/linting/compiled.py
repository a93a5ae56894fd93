"""A compiled pipeline, as rules look at it: graphs, tasks, executors, and how the cluster is to run them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Content = dict[str, Any]
YamlPlace = tuple[str | int, ...]

CHANGES_THE_WORLD = ("ingest", "register", "deploy", "compare")


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of the pipeline and where it stands."""

    name: str
    place: YamlPlace
    content: Content

    @property
    def changes_the_world(self) -> bool:
        """Whether a result out of the cache would be a lie: the stage reads or writes what lies outside."""
        stage: str = self.content.get("componentRef", {}).get("name", "").removeprefix("comp-")
        return stage.rstrip("-0123456789") in CHANGES_THE_WORLD


@dataclass(frozen=True, slots=True)
class Compiled:
    """Specification of a pipeline and of its platform, and where both begin in the file."""

    pipeline: Content
    platform: Content
    pipeline_at: YamlPlace = (0,)
    platform_at: YamlPlace = (1,)

    def dags(self) -> Iterator[Part]:
        """The graph of the pipeline and those of its branches and loops."""
        if "dag" in self.pipeline["root"]:
            yield Part("root", (*self.pipeline_at, "root"), self.pipeline["root"])
        for name, component in self.pipeline.get("components", {}).items():
            if "dag" in component:
                yield Part(name, (*self.pipeline_at, "components", name), component)

    def tasks(self, dag: Part) -> Iterator[Part]:
        """The tasks of one graph."""
        for name, task in dag.content["dag"]["tasks"].items():
            yield Part(name, (*dag.place, "dag", "tasks", name), task)

    def works(self) -> Iterator[tuple[Part, Part]]:
        """Tasks that run a container, each with its executor."""
        executors = {executor.name: executor for executor in self.executors()}
        for dag in self.dags():
            for task in self.tasks(dag):
                label = self._label(task)
                if label in executors:
                    yield task, executors[label]

    def executors(self) -> Iterator[Part]:
        """What runs in a pod, one for each component."""
        for name, executor in self.pipeline.get("deploymentSpec", {}).get("executors", {}).items():
            if "container" in executor:
                yield Part(name, (*self.pipeline_at, "deploymentSpec", "executors", name), executor)

    def executor_of(self, task: Part) -> Content:
        """How a task is run; empty for a graph inside of a graph."""
        found: Content = self.pipeline.get("deploymentSpec", {}).get("executors", {}).get(self._label(task), {})
        return found

    def placements(self) -> Iterator[Part]:
        """What the cluster is told of each executor: secrets, volumes, tolerations; also where nothing is told."""
        told = self.platform.get("platforms", {}).get("kubernetes", {}).get("deploymentSpec", {}).get("executors", {})
        at = (*self.platform_at, "platforms", "kubernetes", "deploymentSpec", "executors")
        for executor in self.executors():
            if executor.name in told:
                yield Part(executor.name, (*at, executor.name), told[executor.name])
            else:
                yield Part(executor.name, executor.place, {})

    def parameters(self) -> Content:
        """What a person can set when the pipeline is started."""
        found: Content = self.pipeline["root"].get("inputDefinitions", {}).get("parameters", {})
        return found

    def parameter_place(self, name: str) -> YamlPlace:
        """Where a parameter of the pipeline is declared."""
        return (*self.pipeline_at, "root", "inputDefinitions", "parameters", name)

    def conditions(self) -> Iterator[tuple[YamlPlace, str]]:
        """The conditions of all branches."""
        for dag in self.dags():
            for task in self.tasks(dag):
                condition = task.content.get("triggerPolicy", {}).get("condition")
                if condition:
                    yield (*task.place, "triggerPolicy", "condition"), condition

    def strings(self) -> Iterator[tuple[YamlPlace, str]]:
        """All texts of the pipeline."""
        yield from _strings(self.pipeline, self.pipeline_at)

    def _label(self, task: Part) -> str:
        name = task.content.get("componentRef", {}).get("name", "")
        label: str = self.pipeline.get("components", {}).get(name, {}).get("executorLabel", "")
        return label


def _strings(value: Any, place: YamlPlace) -> Iterator[tuple[YamlPlace, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(item, (*place, str(key)))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _strings(item, (*place, number))
