import json
from collections.abc import Callable
from pathlib import Path

import pytest

from components.images import LOCK, reference
from components.shared.errors import BadInput
from pipelines.images.lock import ImageLock, LockedImage, digest_in, read_lock, write_lock
from tests.image_checkout import checkout

DIGEST = f"sha256:{'1' * 64}"
OTHER = f"sha256:{'2' * 64}"
REGISTRY = "registry.example/team"
IMAGE = LockedImage(repository=f"{REGISTRY}/bsl-foundry/python-cpu", inputs="0" * 64, digest=DIGEST)


@pytest.fixture
def digest_file(tmp_path: Path) -> Path:
    file = tmp_path / "digest"
    file.write_text(DIGEST, encoding="utf-8")
    return file


def test_images_are_locked_one_by_one(bsl: Callable[..., str], digest_file: Path) -> None:
    assert "cpu: not in docker/images.lock.yaml, a local image" in bsl("images", "check")
    assert bsl("images", "lock", "--registry", REGISTRY, f"cpu={digest_file}").strip() == str(LOCK)
    assert f"cpu: {REGISTRY}/bsl-foundry/python-cpu@{DIGEST}\ngpu: not in" in bsl("images", "check")
    bsl("images", "lock", "--registry", f"{REGISTRY}/", f"gateway={digest_file}")
    said = bsl("images", "check")
    assert f"gateway: {REGISTRY}/bsl-foundry/gateway@{DIGEST}" in said
    assert "cpu: registry" in said


def test_a_change_makes_the_lock_stale_until_it_is_taken_back(
    bsl: Callable[..., str], context: Path, digest_file: Path
) -> None:
    bsl("images", "lock", "--registry", REGISTRY, f"cpu={digest_file}", f"gateway={digest_file}")
    stage = context / "components/split/stage.py"
    text = stage.read_text(encoding="utf-8")
    stage.write_text(f"{text}\n", encoding="utf-8")
    said = bsl("images", "check", code=1)
    assert said.startswith(
        "bsl: docker/images.lock.yaml: cpu: what goes into the image has changed since it was pushed; run `bsl images "
        "build cpu --push`"
    )
    stage.write_text(text, encoding="utf-8")
    bsl("images", "check")
    dockerfile = context / "docker/Dockerfile"
    newer = dockerfile.read_text(encoding="utf-8").replace("bookworm@sha256:5", "bookworm@sha256:6")
    dockerfile.write_text(newer, encoding="utf-8")
    assert ": cpu, gateway: what goes" in bsl("images", "check", code=1)


def test_an_image_on_another_base_stays_fresh(bsl: Callable[..., str], digest_file: Path) -> None:
    base = f"registry.example/python:3.11@{OTHER}"
    bsl("images", "lock", "--registry", REGISTRY, "--base", base, f"cpu={digest_file}")
    assert "cpu: registry" in bsl("images", "check")
    assert bsl("images", "hash", "cpu", "--base", base) != bsl("images", "hash", "cpu")


def test_a_compile_names_what_is_locked(tmp_path: Path, digest_file: Path) -> None:
    bsl = checkout(tmp_path / "checkout")
    bsl("images", "lock", "--registry", REGISTRY, f"cpu={digest_file}")
    bsl("compile", "--output", str(tmp_path / "compiled"))
    texts = [path.read_text(encoding="utf-8") for path in (tmp_path / "compiled").rglob("*.yaml")]
    assert any(f"image: {REGISTRY}/bsl-foundry/python-cpu@{DIGEST}" in text for text in texts)
    assert any("image: bsl-foundry/python-gpu:local" in text for text in texts)
    assert not any("python-cpu:local" in text for text in texts)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("lock", "--registry", REGISTRY, "cpu=nowhere"), "nowhere does not exist; give the file"),
        (("lock", "--registry", REGISTRY, "tpu=digest"), "tpu=digest: give it as TARGET=FILE"),
        (("lock", "--registry", REGISTRY, "cpu"), "cpu: give it as TARGET=FILE"),
        (("hash", "tpu"), "there is no image tpu; there are cpu, gpu, gateway"),
        (("hash", "--base", "python:3.11"), "base image python:3.11: give it with its digest"),
        (("build", "--push"), "--push needs --registry"),
        (("build", "cpu", "--builder", "no-such-builder"), "no no-such-builder on this machine"),
        (("sbom", "--builder", "sh", "--output", "x.json"), "--output is one file: name one target"),
    ],
)
def test_what_cannot_be_done_is_one_message(bsl: Callable[..., str], words: tuple[str, ...], message: str) -> None:
    said = bsl("images", *words, code=2)
    assert message in said
    assert said.count("\n") == 1


def test_a_builder_that_fails_is_named(bsl: Callable[..., str]) -> None:
    assert "bsl: `false build --file docker/Dockerfile --target cpu" in bsl(
        "images", "build", "cpu", "--builder", "false", code=75
    )


@pytest.mark.parametrize(
    "said",
    [
        DIGEST,
        f"{DIGEST}\n",
        f"The push refers to repository [x]\nabc: Pushed\n0123: digest: {DIGEST} size: 1234\n",
        json.dumps({"containerimage.config.digest": OTHER, "containerimage.digest": DIGEST}),
    ],
)
def test_what_builders_say_is_understood(said: str) -> None:
    assert digest_in(said, "file") == DIGEST


@pytest.mark.parametrize(
    "said", ["", "sha256:12", f"{DIGEST} {OTHER}", "{", "{}", '{"containerimage.digest": 1}', f"{DIGEST}0"]
)
def test_what_is_no_digest_is_refused(said: str) -> None:
    with pytest.raises(BadInput, match=r"file: . digests; give what"):
        digest_in(said, "file")


def test_a_lock_is_what_the_compiler_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BSL_IMAGE_CPU", raising=False)
    assert reference("cpu", tmp_path) == "bsl-foundry/python-cpu:local"
    write_lock(tmp_path, ImageLock(images={"cpu": IMAGE}))
    assert read_lock(tmp_path) == ImageLock(images={"cpu": IMAGE})
    assert reference("cpu", tmp_path) == f"{IMAGE.repository}@{DIGEST}"
    assert reference("gpu", tmp_path) == "bsl-foundry/python-gpu:local"
    monkeypatch.setenv("BSL_IMAGE_CPU", "mine:1")
    assert reference("cpu", tmp_path) == "mine:1"


@pytest.mark.parametrize(
    "text",
    [
        "images: [",
        "images: 1",
        "[]",
        "images: {cpu: {}}",
        "images: {cpu: 1}",
        "other: {}",
        "\x00",
    ],
)
def test_a_damaged_lock_is_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.delenv("BSL_IMAGE_CPU", raising=False)
    (tmp_path / LOCK).parent.mkdir()
    (tmp_path / LOCK).write_text(text, encoding="utf-8")
    for read in (lambda: reference("cpu", tmp_path), lambda: read_lock(tmp_path)):
        with pytest.raises(BadInput, match="bsl images lock"):
            read()
