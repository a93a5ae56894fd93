"""Compiled pipelines as they lie in Git: ``manifests/pipelines/<profile>/<pipeline>.yaml``.

A file holds either the ``Pipeline`` and ``PipelineVersion`` resources that the Kubernetes-native store applies, or the
plain intermediate representation. Both become the same thing here, so that both ways of publishing make the same names.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from components.shared.errors import BadInput
from pipelines.compiling.digest import HASH_CHARACTERS, content_digest

MAX_COMPILED_BYTES = 32 * 2**20  # what a server takes
MAX_VERSION_CHARACTERS = 127
RESOURCES = "pipelines.kubeflow.org/"
_BREAKS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")  # plain text in JSON, breaks or errors in YAML

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One input of a pipeline: KFP's type (``STRUCT``, ``STRING``, …), what it is when it is not given, or must be."""

    type: str
    required: bool
    default: Any = None


@dataclass(frozen=True, slots=True)
class Compiled:
    """One pipeline for one profile, under the names that servers know it by."""

    key: str
    profile: str
    pipeline: str
    about: str
    version: str
    description: str
    text: str
    digest: str
    parameters: dict[str, Parameter] = field(default_factory=dict)


def read_compiled(folder: Path, profile: str) -> dict[str, Compiled]:
    """The pipelines of a profile by the names of their files (``finetune``, ``promote``).

    Raises:
        BadInput: There is no such profile, or a file in it is no compiled pipeline.
    """
    place = folder / profile
    paths = sorted(place.glob("*.yaml"))
    if not paths:
        there = ", ".join(sorted(path.name for path in folder.glob("*") if path.is_dir())) or "none"
        raise BadInput(f"{place}: no compiled pipeline; run `bsl compile`, or name a profile that is there: {there}")
    found = (_read(path, profile) for path in paths)
    return {compiled.key: compiled for compiled in found if compiled is not None}


def _read(path: Path, profile: str) -> Compiled | None:
    documents = _documents(path)
    version = next((doc for doc in documents if _resource(doc, "PipelineVersion")), None)
    if version is not None:
        return _of_resources(path, profile, documents, version)
    ir = next((doc for doc in documents if "pipelineInfo" in doc), None)
    if ir is not None:
        platform = next((doc for doc in documents if "platforms" in doc), None)
        return _compiled(path, profile, ir, platform, ("", "", ""))
    if any("kind" in doc for doc in documents):
        return None  # such as kustomization.yaml
    raise BadInput(f"{path}: neither a PipelineVersion nor a compiled pipeline; run `bsl compile`")


def _of_resources(path: Path, profile: str, documents: list[Document], version: Document) -> Compiled:
    spec = version.get("spec")
    if not isinstance(spec, dict):
        raise BadInput(f"{path}: a PipelineVersion without spec; run `bsl compile`")
    pipeline = str(spec.get("pipelineName", ""))
    names = (pipeline, _resource(version, "PipelineVersion"), str(spec.get("description", "")))
    return _compiled(path, profile, spec.get("pipelineSpec"), spec.get("platformSpec"), names)


def _compiled(path: Path, profile: str, ir: Any, platform: Any, names: tuple[str, str, str]) -> Compiled:
    try:
        info, root = ir["pipelineInfo"], ir.get("root", {})
        inputs = root.get("inputDefinitions", {}).get("parameters", {})
        parameters = {name: _parameter(value) for name, value in inputs.items()}
        pipeline = names[0] or str(info["name"])
    except (KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{path}: no compiled pipeline of KFP 2: {error!r}; run `bsl compile`") from error
    digest = content_digest(ir, platform)
    version = names[1] or f"{pipeline}-{profile}-{digest[:HASH_CHARACTERS]}"
    if len(version) > MAX_VERSION_CHARACTERS:
        raise BadInput(f"{path}: the version's name is longer than {MAX_VERSION_CHARACTERS} characters: {version}")
    about = str(info.get("description", ""))
    return Compiled(
        key=path.stem,
        profile=profile,
        pipeline=pipeline,
        about=about,
        version=version,
        description=names[2] or about,
        text=_text(ir, platform),
        digest=digest,
        parameters=parameters,
    )


def _parameter(value: Any) -> Parameter:
    required = not value.get("isOptional", False) and "defaultValue" not in value
    return Parameter(str(value["parameterType"]), required, value.get("defaultValue"))


def _text(ir: Any, platform: Any) -> str:
    """JSON, which is YAML as well: text that PyYAML writes bare, such as ``1e-05``, is a number for Go's parser."""
    documents = [ir, platform] if platform else [ir]
    texts = (json.dumps(document, sort_keys=True, ensure_ascii=False, indent=1) for document in documents)
    return _BREAKS.sub(lambda found: f"\\u{ord(found.group()):04x}", "\n---\n".join(texts)) + "\n"


def _resource(document: Document, kind: str) -> str:
    """The name of a resource of this kind, or nothing."""
    ours = str(document.get("apiVersion", "")).startswith(RESOURCES) and document.get("kind") == kind
    name = (document.get("metadata") or {}).get("name") if ours else ""
    return str(name or "")


def _documents(path: Path) -> list[Document]:
    import yaml

    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}; run `bsl compile`") from error
    if len(content) > MAX_COMPILED_BYTES:
        raise BadInput(f"{path}: {len(content)} bytes are more than a server takes ({MAX_COMPILED_BYTES})")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        documents = [document for document in yaml.load_all(content, loader) if document is not None]
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise BadInput(f"{path}: no YAML: {' '.join(str(error).split())[:200]}; run `bsl compile`") from error
    if not all(isinstance(document, dict) for document in documents):
        raise BadInput(f"{path}: not made of YAML mappings; run `bsl compile`")
    return documents
