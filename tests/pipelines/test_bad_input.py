"""What a person gets for input that cannot work, a full disk and Ctrl-C, through the command line as they would."""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.shared.records import read_records
from tests.tiny_model import write_model

METHOD = (
    "// Возвращает сумму.\nФункция Сумма{}(А, Б) Экспорт\n\tСумма = А + Б + {};\n\tВозврат Сумма;\nКонецФункции\n\n"
)
SMALL: dict[str, Any] = {
    "model": {"base_model": "tiny", "tiny_steps": 5},
    "training": {"num_epochs": 1, "batch_size": 1, "warmup_steps": 0, "learning_rate": 0.006, "max_steps": 2},
    "ingest": {"sources": [{"kind": "templates", "count": 60, "seed": 1}]},
    "evaluate": {"max_records": 2, "max_new_tokens": 8},
    "gate": {
        "require_significance": False,
        "min_gain_points": -100,
        "max_perplexity_ratio": 99,
        "min_records": 1,
    },
    "quantize": {"max_records": 2, "max_new_tokens": 8, "max_perplexity_increase": 1, "min_top1_agreement": 0},
    "rate": {"requests": 0},
}


def start(folder: Path, *words: str, settings: dict[str, Any] | None = None, **named: Any) -> subprocess.Popen[str]:
    (folder / "config.yaml").write_text(yaml.safe_dump({**SMALL, **(settings or {})}), encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines", *words, "--config", str(folder / "config.yaml")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "BSL_ARTIFACTS": str(folder / "artifacts")},
        start_new_session=True,
        **named,
    )


def bsl(folder: Path, *words: str, settings: dict[str, Any] | None = None, **named: Any) -> tuple[int, str]:
    process = start(folder, *words, settings=settings, **named)
    shown = process.communicate(timeout=240)[0]
    assert "Traceback" not in shown
    assert shown.count("bsl: ") <= 1
    return process.returncode, shown


def modules(path: Path, files: dict[str, bytes]) -> dict[str, Any]:
    path.mkdir()
    for name, content in files.items():
        (path / name).write_bytes(content)
    return {"ingest": {"sources": [{"kind": "modules", "path": str(path)}]}}


def test_modules_that_do_not_parse_and_other_encodings_are_read_as_far_as_they_go(tmp_path: Path) -> None:
    good = [METHOD.format(number, number) for number in range(5)]
    settings = modules(
        tmp_path / "source",
        {
            "cp1251.bsl": good[0].encode("cp1251"),
            "utf16.bsl": good[1].encode("utf-16"),
            "bom.bsl": good[2].encode("utf-8-sig"),
            "broken.bsl": f"{good[3]}Процедура Плохая()\n\tЕсли А Тогда\nКонецПроцедуры\n\n{good[4]}".encode(),
            "binary.bsl": b"\x00\x01\x02",
        },
    )
    code, shown = bsl(tmp_path, "ingest", settings=settings)
    assert code == 0, shown
    stage = tmp_path / "artifacts" / "stages" / "ingest"
    assert sorted(record.name for record in read_records(stage / "corpus")) == [f"Сумма{number}" for number in range(5)]
    drops = json.loads((stage / "summary").read_text(encoding="utf-8"))["drops"]
    places = {(drop["path"], drop["line"], drop["reason"]) for drop in drops}
    assert places == {("binary.bsl", 0, "file_not_text"), ("broken.bsl", 9, "syntax_error")}


def test_three_records_are_too_few_and_it_is_said_what_to_do(tmp_path: Path) -> None:
    three = "".join(METHOD.format(number, number) for number in range(3)).encode()
    code, shown = bsl(tmp_path, "ingest", settings=modules(tmp_path / "source", {"a.bsl": three}))
    assert code == 0, shown
    code, shown = bsl(tmp_path, "split", "--curated", str(tmp_path / "artifacts" / "stages" / "ingest" / "corpus"))
    assert code == 2
    assert "bsl: 3 records of 1 modules are too few to divide" in shown
    assert "add sources" in shown


def test_a_folder_without_modules_is_named(tmp_path: Path) -> None:
    code, shown = bsl(tmp_path, "ingest", settings=modules(tmp_path / "source", {"readme.txt": b"text"}))
    assert code == 2
    assert f"bsl: {tmp_path}/source: no .bsl or .os file in this folder; name a configuration export" in shown
    assert not list((tmp_path / "artifacts" / "stages" / "ingest").iterdir())


def model_with_code(folder: Path) -> Path:
    write_model(folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["auto_map"] = {"AutoModelForCausalLM": "modeling.Model"}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "modeling.py").write_text(f"open({str(folder / 'it-ran')!r}, 'w')", encoding="utf-8")
    return folder


def test_a_base_model_that_is_absent_ends_the_run(tmp_path: Path) -> None:
    settings = {"model": {"base_model": str(tmp_path / "absent")}}
    code, shown = bsl(tmp_path, "run", settings=settings)
    assert code == 2
    assert f"bsl: base_model: model.base_model: {tmp_path}/absent: no such folder" in shown
    assert "train " not in shown


def test_a_base_model_with_code_of_its_own_is_refused_and_the_code_never_runs(tmp_path: Path) -> None:
    model = model_with_code(tmp_path / "model")
    code, shown = bsl(tmp_path, "base-model", settings={"model": {"base_model": str(model)}})
    assert code == 2
    assert "config.json: auto_map: the model would run code of its own; take one without" in shown
    assert not (model / "it-ran").exists()
    assert not list((tmp_path / "artifacts" / "stages" / "base_model").iterdir())


def test_a_full_disk_is_told_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    code, shown = bsl(tmp_path, "base-model", preexec_fn=little_room)
    assert code == 75, shown
    assert "bsl: no space left on the disk" in shown
    assert not list((tmp_path / "artifacts" / "stages" / "base_model").iterdir())


def interrupted(process: subprocess.Popen[str], moment: str) -> Iterator[str]:
    """The lines of a run that gets Ctrl-C, as a terminal sends it, when a line tells of this moment."""
    assert process.stdout is not None
    for line in process.stdout:
        yield line
        if moment in line:
            os.killpg(process.pid, signal.SIGINT)
            moment = "\0"


@pytest.mark.slow
def test_a_run_interrupted_while_training_ends_the_same_when_repeated(tmp_path: Path) -> None:
    process = start(tmp_path, "run")
    shown = "".join(interrupted(process, "  training "))
    assert process.wait(20) == 130
    assert shown.splitlines()[-1] == "bsl: interrupted; nothing half-written was left under a final name"
    assert "Traceback" not in shown
    artifacts = tmp_path / "artifacts"
    assert not list(artifacts.glob("runs/*/finetune/tasks/*/train/adapter"))
    assert not (artifacts / "store" / "models").exists()

    code, shown = bsl(tmp_path, "run")
    assert code == 0, shown
    versions = artifacts / "store" / "models" / "bsl-coder" / "versions"
    names = [path.name.partition("-")[0] for path in sorted(versions.iterdir())]
    assert names == ["base", "v1.json"]
    split = json.loads((artifacts / "store" / "serving" / "bsl-coder" / "split.json").read_text(encoding="utf-8"))
    assert (split["canary"], split["generation"]) == ("v1", 1)
    assert not list((artifacts / "store").rglob("*.partial"))


def test_a_source_without_modules_is_refused_before_the_base_model_is_made(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, shown = bsl(tmp_path, "run", "--source", str(tmp_path / "empty"))
    assert code == 2
    assert f"--source {tmp_path}/empty: no .bsl or .os file in this folder" in shown
    assert not (tmp_path / "artifacts" / "runs").exists()
