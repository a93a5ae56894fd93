"""Each checker of others is turned red by a planted fault; what did not run is never a clean result."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from components.shared.errors import BadInput
from pipelines.linting.files import lint_with_tools
from pipelines.linting.tools import TOOLS, Tool, run_tools

WORKFLOW = """on: pull_request_target
jobs:
  x:
    runs-on: ubuntu-latest
    steps:
      - uses: someone/something@v1
      - run: echo "${{ github.event.pull_request.title }}"
"""
POLICY = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {podSelecter: {}}\n"
UNKNOWN = "apiVersion: app/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {}\n"
KEY = "AKIA" + "IOSFODNN7" + "EXAMPLQ"
# tool -> file, planted fault, what must be said
PLANTED: list[tuple[str, str, str, str]] = [
    ("bandit", "x.py", "import tempfile\nname = tempfile.mktemp()\n", "bandit-B306"),
    ("bandit", "x.py", "import hashlib\nname = hashlib.md5(b'')\n", "bandit-B324"),
    ("bandit", "x.py", "import torch\ntorch.load('x')\n", "bandit-B614"),
    ("bandit", "x.py", "def broken(:\n", "bandit-unread"),
    ("detect-secrets", "x.py", f'id = "{KEY}"\n', "secret-aws-access-key"),
    ("detect-secrets", "x.yaml", "password: hunter2hunter2\n", "secret-secret-keyword"),
    ("hadolint", "Dockerfile", "FROM debian\nCMD bsl\n", "hadolint-DL3006"),
    ("yamllint", "x.yaml", "a: 1\na: 2\n", "yamllint-key-duplicates"),
    ("yamllint", "x.yaml", "a: [1\n", "yamllint-syntax"),
    ("zizmor", "workflows/x.yaml", WORKFLOW, "zizmor-dangerous-triggers"),
    ("zizmor", "workflows/x.yaml", WORKFLOW, "zizmor-template-injection"),
    ("kubernetes-validate", "manifests/x.yaml", POLICY, "kubernetes-schema"),
    ("kubernetes-validate", "manifests/x.yaml", UNKNOWN, "kubernetes-unknown"),
]


@pytest.mark.parametrize(("tool", "name", "fault", "said"), PLANTED, ids=[f"{case[0]} {case[3]}" for case in PLANTED])
def test_a_planted_fault_turns_the_tool_red(tool: str, name: str, fault: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(fault, encoding="utf-8")
    findings = list(_only(tool, [path]))
    assert said in {finding.rule for finding in findings}
    assert {finding.path for finding in findings} == {str(path)}
    assert all(1 <= finding.line <= fault.count("\n") + 1 for finding in findings)


def _only(tool: str, files: Sequence[Path]) -> list[object]:
    known = {entered.name: entered for entered in TOOLS}
    return list(run_tools(files, [known[tool]]))  # type: ignore[arg-type]


def test_every_tool_has_a_planted_fault() -> None:
    assert {case[0] for case in PLANTED} == {tool.name for tool in TOOLS}


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["./there-is-no-such-tool"], "is not installed"),
        (["false"], "failed"),
        (["sh", "-c", "echo no module >&2; exit 2"], "no module"),
        (["echo", "Nothing found."], "is not what it answers"),
    ],
)
def test_a_tool_that_did_not_look_is_no_clean_result(command: list[str], said: str, tmp_path: Path) -> None:
    tool = Tool("checker", lambda _: True, lambda _: command, TOOLS[0].findings, done=(0,))
    with pytest.raises(BadInput, match=said):
        list(run_tools([tmp_path], [tool]))


def test_what_a_tool_finds_is_allowed_by_the_same_comment(tmp_path: Path) -> None:
    allowed = "# lint: allow bandit-B324: the other side speaks nothing else\n"
    (tmp_path / "x.py").write_text(f"import hashlib\n{allowed}name = hashlib.md5(b'')\n", encoding="utf-8")
    report = lint_with_tools([tmp_path])
    assert report.findings == []
    assert len(report.allowed) == 1
