"""A training that is killed goes on to the same weights, bit for bit, and never from what is damaged or foreign."""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from components.shared.errors import TryAgain
from components.shared.hardware import HardwareSettings
from components.shared.object_store import FolderStore, open_object_store
from components.shared.summaries import TrainSummary
from components.shared.versions import weights_sha256
from components.train.checkpoint import Checkpoints, State, training_digest
from components.train.settings import TrainingSettings, TrainSettings
from components.train.stage import train_adapter
from tests.killing import killed_at
from tests.train.conftest import QUICK

FORK = multiprocessing.get_context("fork")
LONG = {"num_epochs": 4, "lora_dropout": 0.1, "checkpoint_minutes": 0, "patience": 50}


def settings(**training: Any) -> TrainSettings:
    return TrainSettings(
        training=TrainingSettings(**(QUICK | LONG | training)), hardware=HardwareSettings(device="cpu")
    )


Train = Callable[..., TrainSummary]


@pytest.fixture
def train(base: Path, splits: Path, tmp_path: Path) -> Train:
    def run(name: str, store: Path | None = None, progress: Any = lambda *_: None, **training: Any) -> TrainSummary:
        return train_adapter(
            base, splits, tmp_path / name, tmp_path / f"{name}-curves", settings(**training), progress,
            FolderStore(store) if store else None,
        )  # fmt: skip

    return run


def die_at(step: int) -> Callable[..., None]:
    def progress(doing: str, done: int = 0, total: int | None = None) -> None:
        if doing == "training" and done == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return progress


def killed(work: Callable[[], object]) -> bool:
    process = FORK.Process(target=work)
    process.start()
    process.join()
    return process.exitcode == -signal.SIGKILL


def without_time(summary: TrainSummary) -> dict[str, Any]:
    return summary.model_dump(exclude={"seconds"})


def test_killed_at_any_step_it_ends_in_the_same_weights(train: Train, tmp_path: Path) -> None:
    whole = train("whole")
    assert whole.steps > 8
    for number, steps in enumerate([(1,), (2, whole.steps - 1), (3, 4, 7)]):
        store = tmp_path / f"store-{number}"
        for step in steps:
            assert killed(lambda: train(f"killed-{number}", store, die_at(step)))  # noqa: B023
            assert not (tmp_path / f"killed-{number}").exists()
        assert without_time(train(f"killed-{number}", store)) == without_time(whole)


def test_at_most_one_interval_is_lost(train: Train, tmp_path: Path) -> None:
    seen: list[int] = []
    assert killed(lambda: train("first", tmp_path / "store", die_at(6)))
    train("again", tmp_path / "store", lambda doing, done=0, total=None: doing == "training" and seen.append(done))
    assert seen[0] == 6  # step 5 was kept; step 6 was killed before it could be


def test_killed_inside_a_save_it_ends_in_the_same_weights(tmp_path: Path) -> None:
    """At each write of a checkpoint: there is the old one or the new one, and both are whole."""

    def state(step: int) -> State:
        return State(step, {"w": torch.full((3,), float(step))}, {"step": step})

    point, steps = 1, set()
    while True:
        checkpoints = Checkpoints(FolderStore(tmp_path / str(point)), "d")
        checkpoints.save(state(1))
        was_killed = killed_at(point, lambda: checkpoints.save(state(2)))  # noqa: B023
        found = checkpoints.newest()
        assert found is not None
        assert found.facts["step"] == found.step == found.tensors["w"][0]
        steps.add(found.step)
        if not was_killed:
            break
        point += 1
    assert steps == {1, 2}


