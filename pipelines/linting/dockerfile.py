"""Rules of Dockerfiles that hadolint has not: who runs, whose base, what is left in a layer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.linting.names import looks_secret
from pipelines.linting.rules import Problem, rule

USER = ("10001", "10001:0")
PIPED_INTO_A_SHELL = re.compile(r"\b(curl|wget)\b[^|;&]*\|\s*(sudo\s+)?(ba|da|z)?sh\b")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction, its lines joined."""

    line: int
    word: str
    rest: str


@dataclass(frozen=True, slots=True)
class Stage:
    """From one FROM to the next."""

    name: str
    base: str
    instructions: tuple[Instruction, ...]


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """All instructions, and the stages."""

    instructions: tuple[Instruction, ...]
    stages: tuple[Stage, ...]


def read_dockerfile(text: str) -> Dockerfile:
    """Read instructions; continued lines are joined, comments and here-documents belong to what they stand in."""
    instructions = tuple(_instructions(text))
    starts = [number for number, found in enumerate(instructions) if found.word == "FROM"]
    ends = [*starts, len(instructions)][1:]
    stages = (_stage(instructions[start:end]) for start, end in zip(starts, ends, strict=True))
    return Dockerfile(instructions, tuple(stages))


@rule("dockerfile-user", "dockerfile")
def user(dockerfile: Dockerfile) -> Iterator[Problem]:
    """An image runs as another user than 10001: as root, or under a name that "runAsNonRoot" cannot judge.

    Bad:  no USER; USER app
    Good: USER 10001:0, with a work folder that group 0 may write, so that any user id works
    """
    users = {stage.name: _user(stage) for stage in dockerfile.stages}
    # what others are built on, or take files from, is no image that runs
    inner = {stage.base for stage in dockerfile.stages}
    inner |= {name for found in dockerfile.instructions for name in re.findall(r"\bfrom=([\w-]+)", found.rest)}
    for stage in dockerfile.stages:
        found = users[stage.name] or users.get(stage.base, "")
        if stage.name not in inner and found not in USER:
            yield stage.instructions[0].line, f"stage {stage.name} ends as user {found or 'root'}; write USER 10001:0"


@rule("dockerfile-base", "dockerfile")
def base(dockerfile: Dockerfile) -> Iterator[Problem]:
    """A base image stands in the text: a cluster without the internet cannot put its own in its place.

    Bad:  FROM python:3.11-slim
    Good: ARG BASE=python:3.11-slim, FROM ${BASE}
    """
    names = {stage.name for stage in dockerfile.stages} | {"scratch"}
    for stage in dockerfile.stages:
        if stage.base not in names and "$" not in stage.base:
            yield stage.instructions[0].line, f"base {stage.base} is no argument"


@rule("dockerfile-latest", "dockerfile")
def latest(dockerfile: Dockerfile) -> Iterator[Problem]:
    """A base image without a version: the same text gives another image tomorrow.

    Bad:  ARG BASE=python, FROM debian:latest
    Good: ARG BASE=python:3.11-slim@sha256:…
    """
    names = {stage.name for stage in dockerfile.stages} | {"scratch"}
    for stage in dockerfile.stages:
        if "$" not in stage.base and stage.base not in names and _unversioned(stage.base):
            yield stage.instructions[0].line, f"base {stage.base} has no version"
    used = {name for stage in dockerfile.stages for name in re.findall(r"\$\{?(\w+)", stage.base)}
    for found in dockerfile.instructions:
        name, _, value = found.rest.partition("=")
        if found.word == "ARG" and name in used and value and _unversioned(value.strip("\"'")):
            yield found.line, f"base {value} has no version"


@rule("dockerfile-pipe-to-shell", "dockerfile")
def pipe_to_shell(dockerfile: Dockerfile) -> Iterator[Problem]:
    """A script is run as it comes from the net: whoever answers owns the image.

    Bad:  RUN curl https://example.org/install.sh | sh
    Good: a package of a locked version, or a file whose digest is checked
    """
    for found in dockerfile.instructions:
        if found.word == "RUN" and PIPED_INTO_A_SHELL.search(found.rest):
            yield found.line, "pipes a download into a shell"


@rule("dockerfile-remote-add", "dockerfile")
def remote_add(dockerfile: Dockerfile) -> Iterator[Problem]:
    """ADD of an address brings whatever lies there on that day.

    Bad:  ADD https://example.org/tool /usr/bin/
    Good: ADD --checksum=sha256:… https://example.org/tool /usr/bin/
    """
    for found in dockerfile.instructions:
        if found.word == "ADD" and re.search(r"\b(https?|ftp)://", found.rest) and "--checksum=" not in found.rest:
            yield found.line, "adds an address without --checksum"


@rule("dockerfile-secret", "dockerfile")
def secret(dockerfile: Dockerfile) -> Iterator[Problem]:
    """A secret as ARG or ENV stays in the image's history, where everybody who pulls it reads it.

    Bad:  ARG INDEX_TOKEN
    Good: RUN --mount=type=secret,id=index_token …
    """
    for found in dockerfile.instructions:
        if found.word in ("ARG", "ENV"):
            for name in _assigned(found.rest):
                if looks_secret(name):
                    yield found.line, f"{found.word} {name} looks like a secret; use RUN --mount=type=secret"


def _assigned(rest: str) -> list[str]:
    """Names that ARG or ENV set, in both forms: ``A=1 B=2`` and ``A 1``."""
    named = re.findall(r"(?:^|\s)(\w+)=", rest)
    return named or rest.split()[:1]


def _unversioned(image: str) -> bool:
    return "@" not in image and image.rpartition("/")[2].partition(":")[2] in ("", "latest")


def _user(stage: Stage) -> str:
    users = [found.rest for found in stage.instructions if found.word == "USER"]
    return users[-1] if users else ""


def _stage(instructions: tuple[Instruction, ...]) -> Stage:
    words = [word for word in instructions[0].rest.split() if not word.startswith("--")] or [""]
    named = len(words) > 2 and words[1].upper() == "AS"
    return Stage(words[2] if named else f"of line {instructions[0].line}", words[0], instructions)


def _instructions(text: str) -> Iterator[Instruction]:
    lines = iter(enumerate(text.splitlines(), 1))
    for number, line in lines:
        word, _, rest = line.strip().partition(" ")
        if not word or word.startswith("#"):
            continue
        parts = [rest]
        while parts[-1].endswith("\\"):
            parts[-1] = parts[-1][:-1]
            following = next((text for _, text in lines if not text.strip().startswith("#")), "")
            parts.append(following.strip())
        heredoc = re.search(r"<<-?[\"']?(\w+)", rest)
        while heredoc and (following := next((text for _, text in lines), heredoc[1])).strip() != heredoc[1]:
            parts.append(following)
        yield Instruction(number, word.upper(), " ".join(parts).strip())
