"""What kustomize makes of overlays: a patch may take away what the base demands, and only the result shows it.

Whatever no other kustomization refers to is rendered, by `kubectl kustomize`, which asks no cluster.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from components.shared.errors import BadInput
from pipelines.linting.kustomize import NAMES
from pipelines.linting.sources import Source

BUILT_FOR_TESTS = Path(".servers/kubectl")
PATIENCE_SECONDS = 60


def find_kubectl() -> str | None:
    """The program on the path, or the one that `make servers` has built."""
    return shutil.which("kubectl") or (str(BUILT_FOR_TESTS.absolute()) if BUILT_FOR_TESTS.is_file() else None)


def render(folder: Path, kubectl: str) -> Source:
    """What would be applied, as one text under the name of the folder.

    Raises:
        BadInput: kustomize refuses the folder.
    """
    command = [kubectl, "kustomize", str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    if run.returncode:
        raise BadInput(f"{folder}: kustomize cannot build it: {run.stderr.strip()[-500:]}")
    return Source(folder, run.stdout)


def roots(sources: Sequence[Source]) -> list[Path]:
    """Folders of kustomizations that are installed by themselves: no other one takes them in."""
    found = {source.path.parent for source in sources if source.path.name in NAMES and _is_whole(source)}
    taken = {taken for source in sources for taken in _taken_by(source)}
    return sorted(folder for folder in found if _normal(folder) not in taken)


def _is_whole(source: Source) -> bool:
    """Whether it can be built by itself: a component cannot."""
    kinds = [document.get("kind", "Kustomization") for document in source.documents if isinstance(document, dict)]
    return kinds == ["Kustomization"]


def _taken_by(source: Source) -> Iterator[str]:
    if source.path.name in NAMES:
        for document in source.documents:
            yield from _taken(source.path.parent, document)


def _taken(folder: Path, document: Any) -> Iterator[str]:
    for key in ("resources", "bases", "components"):
        items = document.get(key) if isinstance(document, dict) else None
        for item in items if isinstance(items, list) else []:
            yield _normal(folder / str(item))


def _normal(path: Path) -> str:
    return os.path.normpath(path)