@pytest.mark.parametrize(
    ("ending", "harm"),
    [(".json", "truncate"), (".json", "empty"), (".safetensors", "flip"), (".safetensors", "remove")],
)
def test_a_damaged_checkpoint_is_passed_over(train: Train, tmp_path: Path, ending: str, harm: str) -> None:
    store = tmp_path / "store"
    assert killed(lambda: train("killed", store, die_at(6)))
    newest = max(store.rglob(f"step-*{ending}"))
    data = newest.read_bytes()
    changed = {"truncate": data[: len(data) // 2], "flip": data[:-1] + bytes([data[-1] ^ 1]), "empty": b""}
    if harm == "remove":
        newest.unlink()
    else:
        newest.write_bytes(changed[harm])
    seen: list[int] = []
    again = train("again", store, lambda doing, done=0, total=None: doing == "training" and seen.append(done))
    assert seen[0] == 5  # the one before it was gone on from
    assert again.adapter_sha256 == train("whole").adapter_sha256


def test_what_decides_the_result_decides_the_checkpoint(base: Path, splits: Path, tmp_path: Path) -> None:
    same = training_digest(base, splits, settings())
    assert training_digest(base, splits, settings(checkpoint_minutes=5)) == same
    other = tmp_path / "splits"
    shutil.copytree(splits, other)
    data = (other / "train.parquet").read_bytes()
    (other / "train.parquet").write_bytes(data[:-1] + b"x")
    digests = {same, training_digest(base, splits, settings(seed=1)), training_digest(base, other, settings())}
    assert len(digests) == 3


def test_old_checkpoints_go_and_the_one_before_the_newest_stays(train: Train, tmp_path: Path) -> None:
    whole = train("whole", tmp_path / "store")
    kept = sorted(path.name for path in (tmp_path / "store").rglob("step-*"))
    names = [
        f"step-{step:09d}{ending}" for step in (whole.steps - 1, whole.steps) for ending in (".json", ".safetensors")
    ]
    assert kept == names


def test_the_same_training_again_is_taken_from_its_end(train: Train, tmp_path: Path) -> None:
    """A pod that died between the last step and the upload of its adapter has not worked in vain."""
    first = train("first", tmp_path / "store")
    seen: list[str] = []
    again = train("again", tmp_path / "store", lambda doing, *_: seen.append(doing))
    assert "training" not in seen
    assert without_time(again) == without_time(first)


STEP = """
import sys, pathlib
from tests.train.test_checkpoint import settings
from components.shared.object_store import FolderStore
from components.train.stage import train_adapter
base, splits, folder = map(pathlib.Path, sys.argv[1:])
def tell(doing, done=0, total=None):
    if doing == "training":
        print(done, flush=True)
train_adapter(base, splits, folder / "adapter", folder / "curves", settings(), tell, FolderStore(folder / "store"))
"""


def test_under_a_launcher_that_dies_of_its_signal_nothing_but_the_last_interval_is_lost(
    base: Path,
    splits: Path,
    tmp_path: Path,
    train: Train,
) -> None:
    """KFP's launcher passes no signals on: the step is killed with its pod, and only a rerun can know of it."""
    step = [sys.executable, "-c", STEP, str(base), str(splits), str(tmp_path)]
    launcher = subprocess.Popen(
        ["sh", "-c", '"$@" & wait', "launcher", *step], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert launcher.stdout is not None
    for line in launcher.stdout:
        if int(line) >= 3:
            break
    launcher.terminate()
    assert launcher.wait() == -signal.SIGTERM
    os.killpg(launcher.pid, signal.SIGKILL)  # as the kubelet does with what is left of a pod
    launcher.stdout.close()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and (tmp_path / "adapter.partial").exists() and _lives(launcher.pid):
        time.sleep(0.05)
    done = subprocess.run(step, capture_output=True, text=True, check=True)
    assert int(done.stdout.split()[0]) >= 3, "it began anew"
    assert weights_sha256(tmp_path / "adapter") == train("whole").adapter_sha256


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_store_that_is_away_costs_a_checkpoint_and_not_the_training(
    base: Path,
    splits: Path,
    tmp_path: Path,
    train: Train,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = open_object_store(f"file:{tmp_path / 'store'}")
    fired = 0

    def away(*_: Any, **__: Any) -> str:
        nonlocal fired
        fired += 1
        raise TryAgain("the server is away")

    monkeypatch.setattr(store, "put_file", away)
    made = train_adapter(base, splits, tmp_path / "a", tmp_path / "c", settings(), lambda *_: None, store)
    assert fired > 3
    assert made.adapter_sha256 == train("whole").adapter_sha256
