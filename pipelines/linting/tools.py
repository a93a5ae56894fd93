"""Checkers of others. Each sees what the others and our own rules do not; what each is silent on has a rule of ours.

A checker that did not run, or whose answer cannot be read, is an error and never a clean result: three of those that
were tried said "nothing found" of what they had not looked at. Each is run on a planted fault by the tests.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.shared.errors import BadInput
from pipelines.linting.kustomize import NAMES
from pipelines.linting.rules import Finding, Severity

PATIENCE_SECONDS = 600  # of one tool; all together take half a minute on an idle machine
INSTALL = 'it comes with `pip install "bsl-foundry[security]"`, and with `make check`'
# what bandit says of every such line, right or wrong, and a rule of ours or another tool knows better:
# assertions; names with "token" (detect-secrets); /tmp of a container; random numbers of seeds and waiting times;
# imports as such, without their use; processes without a shell; pickles, statements, YAML ("unpickling",
# "sql-of-strings", "yaml-unsafe")
NOT_ASKED_OF_BANDIT = "B101,B105,B106,B107,B108,B301,B311,B403,B404,B405,B406,B506,B603,B606,B607,B608"


@dataclass(frozen=True, slots=True)
class Tool:
    """A program, the files that it reads, and how its answer is read."""

    name: str
    reads: Callable[[Path], bool]
    command: Callable[[Sequence[str]], list[str]]
    findings: Callable[[str], Iterator[Finding]]
    done: tuple[int, ...] = (0, 1)


def run_tools(files: Sequence[Path], tools: Sequence[Tool] | None = None) -> Iterator[Finding]:
    """What the tools say of the files, each of those that it reads; all tools where none are named.

    Raises:
        BadInput: A tool is not installed, failed, or answered otherwise than it does when it has looked.
    """
    for tool in TOOLS if tools is None else tools:
        chosen = [str(path) for path in files if tool.reads(path)]
        if chosen:
            answer = _answer(tool, chosen)
            try:
                yield from list(tool.findings(answer))
            except (ValueError, KeyError, TypeError, StopIteration) as error:
                raise BadInput(f"{tool.name}: this is not what it answers: {answer[:200]!r}; {INSTALL}") from error


def _answer(tool: Tool, files: Sequence[str]) -> str:
    command = tool.command(files)
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    except FileNotFoundError as error:
        raise BadInput(f"{tool.name} is not installed; {INSTALL}") from error
    except subprocess.TimeoutExpired as error:
        raise BadInput(f"{tool.name} was not done in {PATIENCE_SECONDS} s; run it on fewer files") from error
    if run.returncode not in tool.done:
        raise BadInput(f"{tool.name} failed ({run.returncode}): {run.stderr.strip()[-500:]}; {INSTALL}")
    return run.stdout


def _bandit(answer: str) -> Iterator[Finding]:
    told = json.loads(answer)
    for error in told["errors"]:
        yield _finding("bandit-unread", "error", error["filename"], 1, error["reason"])
    for found in told["results"]:
        yield _finding(
            f"bandit-{found['test_id']}", "error", found["filename"], found["line_number"], found["issue_text"]
        )


def _secrets(answer: str) -> Iterator[Finding]:
    for found in json.loads(answer):
        name = f"secret-{found['kind'].replace(' ', '-').lower()}"
        yield _finding(name, "error", found["path"], found["line"], f"looks like a secret: {found['kind']}")


def _hadolint(answer: str) -> Iterator[Finding]:
    for found in json.loads(answer):
        severity: Severity = "error" if found["level"] in ("error", "warning") else "warning"
        yield _finding(f"hadolint-{found['code']}", severity, found["file"], found["line"], found["message"])


def _yamllint(answer: str) -> Iterator[Finding]:
    """Lines of ``path:line:column: [severity] message (rule)``."""
    for line in answer.splitlines():
        path, number, rest = line.split(":", 2)
        message, _, name = rest.partition("] ")[2].rpartition(" (")
        severity: Severity = "error" if "[error]" in rest else "warning"
        yield _finding(f"yamllint-{name.rstrip(')')}", severity, path, int(number), message or rest.strip())


def _zizmor(answer: str) -> Iterator[Finding]:
    for found in json.loads(answer):
        place = next(place for place in found["locations"] if place["symbolic"]["kind"] == "Primary")
        path = next(iter(place["symbolic"]["key"].values()))["verbatim_path"]
        line = place["concrete"]["location"]["start_point"]["row"] + 1
        yield _finding(f"zizmor-{found['ident']}", "error", path, line, found["desc"])


def _kubernetes(answer: str) -> Iterator[Finding]:
    for found in json.loads(answer):
        yield _finding(f"kubernetes-{found['kind']}", "error", found["path"], found["line"], found["message"])


def _finding(rule: str, severity: Severity, path: Any, line: Any, message: Any) -> Finding:
    return Finding(rule, severity, os.path.normpath(str(path)), int(line), "", " ".join(str(message).split()))


def _program(name: str) -> str:
    """A program that was installed beside this interpreter."""
    return str(Path(sys.executable).with_name(name))


def _is_yaml(path: Path) -> bool:
    return path.suffix in (".yaml", ".yml")


def _is_dockerfile(path: Path) -> bool:
    return path.name.startswith("Dockerfile")


def _is_workflow(path: Path) -> bool:
    return _is_yaml(path) and path.parent.name == "workflows"


def _is_manifest(path: Path) -> bool:
    return _is_yaml(path) and "manifests" in path.parts and path.name not in NAMES


def _has_text(path: Path) -> bool:
    return path.suffix == ".py" or _is_yaml(path) or _is_dockerfile(path)


TOOLS = (
    Tool(
        "bandit",
        lambda path: path.suffix == ".py",
        lambda files: [sys.executable, "-m", "bandit", "-q", "-f", "json", "-s", NOT_ASKED_OF_BANDIT, *files],
        _bandit,
    ),
    Tool(
        "detect-secrets",
        _has_text,
        lambda files: [sys.executable, "-m", "pipelines.linting.secrets", *files],
        _secrets,
        done=(0,),
    ),
    Tool(
        "hadolint",
        _is_dockerfile,
        lambda files: [_program("hadolint"), "-f", "json", *files],
        _hadolint,
    ),
    Tool(
        "yamllint",
        _is_yaml,
        lambda files: [sys.executable, "-m", "yamllint", "-f", "parsable", *files],
        _yamllint,
    ),
    Tool(
        "zizmor",
        _is_workflow,
        lambda files: [_program("zizmor"), "--offline", "--no-progress", "--no-exit-codes", "--format", "json", *files],
        _zizmor,
        done=(0,),
    ),
    Tool(
        "kubernetes-validate",
        _is_manifest,
        lambda files: [sys.executable, "-m", "pipelines.linting.schemas", *files],
        _kubernetes,
        done=(0,),
    ),
)
