"""Files to findings: each file is read once, given to the rules about its kind, and what it allows is left out."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from components.images import LOCK
from components.shared.errors import BadInput
from pipelines.linting.compiled import Compiled
from pipelines.linting.dockerfile import read_dockerfile
from pipelines.linting.kustomize import NAMES, Kustomizations, read_kustomizations
from pipelines.linting.manifest import Manifest, pods_of
from pipelines.linting.rendered import render, roots
from pipelines.linting.report import UNREADABLE, Report
from pipelines.linting.rules import About, Finding, Place, broken
from pipelines.linting.sources import Source
from pipelines.linting.tools import run_tools
from pipelines.linting.trees import Tree

YAML_ENDINGS = (".yaml", ".yml")
OF_FILES = ("several-kinds-in-a-file",)  # what is no matter once all is one text
LOCAL = "local"  # a folder of this name holds what runs on the machine of one person


def lint_files(paths: Iterable[Path]) -> Report:
    """Lint manifests, compiled pipelines and Dockerfiles below the paths."""
    report, sources = Report(), []
    for path in find_files(paths):
        source = read_source(path)
        if path.name.startswith("Dockerfile"):
            report.take(source, _dockerfile(source))
        elif path.suffix in YAML_ENDINGS or path.name == "Kustomization":
            sources.append(source)
        if path.name == LOCK.name:
            report.take(source, _found("lock", path.absolute().parents[1], source), own=False)
    lint_sources(sources, report)
    report.findings.sort(key=lambda finding: (finding.path, finding.line, finding.rule))
    return report


def lint_rendered(paths: Iterable[Path], report: Report, kubectl: str) -> None:
    """Lint what kustomize makes of the manifests below the paths; what was said of a file is not said again."""
    files = [path for path in find_files(paths) if path.name in NAMES]
    for folder in roots(list(read_sources(files))):
        source = render(folder, kubectl)
        manifests = tuple(_manifests(source, Kustomizations()))
        found = {_of_object(finding) for finding in _yaml(source, manifests, manifests)}
        new = (finding for finding in found if finding.rule not in OF_FILES and not report.has(finding))
        report.findings += sorted(new, key=str)


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
    return LOCAL in path.parts or path.parts[-3:-1] == ("manifests", "pipelines")


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
        line, where = source.line_of(place), _where(place)
        yield Finding(found.name, severity, str(source.path), line, where, message, _object(place, source))


def _object(place: Place, source: Source) -> str:
    """Kind and name of what a place is in."""
    if isinstance(place, int) or not place or not isinstance(source.documents[int(place[0])], dict):
        return ""
    document = source.documents[int(place[0])]
    metadata = document.get("metadata")
    return f"{document.get('kind')}/{metadata.get('name') if isinstance(metadata, dict) else ''}"


def _of_object(finding: Finding) -> Finding:
    """A finding in a text that is no file: the object is its place."""
    return replace(finding, line=1, where=f"{finding.object}: {finding.where}")


def _where(place: Place) -> str:
    return "" if isinstance(place, int) else ".".join(map(str, place[1:]))


def _unreadable(source: Source) -> Finding | None:
    try:
        _ = source.documents
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        return Finding(UNREADABLE, "error", str(source.path), line, "", f"no YAML: {getattr(error, 'problem', error)}")
    return None


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
