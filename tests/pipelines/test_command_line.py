"""The door: quick to answer, one message for an error, codes that scripts can use."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.__main__ import COMMANDS, STAGES, main


def bsl(*words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipelines", *words],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=folder,
        check=False,
    )


def test_help_teaches_the_first_commands() -> None:
    shown = bsl("--help")
    assert shown.returncode == 0
    assert "bsl run --source PATH" in shown.stdout
    assert "exit codes" in shown.stdout
    for command in (*COMMANDS, *STAGES):
        assert command in shown.stdout


def test_help_imports_no_heavy_library() -> None:
    code = "import sys, pipelines.__main__ as m; sys.argv = ['bsl', '--help']\ntry: m.main()\nexcept SystemExit: pass\n"
    heavy = "print([n for n in ('torch', 'kfp', 'pydantic', 'pyarrow', 'rich', 'aiohttp') if n in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code + heavy], capture_output=True, text=True, check=True)
    assert shown.stdout.rstrip().endswith("[]")


@pytest.mark.parametrize("command", [*COMMANDS, *STAGES])
def test_every_command_explains_itself(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bsl", command, "--help"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert "usage: bsl " + command in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["nonsense"], 2, "invalid choice"),
        ([], 2, "required: COMMAND"),
        (["run", "--config", "absent.yaml"], 2, "bsl: absent.yaml: cannot be read"),
        (["run", "--set", "training.epochs=1"], 2, "bsl: no such setting: training.epochs"),
        (["run", "--set", "training.num_epochs"], 2, "bsl: --set training.num_epochs: write NAME=VALUE"),
        (["run", "--set", "training.num_epochs=0"], 2, "greater than or equal to 1, got '0'"),
        (["run", "--source", "/nowhere/at/all"], 2, "bsl: --source /nowhere/at/all: there is nothing"),
        (["run", "--source", __file__], 2, "test_command_line.py: a file; name a configuration export"),
        (["ask", " "], 2, "bsl: the question is empty"),
        (["ask", "Напиши", "--url", "localhost:8400"], 2, "bsl: --url localhost:8400: no address of a gateway"),
        (["ask", "Напиши", "--url", "http://127.0.0.1:1"], 75, "does not answer"),
        (["curate", "--corpus", "/nowhere"], 2, "bsl: /nowhere: there is nothing"),
        (["train", "--dataset", "/nowhere"], 2, "bsl: /nowhere: no train.parquet"),
    ],
)
def test_bad_input_is_one_message_and_its_code(words: list[str], code: int, message: str) -> None:
    shown = bsl(*words)
    assert shown.returncode == code
    assert message in shown.stderr
    assert "Traceback" not in shown.stderr


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("BSL_ARTIFACTS", __file__, "test_command_line.py: File exists; set BSL_ARTIFACTS"),
        ("BSL_ARTIFACTS", "/proc/nobody-writes-here", "set BSL_ARTIFACTS to a folder that can be written to"),
        ("BSL_OBJECT_STORE", "s3://bucket", "BSL_OBJECT_STORE: endpoint= must be"),
        ("BSL_RATINGS", "mysql://there", "BSL_RATINGS: this address is not supported; use file:<folder>"),
    ],
)
def test_places_that_cannot_be_used_show_before_any_work(
    variable: str, value: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BSL_ARTIFACTS", str(tmp_path / "artifacts"))
    monkeypatch.setenv(variable, value)
    shown = bsl("run")
    assert (shown.returncode, message in shown.stderr, shown.stdout) == (2, True, ""), shown.stderr


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "a.bin"), 75, "bsl: no space left on the disk: a.bin; make"),
        (RuntimeError("I/O error: No space left on device (os error 28)"), 75, "bsl: no space left on the disk: that"),
        (PermissionError(errno.EACCES, "Permission denied", "a.bin"), 2, "bsl: a.bin: Permission denied; give a path"),
        (KeyboardInterrupt(), 130, "bsl: interrupted"),
        (ZeroDivisionError("x"), 70, "bsl: this is a fault of the program"),
    ],
)
def test_an_error_has_one_message_and_its_code(
    error: BaseException, code: int, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(words: list[str]) -> int:
        raise error

    monkeypatch.setattr("pipelines.__main__._call", fail)
    assert main() == code
    shown = capsys.readouterr().err
    assert message in shown
    assert ("Traceback" in shown) == (code == 70)


def test_settings_printed_are_settings_read(tmp_path: Path) -> None:
    first = bsl("settings").stdout
    path = tmp_path / "mine.yaml"
    path.write_text(first, encoding="utf-8")
    assert bsl("settings", "--config", str(path)).stdout == first
    assert "learning_rate: 0.006  # Highest learning rate [> 0, ≤ 0.1]" in first


def test_a_second_run_beside_the_first_is_sent_away(tmp_path: Path) -> None:
    import fcntl

    with (tmp_path / "run.lock").open("w") as lock:
        lock.write("4242")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        shown = subprocess.run(
            [sys.executable, "-m", "pipelines", "run"],
            capture_output=True,
            text=True,
            env={"BSL_ARTIFACTS": str(tmp_path), "PATH": "/usr/bin:/bin"},
            timeout=120,
            check=False,
        )
    assert shown.returncode == 75
    assert "process 4242" in shown.stderr


def test_doctor_names_what_it_looked_at() -> None:
    shown = bsl("doctor")
    assert "Python 3." in shown.stdout
    assert "GiB free" in shown.stdout
