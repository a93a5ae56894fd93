"""`bsl compile` as people and CI call it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from components.shared.errors import BadInput, Refused
from pipelines.commands import compile as command
from tests.pipelines.publishing.test_compiled import read_compiled

DIGEST = "sha256:" + "a" * 64
PINNED = {
    f"BSL_IMAGE_{target}": f"registry.example.com/bsl/python-{target.lower()}@{DIGEST}" for target in ("CPU", "GPU")
}


def bsl_compile(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipelines", "compile", *words],
        capture_output=True, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip


def arguments(*words: str) -> object:
    import argparse

    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(words)


def test_what_was_compiled_is_fresh_until_it_is_changed(tmp_path: Path) -> None:
    chosen = ("--profile", "local", "--output", str(tmp_path))
    assert command.run(arguments(*chosen)) == 0  # type: ignore[arg-type]
    assert command.run(arguments(*chosen, "--check")) == 0  # type: ignore[arg-type]
    path = tmp_path / "local/promote.yaml"
    path.write_text(path.read_text() + "\n")
    (tmp_path / "local/old.yaml").write_text("kind: Pipeline\n")
    with pytest.raises(Refused, match=r"promote\.yaml, .*old\.yaml"):
        command.run(arguments(*chosen, "--check"))  # type: ignore[arg-type]


def test_an_image_without_a_digest_goes_to_no_cluster(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="bsl images lock"):
        command.run(arguments("--profile", "gpu-80gb", "--output", str(tmp_path)))  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_all_profiles_are_compiled_once_images_are_pinned_and_publish_reads_them(tmp_path: Path) -> None:
    done = bsl_compile("--output", str(tmp_path / "out"), "--plain", str(tmp_path / "plain"), **PINNED)
    assert (done.returncode, done.stderr) == (0, "")
    found = {path.relative_to(tmp_path / "out").as_posix() for path in tmp_path.glob("out/*/*")}
    profiles = ("gpu-24gb", "gpu-40gb", "gpu-80gb", "local")
    assert found == {f"{profile}/{name}.yaml" for profile in profiles for name in ("finetune", "promote")}
    assert bsl_compile("--output", str(tmp_path / "out"), "--check", **PINNED).returncode == 0
    read = read_compiled(tmp_path / "out", "gpu-80gb")
    version = list(yaml.safe_load_all((tmp_path / "out/gpu-80gb/finetune.yaml").read_text()))[1]
    assert (
        read["finetune"].version
        == version["metadata"]["name"]
        == f"bsl-finetune-gpu-80gb-{read['finetune'].digest[:8]}"
    )
    plain, platform = yaml.safe_load_all((tmp_path / "plain/gpu-80gb/finetune.yaml").read_text())
    assert (plain, platform) == (version["spec"]["pipelineSpec"], version["spec"]["platformSpec"])
