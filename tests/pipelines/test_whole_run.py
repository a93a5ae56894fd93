"""The whole pipeline, for real but as small as it gets: which tasks ran, what was left behind, what scripts see."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

SMALL: dict[str, Any] = {
    "model": {"base_model": "tiny", "tiny_steps": 10},
    "training": {
        "num_epochs": 1,
        "max_tokens": 320,
        "batch_size": 1,
        "learning_rate": 0.006,
        "warmup_steps": 1,
        "max_steps": 3,
    },
    "ingest": {"sources": [{"kind": "templates", "count": 60, "seed": 1}, {"kind": "corrections"}]},
    "evaluate": {"max_records": 6, "max_new_tokens": 16},
    "gate": {
        "require_significance": False,
        "min_gain_points": -100,
        "max_perplexity_ratio": 100,
        "min_records": 1,
    },
    "quantize": {"max_records": 6, "max_new_tokens": 16, "max_perplexity_increase": 1, "min_top1_agreement": 0},
    "rate": {"requests": 12, "max_new_tokens": 16},
    "compare": {"accept_automatic": True},
}
STAGES = ["base_model", "ingest", "curate", "split", "train", "evaluate", "gate"]
SHIPPING = ["quantize", "register", "deploy", "report"]


def run(folder: Path, settings: dict[str, Any]) -> tuple[int, dict[str, Any], str]:
    config = folder / "config.yaml"
    config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    shown = subprocess.run(
        [sys.executable, "-m", "pipelines", "run", "--config", str(config), "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "BSL_ARTIFACTS": str(folder / "artifacts")},
        timeout=280,
        check=False,
    )
    assert shown.stdout, shown.stderr
    return shown.returncode, json.loads(shown.stdout), shown.stderr


@pytest.mark.slow
def test_a_yes_ships_a_canary_and_a_repeated_run_ships_the_same(tmp_path: Path) -> None:
    code, first, text = run(tmp_path, SMALL)
    assert code == 0, text
    assert sorted(first["seconds"]) == sorted([*STAGES, *SHIPPING, "rate", "compare"])
    assert first["skipped"] == []
    assert first["decision"]["decision"] == "hold"  # twelve users cannot carry a verdict
    page = Path(first["report"]).read_text(encoding="utf-8")
    assert "канарейка: ждёт" in page
    assert 'bsl ask "' in text

    store = tmp_path / "artifacts" / "store"
    split = json.loads((store / "serving" / "bsl-coder" / "split.json").read_text(encoding="utf-8"))
    assert (split["canary"], split["canary_percent"]) == ("v1", 5)
    assert split["stable"].startswith("base-")

    code, second, text = run(tmp_path, SMALL)
    assert code == 0, text
    versions = sorted(path.stem for path in (store / "models" / "bsl-coder" / "versions").glob("v*.json"))
    assert versions == ["v1"]
    assert second["gate"] == first["gate"]


@pytest.mark.slow
def test_a_no_of_the_gate_ships_nothing_and_is_no_success(tmp_path: Path) -> None:
    code, outcome, text = run(tmp_path, {**SMALL, "gate": {"min_gain_points": 100, "min_records": 1}})
    assert code == 1
    assert sorted(outcome["skipped"]) == ["deploy", "quantize", "register"]
    assert outcome["decision"] is None
    assert "gate: no, nothing was shipped" in text
    assert "не допущена" in Path(outcome["report"]).read_text(encoding="utf-8")
    assert not (tmp_path / "artifacts" / "store" / "serving").exists()
