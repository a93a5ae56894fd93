"""The workflow files of GitHub and GitLab, as far as they can be tried without either."""

import argparse
import os
import re
import shlex
import subprocess
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.images import REPOSITORIES
from pipelines.__main__ import COMMANDS

ROOT = Path(__file__).parents[3]
GITHUB = ROOT / ".github/workflows/gitops.yaml"
GITLAB = ROOT / ".gitlab-ci.yml"


def loaded(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def steps() -> list[dict[str, Any]]:
    return [step for job in loaded(GITHUB)["jobs"].values() for step in job["steps"]]


def test_actions_are_pinned_by_commit_and_keep_no_credentials() -> None:
    used = [step for step in steps() if "uses" in step]
    assert used
    for step in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"])
        assert "checkout" not in step["uses"] or step["with"]["persist-credentials"] is False


def test_only_the_job_that_commits_may_write() -> None:
    workflow = loaded(GITHUB)
    assert workflow["permissions"] == {}
    granted = {name: job["permissions"] for name, job in workflow["jobs"].items()}
    assert {name for name, permissions in granted.items() if "write" in permissions.values()} == {"resources"}
    assert granted["resources"] == {"contents": "write", "packages": "write"}
    assert all("github.event_name != 'schedule'" in workflow["jobs"][name]["if"] for name in ("check", "resources"))
    assert "refs/heads/main" in workflow["jobs"]["resources"]["if"]


def test_nothing_of_an_event_is_pasted_into_a_script() -> None:
    assert not [step["run"] for step in steps() if "${{" in step.get("run", "")]


@pytest.mark.parametrize("path", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_each_command_of_a_workflow_is_one_of_ours_with_its_arguments(path: Path) -> None:
    found = re.findall(r"\.venv/bin/bsl ((?:[^\n;|>]|\n(?= +--))+)", path.read_text(encoding="utf-8"))
    assert {words.split()[0] for words in found} == {"compile", "lint", "publish", "schedule", "images"}
    for words in found:
        command, *arguments = shlex.split(words)
        assert command in COMMANDS
        parser = argparse.ArgumentParser()
        import_module(f"pipelines.commands.{command}").add_arguments(parser)
        parser.parse_args(arguments)


def test_images_are_named_as_the_lock_names_them() -> None:
    for target, repository in REPOSITORIES.items():
        for path in (GITHUB, GITLAB):
            rule = re.search(r'case "\$target" in .* esac', path.read_text(encoding="utf-8"))
            assert rule is not None
            script = f'target={target}; {rule.group()}; echo "bsl-foundry/$name"'
            named = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
            assert named.stdout.strip() == repository


def script_of(path: Path, part: str) -> str:
    """The script that commits."""
    if path == GITHUB:
        return str(next(step["run"] for step in steps() if step.get("id") == "commit"))
    lines = [line for line in loaded(GITLAB)[part]["script"] if "git" in line]
    return "\n".join(lines).replace(
        "https://gitlab-ci-token:$CI_JOB_TOKEN@$CI_SERVER_HOST/$CI_PROJECT_PATH.git", "origin"
    )


@pytest.mark.parametrize("path", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_what_changes_nothing_in_content_makes_no_commit(path: Path, tmp_path: Path) -> None:
    origin, work, tools = tmp_path / "origin.git", tmp_path / "work", tmp_path / "tools"
    run = {"check": True, "capture_output": True, "text": True}
    subprocess.run(["git", "init", "--bare", "--quiet", "--initial-branch=main", str(origin)], **run)
    subprocess.run(["git", "config", "receive.advertisePushOptions", "true"], cwd=origin, **run)
    subprocess.run(["git", "clone", "--quiet", str(origin), str(work)], **run)
    tools.mkdir()
    (tools / "gh").write_text("#!/bin/sh\ntest \"$*\" = 'auth setup-git'\n")  # here no host asks who pushes
    (tools / "gh").chmod(0o755)
    environment = {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "GITHUB_SHA": "c0ffee" * 6,
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "CI_COMMIT_SHORT_SHA": "c0ffee12",
        "CI_DEFAULT_BRANCH": "main",
    }

    def committed() -> int:
        subprocess.run(["bash", "-e", "-c", script_of(path, "resources")], cwd=work, env=environment, **run)
        count = subprocess.run(["git", "rev-list", "--count", "main"], cwd=origin, **run)
        return int(count.stdout)

    (work / "docker").mkdir()
    (work / "manifests/pipelines/local").mkdir(parents=True)
    (work / "docker/images.lock.yaml").write_text("cpu: one\n")
    (work / "manifests/pipelines/local/finetune.yaml").write_text("a: 1\n")
    assert committed() == 1
    assert committed() == 1
    (work / "README.md").write_text("what is no content\n")
    assert committed() == 1
    (work / "manifests/pipelines/local/finetune.yaml").write_text("a: 2\n")
    assert committed() == 2
