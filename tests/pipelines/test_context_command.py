import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = "datasets/sample_configuration/designer"


def bsl(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipelines", "context", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("context") / "sample.bslc"
    done = bsl("build", SAMPLE, "--output", output)
    assert (done.returncode, done.stderr) == (0, "")
    assert "methods" in done.stdout
    return output


def test_names_are_found_in_what_was_built(built: Path) -> None:
    task = "Возвращает цену номенклатуры на дату"
    done = bsl("find", task, "--index", built, "--module", "ЦенообразованиеСервер", "--entries", 20)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Имена конфигурации:\n")
    assert "ЦеныНоменклатуры" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "nowhere"], "nowhere"),
        (["find", "а", "--index", "nowhere.bslc"], "nowhere.bslc"),
        (["find", "а", "--index", "README.md"], "bsl context build"),
    ],
)
def test_what_cannot_be_used_is_one_message(arguments: list[str], message: str) -> None:
    done = bsl(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("bsl: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr


def test_an_unknown_module_is_named(built: Path) -> None:
    done = bsl("find", "а", "--index", built, "--module", "Нет")
    assert done.returncode == 2
    assert "Нет: no such module" in done.stderr
