import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from components.shared.errors import BadInput
from pipelines.publishing.compiled import _text, content_digest, read_compiled
from tests.pipelines.kubeflow import compiled_text, manifests

PLATFORM = {"platforms": {"kubernetes": {"deploymentSpec": {"executors": {}}}}}


def resources(version: str = "bsl-finetune-local-12345678", **changes: Any) -> str:
    ir = yaml.safe_load(compiled_text())
    pipeline = {
        "apiVersion": "pipelines.kubeflow.org/v2beta1",
        "kind": "Pipeline",
        "metadata": {"name": "bsl-finetune"},
    }
    made = {
        "apiVersion": "pipelines.kubeflow.org/v2beta1",
        "kind": "PipelineVersion",
        "metadata": {"name": version},
        "spec": {"pipelineName": "bsl-finetune", "pipelineSpec": ir, "platformSpec": PLATFORM, **changes},
    }
    return yaml.safe_dump_all([pipeline, made])


def test_the_plain_form_and_the_resources_are_the_same_pipeline(tmp_path: Path) -> None:
    manifests(tmp_path, "plain")
    (tmp_path / "plain/finetune.yaml").write_text(f"{compiled_text()}---\n{yaml.safe_dump(PLATFORM)}")
    (tmp_path / "crs").mkdir()
    (tmp_path / "crs/finetune.yaml").write_text(resources())
    (tmp_path / "crs/kustomization.yaml").write_text("kind: Kustomization\nresources: [finetune.yaml]\n")
    plain, made = read_compiled(tmp_path, "plain")["finetune"], read_compiled(tmp_path, "crs")["finetune"]
    assert (plain.digest, plain.text, plain.parameters) == (made.digest, made.text, made.parameters)
    assert plain.version == f"bsl-finetune-plain-{plain.digest[:8]}"
    assert made.version == "bsl-finetune-local-12345678"
    assert list(read_compiled(tmp_path, "crs")) == ["finetune"]


def test_only_content_makes_a_new_name(tmp_path: Path) -> None:
    names = []
    for text in (
        compiled_text(),
        f"# a comment of commit abc\n{compiled_text()}",
        yaml.safe_dump(yaml.safe_load(compiled_text()), sort_keys=False, indent=6),
        json.dumps(yaml.safe_load(compiled_text())),
        compiled_text(sdkVersion="kfp-2.18.0"),
    ):
        (manifests(tmp_path) / "local/finetune.yaml").write_text(text)
        names.append(read_compiled(tmp_path, "local")["finetune"].version)
    assert len(set(names[:4])) == 1
    assert names[4] != names[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [", "no YAML"),
        ("- 1", "not made of YAML mappings"),
        ("a: 1", "neither a PipelineVersion nor a compiled pipeline"),
        ("pipelineInfo: 3", "no compiled pipeline of KFP 2"),
        ("pipelineInfo: {}", "no compiled pipeline of KFP 2"),
        ("pipelineInfo: {name: x}\nroot: {inputDefinitions: {parameters: {a: 1}}}", "no compiled pipeline of KFP 2"),
        (f"pipelineInfo: {{name: {'x' * 120}}}", "longer than 127"),
        ("!!python/object/apply:os.system ['true']", "no YAML"),
        (resources().replace("spec:", "spac:"), "without spec"),
        (resources(pipelineSpec="text"), "no compiled pipeline of KFP 2"),
        ("\udcff", "no YAML"),
    ],
)
def test_what_is_no_compiled_pipeline_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = manifests(tmp_path) / "local/finetune.yaml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(BadInput, match=words):
        read_compiled(tmp_path, "local")


def test_a_profile_that_is_not_there_is_named_beside_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gpu-24gb: no compiled pipeline; .* that is there: local"):
        read_compiled(manifests(tmp_path), "gpu-24gb")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])) | st.just("1e-05"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), VALUES, max_size=4), st.booleans()
)
def test_what_is_uploaded_reads_as_what_was_compiled(ir: dict[str, Any], with_platform: bool) -> None:
    platform = PLATFORM if with_platform else None
    text = _text(ir, platform)
    assert [json.loads(part) for part in text.split("\n---\n")] == [ir, *([platform] if platform else [])]
    if not any(ord(character) > 0xFFFF or ord(character) < 32 for character in json.dumps(ir, ensure_ascii=False)):
        assert list(yaml.safe_load_all(text)) == [ir, *([platform] if platform else [])]


def test_the_digest_is_that_of_another_process() -> None:
    ir = yaml.safe_load(compiled_text())
    code = f"from pipelines.publishing.compiled import content_digest; print(content_digest({ir!r}, None))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == content_digest(ir, None)
