"""The manifests as `kubectl kustomize` makes them of each folder that somebody applies."""

import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
MANIFESTS = ROOT / "manifests"
OVERLAYS = ("local", "production", "multi-user")
# every folder that an installer may apply
APPLIED = (
    *(f"overlays/{name}" for name in OVERLAYS),
    *(f"overlays/{name}/slots" for name in OVERLAYS),
    "argocd",
    "flux",
)
# choices that no overlay makes: tried on the overlay that they fit
VARIANTS = {
    "seaweedfs": ("storage-namespace", "object-store-seaweedfs", "postgresql-small"),
    "vault, jobs, own authority": ("own-namespace", "external-secrets", "trainjob", "private-ca"),
}
Manifest = dict[str, Any]


def kubectl() -> str:
    own = ROOT / ".servers/kubectl"
    found = str(own) if own.exists() else shutil.which("kubectl")
    if not found:
        pytest.skip("kubectl is not installed: `make servers` builds it")
    return found


@cache
def built(folder: Path) -> tuple[Manifest, ...]:
    """What a folder renders to."""
    run = subprocess.run([kubectl(), "kustomize", str(folder)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert not run.stderr, run.stderr  # a deprecated field is a field that the next version ignores
    return tuple(yaml.safe_load_all(run.stdout))


@pytest.fixture(scope="session")
def variant(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Manifest, ...]]:
    """Builds base with other components than the overlays choose; kustomize takes relative paths only."""

    def build(name: str) -> tuple[Manifest, ...]:
        folder = tmp_path_factory.mktemp("variant")
        up = Path("../" * (len(folder.resolve().parts) - 1)) / str(MANIFESTS).lstrip("/")
        components = [str(up / "components" / component) for component in VARIANTS[name]]
        text = {"resources": [str(up / "base")], "components": components}
        (folder / "kustomization.yaml").write_text(yaml.safe_dump(text))
        return built(folder)

    return build
