"""Our images, built for real, run as a cluster runs them: any user id, no network, files that cannot be written."""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from packaging.markers import Marker

from components.shared.object_store import open_object_store
from components.shared.registry import Registry
from components.shared.summaries import EvaluateSummary, Interval, Measure
from components.shared.traffic import Split
from tests.image_checkout import checkout
from tests.services.images.builds import BASE_DIGEST, ROOT, Store
from tests.services.images.kfp_step import Step, compiled
from tests.services.images.pod import Pod

# 6.6 GB, 6 minutes
GPU = pytest.mark.skipif(not os.environ.get("BSL_TEST_GPU_IMAGE"), reason="BSL_TEST_GPU_IMAGE=1: make images-test")
# of a whole run: whichever test comes first builds an image, on a busy machine
pytestmark = pytest.mark.timeout(1800)
TARGETS = ("cpu", "gateway", pytest.param("gpu", marks=GPU))
SOURCES = {
    "sources": [{"kind": "patterns", "path": "datasets/patterns"}, {"kind": "templates", "count": 400}],
}
TINY = {
    "training": {
        "max_steps": 4,
        "learning_rate": 6e-3,
        "warmup_steps": 1,
        "batch_size": 1,
        "max_tokens": 320,
        "max_validation_records": 4,
        "evaluations": 1,
    },
    "optimization": {},
    "hardware": {"device": "cpu", "mixed_precision": "no"},
}
# four steps make no model whose answers are worth keeping
ANY_QUALITY = {"max_perplexity_increase": 100, "min_top1_agreement": 0, "max_syntax_loss_points": 100}
# started and asked inside of one pod: it has no network but its own loopback
ASK_HEALTH = """
import subprocess, sys, time, urllib.request
server = subprocess.Popen(sys.argv[1:])
for _ in range(240):
    try:
        print(urllib.request.urlopen("http://127.0.0.1:8080/health").read().decode())
        break
    except OSError as error:
        time.sleep(0.25)
server.terminate()
sys.exit(server.wait())
"""
LEFT_BEHIND = """
import os, shutil
tools = [name for name in ("gcc", "cc", "ld", "make", "git", "uv") if shutil.which(name)]
places = ("/root/.cache", "/locks", "/opt/tools", "/run/secrets", "/var/cache/apt/archives", "/var/lib/apt/lists")
left = [place for place in places if os.path.isdir(place) and set(os.listdir(place)) - {"lock", "partial"}]
writable = [
    folder for folder, _, _ in os.walk("/") if not folder.startswith(("/proc", "/dev", "/sys", "/tmp"))
    and os.stat(folder).st_mode & 0o022 == 0o020 and os.stat(folder).st_gid == 0
]
print(tools, left, writable)
"""


@pytest.mark.parametrize("target", TARGETS)
def test_an_image_says_who_runs_it_and_how(target: str, store: Store, image: Callable[[str], str]) -> None:
    told = store.configuration(image(target))
    variables = dict(line.split("=", 1) for line in told["Env"])
    assert told["User"] == "10001:0"
    assert "Entrypoint" not in told
    assert {
        "HOME": "/tmp",
        "PYTHONUTF8": "1",
        "LANG": "C.UTF-8",
        "XDG_CACHE_HOME": "/tmp/.cache",
    }.items() <= variables.items()
    assert (variables.get("HF_HUB_OFFLINE") == "1") == (target == "gpu")


@pytest.mark.parametrize("target", TARGETS)
def test_no_compiler_no_cache_and_no_secret_is_left(target: str, pod: Callable[[str], Pod]) -> None:
    done = pod(target).run(["python3", "-c", LEFT_BEHIND])
    assert done.stdout.strip() == "[] [] ['/work']", done.stderr


@pytest.mark.parametrize("target", TARGETS)
def test_its_bill_of_materials_names_what_the_locks_name(target: str, pod: Callable[[str], Pod]) -> None:
    made = pod(target)
    bill = json.loads((made.root / "opt/venv/sbom.cdx.json").read_bytes())
    names = [f"image-{target}", *(["image-kfp"] if target != "gateway" else [])]
    locked = {line for name in names for line in _locked(ROOT / f"locks/{name}.txt")}
    assert bill["bomFormat"] == "CycloneDX"
    assert {(_canonical(found["name"]), found["version"]) for found in bill["components"]} == locked


