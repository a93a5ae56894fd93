"""The container images that stages run in: one for the CPU, one for the GPU pool; and the gateway's.

Read when a component is defined, so a compile bakes the reference into the pipeline: the variable ``BSL_IMAGE_CPU``
(``_GPU``, ``_GATEWAY``), else the digest in ``docker/images.lock.yaml``, else the name that a local build gives.
"""

import os
from pathlib import Path
from typing import Any

import yaml

from components.shared.errors import BadInput

LOCK = Path("docker/images.lock.yaml")
# target of docker/Dockerfile -> repository; kfp warns of images for Python code without "python" in their name
REPOSITORIES = {"cpu": "bsl-foundry/python-cpu", "gpu": "bsl-foundry/python-gpu", "gateway": "bsl-foundry/gateway"}


def reference(target: str, root: Path | None = None) -> str:
    """The name under which a cluster pulls the image of one target.

    Args:
        target: A key of ``REPOSITORIES``.
        root: Where the lock lies; the repository of this file, if not given.

    Raises:
        BadInput: The lock cannot be read.
    """
    if named := os.environ.get(f"BSL_IMAGE_{target.upper()}"):
        return named
    image = _locked(root or Path(__file__).parents[1]).get(target)
    return f"{image['repository']}@{image['digest']}" if image else f"{REPOSITORIES[target]}:local"


def _locked(root: Path) -> dict[str, Any]:
    path = root / LOCK
    if not path.is_file():
        return {}
    try:
        images: dict[str, Any] = yaml.safe_load(path.read_bytes())["images"]
        return {target: {key: image[key] for key in ("repository", "digest")} for target, image in images.items()}
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{path}: this is no lock of images ({error}); write it again with `bsl images lock`") from error


CPU = reference("cpu")
GPU = reference("gpu")
GATEWAY = reference("gateway")
