"""Files to findings: each file is read once, given to the rules about its kind, and what it allows is left out."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from components.shared.errors import BadInput
from pipelines.linting.catalogue import RULES
from pipelines.linting.compiled import Compiled
from pipelines.linting.dockerfile import read_dockerfile
from pipelines.linting.kustomize import Kustomizations, read_kustomizations
from pipelines.linting.manifest import Manifest, pods_of
from pipelines.linting.rules import About, Finding, broken
from pipelines.linting.sources import Source
from pipelines.linting.tools import run_tools
from pipelines.linting.trees import Tree

YAML_ENDINGS = (".yaml", ".yml")
LOCAL = "local"  # a folder of this name holds what runs on the machine of one person
UNREADABLE = "unreadable"
UNREASONED = "permission-without-reason"


@dataclass(slots=True)
class Report:
    """What was read, found, and allowed with a reason."""

    files: int = 0
    findings: list[Finding] = field(default_factory=list)
    allowed: int = 0

    def take(self, source: Source, findings: Iterable[Finding], *, own: bool = True) -> None:
        """Keep findings of one file but those that it allows; a file that our rules have read is not counted twice."""
        self.files += own
        for finding in findings:
            if source.allows(finding.rule, finding.line):
                self.allowed += 1
            else:
                self.findings.append(finding)
        self.findings += _unreasoned(source) if own else []

    def add(self, other: "Report") -> None:
        """Join what was found elsewhere."""
        self.files += other.files
        self.findings += other.findings
        self.allowed += other.allowed


def lint_files(paths: Iterable[Path]) -> Report:
    """Lint manifests, compiled pipelines and Dockerfiles below the paths."""
    report, sources = Report(), []
    for path in find_files(paths):
        source = read_source(path)
        if path.name.startswith("Dockerfile"):
            report.take(source, _dockerfile(source))
        elif path.suffix in YAML_ENDINGS or path.name == "Kustomization":
            sources.append(source)
    lint_sources(sources, report)
    report.findings.sort(key=lambda finding: (finding.path, finding.line, finding.rule))
    return report


def lint_code(paths: Iterable[Path]) -> Report:
    """Lint Python files below the paths."""
    report = Report()
    for path in find_files(paths):
        if path.suffix == ".py":
            source = read_source(path)
            report.take(source, _code(source))
    return report


def lint_with_tools(paths: Iterable[Path]) -> Report:
    """Let the checkers of others look at all files below the paths."""
    files, report = find_files(paths), Report()
    by_path: dict[str, list[Finding]] = {}
    for finding in run_tools(files):
        by_path.setdefault(finding.path, []).append(finding)
    for path in sorted(by_path):
        report.take(read_source(Path(path)), by_path[path], own=False)
    return report


def lint_sources(sources: list[Source], report: Report) -> None:
    """Lint YAML files, each knowing the others: a namespace and its policy stand in files of their own."""
    readable = []
    for source in sources:
        problem = _unreadable(source)
        if problem:
            report.take(source, [problem])
        else:
            readable.append(source)
    kustomizations = read_kustomizations(readable)
    manifests = {source.path: tuple(_manifests(source, kustomizations)) for source in readable}
    everything = tuple(manifest for found in manifests.values() for manifest in found)
    for source in readable:
        report.take(source, _yaml(source, manifests[source.path], everything))


def lint(pipeline: dict[str, Any], platform: dict[str, Any] | None = None, *, local: bool = True) -> list[Finding]:
    """All findings in one compiled pipeline that is not yet a file.

    Args:
        pipeline: The pipeline specification, the first document of the compiled file.
        platform: The platform specification, the second document, if there is one.
        local: Whether the profile is only for the machine of one person: some errors are warnings there.
    """
    ir = Compiled(pipeline, platform or {})
    return [
        Finding(found.name, severity, "", 0, _where(place), message)
        for found, severity, place, message in broken("pipeline", ir, local=local)
    ]


def is_local(path: Path) -> bool:
    """Whether the file only concerns the machine of one person; a compiled pipeline without a profile does."""
    return LOCAL in path.parts or path.parent.name == "pipelines"


def _yaml(source: Source, own: tuple[Manifest, ...], everything: tuple[Manifest, ...]) -> Iterator[Finding]:
    for ir in _compiled(source):
        yield from _found("pipeline", ir, source)
    for manifest in own:
        yield from _found("manifest", manifest, source)
        yield from _found("rbac", manifest, source)
        for pod in pods_of(manifest):
            yield from _found("pod", pod, source)
    yield from _found("tree", Tree(source.path, own, everything), source)


def _compiled(source: Source) -> Iterator[Compiled]:
    """Compiled pipelines, plain or as a resource of Kubeflow Pipelines."""
    documents = [document if isinstance(document, dict) else {} for document in source.documents]
    for number, document in enumerate(documents):
        if "pipelineInfo" in document and "root" in document:
            platform = documents[number + 1] if number + 1 < len(documents) else {}
            yield Compiled(document, platform if "platforms" in platform else {}, (number,), (number + 1,))
        spec = document.get("spec")
        if document.get("kind") == "PipelineVersion" and isinstance(spec, dict) and spec.get("pipelineSpec"):
            at = (number, "spec", "pipelineSpec"), (number, "spec", "platformSpec")
            yield Compiled(spec["pipelineSpec"], spec.get("platformSpec") or {}, *at)


def _manifests(source: Source, kustomizations: Kustomizations) -> Iterator[Manifest]:
    partial = kustomizations.is_patch(source.path)
    for number, document in enumerate(source.documents):
        if isinstance(document, dict):
            namespace = kustomizations.namespace_of(source.path, document)
            pinned = frozenset(kustomizations.pinned_images)
            yield Manifest(source.path, number, document, partial, namespace, pinned)


def _dockerfile(source: Source) -> Iterator[Finding]:
    yield from _found("dockerfile", read_dockerfile(source.text), source)


def _code(source: Source) -> Iterator[Finding]:
    try:
        module = ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError) as error:  # ValueError: a NUL
        yield Finding(
            UNREADABLE, "error", str(source.path), getattr(error, "lineno", 1) or 1, "", f"no Python: {error}"
        )
        return
    yield from _found("code", module, source)


def _found(about: About, subject: object, source: Source) -> Iterator[Finding]:
    for found, severity, place, message in broken(about, subject, local=is_local(source.path)):
        yield Finding(found.name, severity, str(source.path), source.line_of(place), _where(place), message)


def _where(place: int | tuple[str | int, ...]) -> str:
    return "" if isinstance(place, int) else ".".join(map(str, place[1:]))


def _unreadable(source: Source) -> Finding | None:
    try:
        _ = source.documents
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        return Finding(UNREADABLE, "error", str(source.path), line, "", f"no YAML: {getattr(error, 'problem', error)}")
    return None


def _unreasoned(source: Source) -> Iterator[Finding]:
    for line, name in source.without_reason:
        message = f"{name} is allowed and nobody says why; write # lint: allow {name}: the reason"
        yield Finding(UNREASONED, "error", str(source.path), line, "", message)
    for line, names in source.allowed.items():
        for name in names:
            if name not in RULES and not name.startswith(OUTSIDE):
                yield Finding(UNREASONED, "error", str(source.path), max(line, 1), "", f"there is no rule {name}")


OUTSIDE = ("bandit-", "secret-", "hadolint-", "kubernetes-", "yamllint-", "zizmor-")


def read_sources(paths: Iterable[Path]) -> Iterator[Source]:
    """The files that are YAML; what is none is a finding of `lint_files`."""
    for path in paths:
        source = read_source(path)
        if not _unreadable(source):
            yield source


def read_source(path: Path) -> Source:
    """One file.

    Raises:
        BadInput: It is no UTF-8.
    """
    try:
        return Source(path, path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8: {error.reason} at byte {error.start}") from error


def find_files(paths: Iterable[Path]) -> list[Path]:
    """All files at and below the paths.

    Raises:
        BadInput: There is none of that name.
    """
    found: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise BadInput(f"{path}: no such file or folder; name files or folders to lint")
        below = path.rglob("*") if path.is_dir() else [path]
        found |= {file for file in below if file.is_file() and "__pycache__" not in file.parts}
    return sorted(found)
