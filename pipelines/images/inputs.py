"""What goes into an image, and its hash: the instructions of its stages, the digest of its base, the files copied."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from components.shared.errors import BadInput
from pipelines.images.ignored import Pattern, is_ignored, read_patterns
from pipelines.linting.dockerfile import Dockerfile, Instruction, Stage, read_dockerfile

DOCKERFILE = Path("docker/Dockerfile")
TAG_CHARACTERS = 16  # 64 bits: a tag tells our own few images apart, the digest is what is trusted
_DIGEST = re.compile(r"@(sha256:[0-9a-f]{64})$")
_FROM_OPTION = re.compile(r"(?:^|[\s,])(?:--)?from=([^\s,]+)")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What an image is made of."""

    target: str
    base: str
    instructions: tuple[Instruction, ...]
    files: tuple[Path, ...]

    def sha256(self, context: Path) -> str:
        """One hash of everything; comments, times and the name of the base's registry do not change it."""
        digest = hashlib.sha256(f"base {base_digest(self.base)}\n".encode())
        for instruction in self.instructions:
            digest.update(f"{instruction.word} {instruction.rest}\n".encode())
        for path in self.files:
            executable = bool(path.stat().st_mode & 0o100)
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(context).as_posix()} {executable} {content}\n".encode())
        return digest.hexdigest()


def read_inputs(target: str, *, context: Path, base: str | None = None) -> Inputs:
    """What goes into the image of one target of ``docker/Dockerfile``.

    Args:
        target: A stage of the Dockerfile.
        context: The root of the repository.
        base: The base image, instead of the one that the Dockerfile names.

    Raises:
        BadInput: There is no such target, the base has no digest, or a file that is copied does not exist.
    """
    dockerfile = _read(context / DOCKERFILE)
    stages = _needed(target, {stage.name: stage for stage in dockerfile.stages})
    instructions = tuple(found for stage in stages for found in stage.instructions)
    patterns = read_patterns(context / ".dockerignore")
    files = sorted(set(_copied(instructions, context, patterns)))
    base = base or argument(dockerfile, "BASE")
    base_digest(base)
    return Inputs(target, base, instructions, tuple(files))


def tag(sha256: str) -> str:
    """The tag of an image with these inputs."""
    return sha256[:TAG_CHARACTERS]


def base_digest(base: str) -> str:
    """The part of a base image's name that says what is in it.

    Raises:
        BadInput: The name has no digest, so that it means another image tomorrow.
    """
    found = _DIGEST.search(base)
    if not found:
        raise BadInput(f"base image {base}: give it with its digest, as in python:3.11-slim-bookworm@sha256:…")
    return found[1]


def argument(dockerfile: Dockerfile, name: str) -> str:
    """The default of an ARG before the first FROM."""
    for found in dockerfile.instructions:
        if found.word == "ARG" and found.rest.startswith(f"{name}="):
            return found.rest.partition("=")[2]
    raise BadInput(f"{DOCKERFILE}: there is no ARG {name}")


def _read(path: Path) -> Dockerfile:
    if not path.is_file():
        raise BadInput(f"{path} does not exist; run this at the root of the repository")
    return read_dockerfile(path.read_text(encoding="utf-8"))


def _needed(target: str, stages: dict[str, Stage]) -> list[Stage]:
    """The stage, those that it is built on and those that it copies from, in the order of the Dockerfile."""
    if target not in stages:
        raise BadInput(f"{DOCKERFILE}: there is no target {target}; there are {', '.join(stages)}")
    names, found = [target], set()
    while names:
        name = names.pop()
        if name in stages and name not in found:
            found.add(name)
            names += [stages[name].base, *_sources_of_copies(stages[name].instructions)]
    return [stage for name, stage in stages.items() if name in found]


def _sources_of_copies(instructions: Iterable[Instruction]) -> Iterator[str]:
    for instruction in instructions:
        if instruction.word in ("COPY", "RUN"):
            yield from _FROM_OPTION.findall(instruction.rest)


def _copied(instructions: Iterable[Instruction], context: Path, patterns: Sequence[Pattern]) -> Iterator[Path]:
    for instruction in instructions:
        for word in _sources(instruction):
            yield from _below(word, instruction, context, patterns)


def _sources(instruction: Instruction) -> Iterator[str]:
    """What an instruction takes from the repository: files that are copied, or lent to a command."""
    if instruction.word in ("COPY", "ADD") and "--from=" not in instruction.rest:
        yield from [word for word in instruction.rest.split() if not word.startswith("--")][:-1]
    if instruction.word == "RUN":
        for mount in re.findall(r"--mount=(\S+)", instruction.rest):
            told = dict(part.partition("=")[::2] for part in mount.split(","))
            if told.get("type") == "bind" and "from" not in told:
                yield told["source"]


def _below(word: str, instruction: Instruction, context: Path, patterns: Sequence[Pattern]) -> Iterator[Path]:
    found = list(context.glob(word))
    if not found:
        raise BadInput(f"{DOCKERFILE}:{instruction.line}: {word} does not exist")
    for place in found:
        for path in place.rglob("*") if place.is_dir() else [place]:
            if path.is_file() and not is_ignored(PurePosixPath(path.relative_to(context).as_posix()), patterns):
                yield path