def test_the_data_stages_and_the_gate_run_by_the_commands_of_the_compiled_pipeline(pod: Callable[[str], Pod]) -> None:
    step = Step(compiled("finetune"), pod("cpu"))
    _data(step)
    assert (step.artifact("split", "splits") / "README.md").is_file()
    _evaluation().write(step.artifact("evaluate", "summary"))
    answer = step.run("gate", {"settings": {}}, {"evaluation": "evaluate/summary"})
    assert answer["parameterValues"] == {"Output": True}


def test_the_gateway_answers_with_the_images_own_command(pod: Callable[[str], Pod]) -> None:
    gateway = pod("gateway")
    split = Split(name="bsl-coder", base="v1", stable="v1")
    Registry(open_object_store(f"file:{gateway.volume('work')}/store"), "bsl-coder").write_split(split, None)
    for path in gateway.volume("work").rglob("*"):
        path.chmod(0o777)
    (gateway.volume("etc/bsl/upstreams") / "upstreams.json").write_text('{"v1": "http://127.0.0.1:9"}', "utf-8")
    command = gateway.configuration["Cmd"]
    variables = {"BSL_GATEWAY_KEY": "key-of-a-test", "BSL_OBJECT_STORE": "file:/work/store"}
    done = gateway.run(["python3", "-c", ASK_HEALTH, *command], **variables)
    assert json.loads(done.stdout.splitlines()[-1]) == {"status": "ok", "model": "bsl-coder"}, done.stderr
    assert done.returncode == 0, done.stderr


def test_a_pushed_digest_gets_into_the_compiled_pipeline(
    store: Store, image: Callable[[str], str], tmp_path: Path
) -> None:
    store.buildah("push", "--digestfile", str(tmp_path / "cpu.digest"), image("cpu"), f"dir:{tmp_path}/registry")
    digest = (tmp_path / "cpu.digest").read_text(encoding="utf-8")
    bsl = checkout(tmp_path / "checkout")
    bsl("images", "lock", "--registry", "registry.example/team", f"cpu={tmp_path}/cpu.digest", "--base", BASE_DIGEST)
    assert f"cpu: registry.example/team/bsl-foundry/python-cpu@{digest}" in bsl("images", "check")
    bsl("compile", "--output", str(tmp_path / "compiled"))
    texts = [path.read_text(encoding="utf-8") for path in (tmp_path / "compiled").rglob("*.yaml")]
    assert any(f"image: registry.example/team/bsl-foundry/python-cpu@{digest}" in text for text in texts)


@GPU
def test_a_model_is_made_trained_judged_and_quantized(pod: Callable[[str], Pod]) -> None:
    step = Step(compiled("finetune"), pod("gpu"))
    _data(step)
    _model(step)
    assert (step.artifact("train", "adapter") / "adapter_model.safetensors").is_file()
    assert list(step.artifact("quantize", "quantized").glob("*.safetensors"))


def _model(step: Step) -> None:
    step.run("base-model", {"settings": {"base_model": "tiny", "tiny_steps": 4}}, {})
    models = {"base": "base-model/base", "splits": "split/splits"}
    step.run("train", {"settings": TINY}, models)
    models["adapter"] = "train/adapter"
    step.run("evaluate", {"settings": {"max_records": 2, "max_new_tokens": 8}}, models)
    step.run("quantize", {"settings": ANY_QUALITY}, models)


def _data(step: Step) -> None:
    step.run("ingest", {"settings": SOURCES}, {})
    step.run("curate", {"settings": {}}, {"corpus": "ingest/corpus"})
    step.run("split", {"settings": {}}, {"curated": "curate/curated"})


def _evaluation() -> EvaluateSummary:
    """That of a model that may be shipped."""
    gain = Interval(value=50.0, low=30.0, high=70.0)
    row = Measure(key="complete", axis="syntax", unit="share", higher_is_better=True, measured=True, difference=gain)
    return EvaluateSummary(
        records=20,
        measures=(row,),
        by_category={"crud": {"n": 20, "base": 0.0, "tuned": 1.0}},
        by_source={},
        base_perplexity=2.0,
        tuned_perplexity=1.5,
        perplexity_band="excellent",
        answers=(),
        adapter_sha256="0" * 64,
        seconds=1.0,
    )


def _locked(lock: Path) -> Iterator[tuple[str, str]]:
    """Distributions of a lock that are for Python 3.11 on Linux."""
    environment = {"python_version": "3.11", "python_full_version": "3.11.2", "sys_platform": "linux"}
    line = re.compile(r"^([\w.-]+)==(\S+)(?: ; (.+?))? \\$", re.MULTILINE)
    for name, version, marker in line.findall(lock.read_text(encoding="utf-8")):
        if not marker or Marker(marker).evaluate(environment):
            yield _canonical(name), version


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
