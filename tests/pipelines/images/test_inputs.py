import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from components.shared.errors import BadInput
from pipelines.images.inputs import read_inputs, tag

TARGETS = ("cpu", "gpu", "gateway")
STEPS = ("cpu", "gpu")
BASE = f"registry.example/mirror/python:3.11@sha256:{'a' * 64}"


def hashes(context: Path, base: str | None = None) -> dict[str, str]:
    return {target: read_inputs(target, context=context, base=base).sha256(context) for target in TARGETS}


def changed(context: Path, change: Callable[[], object]) -> set[str]:
    before = hashes(context)
    change()
    after = hashes(context)
    return {target for target in TARGETS if before[target] != after[target]}


@pytest.mark.parametrize(
    ("file", "targets"),
    [
        ("LICENSE", TARGETS),
        ("docker/install.sh", TARGETS),
        ("locks/image-tools.txt", TARGETS),
        ("components/__init__.py", TARGETS),
        ("components/shared/errors.py", TARGETS),
        ("components/shared/reports/style.py", TARGETS),
        ("components/gateway/app.py", TARGETS),
        ("components/split/stage.py", STEPS),
        ("datasets/tasks/README.md", STEPS),
        ("locks/image-kfp.txt", STEPS),
        ("locks/image-cpu.txt", ("cpu",)),
        ("locks/image-gpu.txt", ("gpu",)),
        ("locks/image-gateway.txt", ("gateway",)),
        ("components/split/component.py", ()),
        ("components/images.py", ()),
        ("locks/run.txt", ()),
        ("locks/uv.txt", ()),
        ("docker/images.lock.yaml", ()),
        ("components/split/__pycache__/stage.cpython-311.pyc", ()),
        ("README.md", ()),
        ("pipelines/local.py", ()),
        (".git/index", ()),
    ],
)
def test_the_hash_changes_with_what_is_copied_and_with_nothing_else(
    context: Path, file: str, targets: tuple[str, ...]
) -> None:
    def change() -> None:
        (context / file).parent.mkdir(parents=True, exist_ok=True)
        (context / file).write_text("another", encoding="utf-8")

    assert changed(context, change) == set(targets)


@pytest.mark.parametrize(
    ("old", "new", "targets"),
    [
        ("# What users talk to.", "# What people talk to.", ()),
        ("EXPOSE 8080", "EXPOSE 8081", ("gateway",)),
        ("HF_HUB_OFFLINE=1", "HF_HUB_OFFLINE=0", ("gpu",)),
        ("HOME=/tmp", "HOME=/work", TARGETS),
        ("install-locked image-tools", "install-locked image-tools image-kfp", TARGETS),
        ("install-locked image-gateway", "install-locked image-gateway image-tools", ("gateway",)),
        ("@sha256:", f"@sha256:{'b' * 64} # ", None),
    ],
)
def test_the_hash_changes_with_the_instructions_of_the_stages(
    context: Path, old: str, new: str, targets: tuple[str, ...] | None
) -> None:
    path = context / "docker/Dockerfile"
    text = path.read_text(encoding="utf-8")
    assert old in text
    if targets is None:  # the digest of the base
        line = next(line for line in text.splitlines() if line.startswith("ARG BASE="))
        old, new, targets = line, f"{line.partition('@')[0]}@sha256:{'b' * 64}", TARGETS
    assert changed(context, lambda: path.write_text(text.replace(old, new), encoding="utf-8")) == set(targets)


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        (lambda path: path.rename(path.with_name("renamed.py")), True),
        (lambda path: path.chmod(0o755), True),
        (lambda path: path.unlink(), True),
        (lambda path: path.touch(), False),
        (lambda path: path.chmod(0o600), False),
    ],
)
def test_the_hash_knows_names_and_what_can_be_run(
    context: Path, change: Callable[[Path], object], differs: bool
) -> None:
    path = context / "components/split/stage.py"
    path.chmod(0o644)
    assert changed(context, lambda: change(path)) == (set(STEPS) if differs else set())


def test_a_mirror_of_the_base_changes_nothing_another_digest_does(context: Path) -> None:
    assert hashes(context, BASE) == hashes(context, BASE.replace("registry.example/mirror", "elsewhere.example"))
    assert hashes(context, BASE) != hashes(context)


def test_the_hash_is_the_same_in_another_folder(context: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other") / "copy"
    shutil.copytree(context, other)
    assert hashes(other) == hashes(context)
    assert all(len(tag(sha256)) == 16 for sha256 in hashes(context).values())


@pytest.mark.parametrize(
    ("target", "base", "break_it", "message"),
    [
        ("tpu", None, None, "no target tpu; there are packages, cpu-packages"),
        ("cpu", "python:3.11-slim", None, "base image python:3.11-slim: give it with its digest"),
        ("cpu", "python@sha256:12", None, "give it with its digest"),
        ("cpu", None, "LICENSE", "LICENSE does not exist"),
        ("cpu", None, "docker/Dockerfile", "run this at the root of the repository"),
    ],
)
def test_what_cannot_be_hashed_is_told(
    context: Path, target: str, base: str | None, break_it: str | None, message: str
) -> None:
    if break_it:
        (context / break_it).unlink()
    with pytest.raises(BadInput, match=message):
        read_inputs(target, context=context, base=base)


def test_a_file_that_is_only_lent_to_a_command_is_an_input(context: Path) -> None:
    (context / "docker/Dockerfile").write_text(
        "ARG BASE=python@sha256:" + "a" * 64 + "\nFROM ${BASE} AS cpu\n"
        "RUN --mount=type=secret,id=ca --mount=type=bind,source=locks/run.txt,target=/run.txt cat /run.txt\n",
        encoding="utf-8",
    )
    assert [path.name for path in read_inputs("cpu", context=context).files] == ["run.txt"]
