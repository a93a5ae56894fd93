"""The process in which kfp's local runner works: ``python -m pipelines.local_worker PIPELINE FOLDER``."""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

PIPELINES = {"finetune": "pipelines.finetune:finetune", "promote": "pipelines.promote:promote"}


def main(pipeline: str, folder: Path) -> int:
    """Run one pipeline (``module:function``) with the arguments that lie in the folder, and leave its outcome there."""
    threading.Thread(target=_die_with_parent, daemon=True).start()
    # kfp asks for a package of this name, and takes the folder docker/ of the checkout that it runs in for it
    sys.modules["docker"] = None  # type: ignore[assignment]
    from kfp import local

    local.init(
        # a virtual environment per step costs 20 s and cannot import our code
        runner=local.SubprocessRunner(use_venv=False),
        pipeline_root=str(folder / "tasks"),
        raise_on_error=True,
    )
    function = load_pipeline(pipeline)
    arguments: dict[str, Any] = json.loads((folder / "arguments.json").read_text(encoding="utf-8"))
    task = function(**arguments)
    outcome = {"output": task.outputs.get("Output"), "stages": _stages(function)}
    partial = folder / "outcome.json.partial"
    partial.write_text(json.dumps(outcome), encoding="utf-8")
    os.replace(partial, folder / "outcome.json")
    return 0


def load_pipeline(reference: str) -> Callable[..., Any]:
    """The pipeline that ``module:function`` names."""
    module, _, function = reference.partition(":")
    loaded: Callable[..., Any] = getattr(import_module(module), function)
    return loaded


def _stages(function: Callable[..., Any]) -> list[str]:
    """The stages that a pipeline can run, from its compiled form."""
    executors = function.pipeline_spec.deployment_spec["executors"]  # type: ignore[attr-defined]
    commands = (executors[name]["container"]["args"] for name in executors)
    return sorted({command[command.index("--function_to_execute") + 1] for command in map(list, commands)})


def _die_with_parent() -> None:
    """Standard input ends when the parent does: stop the whole group, so that no task trains for nobody."""
    os.read(sys.stdin.fileno(), 1)  # not through the buffer, whose lock would stop the interpreter from ending
    os.killpg(os.getpgrp(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
