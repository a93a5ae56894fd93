"""A task of a compiled pipeline: the command of its container, and the input that KFP's launcher gives it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.services.images.builds import ROOT
from tests.services.images.pod import Pod

PREFIX = "bsl-foundry/pipelines/run"  # bucket and pipeline root
OUTPUTS = "/tmp/kfp/outputs"  # the launcher's own


def compiled(name: str) -> dict[str, Any]:
    """The first compiled pipeline with this name: as plain IR, or inside a PipelineVersion."""
    for path in sorted((ROOT / "manifests/pipelines").rglob(f"{name}*.yaml")):
        for document in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            inner = (document.get("spec") or {}).get("pipelineSpec") or document
            if "deploymentSpec" in inner:
                return dict(inner)
    raise AssertionError(f"no compiled pipeline {name}")


@dataclass(frozen=True, slots=True)
class Step:
    """One component of a pipeline, in a pod."""

    pipeline: Mapping[str, Any]
    pod: Pod

    def run(self, component: str, parameters: Mapping[str, Any], artifacts: Mapping[str, str]) -> dict[str, Any]:
        """Run it as the launcher does.

        Args:
            component: Its name, as in ``base-model``.
            parameters: Values of its parameters.
            artifacts: Its input artifacts: name -> the place where another component left it.

        Returns:
            What it wrote for the launcher: its parameters and artifacts.
        """
        told = self.pipeline["components"][f"comp-{component}"]
        container = self.pipeline["deploymentSpec"]["executors"][told["executorLabel"]]["container"]
        given = json.dumps(self._input(component, told, parameters, artifacts), ensure_ascii=False)
        words = [given if word == "{{$}}" else word for word in (*container["command"], *container["args"])]
        done = self.pod.run(words)
        assert done.returncode == 0, f"{component}: {done.stdout[-2000:]}{done.stderr[-4000:]}"
        answer: dict[str, Any] = json.loads(self._outputs().joinpath("output_metadata.json").read_text("utf-8"))
        return answer

    def artifact(self, component: str, name: str) -> Path:
        """Where a component left an artifact, seen from outside."""
        return self.pod.volume("minio") / PREFIX / component / name

    def _outputs(self) -> Path:
        return self.pod.volume("tmp") / OUTPUTS.removeprefix("/tmp/")

    def _input(
        self, component: str, told: Mapping[str, Any], parameters: Mapping[str, Any], artifacts: Mapping[str, str]
    ) -> dict[str, Any]:
        definitions, outputs = told.get("inputDefinitions", {}), told.get("outputDefinitions", {})
        for name in outputs.get("artifacts", {}):  # the launcher makes the folders above
            folder = self.artifact(component, name).parent
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o1777)
        return {
            "inputs": {
                "parameterValues": dict(parameters),
                "artifacts": {
                    name: _artifact(name, definitions["artifacts"][name], place) for name, place in artifacts.items()
                },
            },
            "outputs": {
                "outputFile": f"{OUTPUTS}/output_metadata.json",
                "parameters": {
                    name: {"outputFile": f"{OUTPUTS}/{name}/data"} for name in outputs.get("parameters", {})
                },
                "artifacts": {
                    name: _artifact(name, definition, f"{component}/{name}")
                    for name, definition in outputs.get("artifacts", {}).items()
                },
            },
        }


def _artifact(name: str, definition: Mapping[str, Any], place: str) -> dict[str, Any]:
    uri = f"minio://{PREFIX}/{place}"
    return {"artifacts": [{"name": name, "type": definition["artifactType"], "uri": uri, "metadata": {}}]}
