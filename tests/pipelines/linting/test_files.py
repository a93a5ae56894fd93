"""Reading, permissions, output and the command: what is told of broken, odd and allowed files."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from components.shared.errors import BadInput
from pipelines.linting.dockerfile import read_dockerfile
from pipelines.linting.files import lint_code, lint_files, lint_sources
from pipelines.linting.report import Report
from pipelines.linting.rules import broken
from pipelines.linting.sources import Source
from tests.pipelines.linting.text_cases import GOOD_DOCKERFILE
from tests.pipelines.linting.yaml_cases import BINDING, DENY, DEPLOYMENT, NAMESPACE, ROLE, SERVICE, changed

UNVERSIONED = "FROM debian\nUSER 10001\n"
HOST = changed(DEPLOYMENT, ("spec.template.spec.hostNetwork", True))


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("import pickle  # lint: allow unpickling: own bytes of this process\n", []),
        ("# lint: allow unpickling: own bytes of this process\nimport pickle\n", []),
        ("# lint: allow-file unpickling: own bytes of this process\n\n\nimport pickle\n", []),
        ("# lint: allow unpickling: own bytes of this process\n\nimport pickle\n", ["unpickling"]),
        ("import pickle  # lint: allow shell: own bytes of this process\n", ["unpickling"]),
        ("import pickle  # lint: allow unpickling\n", ["permission-without-reason"]),
        ("import pickle  # lint: allow unpickling: ok\n", ["permission-without-reason"]),
        ("# lint: allow unpickled: own bytes of this process\n", ["permission-without-reason"]),
        ("import pickle  # nosec\n", ["unpickling"]),
    ],
)
def test_a_rule_is_broken_with_a_reason_only(text: str, rules: list[str], tmp_path: Path) -> None:
    written(tmp_path, "x.py", text)
    assert [finding.rule for finding in lint_code([tmp_path]).findings] == rules


def test_a_line_is_found_and_allowed_in_yaml(tmp_path: Path) -> None:
    text = yaml.safe_dump(HOST)
    path = written(tmp_path, "x.yaml", text)
    (finding,) = lint_files([tmp_path]).findings
    assert "hostNetwork: true" in text.splitlines()[finding.line - 1]
    assert finding.where == "spec.template.spec.hostNetwork"
    lines = text.splitlines()
    lines[finding.line - 1] += "  # lint: allow pod-on-the-host: it measures the network of the node"
    path.write_text("\n".join(lines), encoding="utf-8")
    report = lint_files([tmp_path])
    assert (report.findings, len(report.allowed)) == ([], 1)


def test_a_file_that_is_no_yaml_is_a_finding_and_the_others_are_read(tmp_path: Path) -> None:
    written(tmp_path, "broken.yaml", "a: [1\n")
    written(tmp_path, "x.yaml", yaml.safe_dump(HOST))
    assert [(Path(found.path).name, found.rule) for found in lint_files([tmp_path]).findings] == [
        ("broken.yaml", "unreadable"),
        ("x.yaml", "pod-on-the-host"),
    ]


def test_code_that_is_none_is_a_finding(tmp_path: Path) -> None:
    written(tmp_path, "x.py", "def f(:\n")
    assert [finding.rule for finding in lint_code([tmp_path]).findings] == ["unreadable"]


def test_what_is_not_there_or_no_text_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file or folder"):
        lint_files([tmp_path / "nowhere"])
    (tmp_path / "x.yaml").write_bytes(b"a: \xff\n")
    with pytest.raises(BadInput, match="not UTF-8"):
        lint_files([tmp_path])


def test_what_only_runs_on_a_laptop_is_warned_of(tmp_path: Path) -> None:
    tagged = yaml.safe_dump(changed(DEPLOYMENT, ("spec.template.spec.containers.0.image", "gateway:1")))
    written(tmp_path, "overlays/local/x.yaml", tagged)
    written(tmp_path, "overlays/production/x.yaml", tagged)
    found = {Path(found.path).parent.name: found.severity for found in lint_files([tmp_path]).findings}
    assert found == {"local": "warning", "production": "error"}


@pytest.mark.parametrize("value", ["text", 5, ["a"], {"a": {"b": 1}}, [{"name": 5}], [[1]]])
@pytest.mark.parametrize(
    "path", ["spec", "spec.template.spec.containers", "spec.template.spec.volumes", "metadata", "spec.template.spec"]
)
def test_a_value_of_a_wrong_kind_is_no_crash(path: str, value: Any, tmp_path: Path) -> None:
    written(tmp_path, "x.yaml", yaml.safe_dump(changed(DEPLOYMENT, (path, value))))
    lint_files([tmp_path])


def _paths(value: Any, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in items for found in [(*before, str(key)), *_paths(item, (*before, str(key)))]]


PLACES = [
    (content, path) for content in (DEPLOYMENT, SERVICE, ROLE, BINDING, NAMESPACE, DENY) for path in _paths(content)
]
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=300)
@given(st.sampled_from(PLACES), ODD)
def test_no_value_anywhere_crashes_the_lint(place: tuple[Any, tuple[str, ...]], value: Any) -> None:
    text = yaml.safe_dump(changed(place[0], (place[1], value)))
    lint_sources([Source(Path("x.yaml"), text), Source(Path("kustomization.yaml"), text)], Report())


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from([*GOOD_DOCKERFILE.split(" "), "FROM", "ARG", "=", "\\\n", "<<EOF", "#", "\n", "--from="]))
)
def test_no_text_crashes_the_rules_of_dockerfiles(words: list[str]) -> None:
    list(broken("dockerfile", read_dockerfile(" ".join(words)), local=False))


@pytest.mark.parametrize("text", ["\0", "(" * 5000, "# lint: allow", "\ufeffimport pickle", "# lint: allow a: \0"])
def test_odd_code_is_no_crash(text: str, tmp_path: Path) -> None:
    written(tmp_path, "x.py", text)
    lint_code([tmp_path])


def lint_command(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipelines", "lint", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_the_command_tells_findings_in_three_forms(tmp_path: Path) -> None:
    written(tmp_path, "Dockerfile", UNVERSIONED)
    text = lint_command(str(tmp_path))
    assert text.returncode == 1
    assert f"{tmp_path}/Dockerfile:1: error dockerfile-base: " in text.stdout
    told = json.loads(lint_command(str(tmp_path), "--format", "json").stdout)
    assert told["errors"] == len(told["findings"]) == 2
    sarif = json.loads(lint_command(str(tmp_path), "--format", "sarif").stdout)
    (run,) = sarif["runs"]
    assert {result["ruleId"] for result in run["results"]} == {"dockerfile-base", "dockerfile-latest"}
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_warnings_fail_only_when_asked(tmp_path: Path) -> None:
    root = changed(DEPLOYMENT, ("spec.template.spec.containers.0.securityContext.readOnlyRootFilesystem", None))
    written(tmp_path, "x.yaml", yaml.safe_dump(root))
    assert lint_command(str(tmp_path)).returncode == 0
    assert lint_command(str(tmp_path), "--strict").returncode == 1


def test_the_page_of_rules_names_each() -> None:
    from pipelines.linting.catalogue import RULES

    shown = lint_command("--rules").stdout
    assert all(f"## {name}\n" in shown for name in RULES)
