"""The scripts of an export, with programs that only note how they were called."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipelines.oracle.cases import read_export
from tests.pipelines.oracle_reports import ANSWERS, call, write_answers

SAMPLE = Path(__file__).parents[2] / "datasets" / "sample_configuration" / "designer"

# each word after the option that names the report is written to
WRITES = 'for word in "$@"; do [ "$previous" = {} ] && echo said > "$word"; previous=$word; done; '
PROGRAMS = {
    "vrunner": WRITES.format("--junitpath") + "exit 1",
    "1cv8": WRITES.format("/Out"),
    "ibcmd": "echo said",
}


@pytest.fixture
def run_script(tmp_path: Path) -> Any:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, body in PROGRAMS.items():
        note = f'printf "%s|" {name} "$@" >> "{tmp_path}/calls"; echo >> "{tmp_path}/calls"; previous=; '
        check_only = '[ "$1" = syntax-check ] || exit 0; ' if name == "vrunner" else ""
        (programs / name).write_text(f"#!/bin/sh\n{note}{check_only}{body}\n", encoding="utf-8")
        (programs / name).chmod(0o755)

    def run(script: Path, **variables: str) -> tuple[int, list[str]]:
        environment = {"PATH": f"{programs}:{os.environ['PATH']}", "V8": str(programs / "1cv8"), **variables}
        done = subprocess.run([script], env=environment, capture_output=True, text=True, check=False)
        calls = tmp_path / "calls"
        return done.returncode, calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []

    return run


@pytest.mark.parametrize(
    ("script", "report", "expected"),
    [
        ("check-vrunner.sh", "vrunner.xml", "--mode|-Server|-ThinClient|-ExtendedModulesCheck|-AllExtensions|"),
        (
            "check-designer.sh",
            "designer.log",
            "/CheckModules|-Server|-ThinClient|-ExtendedModulesCheck|-Extension|{name}|",
        ),
        ("check-ibcmd.sh", "ibcmd.log", "--extension={name}|--force|"),
    ],
)
def test_a_script_loads_the_extension_and_leaves_a_report(
    tmp_path: Path, run_script: Any, script: str, report: str, expected: str
) -> None:
    sent = tmp_path / "with blanks"
    call("export", "--output", sent, "--answers", write_answers(tmp_path, *ANSWERS))
    name = read_export(sent)[0].extension
    code, calls = run_script(sent / script)
    assert code == 0
    assert (sent / "reports" / report).read_text(encoding="utf-8").strip()
    assert expected.format(name=name) in calls[-1]
    assert any(f"{sent}/extension|" in each and name in each for each in calls)


def test_a_script_asks_for_the_configuration_that_the_judge_knew(tmp_path: Path, run_script: Any) -> None:
    call("export", "--output", tmp_path / "sent", SAMPLE / "CommonModules", "--index", SAMPLE)
    for script in ("check-vrunner.sh", "check-designer.sh", "check-ibcmd.sh"):
        assert run_script(tmp_path / "sent" / script)[0] == 2
        assert run_script(tmp_path / "sent" / script, BASE_SRC=str(SAMPLE))[0] == 0
    assert any("--src" in each and str(SAMPLE) in each for each in run_script(tmp_path / "sent" / "check-ibcmd.sh")[1])


def test_scripts_for_windows_have_its_line_ends_and_no_letters_of_a_code_page(tmp_path: Path) -> None:
    call("export", "--output", tmp_path / "sent", "--answers", write_answers(tmp_path, *ANSWERS))
    scripts = list((tmp_path / "sent").glob("*.cmd"))
    assert len(scripts) == 2
    for path in scripts:
        data = path.read_bytes()
        assert data.count(b"\n") == data.count(b"\r\n")
        assert data.isascii()
