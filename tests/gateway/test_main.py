"""What the gateway refuses to start with."""

import socket
from pathlib import Path

import pytest

from components.gateway.__main__ import main


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--host", "0.0.0.0", "--upstream", "v1=http://127.0.0.1:1"], "BSL_GATEWAY_KEY"),
        (["--host", "example.org", "--upstream", "v1=http://127.0.0.1:1"], "BSL_GATEWAY_KEY"),
        (["--host", "203.0.113.1", "--upstream", "v1=http://127.0.0.1:1"], "BSL_GATEWAY_KEY"),
        (["--port", "99999", "--upstream", "v1=http://127.0.0.1:1"], "--port"),
        (["--upstream", "http://127.0.0.1:1"], "VERSION=URL"),
        (["--upstream", "v1=127.0.0.1:1"], "VERSION=URL"),
        (["--upstream", "v1=http://127.0.0.1:1", "--store", "ftp://b"], "file:"),
    ],
)
def test_an_unsafe_or_wrong_start_is_refused(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("BSL_GATEWAY_KEY", raising=False)
    monkeypatch.setenv("BSL_ARTIFACTS", str(tmp_path))
    assert main(["--name", "bsl", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_a_busy_port_is_named_with_the_option_to_change_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        folders = ["--store", f"file:{tmp_path}/store", "--ratings", f"file:{tmp_path}/ratings"]
        code = main(["--name", "bsl", "--upstream", "v1=http://127.0.0.1:1", "--port", port, *folders])
    assert code == 75
    error = capsys.readouterr().err
    assert port in error
    assert "--port" in error


def test_an_address_of_another_machine_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BSL_GATEWAY_KEY", "secret")
    folders = ["--store", f"file:{tmp_path}/store", "--ratings", f"file:{tmp_path}/ratings"]
    assert main(["--name", "bsl", "--upstream", "v1=http://127.0.0.1:1", "--host", "203.0.113.1", *folders]) == 2
    assert "203.0.113.1" in capsys.readouterr().err


def test_a_context_index_that_is_none_stops_the_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "erp.bslc"
    file.write_bytes(b"something else")
    folders = ["--store", f"file:{tmp_path}/store", "--ratings", f"file:{tmp_path}/ratings"]
    assert main(["--name", "bsl", "--upstream", "v1=http://127.0.0.1:1", "--context-index", str(file), *folders]) == 2
    assert "bsl context build" in capsys.readouterr().err


@pytest.mark.parametrize("count", ["19", "81", "-1"])
def test_a_number_of_names_that_models_never_saw_stops_the_start(
    count: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = ["--store", f"file:{tmp_path}/store", "--ratings", f"file:{tmp_path}/ratings"]
    assert main(["--name", "bsl", "--upstream", "v1=http://127.0.0.1:1", "--context-entries", count, *folders]) == 2
    assert "20 to 80" in capsys.readouterr().err
