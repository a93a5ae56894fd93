from collections.abc import Iterator
from pathlib import Path

import pytest

from components.shared.errors import BadInput, TryAgain
from components.shared.versions import manifest_of
from pipelines.base_models.hub import bring_from_hub
from tests.hub import COMMIT, NAME, Hub, running_hub
from tests.tiny_model import write_model


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    folder = write_model(tmp_path / "kept", max_shard_size="20KB")
    (folder / "README.md").write_text("---\nlicense: apache-2.0\n---\n")
    (folder / "modeling.py").write_text("import os")
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with running_hub(folder) as running:
        yield running


@pytest.mark.parametrize("revision", ["", COMMIT])
def test_a_commit_comes_with_the_digests_that_the_hub_keeps(hub: Hub, tmp_path: Path, revision: str) -> None:
    brought = bring_from_hub(NAME, revision, tmp_path / "work", endpoint=hub.url)
    files = {file.name: file.sha256 for file in manifest_of(brought.folder) if not file.name.startswith(".cache")}
    assert (brought.name, brought.kind, brought.revision) == (NAME, "hub", COMMIT)
    assert brought.digests == {name: digest for name, digest in files.items() if name.endswith(".safetensors")}
    assert {"config.json", "tokenizer.json", "README.md"} < files.keys()
    assert not {"modeling.py", "pytorch_model.bin"} & files.keys()
    assert not [path for path in hub.requests if path.endswith((".py", ".bin"))]  # code is not even asked for


@pytest.mark.parametrize(
    ("name", "revision", "error", "message"),
    [
        ("some/other", "", BadInput, "no such model on the hub, or a private one"),
        ("some/gated", "", BadInput, "accepted the licence"),
        (NAME, "f" * 40, BadInput, "no revision 'ffff"),
    ],
)
def test_what_the_hub_refuses_is_said(
    hub: Hub, tmp_path: Path, name: str, revision: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        bring_from_hub(name, revision, tmp_path / "work", endpoint=hub.url)


def test_a_small_file_with_other_bytes_is_refused(hub: Hub, tmp_path: Path) -> None:
    hub.changed = "config.json"
    with pytest.raises(TryAgain, match=r"config\.json: the hub gave other bytes"):
        bring_from_hub(NAME, "", tmp_path / "work", endpoint=hub.url)


def test_a_hub_that_cannot_be_reached_is_no_fault_of_the_name(tmp_path: Path) -> None:
    with pytest.raises(TryAgain, match="without a network give a folder"):
        bring_from_hub(NAME, "", tmp_path / "work", endpoint="http://127.0.0.1:1")
